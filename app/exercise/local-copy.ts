import { z } from "zod";
import type { Files } from "#app/exercise/draft-sync.ts";
import { sameFiles } from "#app/exercise/exercise-project.ts";

const localCopySchema = z.strictObject({ files: z.record(z.string(), z.string()), baseRevision: z.number().int().min(0) });
export type LocalCopy = z.infer<typeof localCopySchema>;

const keyOf = (slug: string) => `warmstart.draft.${slug}`;

/** The text that this browser keeps until the server has acknowledged it. Storage may be full or forbidden; then there is none. */
export function readLocalCopy(slug: string, paths: readonly string[]): LocalCopy | null {
	try {
		const result = localCopySchema.safeParse(JSON.parse(localStorage.getItem(keyOf(slug)) ?? "null"));
		if (!result.success) return null;
		// The exercise may have changed since: a copy of other files is of no use.
		const sameNames = paths.length === Object.keys(result.data.files).length && paths.every((path) => path in result.data.files);
		return sameNames ? result.data : null;
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

/** Forgets the copy when it is what the server holds now; a copy that another tab wrote meanwhile stays. */
export function forgetLocalCopy(slug: string, acknowledged: Files): void {
	try {
		const copy = localCopySchema.safeParse(JSON.parse(localStorage.getItem(keyOf(slug)) ?? "null"));
		if (!copy.success || sameFiles(copy.data.files, acknowledged)) localStorage.removeItem(keyOf(slug));
	} catch {
		// Nothing to forget.
	}
}
