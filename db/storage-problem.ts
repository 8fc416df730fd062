import Client from "better-sqlite3";

/** Why the disk or the database did not take a write; the text can be shown. */
export type StorageProblem = { kind: "full" | "readOnly" | "busy" | "damaged" | "failing"; message: string };

const problems: readonly (StorageProblem & { code: RegExp })[] = [
	{ code: /^SQLITE_FULL/, kind: "full", message: "The disk is full." },
	{ code: /^SQLITE_READONLY|^SQLITE_PERM|^SQLITE_AUTH/, kind: "readOnly", message: "The database or its folder is read-only." },
	{ code: /^SQLITE_BUSY|^SQLITE_LOCKED/, kind: "busy", message: "Another program has held the database for more than five seconds." },
	{ code: /^SQLITE_CORRUPT|^SQLITE_NOTADB/, kind: "damaged", message: "The database is damaged. Restart Warmstart to have it looked at." },
	{ code: /^SQLITE_IOERR|^SQLITE_CANTOPEN/, kind: "failing", message: "The database file cannot be read or written." },
];

/**
 * Tells a failing disk from a mistake of ours, for whatever a function of this room threw.
 * @returns undefined for a mistake of ours.
 */
export function storageProblem(error: unknown): StorageProblem | undefined {
	if (!(error instanceof Client.SqliteError)) return error instanceof Error && error.cause ? storageProblem(error.cause) : undefined;
	const problem = problems.find(({ code }) => code.test(error.code));
	return problem && { kind: problem.kind, message: problem.message };
}
