import { timers } from "../process/timers.ts";
import { systemError } from "../system-error.ts";
import { call, type Listing, pathOf } from "./calls.ts";
import { type Described, Dirent } from "./file-stats.ts";

type Callback = (error: Error | null, value?: unknown) => void;

function closed(): Error {
	return Object.assign(new Error("Directory handle was closed"), { code: "ERR_DIR_CLOSED" });
}

/** fs.Dir: what a folder held when it was opened. */
export class Dir {
	readonly path: string;
	#entries: Dirent[];
	#closed = false;
	constructor(path: string, entries: Dirent[]) {
		this.path = path;
		this.#entries = entries;
	}
	readSync(): Dirent | null {
		if (this.#closed) throw closed();
		return this.#entries.shift() ?? null;
	}
	read(callback?: Callback): Promise<Dirent | null> | undefined {
		if (callback === undefined) return later(() => this.readSync());
		const entry = this.readSync();
		timers.setImmediate(() => callback(null, entry));
		return undefined;
	}
	closeSync(): void {
		if (this.#closed) throw closed();
		this.#closed = true;
	}
	close(callback?: Callback): Promise<void> | undefined {
		if (callback === undefined) return later(() => this.closeSync());
		this.closeSync();
		timers.setImmediate(() => callback(null));
		return undefined;
	}
	async *entries(): AsyncGenerator<Dirent> {
		try {
			for (let entry = await this.read(); entry; entry = await this.read()) yield entry;
		} finally {
			if (!this.#closed) this.closeSync();
		}
	}
	[Symbol.asyncIterator](): AsyncGenerator<Dirent> {
		return this.entries();
	}
	async [Symbol.asyncDispose](): Promise<void> {
		if (!this.#closed) this.closeSync();
	}
	[Symbol.dispose](): void {
		if (!this.#closed) this.closeSync();
	}
}

async function later<T>(work: () => T): Promise<T> {
	try {
		return work();
	} finally {
		await new Promise<void>((resolve) => void timers.setImmediate(resolve));
	}
}

function leadsToFolder(path: string): boolean {
	try {
		return call<Described>("stat", path).folder;
	} catch {
		return false; // It leads nowhere, or in a circle.
	}
}

/** Entries of a folder, and with `recursive` of those within it. @param follow Whether links to folders count as such. */
export function entriesOf(top: string, recursive: boolean, follow = false): { entry: Dirent; within: string }[] {
	const found: { entry: Dirent; within: string }[] = [];
	const folders = [{ path: top, prefix: "" }];
	for (let folder = folders.shift(); folder; folder = folders.shift()) {
		for (const told of call<Listing>("list", folder.path)) {
			found.push({ entry: new Dirent(told.name, folder.path, told), within: folder.prefix + told.name });
			if (!recursive) continue;
			const path = `${folder.path.replace(/\/$/, "")}/${told.name}`;
			if (told.folder || (follow && told.link && leadsToFolder(path))) folders.push({ path, prefix: `${folder.prefix}${told.name}/` });
		}
	}
	return found;
}

/** fs.opendir. @param named Whether the error names the path; that of opendirSync does not. */
export function opendir(given: unknown, options?: { recursive?: boolean }, named = true): Dir {
	const path = pathOf(given);
	let entries: Dirent[];
	try {
		entries = entriesOf(path, options?.recursive === true).map(({ entry }) => entry);
	} catch (error) {
		const { code } = error as { code?: string };
		throw code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP"
			? systemError({ code, syscall: "opendir", ...(named ? { path } : {}) })
			: error;
	}
	return new Dir(path, entries);
}
