import type { Exercise, ProjectFiles } from "#content/index.ts";

/** A file of an exercise longer than this is not written by hand. */
export const longestFileCharacters = 200_000;

type Project = Pick<Exercise, "edit" | "starter">;

/** The files that a learner may change, as the exercise hands them out. A file that is to be made anew starts empty. */
export function startingText(exercise: Project): ProjectFiles {
	return Object.fromEntries(exercise.edit.map((path) => [path, exercise.starter[path] ?? ""]));
}

/** The starting text with what was kept of a draft: files that the exercise no longer has are left out, new ones are there. */
export function editedText(exercise: Project, draft: ProjectFiles | undefined): ProjectFiles {
	const starting = startingText(exercise);
	return Object.fromEntries(Object.entries(starting).map(([path, text]) => [path, draft?.[path] ?? text]));
}

/** The whole project that runs: read-only files come from the exercise, whatever was sent. */
export function projectFiles(exercise: Project, edits: ProjectFiles): ProjectFiles {
	return { ...exercise.starter, ...editedText(exercise, edits) };
}

export type Accepted = { ok: true; edits: ProjectFiles } | { ok: false; problem: string };

/** Takes the editable files out of what was sent. Names that the exercise does not know, or that are not for editing, are refused. */
export function acceptEdits(exercise: Project, sent: ProjectFiles): Accepted {
	for (const [path, text] of Object.entries(sent)) {
		if (!exercise.edit.includes(path) && exercise.starter[path] !== text) {
			return { ok: false, problem: `The file ${path.slice(0, 100)} is not one that may be changed in this exercise.` };
		}
		if (text.length > longestFileCharacters) {
			return { ok: false, problem: `The file ${path} is longer than ${longestFileCharacters.toLocaleString("en")} characters.` };
		}
	}
	return { ok: true, edits: editedText(exercise, sent) };
}

export function sameFiles(a: ProjectFiles, b: ProjectFiles): boolean {
	const paths = Object.keys(a);
	return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path]);
}
