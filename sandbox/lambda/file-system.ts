import type { GuestMessage } from "./guest-messages.ts";

/** Real bytes that files of one environment may hold, and those of all environments of a run. No limits of Lambda. */
const REAL_BYTES = { environment: 64 * 2 ** 20, run: 256 * 2 ** 20 };
const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;

type Mount = "root" | "tmp";
type Times = { changedAt: number; bornAt: number; ino: number };
type File = Times & { kind: "file"; mount: Mount; content: Buffer; room?: Buffer };
type Folder = Times & { kind: "folder"; parent: Folder | undefined; mount: Mount; entries: Map<string, Entry> };
type Entry = File | Folder;
type Place = { parent: Folder; name: string; entry: Entry | undefined };
type Request = GuestMessage<"fs">;

/** A refusal as Node.js tells it: code of the system, call and paths. */
class Refusal extends Error {
	readonly told: { code: string; syscall: string; path?: string; dest?: string };
	constructor(code: string, syscall: string, path?: string, dest?: string) {
		super(code);
		this.told = { code, syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) };
	}
}

/** The real bound was reached, of which Lambda knows nothing. */
class BeyondBound extends Error {}

type StorageUse = { bytes: number };
const uses = new WeakMap<object, StorageUse>();

/** Bytes that all file systems of one run hold together. */
export function storageUseOf(run: object): StorageUse {
	const use = uses.get(run) ?? { bytes: 0 };
	uses.set(run, use);
	return use;
}

/**
 * The files that an execution environment sees: /var/task and everything else read-only (L28), /tmp to write to. It belongs to the
 * environment, not to its process: a reset leaves /tmp as it was (L18). There are no links, so no path leads out of it.
 */
export class FileSystem {
	#root: Folder;
	#tmp: Folder;
	#tmpBytes: number;
	#use: StorageUse;
	#used = 0;
	#now: number;
	#lastIno = 1;

	/**
	 * @param given.taskFiles Paths under /var/task and their texts.
	 * @param given.tmpMb Size of /tmp in megabytes (L229).
	 * @param given.epochMs When the files were put there.
	 */
	constructor(given: { taskFiles: readonly (readonly [string, string])[]; tmpMb: number; epochMs: number; use: StorageUse }) {
		this.#now = given.epochMs;
		this.#use = given.use;
		this.#tmpBytes = given.tmpMb * 2 ** 20;
		this.#root = this.#newFolder(undefined, "root");
		this.#root.parent = this.#root;
		this.#tmp = this.#newFolder(this.#root, "tmp");
		this.#root.entries.set("tmp", this.#tmp);
		this.#root.entries.set("opt", this.#newFolder(this.#root, "root"));
		for (const [path, text] of given.taskFiles) this.#place(`var/task/${path}`, text);
		this.#place("var/task", undefined);
	}

	/**
	 * Does what learner code asks for.
	 * @param epochMs The virtual time of day.
	 * @returns JSON text: `value`, or the `error` as Node.js tells it, or `beyondBound` when more is held than the simulator allows.
	 */
	perform(request: Request, epochMs: number): string {
		this.#now = Math.floor(epochMs);
		try {
			return JSON.stringify({ value: this.#value(request) ?? null });
		} catch (error) {
			if (error instanceof Refusal) return JSON.stringify({ error: error.told });
			if (error instanceof BeyondBound) return '{"beyondBound":true}';
			throw error;
		}
	}

	/** Gives back what its files hold; the environment is gone. */
	release(): void {
		this.#use.bytes -= this.#used;
		this.#used = 0;
		this.#tmp.entries.clear();
	}

	#value(request: Request): unknown {
		const { path } = request;
		switch (request.op) {
			case "read": {
				const { entry } = this.#existing(path, "open");
				if (entry.kind === "folder") throw new Refusal("EISDIR", "read");
				return entry.content.toString("base64");
			}
			case "write":
				return this.#write(request);
			case "stat":
			case "lstat":
				return this.#describe(this.#existing(path, request.op).entry);
			case "access": {
				const { entry } = this.#existing(path, "access");
				if (request.write && entry.mount === "root") throw new Refusal("EROFS", "access", path);
				return undefined;
			}
			case "list": {
				const { entry } = this.#existing(path, "scandir");
				if (entry.kind === "file") throw new Refusal("ENOTDIR", "scandir", path);
				const names = [...entry.entries].map(([name, one]) => ({ name, folder: one.kind === "folder" }));
				return names.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
			}
			case "mkdir":
				return request.recursive ? this.#makeAll(path) : this.#make(path, path);
			case "unlink": {
				const found = this.#writable(path, "unlink");
				if (found.entry.kind === "folder") throw new Refusal("EISDIR", "unlink", path);
				return this.#drop(found);
			}
			case "rmdir": {
				const found = this.#writable(path, "rmdir");
				if (found.entry.kind === "file") throw new Refusal("ENOTDIR", "rmdir", path);
				if (found.entry === this.#tmp) throw new Refusal("EBUSY", "rmdir", path);
				if (found.entry.entries.size > 0) throw new Refusal("ENOTEMPTY", "rmdir", path);
				return this.#drop(found);
			}
			case "rename":
				return this.#rename(path, request.dest ?? "");
			case "copy":
				return this.#copy(path, request.dest ?? "", request.exclusive === true);
		}
	}

	#write({ path, data = "", flag = "w" }: Request): void {
		const place = this.#find(path, "open");
		if (place.entry && flag.includes("x")) throw new Refusal("EEXIST", "open", path);
		if (place.entry?.kind === "folder") throw new Refusal("EISDIR", "open", path);
		if (place.parent.mount === "root") throw new Refusal("EROFS", "open", path);
		if (path.endsWith("/")) throw new Refusal("EISDIR", "open", path);
		this.#store(place, Buffer.from(data, "base64"), flag.startsWith("a"), ["write"]);
	}

	#store({ parent, name, entry }: Place, data: Buffer, append: boolean, refused: [string, string?, string?]): void {
		let file = entry as File | undefined;
		if (!file) {
			file = { kind: "file", mount: "tmp", content: Buffer.alloc(0), ...this.#times() };
			parent.entries.set(name, file);
			parent.changedAt = this.#now;
		}
		if (!append) {
			this.#count(-file.content.length);
			file.content = Buffer.alloc(0);
			delete file.room;
		}
		file.changedAt = this.#now;
		if (this.#used + data.length > this.#tmpBytes) throw new Refusal("ENOSPC", ...refused);
		this.#count(data.length);
		extend(file, data);
	}

	#count(bytes: number): void {
		const beyond = this.#used + bytes > REAL_BYTES.environment || this.#use.bytes + bytes > REAL_BYTES.run;
		if (bytes > 0 && beyond) throw new BeyondBound();
		this.#used += bytes;
		this.#use.bytes += bytes;
	}

	#make(path: string, told: string): void {
		const place = this.#find(path, "mkdir", told);
		if (place.entry) throw new Refusal("EEXIST", "mkdir", told);
		if (place.parent.mount === "root") throw new Refusal("EROFS", "mkdir", told);
		place.parent.entries.set(place.name, this.#newFolder(place.parent, "tmp"));
		place.parent.changedAt = this.#now;
	}

	/** @returns The first folder that was not there, as Node.js does. */
	#makeAll(path: string): string | undefined {
		const names = path.split("/").filter((name) => name !== "" && name !== ".");
		let first: string | undefined;
		for (let count = 1; count <= names.length; count++) {
			const part = `/${names.slice(0, count).join("/")}`;
			const { entry } = this.#find(part, "mkdir", path);
			if (entry?.kind === "folder") continue;
			if (entry) throw new Refusal(count === names.length ? "EEXIST" : "ENOTDIR", "mkdir", path);
			this.#make(part, path);
			first ??= part;
		}
		return first;
	}

	#rename(path: string, dest: string): void {
		const from = this.#find(path, "rename", path, dest);
		const to = this.#find(dest, "rename", path, dest);
		const refuse = (code: string) => new Refusal(code, "rename", path, dest);
		if (from.parent.mount !== to.parent.mount) throw refuse("EXDEV");
		if (from.parent.mount === "root") throw refuse(from.entry === this.#tmp ? "EBUSY" : "EROFS");
		if (from.name === "" || to.name === "") throw refuse("EBUSY"); // A path that ends in "..".
		if (!from.entry) throw refuse("ENOENT");
		if (to.entry === from.entry) return;
		if (from.entry.kind === "folder") {
			for (let above: Folder | undefined = to.parent; above && above !== this.#root; above = above.parent) {
				if (above === from.entry) throw refuse("EINVAL");
			}
			if (to.entry?.kind === "file") throw refuse("ENOTDIR");
			if (to.entry && to.entry.entries.size > 0) throw refuse("ENOTEMPTY");
		} else if (to.entry?.kind === "folder") throw refuse("EISDIR");
		if (to.entry) this.#drop({ ...to, entry: to.entry });
		from.parent.entries.delete(from.name);
		to.parent.entries.set(to.name, from.entry);
		if (from.entry.kind === "folder") from.entry.parent = to.parent;
		from.parent.changedAt = this.#now;
		to.parent.changedAt = this.#now;
	}

	#copy(path: string, dest: string, exclusive: boolean): void {
		const refuse = (code: string) => new Refusal(code, "copyfile", path, dest);
		const { entry } = this.#find(path, "copyfile", path, dest);
		if (!entry) throw refuse("ENOENT");
		if (entry.kind === "folder") throw refuse("EISDIR");
		const place = this.#find(dest, "copyfile", path, dest);
		if (place.entry && exclusive) throw refuse("EEXIST");
		if (place.entry?.kind === "folder") throw refuse("EISDIR");
		if (place.parent.mount === "root") throw refuse("EROFS");
		if (place.entry !== entry) this.#store(place, entry.content, false, ["copyfile", path, dest]);
	}

	#drop({ parent, name, entry }: Place & { entry: Entry }): void {
		if (entry.kind === "file") this.#count(-entry.content.length);
		parent.entries.delete(name);
		parent.changedAt = this.#now;
	}

	#describe(entry: Entry): object {
		const { ino, changedAt, bornAt } = entry;
		if (entry.kind === "file") return { folder: false, size: entry.content.length, mode: 0o100644, ino, changedAt, bornAt };
		return { folder: true, size: 4096, mode: entry === this.#tmp ? 0o40700 : 0o40755, ino, changedAt, bornAt };
	}

	#existing(path: string, syscall: string): Place & { entry: Entry } {
		const place = this.#find(path, syscall);
		if (!place.entry) throw new Refusal("ENOENT", syscall, path);
		return { ...place, entry: place.entry };
	}

	/** Linux looks at the mount before it looks whether there is something to remove. */
	#writable(path: string, syscall: string): Place & { entry: Entry } {
		const { parent, entry } = this.#find(path, syscall);
		if (parent.mount === "root" && entry !== this.#tmp) throw new Refusal("EROFS", syscall, path);
		return this.#existing(path, syscall);
	}

	/** Follows a path from the root, as the system does: each part before the last must be a folder. */
	#find(path: string, syscall: string, told = path, dest?: string): Place {
		if (Buffer.byteLength(path) >= LONGEST_PATH) throw new Refusal("ENAMETOOLONG", syscall, told, dest);
		if (path === "") throw new Refusal("ENOENT", syscall, told, dest);
		const names = path.split("/").filter((name) => name !== "" && name !== ".");
		let place: Place = { parent: this.#root, name: "", entry: this.#root };
		for (const name of names) {
			if (!place.entry) throw new Refusal("ENOENT", syscall, told, dest);
			if (place.entry.kind === "file") throw new Refusal("ENOTDIR", syscall, told, dest);
			if (Buffer.byteLength(name) > LONGEST_NAME) throw new Refusal("ENAMETOOLONG", syscall, told, dest);
			const parent: Folder = place.entry;
			if (name === "..") {
				const above = parent.parent ?? this.#root;
				place = { parent: above.parent ?? this.#root, name: "", entry: above };
			} else place = { parent, name, entry: parent.entries.get(name) };
		}
		if (place.entry?.kind === "file" && path.endsWith("/")) throw new Refusal("ENOTDIR", syscall, told, dest);
		return place;
	}

	#place(path: string, text: string | undefined): void {
		const names = path.split("/");
		const last = text === undefined ? undefined : names.pop();
		let folder = this.#root;
		for (const name of names) {
			const next: Entry = folder.entries.get(name) ?? this.#newFolder(folder, "root");
			folder.entries.set(name, next);
			if (next.kind === "file") return;
			folder = next;
		}
		if (last !== undefined) folder.entries.set(last, { kind: "file", mount: "root", content: Buffer.from(text ?? ""), ...this.#times() });
	}

	#newFolder(parent: Folder | undefined, mount: Mount): Folder {
		return { kind: "folder", parent, mount, entries: new Map(), ...this.#times() };
	}

	#times(): Times {
		return { changedAt: this.#now, bornAt: this.#now, ino: ++this.#lastIno };
	}
}

/** Appends in place where there is room, so that many small appends to a large file cost no more than they write. */
function extend(file: File, data: Buffer): void {
	const { length } = file.content;
	if (length === 0) {
		file.content = data;
		return;
	}
	const total = length + data.length;
	if (!file.room || file.room.length < total) {
		file.room = Buffer.alloc(Math.max(total, Math.min(2 * length, REAL_BYTES.environment)));
		file.content.copy(file.room);
	}
	data.copy(file.room, length);
	file.content = file.room.subarray(0, total);
}
