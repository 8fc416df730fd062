import type { Database } from "#db/database.ts";

export type ProgressExport = {
	format: "warmstart-progress";
	version: 1;
	/** Rows by table, columns by name; times in milliseconds since 1970, compressed records in base64. */
	tables: Record<string, Record<string, unknown>[]>;
};

export type ImportOutcome = { ok: true; rows: number } | { ok: false; problem: string };

/** All that the learner did, as plain JSON. */
export declare function exportAll(db: Database): ProgressExport;

/**
 * Reads an export back, all of it or nothing.
 * @param exported As parsed from JSON; anything else than an export is refused with a problem that can be shown.
 * @param options.replace Whether progress that is there already is given up for the imported; otherwise a database with progress refuses.
 */
export declare function importAll(db: Database, exported: unknown, options?: { replace: boolean }): ImportOutcome;
