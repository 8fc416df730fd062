/** What the host tells of a file or folder; times are epoch milliseconds. */
export type Described = { folder: boolean; size: number; mode: number; ino: number; changedAt: number; bornAt: number };

class Kind {
	#folder: boolean;
	constructor(folder: boolean) {
		this.#folder = folder;
	}
	isDirectory(): boolean {
		return this.#folder;
	}
	isFile(): boolean {
		return !this.#folder;
	}
	isSymbolicLink(): boolean {
		return false;
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

/** fs.Stats. The user of the runtime process is none that has a name. */
export class Stats extends Kind {
	dev = 1;
	nlink = 1;
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
	atime: Date;
	mtime: Date;
	ctime: Date;
	birthtime: Date;
	constructor({ folder, size, mode, ino, changedAt, bornAt }: Described) {
		super(folder);
		this.mode = mode;
		this.ino = ino;
		this.size = size;
		this.blocks = Math.ceil(size / 4096) * 8;
		this.atimeMs = this.mtimeMs = this.ctimeMs = changedAt;
		this.birthtimeMs = bornAt;
		this.atime = new Date(changedAt);
		this.mtime = new Date(changedAt);
		this.ctime = new Date(changedAt);
		this.birthtime = new Date(bornAt);
	}
}

/** fs.Dirent. */
export class Dirent extends Kind {
	name: string;
	parentPath: string;
	constructor(name: string, parentPath: string, folder: boolean) {
		super(folder);
		this.name = name;
		this.parentPath = parentPath;
	}
}
