import type { GuestMessage } from "../process/guest-messages.ts";
import { BeyondBound, type StorageUse } from "./file-content.ts";
import { FileStorage } from "./file-storage.ts";
import { type Entry, type File, FileTree, type Folder, type Place, Refusal } from "./file-tree.ts";
import { OpenFiles, openFlags } from "./open-files.ts";

type Request = GuestMessage<"fs">;

export { storageUseOf } from "./file-content.ts";

/** What came of a call, and how many bytes it moved. */
export type Performed = { answer: string; bytes: number };

/**
 * The files that an execution environment sees: /var/task and everything else read-only (L28), /tmp to write to. It belongs to the
 * environment, not to its process: a reset leaves /tmp as it was (L18). Links lead to places within it, so no path leads out of it.
 */
export class FileSystem {
	#tree: FileTree;
	#storage: FileStorage;
	#open: OpenFiles;

	/**
	 * @param given.taskFiles Paths under /var/task, or absolute ones of files in layers, and their texts.
	 * @param given.tmpMb Size of /tmp in megabytes (L229).
	 * @param given.epochMs When the files were put there.
	 */
	constructor(given: { taskFiles: readonly (readonly [string, string])[]; tmpMb: number; epochMs: number; use: StorageUse }) {
		this.#tree = new FileTree(given);
		this.#storage = new FileStorage(this.#tree, given.tmpMb);
		this.#open = new OpenFiles(this.#tree, this.#storage);
	}

	/**
	 * Does what learner code asks for.
	 * @param epochMs The virtual time of day.
	 * @returns JSON text: `value`, or the `error` as Node.js tells it, or `beyondBound` when more is held than the simulator allows.
	 */
	perform(request: Request, epochMs: number): Performed {
		this.#tree.now = Math.floor(epochMs);
		this.#storage.moved = 0;
		const answer = this.#answer(request);
		return { answer, bytes: this.#storage.moved };
	}

	/** Gives back what its files hold; the environment is gone. */
	release(): void {
		this.#storage.used = 0;
		this.#tree.tmp.entries.clear();
		this.#tree.store.release();
	}

	#answer(request: Request): string {
		try {
			return JSON.stringify({ value: this.#value(request) ?? null });
		} catch (error) {
			if (error instanceof Refusal) return JSON.stringify({ error: error.told });
			if (error instanceof BeyondBound) return '{"beyondBound":true}';
			throw error;
		}
	}

	#value(request: Request): unknown {
		const { path, dest = "", size = 0, position, ino = 0, mode = 0 } = request;
		switch (request.op) {
			case "read": {
				const { entry } = this.#tree.existing(path, "open");
				if (entry.kind !== "file") throw new Refusal("EISDIR", "read");
				if (!(entry.mode & 0o400)) throw new Refusal("EACCES", "open", path);
				return this.#storage.read(entry).toString("base64");
			}
			case "write":
				return this.#write(request);
			case "truncate":
				return this.#truncate(path, size);
			case "stat":
				return this.#describe(this.#tree.existing(path, "stat").entry);
			case "lstat":
				return this.#describe(this.#tree.existing(path, "lstat", false).entry);
			case "access":
				return this.#access(request);
			case "list":
				return this.#list(path);
			case "mkdir":
				return request.recursive ? this.#makeAll(path, request.mode) : this.#make(path, path, request.mode);
			case "unlink": {
				const found = this.#tree.writable(path, "unlink");
				if (found.entry.kind === "folder") throw new Refusal("EISDIR", "unlink", path);
				return this.#drop(found);
			}
			case "rmdir": {
				const found = this.#tree.writable(path, "rmdir");
				if (found.entry.kind !== "folder") throw new Refusal("ENOTDIR", "rmdir", path);
				if (found.entry === this.#tree.tmp) throw new Refusal("EBUSY", "rmdir", path);
				if (found.entry.entries.size > 0) throw new Refusal("ENOTEMPTY", "rmdir", path);
				return this.#drop(found);
			}
			case "rename":
				return this.#rename(path, dest);
			case "copy":
				return this.#copy(path, dest, request.exclusive === true);
			case "symlink":
				return this.#symlink(request.target ?? "", path);
			case "link":
				return this.#link(path, dest);
			case "readlink": {
				const { entry } = this.#tree.existing(path, "readlink", false);
				if (entry.kind !== "link") throw new Refusal("EINVAL", "readlink", path);
				return entry.target;
			}
			case "realpath":
				return this.#tree.pathOf(this.#tree.existing(path, "realpath"));
			case "chmod":
				return this.#setMode(this.#tree.existing(path, "chmod").entry, mode, "chmod", path);
			case "utimes":
				return this.#setTimes(this.#tree.existing(path, "utime", !request.exclusive).entry, request, "utime", path);
			case "statfs":
				return { size: this.#storage.tmpBytes, used: this.#storage.used };
			case "closeAll":
				return this.#open.closeAll();
			case "open":
				return this.#open.open(path, openFlags(request.target ?? ""), request.mode ?? 0o666);
			case "close":
				return this.#open.close(ino);
			case "pread":
				return this.#open.read(ino, position ?? 0, size).toString("base64");
			case "pwrite":
				return this.#open.write(ino, position, request.fill ?? { bytes: Buffer.from(request.data ?? "", "base64") });
			case "fstat":
				return this.#describe(this.#open.entry(ino, "fstat"));
			case "ftruncate":
				return this.#open.truncate(ino, size);
			case "fchmod":
				return this.#setMode(this.#open.entry(ino, "fchmod"), mode, "fchmod");
			case "futimes":
				return this.#setTimes(this.#open.entry(ino, "futime"), request, "futime");
		}
	}

	#list(path: string): object[] {
		const { entry } = this.#tree.existing(path, "scandir");
		if (entry.kind !== "folder") throw new Refusal("ENOTDIR", "scandir", path);
		const kinds = [...entry.entries].map(([name, one]) => ({ name, folder: one.kind === "folder", link: one.kind === "link" }));
		return kinds.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
	}

	/** The mode bits that are asked for are those of the owner: read, write, execute. */
	#access({ path, write, mode = 0 }: Request): void {
		const { entry } = this.#tree.existing(path, "access");
		if (write && entry.mount === "root") throw new Refusal("EROFS", "access", path);
		if (((entry.mode >> 6) & mode) !== mode) throw new Refusal("EACCES", "access", path);
	}

	#write({ path, data = "", fill, flag = "w", mode }: Request): void {
		const { ino } = this.#open.open(path, openFlags(`wc${flag.includes("x") ? "x" : ""}${flag.startsWith("w") ? "t" : ""}`), mode ?? 0o666);
		const file = this.#open.entry(ino, "write") as File;
		const written = fill ?? { bytes: Buffer.from(data, "base64") };
		const asked = "byte" in written ? written.length : written.bytes.length;
		try {
			if (this.#storage.append(file, written) < asked) throw new Refusal("ENOSPC", "write");
		} finally {
			this.#open.close(ino);
		}
	}

	#truncate(path: string, size: number): void {
		const { ino } = this.#open.open(path, openFlags("rw"), 0);
		try {
			this.#open.truncate(ino, size);
		} finally {
			this.#open.close(ino);
		}
	}

	#make(path: string, told: string, mode = 0o777): void {
		const place = this.#tree.find(path, "mkdir", told, undefined, false);
		if (place.entry) throw new Refusal("EEXIST", "mkdir", told);
		if (place.parent.mount === "root") throw new Refusal("EROFS", "mkdir", told);
		place.parent.entries.set(place.name, this.#tree.newFolder(place.parent, "tmp", mode));
		this.#tree.touch(place.parent);
	}

	/** @returns The first folder that was not there, as Node.js does. */
	#makeAll(path: string, mode?: number): string | undefined {
		const names = path.split("/").filter((name) => name !== "" && name !== ".");
		let first: string | undefined;
		for (let count = 1; count <= names.length; count++) {
			const part = `/${names.slice(0, count).join("/")}`;
			const { entry } = this.#tree.find(part, "mkdir", path);
			if (entry?.kind === "folder") continue;
			if (entry) throw new Refusal(count === names.length ? "EEXIST" : "ENOTDIR", "mkdir", path);
			this.#make(part, path, mode);
			first ??= part;
		}
		return first;
	}

	/** A place for something new. @throws {Refusal} */
	#vacant(path: string, syscall: string, told: string, dest: string): Place {
		const place = this.#tree.find(path, syscall, told, dest, false);
		if (place.entry) throw new Refusal("EEXIST", syscall, told, dest);
		if (place.parent.mount === "root") throw new Refusal("EROFS", syscall, told, dest);
		return place;
	}

	#symlink(target: string, path: string): void {
		if (target === "") throw new Refusal("ENOENT", "symlink", target, path);
		const place = this.#vacant(path, "symlink", target, path);
		place.parent.entries.set(place.name, this.#tree.newLink(target));
		this.#tree.touch(place.parent);
	}

	#link(path: string, dest: string): void {
		const refuse = (code: string) => new Refusal(code, "link", path, dest);
		const { entry } = this.#tree.find(path, "link", path, dest, false);
		if (!entry) throw refuse("ENOENT");
		const place = this.#vacant(dest, "link", path, dest);
		if (entry.kind === "folder") throw refuse("EPERM");
		if (entry.mount === "root") throw refuse("EXDEV");
		if (entry.kind === "file") entry.names++;
		place.parent.entries.set(place.name, entry);
		entry.changedAt = this.#tree.now;
		this.#tree.touch(place.parent);
	}

	#setMode(entry: Entry, mode: number, syscall: string, path?: string): void {
		if (entry.mount === "root") throw new Refusal("EROFS", syscall, path);
		this.#keepTimes(entry);
		entry.mode = mode & 0o7777;
	}

	#setTimes(entry: Entry, { times }: Request, syscall: string, path?: string): void {
		if (entry.mount === "root" && entry !== this.#tree.tmp) throw new Refusal("EROFS", syscall, path);
		[entry.accessedAt, entry.modifiedAt] = times ?? [];
		entry.changedAt = this.#tree.now;
	}

	/** What changes the inode changes its own time only. */
	#keepTimes(entry: Entry): void {
		entry.accessedAt ??= entry.changedAt;
		entry.modifiedAt ??= entry.changedAt;
		entry.changedAt = this.#tree.now;
	}

	#rename(path: string, dest: string): void {
		const from = this.#tree.find(path, "rename", path, dest, false);
		const to = this.#tree.find(dest, "rename", path, dest, false);
		const refuse = (code: string) => new Refusal(code, "rename", path, dest);
		if (from.parent.mount !== to.parent.mount) throw refuse("EXDEV");
		if (from.parent.mount === "root") throw refuse(from.entry === this.#tree.tmp ? "EBUSY" : "EROFS");
		if (from.name === "" || to.name === "") throw refuse("EBUSY"); // A path that ends in "..".
		if (!from.entry) throw refuse("ENOENT");
		if (to.entry === from.entry) return;
		if (from.entry.kind === "folder") {
			for (let above: Folder | undefined = to.parent; above && above !== this.#tree.root; above = above.parent) {
				if (above === from.entry) throw refuse("EINVAL");
			}
			if (to.entry && to.entry.kind !== "folder") throw refuse("ENOTDIR");
			if (to.entry && to.entry.entries.size > 0) throw refuse("ENOTEMPTY");
		} else if (to.entry?.kind === "folder") throw refuse("EISDIR");
		if (to.entry) this.#drop({ ...to, entry: to.entry });
		from.parent.entries.delete(from.name);
		to.parent.entries.set(to.name, from.entry);
		if (from.entry.kind === "folder") from.entry.parent = to.parent;
		this.#tree.touch(from.parent);
		this.#tree.touch(to.parent);
	}

	#copy(path: string, dest: string, exclusive: boolean): void {
		const refuse = (code: string) => new Refusal(code, "copyfile", path, dest);
		const { entry } = this.#tree.find(path, "copyfile", path, dest);
		if (!entry) throw refuse("ENOENT");
		if (entry.kind !== "file") throw refuse("EISDIR");
		const place = this.#tree.find(dest, "copyfile", path, dest, !exclusive);
		if (place.entry && exclusive) throw refuse("EEXIST");
		if (place.entry?.kind === "folder") throw refuse("EISDIR");
		if (place.parent.mount === "root") throw refuse("EROFS");
		if (place.entry === entry) return;
		const file = (place.entry as File | undefined) ?? this.#tree.newFile(entry.mode);
		if (place.entry) this.#storage.empty(file);
		else {
			place.parent.entries.set(place.name, file);
			this.#tree.touch(place.parent);
		}
		if (this.#storage.used + entry.content.size > this.#storage.tmpBytes) throw refuse("ENOSPC");
		this.#storage.copy(entry, file);
	}

	#drop({ parent, name, entry }: Place & { entry: Entry }): void {
		parent.entries.delete(name);
		this.#tree.touch(parent);
		if (entry.kind !== "file") return;
		entry.names--;
		this.#keepTimes(entry);
		this.#storage.release(entry);
	}

	#describe(entry: Entry): object {
		const { ino, changedAt, bornAt, accessedAt = changedAt, modifiedAt = changedAt, mode } = entry;
		const common = { ino, changedAt, bornAt, accessedAt, modifiedAt, folder: entry.kind === "folder", link: entry.kind === "link" };
		if (entry.kind === "file") return { ...common, size: entry.content.size, mode: 0o100000 | mode, links: entry.names };
		if (entry.kind === "link") return { ...common, size: Buffer.byteLength(entry.target), mode: 0o120000 | mode, links: 1 };
		const folders = [...entry.entries.values()].filter((one) => one.kind === "folder").length;
		return { ...common, size: 4096, mode: 0o40000 | mode, links: 2 + folders };
	}
}
