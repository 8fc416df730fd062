import { ContentStore, FileContent, type StorageUse } from "./file-content.ts";

const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;
/** As many symbolic links does Linux follow on one path. */
const MOST_LINKS = 40;
/** Without what the umask 022 takes away. */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
const UMASK = 0o022;

type Mount = "root" | "tmp";
/** What stat tells. The times of reading and of writing are `changedAt`, unless somebody set them. */
type Inode = {
	changedAt: number;
	bornAt: number;
	ino: number;
	mode: number;
	accessedAt?: number | undefined;
	modifiedAt?: number | undefined;
};
/** `names` counts the hard links, `opens` the descriptors: without either its content is given back. */
export type File = Inode & { kind: "file"; mount: Mount; content: FileContent; names: number; opens: number };
export type Folder = Inode & { kind: "folder"; parent: Folder | undefined; mount: Mount; entries: Map<string, Entry> };
export type Link = Inode & { kind: "link"; mount: Mount; target: string };
export type Entry = File | Folder | Link;
/** Where a path leads: `entry` is what is there, if anything. */
export type Place = { parent: Folder; name: string; entry: Entry | undefined };

/** A refusal as Node.js tells it: code of the system, call and paths. */
export class Refusal extends Error {
	readonly told: { code: string; syscall: string; path?: string; dest?: string };
	constructor(code: string, syscall: string, path?: string, dest?: string) {
		super(code);
		this.told = { code, syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) };
	}
}

/** Folders and files by their paths: /tmp, and the read-only rest (L28). Links lead to places within it. */
export class FileTree {
	readonly root: Folder;
	readonly tmp: Folder;
	/** Epoch milliseconds that new entries and changes are stamped with. */
	now: number;
	#lastIno = 1;
	/** Where the content of files in /tmp is held. */
	readonly store: ContentStore;
	/** The function's own files are part of the code and take no room of /tmp. */
	#taskStore = new ContentStore({ bytes: 0 });

	constructor(given: { taskFiles: readonly (readonly [string, string])[]; epochMs: number; use: StorageUse }) {
		this.now = given.epochMs;
		this.store = new ContentStore(given.use);
		this.root = this.newFolder(undefined, "root");
		this.root.parent = this.root;
		this.tmp = this.newFolder(this.root, "tmp", 0o700);
		this.root.entries.set("tmp", this.tmp);
		this.root.entries.set("opt", this.newFolder(this.root, "root"));
		for (const [path, text] of given.taskFiles) this.#place(path.startsWith("/") ? path.slice(1) : `var/task/${path}`, text);
		this.#place("var/task", undefined);
	}

	newFile(mode = 0o666): File {
		const content = new FileContent(this.store);
		return { kind: "file", mount: "tmp", content, names: 1, opens: 0, mode: mode & 0o7777 & ~UMASK, ...this.#times() };
	}

	newFolder(parent: Folder | undefined, mount: Mount, mode = FOLDER_MODE): Folder {
		return { kind: "folder", parent, mount, entries: new Map(), mode: mode & 0o7777 & ~UMASK, ...this.#times() };
	}

	newLink(target: string): Link {
		return { kind: "link", mount: "tmp", target, mode: 0o777, ...this.#times() };
	}

	/** What is in it was changed now. */
	touch(entry: Entry): void {
		entry.changedAt = this.now;
		entry.accessedAt = undefined;
		entry.modifiedAt = undefined;
	}

	/** The path of a place from the root, without links. */
	pathOf({ parent, name, entry }: Place): string {
		const names: string[] = name === "" ? [] : [name];
		let folder: Folder = name === "" && entry?.kind === "folder" ? entry : parent;
		while (folder !== this.root) {
			const above: Folder = folder.parent ?? this.root;
			for (const [known, one] of above.entries) if (one === folder) names.unshift(known);
			folder = above;
		}
		return `/${names.join("/")}`;
	}

	/** @throws {Refusal} ENOENT when nothing is there, or as `find`. */
	existing(path: string, syscall: string, follow = true): Place & { entry: Entry } {
		const place = this.find(path, syscall, path, undefined, follow);
		if (!place.entry) throw new Refusal("ENOENT", syscall, path);
		return { ...place, entry: place.entry };
	}

	/** Linux looks at the mount before it looks whether there is something to remove. */
	writable(path: string, syscall: string): Place & { entry: Entry } {
		const { parent, entry } = this.find(path, syscall, path, undefined, false);
		if (parent.mount === "root" && entry !== this.tmp) throw new Refusal("EROFS", syscall, path);
		return this.existing(path, syscall, false);
	}

	/**
	 * Follows a path from the root, as the system does: each part before the last must be a folder, or a link to one.
	 * @param told The path that the refusal names. @param follow Whether a link at the end is followed. @throws {Refusal}
	 */
	find(path: string, syscall: string, told = path, dest?: string, follow = true): Place {
		if (Buffer.byteLength(path) >= LONGEST_PATH) throw new Refusal("ENAMETOOLONG", syscall, told, dest);
		if (path === "") throw new Refusal("ENOENT", syscall, told, dest);
		const names = partsOf(path);
		let links = 0;
		let place: Place = { parent: this.root, name: "", entry: this.root };
		for (let name = names.shift(); name !== undefined; name = names.shift()) {
			if (!place.entry) throw new Refusal("ENOENT", syscall, told, dest);
			if (place.entry.kind !== "folder") throw new Refusal("ENOTDIR", syscall, told, dest);
			if (Buffer.byteLength(name) > LONGEST_NAME) throw new Refusal("ENAMETOOLONG", syscall, told, dest);
			place = this.#step(place.entry, name);
			if (place.entry?.kind !== "link" || (names.length === 0 && !follow && !path.endsWith("/"))) continue;
			if (++links > MOST_LINKS) throw new Refusal("ELOOP", syscall, told, dest);
			const { target } = place.entry;
			names.unshift(...partsOf(target));
			place = this.#itself(target.startsWith("/") ? this.root : place.parent);
		}
		if (place.entry?.kind === "file" && path.endsWith("/")) throw new Refusal("ENOTDIR", syscall, told, dest);
		return place;
	}

	#step(folder: Folder, name: string): Place {
		if (name === "..") return this.#itself(folder.parent ?? this.root);
		return { parent: folder, name, entry: folder.entries.get(name) };
	}

	#itself(folder: Folder): Place {
		return { parent: folder.parent ?? this.root, name: "", entry: folder };
	}

	#place(path: string, text: string | undefined): void {
		const names = path.split("/");
		const last = text === undefined ? undefined : names.pop();
		let folder = this.root;
		for (const name of names) {
			const next: Entry = folder.entries.get(name) ?? this.newFolder(folder, "root");
			folder.entries.set(name, next);
			if (next.kind !== "folder") return;
			folder = next;
		}
		if (last === undefined) return;
		const content = new FileContent(this.#taskStore);
		content.append({ bytes: Buffer.from(text ?? "") });
		folder.entries.set(last, { kind: "file", mount: "root", content, names: 1, opens: 0, mode: FILE_MODE, ...this.#times() });
	}

	#times(): { changedAt: number; bornAt: number; ino: number } {
		return { changedAt: this.now, bornAt: this.now, ino: ++this.#lastIno };
	}
}

const partsOf = (path: string) => path.split("/").filter((name) => name !== "" && name !== ".");
