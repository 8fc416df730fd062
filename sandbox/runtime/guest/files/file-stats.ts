/** What the host tells of a file or folder; times are epoch milliseconds. */
export type Described = {
	folder: boolean;
	link: boolean;
	size: number;
	mode: number;
	ino: number;
	links: number;
	accessedAt: number;
	modifiedAt: number;
	changedAt: number;
	bornAt: number;
};

type Kinds = { folder: boolean; link: boolean };

class Kind {
	#kinds: Kinds;
	constructor(kinds: Kinds) {
		this.#kinds = kinds;
	}
	isDirectory(): boolean {
		return this.#kinds.folder;
	}
	isFile(): boolean {
		return !this.#kinds.folder && !this.#kinds.link;
	}
	isSymbolicLink(): boolean {
		return this.#kinds.link;
	}
	isFIFO(): boolean {
		return false;
	}
	isSocket(): boolean {
		return false;
	}
	isBlockDevice(): boolean {
		return false;
	}
	isCharacterDevice(): boolean {
		return false;
	}
}

const TIMES = ["atime", "mtime", "ctime", "birthtime"] as const;

/** fs.Stats. The user of the runtime process is none that has a name. */
export class Stats extends Kind {
	dev = 1;
	nlink: number;
	uid = 993;
	gid = 990;
	rdev = 0;
	blksize = 4096;
	mode: number;
	ino: number;
	size: number;
	blocks: number;
	atimeMs: number;
	mtimeMs: number;
	ctimeMs: number;
	birthtimeMs: number;
	declare atime: Date;
	declare mtime: Date;
	declare ctime: Date;
	declare birthtime: Date;
	constructor(told: Described) {
		super(told);
		this.mode = told.mode;
		this.nlink = told.links;
		this.ino = told.ino;
		this.size = told.size;
		this.blocks = Math.ceil(told.size / 4096) * 8;
		this.atimeMs = told.accessedAt;
		this.mtimeMs = told.modifiedAt;
		this.ctimeMs = told.changedAt;
		this.birthtimeMs = told.bornAt;
		for (const name of TIMES) this[name] = new Date(this[`${name}Ms`]);
	}
}

/** What `bigint: true` gives: the same numbers as bigints, and times in nanoseconds besides. */
export function bigIntStats(stats: Stats): object {
	const made = Object.create(BigIntStats.prototype);
	for (const [name, value] of Object.entries(stats)) made[name] = typeof value === "number" ? BigInt(Math.floor(value)) : value;
	for (const name of TIMES) made[`${name}Ns`] = BigInt(Math.floor(stats[`${name}Ms`])) * 1_000_000n;
	kinds.set(made, stats);
	return made;
}
const kinds = new WeakMap<object, Stats>();

class BigIntStats {
	isDirectory(): boolean {
		return kinds.get(this)?.isDirectory() === true;
	}
	isFile(): boolean {
		return kinds.get(this)?.isFile() === true;
	}
	isSymbolicLink(): boolean {
		return kinds.get(this)?.isSymbolicLink() === true;
	}
}

/** fs.Dirent. */
export class Dirent extends Kind {
	name: string;
	parentPath: string;
	constructor(name: string, parentPath: string, told: Kinds) {
		super(told);
		this.name = name;
		this.parentPath = parentPath;
	}
}
