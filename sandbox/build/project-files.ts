import type { BuildProblem, Project } from "#sandbox/outcome.ts";
import { OPT } from "./function-paths.ts";

export const MAX_FILES = 50;
export const MAX_BYTES = 1_048_576;

const SEGMENT = /^[A-Za-z0-9_@+()[\]-][A-Za-z0-9_@+()[\]. -]{0,127}$|^\.[A-Za-z0-9_-]{1,64}$/;

/**
 * The files of a project by path, after checking that they can be taken at all. File names come from outside: nothing here or later
 * uses one to touch a disk or to look up a property.
 */
export function readProjectFiles(project: Project): { ok: true; files: Map<string, string> } | { ok: false; problems: BuildProblem[] } {
	const entries = Object.entries(project.files);
	const problems: BuildProblem[] = [];
	if (entries.length > MAX_FILES) {
		problems.push({
			message: `The project has ${entries.length} files; at most ${MAX_FILES} are taken.`,
			cure: "Remove files that the functions do not import.",
		});
	}
	let bytes = 0;
	for (const [path, text] of entries) {
		if (typeof text !== "string") problems.push({ message: `${shown(path)} is not text.`, cure: "Only text files are taken." });
		else bytes += Buffer.byteLength(text);
		if (!isProjectPath(path)) {
			problems.push({
				message: `${shown(path)} is not a path that can be taken.`,
				cure: "Use relative paths of letters, digits, - _ . and /, without .. and without a leading slash.",
			});
		}
	}
	if (bytes > MAX_BYTES) {
		problems.push({ message: `The project has ${bytes} bytes; at most ${MAX_BYTES} (1 MB) are taken.`, cure: "Remove large files." });
	}
	return problems.length > 0 ? { ok: false, problems } : { ok: true, files: new Map(entries) };
}

export function isProjectPath(path: string): boolean {
	if (path.length === 0 || path.length > 255) return false;
	return path.split("/").every((segment) => SEGMENT.test(segment) && segment !== "__proto__");
}

function shown(path: string): string {
	return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}

/** `..` and `.` in a path taken away; undefined when it leads out of the project. A path in a layer stays absolute. */
export function normalizePath(path: string): string | undefined {
	const top = path.startsWith(OPT) ? "/" : "";
	const kept: string[] = [];
	for (const segment of path.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment !== "..") kept.push(segment);
		else if (kept.pop() === undefined) return undefined;
	}
	return `${top}${kept.join("/")}`;
}
