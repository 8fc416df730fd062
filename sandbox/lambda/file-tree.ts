import { ContentStore, FileContent, type StorageUse } from "./file-content.ts";

const LONGEST_NAME = 255;
const LONGEST_PATH = 4096;

type Mount = "root" | "tmp";
type Times = { changedAt: number; bornAt: number; ino: number };
export type File = Times & { kind: "file"; mount: Mount; content: FileContent };
export type Folder = Times & { kind: "folder"; parent: Folder | undefined; mount: Mount; entries: Map<string, Entry> };
export type Entry = File | Folder;
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

/** Folders and files by their paths: /tmp, and the read-only rest (L28). There are no links, so no path leads out of it. */
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
		this.tmp = this.newFolder(this.root, "tmp");
		this.root.entries.set("tmp", this.tmp);
		this.root.entries.set("opt", this.newFolder(this.root, "root"));
		for (const [path, text] of given.taskFiles) this.#place(`var/task/${path}`, text);
		this.#place("var/task", undefined);
	}

	newFile(): File {
		return { kind: "file", mount: "tmp", content: new FileContent(this.store), ...this.#times() };
	}

	newFolder(parent: Folder | undefined, mount: Mount): Folder {
		return { kind: "folder", parent, mount, entries: new Map(), ...this.#times() };
	}

	/** @throws {Refusal} ENOENT when nothing is there, or as `find`. */
	existing(path: string, syscall: string): Place & { entry: Entry } {
		const place = this.find(path, syscall);
		if (!place.entry) throw new Refusal("ENOENT", syscall, path);
		return { ...place, entry: place.entry };
	}

	/** Linux looks at the mount before it looks whether there is something to remove. */
	writable(path: string, syscall: string): Place & { entry: Entry } {
		const { parent, entry } = this.find(path, syscall);
		if (parent.mount === "root" && entry !== this.tmp) throw new Refusal("EROFS", syscall, path);
		return this.existing(path, syscall);
	}

	/**
	 * Follows a path from the root, as the system does: each part before the last must be a folder.
	 * @param told The path that the refusal names. @throws {Refusal}
	 */
	find(path: string, syscall: string, told = path, dest?: string): Place {
		if (Buffer.byteLength(path) >= LONGEST_PATH) throw new Refusal("ENAMETOOLONG", syscall, told, dest);
		if (path === "") throw new Refusal("ENOENT", syscall, told, dest);
		const names = path.split("/").filter((name) => name !== "" && name !== ".");
		let place: Place = { parent: this.root, name: "", entry: this.root };
		for (const name of names) {
			if (!place.entry) throw new Refusal("ENOENT", syscall, told, dest);
			if (place.entry.kind === "file") throw new Refusal("ENOTDIR", syscall, told, dest);
			if (Buffer.byteLength(name) > LONGEST_NAME) throw new Refusal("ENAMETOOLONG", syscall, told, dest);
			const parent: Folder = place.entry;
			if (name === "..") {
				const above = parent.parent ?? this.root;
				place = { parent: above.parent ?? this.root, name: "", entry: above };
			} else place = { parent, name, entry: parent.entries.get(name) };
		}
		if (place.entry?.kind === "file" && path.endsWith("/")) throw new Refusal("ENOTDIR", syscall, told, dest);
		return place;
	}

	#place(path: string, text: string | undefined): void {
		const names = path.split("/");
		const last = text === undefined ? undefined : names.pop();
		let folder = this.root;
		for (const name of names) {
			const next: Entry = folder.entries.get(name) ?? this.newFolder(folder, "root");
			folder.entries.set(name, next);
			if (next.kind === "file") return;
			folder = next;
		}
		if (last === undefined) return;
		const content = new FileContent(this.#taskStore);
		content.append({ bytes: Buffer.from(text ?? "") });
		folder.entries.set(last, { kind: "file", mount: "root", content, ...this.#times() });
	}

	#times(): Times {
		return { changedAt: this.now, bornAt: this.now, ino: ++this.#lastIno };
	}
}
