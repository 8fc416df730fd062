import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ContentProblem } from "#content/catalog/catalog.ts";

const maxEntries = 1000;

/** A place in the content folder: `path` as messages name it, relative to the content folder with `/`. */
export type Entry = { name: string; path: string; absolute: string; kind: "file" | "folder" };

/**
 * What lies in a folder, sorted by name so that every machine reads in the same order. Links are refused and named; a folder that
 * does not exist is empty, because a pack need not have every kind of content.
 */
export async function entriesOf(contentFolder: string, path: string, problems: ContentProblem[]): Promise<Entry[]> {
	const absolute = join(contentFolder, path);
	const refuse = (file: string) => {
		problems.push({ file, line: 1, message: "is a link or a device", cure: "Only plain files and folders belong into content." });
		return [];
	};
	const stats = await lstat(absolute).catch(ifAbsent);
	if (stats === undefined) return [];
	// The content folder itself may be reached by a link; that is the choice of whoever starts the server.
	if (!stats.isDirectory() && path !== "") return refuse(path);

	const entries = await readdir(absolute, { withFileTypes: true });
	if (entries.length > maxEntries) {
		problems.push({
			file: path,
			line: 1,
			message: `holds more than ${maxEntries} files and folders`,
			cure: "Remove some, or make a second pack.",
		});
		return [];
	}
	return entries
		.toSorted((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => {
			const { name } = entry;
			if (name === ".DS_Store" || name === ".gitkeep") return [];
			const file = path === "" ? name : `${path}/${name}`;
			if (!entry.isFile() && !entry.isDirectory()) return refuse(file);
			return [{ name, path: file, absolute: join(absolute, name), kind: entry.isFile() ? ("file" as const) : ("folder" as const) }];
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

function ifAbsent(error: unknown): undefined {
	if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
	throw error;
}
