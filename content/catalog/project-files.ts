import type { ContentProblem } from "#content/catalog/catalog.ts";
import type { ProjectFiles } from "#content/catalog/exercise.ts";
import { type Entry, entriesOf } from "#content/catalog/folder-entries.ts";
import { readTextFile } from "#content/catalog/text-file.ts";

export const maxProjectFiles = 64;
const maxDepth = 6;
// One leading underscore at most, so that no file can be called __proto__; no leading dot, so that nothing hides.
const plainName = /^_?[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** All files below a folder by their path relative to it, or undefined when the folder breaks a rule, which is then in `problems`. */
export async function readProject(contentFolder: string, path: string, problems: ContentProblem[]): Promise<ProjectFiles | undefined> {
	const before = problems.length;
	const files: Record<string, string> = {};
	for (const entry of await filesBelow(contentFolder, path, 1, problems)) {
		if (Object.keys(files).length === maxProjectFiles) {
			problems.push({
				file: path,
				line: 1,
				message: `has more than ${maxProjectFiles} files`,
				cure: "An exercise is a small project; remove some.",
			});
			break;
		}
		const text = await readTextFile(entry.absolute);
		if (text.ok) files[entry.path.slice(path.length + 1)] = text.value;
		else problems.push(...text.findings.map((finding) => ({ file: entry.path, ...finding })));
	}
	return problems.length > before ? undefined : files;
}

async function filesBelow(contentFolder: string, path: string, depth: number, problems: ContentProblem[]): Promise<Entry[]> {
	const below: Entry[] = [];
	for (const entry of await entriesOf(contentFolder, path, problems)) {
		if (!plainName.test(entry.name)) {
			problems.push({
				file: entry.path,
				line: 1,
				message: "has a name that is refused",
				cure: "Use letters, digits, dots, hyphens and underscores.",
			});
		} else if (entry.kind === "file") below.push(entry);
		else if (depth === maxDepth)
			problems.push({ file: entry.path, line: 1, message: "lies too deep", cure: `At most ${maxDepth} folders.` });
		else below.push(...(await filesBelow(contentFolder, entry.path, depth + 1, problems)));
		if (below.length > maxProjectFiles) break;
	}
	return below;
}
