import type { ContentProblem } from "#content/catalog/catalog.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";

/** An item that is right by itself and still has to be held against the others; it knows its lines for that. */
export type Draft<T> = { value: T; file: string; lineOf: (path: Path) => number };

/**
 * What reading one kind of content gave. `seen` holds every id that has a file, with the file, whether it could be read or not: a link to
 * a broken item is not a second mistake.
 */
export type Drafts<T> = { whole: Map<string, Draft<T>>; seen: Map<string, string> };

/** Takes the id for a file. The first file of an id keeps it; a second one is a problem. */
export function claimId(id: string, file: string, seen: Map<string, string>, problems: ContentProblem[]): boolean {
	const first = seen.get(id);
	if (first !== undefined) {
		problems.push({ file, line: 1, message: `has the id "${id}", which ${first} has already`, cure: "Rename the newer of the two files." });
		return false;
	}
	seen.set(id, file);
	return true;
}
