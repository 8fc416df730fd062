import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export type Files = Record<string, string>;

/** Folders that are never part of a deployed project. */
const skipped: ReadonlySet<string> = new Set(["node_modules", ".git", ".aws-sam", ".vscode", ".idea"]);
/** Larger files are not source; the sandbox would refuse them anyway. */
const maxBytes = 2_000_000;

/**
 * Reads a folder as a project takes it: paths relative to it, `/` as separator. Binary and very large files are left out.
 * @param leaveOut Names in the folder itself that do not belong to the project.
 */
export async function readFolder(folder: string, leaveOut: readonly string[] = []): Promise<Files> {
	const files: Files = {};
	const entries = await readdir(folder, { withFileTypes: true, recursive: true });
	for (const entry of entries) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		const relative = path.slice(folder.length + 1).replaceAll("\\", "/");
		const parts = relative.split("/");
		if (parts.some((part) => skipped.has(part)) || leaveOut.includes(parts[0] ?? "")) continue;
		if ((await stat(path)).size > maxBytes) continue;
		const text = await readFile(path, "utf8");
		if (!text.includes("\0")) files[relative] = text;
	}
	return files;
}

export async function isFolder(path: string): Promise<boolean> {
	return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

export async function isFile(path: string): Promise<boolean> {
	return (await stat(path).catch(() => null))?.isFile() ?? false;
}
