import { BeyondBound, lengthOf, type StorageUse, type Written } from "./file-content.ts";
import { type Entry, type File, FileTree, type Folder, type Place, Refusal } from "./file-tree.ts";
import type { GuestMessage } from "./guest-messages.ts";

type Request = GuestMessage<"fs">;

export { storageUseOf } from "./file-content.ts";

/** What came of a call, and how many bytes it moved. */
export type Performed = { answer: string; bytes: number };

/**
 * The files that an execution environment sees: /var/task and everything else read-only (L28), /tmp to write to. It belongs to the
 * environment, not to its process: a reset leaves /tmp as it was (L18). There are no links, so no path leads out of it.
 */
export class FileSystem {
	#tree: FileTree;
	#tmpBytes: number;
	/** Sum of the sizes of all files in /tmp. */
	#used = 0;
	#moved = 0;

	/**
	 * @param given.taskFiles Paths under /var/task and their texts.
	 * @param given.tmpMb Size of /tmp in megabytes (L229).
	 * @param given.epochMs When the files were put there.
	 */
	constructor(given: { taskFiles: readonly (readonly [string, string])[]; tmpMb: number; epochMs: number; use: StorageUse }) {
		this.#tmpBytes = given.tmpMb * 2 ** 20;
		this.#tree = new FileTree(given);
	}

	/**
	 * Does what learner code asks for.
	 * @param epochMs The virtual time of day.
	 * @returns JSON text: `value`, or the `error` as Node.js tells it, or `beyondBound` when more is held than the simulator allows.
	 */
	perform(request: Request, epochMs: number): Performed {
		this.#tree.now = Math.floor(epochMs);
		this.#moved = 0;
		const answer = this.#answer(request);
		return { answer, bytes: this.#moved };
	}

	/** Gives back what its files hold; the environment is gone. */
	release(): void {
		this.#used = 0;
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
		const { path } = request;
		switch (request.op) {
			case "read": {
				const { entry } = this.#tree.existing(path, "open");
				if (entry.kind === "folder") throw new Refusal("EISDIR", "read");
				const content = entry.content.read();
				this.#moved += content.length;
				return content.toString("base64");
			}
			case "write":
				return this.#write(request);
			case "truncate":
				return this.#truncate(path, request.size ?? 0);
			case "stat":
			case "lstat":
				return this.#describe(this.#tree.existing(path, request.op).entry);
			case "access": {
				const { entry } = this.#tree.existing(path, "access");
				if (request.write && entry.mount === "root") throw new Refusal("EROFS", "access", path);
				return undefined;
			}
			case "list": {
				const { entry } = this.#tree.existing(path, "scandir");
				if (entry.kind === "file") throw new Refusal("ENOTDIR", "scandir", path);
				const names = [...entry.entries].map(([name, one]) => ({ name, folder: one.kind === "folder" }));
				return names.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
			}
			case "mkdir":
				return request.recursive ? this.#makeAll(path) : this.#make(path, path);
			case "unlink": {
				const found = this.#tree.writable(path, "unlink");
				if (found.entry.kind === "folder") throw new Refusal("EISDIR", "unlink", path);
				return this.#drop(found);
			}
			case "rmdir": {
				const found = this.#tree.writable(path, "rmdir");
				if (found.entry.kind === "file") throw new Refusal("ENOTDIR", "rmdir", path);
				if (found.entry === this.#tree.tmp) throw new Refusal("EBUSY", "rmdir", path);
				if (found.entry.entries.size > 0) throw new Refusal("ENOTEMPTY", "rmdir", path);
				return this.#drop(found);
			}
			case "rename":
				return this.#rename(path, request.dest ?? "");
			case "copy":
				return this.#copy(path, request.dest ?? "", request.exclusive === true);
		}
	}

	#write({ path, data = "", fill, flag = "w" }: Request): void {
		const place = this.#tree.find(path, "open");
		if (place.entry && flag.includes("x")) throw new Refusal("EEXIST", "open", path);
		if (place.entry?.kind === "folder") throw new Refusal("EISDIR", "open", path);
		if (place.parent.mount === "root") throw new Refusal("EROFS", "open", path);
		if (path.endsWith("/")) throw new Refusal("EISDIR", "open", path);
		const file = this.#opened(place, flag.startsWith("a"));
		this.#append(file, fill ?? { bytes: Buffer.from(data, "base64") });
	}

	/** The file at a place, made when there is none, and emptied unless it is appended to. */
	#opened({ parent, name, entry }: Place, append: boolean): File {
		const { now } = this.#tree;
		let file = entry as File | undefined;
		if (!file) {
			file = this.#tree.newFile();
			parent.entries.set(name, file);
			parent.changedAt = now;
		} else if (!append) this.#empty(file);
		file.changedAt = now;
		return file;
	}

	#empty(file: File): void {
		this.#used -= file.content.size;
		file.content.drop();
	}

	/** Writes what there is room for, as the system does, and refuses the rest. */
	#append(file: File, written: Written): void {
		const asked = lengthOf(written);
		const count = Math.min(asked, this.#tmpBytes - this.#used);
		const before = file.content.size;
		try {
			file.content.append("byte" in written ? { ...written, length: count } : { bytes: written.bytes.subarray(0, count) });
		} finally {
			const grown = file.content.size - before;
			this.#used += grown;
			this.#moved += grown;
		}
		if (count < asked) throw new Refusal("ENOSPC", "write");
	}

	#truncate(path: string, size: number): void {
		const { entry, parent } = this.#tree.existing(path, "open");
		if (entry.kind === "folder") throw new Refusal("EISDIR", "open", path);
		if (parent.mount === "root") throw new Refusal("EROFS", "open", path);
		const grown = size - entry.content.size;
		// Linux would give a hole that takes no room until it is written to; here it counts as written.
		if (this.#used + grown > this.#tmpBytes) throw new Refusal("ENOSPC", "ftruncate");
		entry.content.truncate(size);
		entry.changedAt = this.#tree.now;
		this.#used += grown;
	}

	#make(path: string, told: string): void {
		const place = this.#tree.find(path, "mkdir", told);
		if (place.entry) throw new Refusal("EEXIST", "mkdir", told);
		if (place.parent.mount === "root") throw new Refusal("EROFS", "mkdir", told);
		place.parent.entries.set(place.name, this.#tree.newFolder(place.parent, "tmp"));
		place.parent.changedAt = this.#tree.now;
	}

	/** @returns The first folder that was not there, as Node.js does. */
	#makeAll(path: string): string | undefined {
		const names = path.split("/").filter((name) => name !== "" && name !== ".");
		let first: string | undefined;
		for (let count = 1; count <= names.length; count++) {
			const part = `/${names.slice(0, count).join("/")}`;
			const { entry } = this.#tree.find(part, "mkdir", path);
			if (entry?.kind === "folder") continue;
			if (entry) throw new Refusal(count === names.length ? "EEXIST" : "ENOTDIR", "mkdir", path);
			this.#make(part, path);
			first ??= part;
		}
		return first;
	}

	#rename(path: string, dest: string): void {
		const from = this.#tree.find(path, "rename", path, dest);
		const to = this.#tree.find(dest, "rename", path, dest);
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
			if (to.entry?.kind === "file") throw refuse("ENOTDIR");
			if (to.entry && to.entry.entries.size > 0) throw refuse("ENOTEMPTY");
		} else if (to.entry?.kind === "folder") throw refuse("EISDIR");
		if (to.entry) this.#drop({ ...to, entry: to.entry });
		from.parent.entries.delete(from.name);
		to.parent.entries.set(to.name, from.entry);
		if (from.entry.kind === "folder") from.entry.parent = to.parent;
		from.parent.changedAt = this.#tree.now;
		to.parent.changedAt = this.#tree.now;
	}

	#copy(path: string, dest: string, exclusive: boolean): void {
		const refuse = (code: string) => new Refusal(code, "copyfile", path, dest);
		const { entry } = this.#tree.find(path, "copyfile", path, dest);
		if (!entry) throw refuse("ENOENT");
		if (entry.kind === "folder") throw refuse("EISDIR");
		const place = this.#tree.find(dest, "copyfile", path, dest);
		if (place.entry && exclusive) throw refuse("EEXIST");
		if (place.entry?.kind === "folder") throw refuse("EISDIR");
		if (place.parent.mount === "root") throw refuse("EROFS");
		if (place.entry === entry) return;
		const { size } = entry.content;
		const file = this.#opened(place, false);
		if (this.#used + size > this.#tmpBytes) throw refuse("ENOSPC");
		file.content = entry.content.copy(this.#tree.store);
		this.#used += size;
		this.#moved += size;
	}

	#drop({ parent, name, entry }: Place & { entry: Entry }): void {
		if (entry.kind === "file") this.#empty(entry);
		parent.entries.delete(name);
		parent.changedAt = this.#tree.now;
	}

	#describe(entry: Entry): object {
		const { ino, changedAt, bornAt } = entry;
		if (entry.kind === "file") return { folder: false, size: entry.content.size, mode: 0o100644, ino, changedAt, bornAt };
		return { folder: true, size: 4096, mode: entry === this.#tree.tmp ? 0o40700 : 0o40755, ino, changedAt, bornAt };
	}
}
