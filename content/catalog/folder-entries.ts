import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ContentProblem } from "#content/catalog/catalog.ts";

/** A place in the content folder: `path` as messages name it, relative to the content folder with `/`. */
export type Entry = { name: string; path: string; absolute: string; kind: "file" | "folder" };

/**
 * What lies in a folder, sorted by name so that every machine reads in the same order. Links are refused and named; a folder that
 * does not exist is empty, because a pack need not have every kind of content.
 */
export async function entriesOf(contentFolder: string, path: string, problems: ContentProblem[]): Promise<Entry[]> {
	const absolute = join(contentFolder, path);
	const entries = await listing(absolute);
	return entries.flatMap((entry) => {
		const at = path === "" ? entry.name : `${path}/${entry.name}`;
		if (entry.name === ".DS_Store" || entry.name === ".gitkeep") return [];
		if (!entry.isFile() && !entry.isDirectory()) {
			problems.push({ file: at, line: 1, message: "is a link or a device", cure: "Only plain files and folders belong into content." });
			return [];
		}
		return [
			{ name: entry.name, path: at, absolute: join(absolute, entry.name), kind: entry.isFile() ? ("file" as const) : ("folder" as const) },
		];
	});
}

/** Only the folders; a stray file is named as a problem. */
export async function foldersOf(contentFolder: string, path: string, problems: ContentProblem[]): Promise<Entry[]> {
	const entries = await entriesOf(contentFolder, path, problems);
	for (const { path: file } of entries.filter((entry) => entry.kind === "file")) {
		problems.push({ file, line: 1, message: "lies where only folders belong", cure: "Move it to its place; see docs/authoring.md." });
	}
	return entries.filter((entry) => entry.kind === "folder");
}

async function listing(absolute: string): Promise<Dirent[]> {
	try {
		const entries = await readdir(absolute, { withFileTypes: true });
		return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
		throw error;
	}
}
