import { lengthOf, type Written } from "./file-content.ts";
import type { FileStorage } from "./file-storage.ts";
import { type Entry, type File, type FileTree, Refusal } from "./file-tree.ts";

/** How a file is opened; the guest makes it of Node's flags. */
export type OpenFlags = {
	read: boolean;
	write: boolean;
	create: boolean;
	exclusive: boolean;
	truncate: boolean;
};

/** @param text A letter for each: r, w, c, x, t. */
export function openFlags(text: string): OpenFlags {
	const has = (letter: string) => text.includes(letter);
	return { read: has("r"), write: has("w"), create: has("c"), exclusive: has("x"), truncate: has("t") };
}

/**
 * Files that are open, by the number of their inode. What a descriptor is, the position in particular, is kept by the process that has
 * it: an inode of another environment means nothing here, and one of this environment is open to all of its code anyway.
 */
export class OpenFiles {
	#tree: FileTree;
	#storage: FileStorage;
	#open = new Map<number, Entry>();

	constructor(tree: FileTree, storage: FileStorage) {
		this.#tree = tree;
		this.#storage = storage;
	}

	/** A new process has no descriptors; those of the one before it are closed. */
	closeAll(): void {
		for (const entry of this.#open.values()) {
			if (entry.kind !== "file") continue;
			entry.opens = 0;
			this.#storage.release(entry);
		}
		this.#open.clear();
	}

	/** @returns What the descriptor stands for. @throws {Refusal} */
	open(path: string, flags: OpenFlags, mode: number): { ino: number; folder: boolean } {
		const place = this.#tree.find(path, "open", path, undefined, !flags.exclusive);
		let { entry } = place;
		if (entry && flags.create && flags.exclusive) throw new Refusal("EEXIST", "open", path);
		if (!entry) {
			if (!flags.create) throw new Refusal("ENOENT", "open", path);
			if (place.parent.mount === "root") throw new Refusal("EROFS", "open", path);
			if (path.endsWith("/")) throw new Refusal("EISDIR", "open", path);
			entry = this.#tree.newFile(mode);
			place.parent.entries.set(place.name, entry);
			this.#tree.touch(place.parent);
		} else this.#mayOpen(entry, path, flags);
		this.#open.set(entry.ino, entry);
		if (entry.kind === "file") entry.opens++;
		return { ino: entry.ino, folder: entry.kind === "folder" };
	}

	#mayOpen(entry: Entry, path: string, { read, write, create, truncate }: OpenFlags): void {
		if (entry.kind !== "file") {
			if (write || create) throw new Refusal("EISDIR", "open", path);
			return;
		}
		if ((write || truncate) && entry.mount === "root") throw new Refusal("EROFS", "open", path);
		if ((read && !(entry.mode & 0o400)) || (write && !(entry.mode & 0o200))) throw new Refusal("EACCES", "open", path);
		if (!truncate) return;
		this.#storage.empty(entry);
		this.#tree.touch(entry);
	}

	close(ino: number): void {
		const entry = this.#open.get(ino);
		if (entry?.kind === "file" && --entry.opens > 0) return;
		this.#open.delete(ino);
		if (entry?.kind === "file") this.#storage.release(entry);
	}

	/** @throws {Refusal} EBADF when nothing is open under the number. */
	entry(ino: number, syscall: string): Entry {
		const entry = this.#open.get(ino);
		if (!entry) throw new Refusal("EBADF", syscall);
		return entry;
	}

	read(ino: number, at: number, length: number): Buffer {
		const entry = this.entry(ino, "read");
		if (entry.kind !== "file") throw new Refusal("EISDIR", "read");
		return this.#storage.readRange(entry, at, length);
	}

	/** @param at Undefined for the end. @returns How many bytes were written, and where they end. */
	write(ino: number, at: number | undefined, written: Written): { count: number; end: number } {
		const file = this.#writable(ino, "write");
		const begin = at ?? file.content.size;
		const count = at === undefined ? this.#storage.append(file, written) : this.#storage.write(file, at, written);
		if (count === 0 && lengthOf(written) > 0) throw new Refusal("ENOSPC", "write");
		return { count, end: begin + count };
	}

	truncate(ino: number, size: number): void {
		this.#storage.truncate(this.#writable(ino, "ftruncate"), size);
	}

	#writable(ino: number, syscall: string): File {
		const entry = this.entry(ino, syscall);
		if (entry.kind !== "file" || entry.mount === "root") throw new Refusal("EBADF", syscall);
		return entry;
	}
}
