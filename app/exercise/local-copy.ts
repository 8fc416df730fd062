import type { Files } from "#app/exercise/draft-sync.ts";
import { sameFiles } from "#app/exercise/exercise-project.ts";

export type LocalCopy = { files: Files; baseRevision: number };

/** Our own writing, but from a browser that anybody may have edited. A schema library would double the script of this page for one shape. */
function parseLocalCopy(json: string | null): LocalCopy | null {
	const value: unknown = JSON.parse(json ?? "null");
	if (typeof value !== "object" || value === null || !("files" in value) || !("baseRevision" in value)) return null;
	const { files, baseRevision } = value;
	if (!Number.isSafeInteger(baseRevision) || typeof files !== "object" || files === null) return null;
	if (!Object.values(files).every((text) => typeof text === "string")) return null;
	return { files: files as Files, baseRevision: baseRevision as number };
}

const keyOf = (slug: string) => `warmstart.draft.${slug}`;

/** The text that this browser keeps until the server has acknowledged it. Storage may be full or forbidden; then there is none. */
export function readLocalCopy(slug: string, paths: readonly string[]): LocalCopy | null {
	try {
		const copy = parseLocalCopy(localStorage.getItem(keyOf(slug)));
		if (!copy) return null;
		// The exercise may have changed since: a copy of other files is of no use.
		const sameNames = paths.length === Object.keys(copy.files).length && paths.every((path) => Object.hasOwn(copy.files, path));
		return sameNames ? copy : null;
	} catch {
		return null;
	}
}

export function writeLocalCopy(slug: string, copy: LocalCopy): void {
	try {
		localStorage.setItem(keyOf(slug), JSON.stringify(copy));
	} catch {
		// The server still gets every save; this copy is the second net.
	}
}

/**
 * Forgets the copy when it is one of these texts: what the server holds now, or what this tab wrote and no longer wants. A copy that another
 * tab wrote meanwhile stays.
 */
export function forgetLocalCopy(slug: string, texts: readonly Files[]): void {
	try {
		const copy = parseLocalCopy(localStorage.getItem(keyOf(slug)));
		if (!copy || texts.some((files) => sameFiles(copy.files, files))) localStorage.removeItem(keyOf(slug));
	} catch {
		// Nothing to forget.
	}
}
