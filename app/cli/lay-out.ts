import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Laid = { path: string; how: "written" | "same" | "kept" };

function readText(file: string): string | null {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
		throw error;
	}
}

/**
 * Writes the files of a project that are not there yet. A file that exists with another text is kept: it is the learner's.
 * @param files By path, from the catalog only.
 */
export function layOut(folder: string, files: Readonly<Record<string, string>>): Laid[] {
	return Object.entries(files).map(([path, text]) => {
		const file = join(folder, path);
		const there = readText(file);
		if (there !== null) return { path, how: there === text ? "same" : "kept" };
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
		return { path, how: "written" };
	});
}

/** The text of each file that may be edited; one that was deleted counts as the starting text. */
export function readEdits(folder: string, starting: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(starting).map(([path, text]) => [path, (readText(join(folder, path)) ?? text).replaceAll("\r\n", "\n")]),
	);
}
