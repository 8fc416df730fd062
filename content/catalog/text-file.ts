import { lstat, readFile } from "node:fs/promises";
import { found, type Read } from "#content/catalog/finding.ts";

export const maxFileBytes = 256 * 1024;

/**
 * The text of one file of a content folder, which may come from a stranger. Line ends become `\n`, so that a checkout on Windows gives
 * the same bytes to the simulator as any other.
 */
export async function readTextFile(path: string): Promise<Read<string>> {
	const stats = await lstat(path);
	if (stats.isSymbolicLink())
		return found(1, "is a symbolic link", "Put the file itself here; links could lead out of the content folder.");
	if (!stats.isFile()) return found(1, "is not a regular file", "Only files and folders belong here.");
	if (stats.size > maxFileBytes) {
		return found(1, `has ${stats.size} bytes; ${maxFileBytes} are allowed`, "Shorten it, or split it into several items.");
	}
	return decode(await readFile(path));
}

function decode(bytes: Uint8Array): Read<string> {
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
		const nul = text.indexOf("\0");
		if (nul >= 0) return found(text.slice(0, nul).split("\n").length, "contains a NUL character", "Remove it; content is text.");
		return { ok: true, value: text };
	} catch {
		return found(1, "is not UTF-8 text", "Save the file as UTF-8.");
	}
}
