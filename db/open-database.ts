import type { Database } from "#db/database.ts";

export type OpenedDatabase = {
	db: Database;
	/** What the learner should be told, ready to show; null on an ordinary day. */
	notice: OpeningNotice | null;
	/** Moves all writes from the log beside the file into the file itself. */
	checkpoint(): void;
	close(): void;
};

export type OpeningNotice =
	/** The database was damaged: it lies under another name, and a new one was begun. */
	| { kind: "startedAfresh"; keptAs: string; latestBackup: string | null; message: string }
	/** The program is newer than the database was: a copy from before lies beside it. */
	| { kind: "migrated"; backup: string; message: string };

/** newer: by a later version of this program. foreign: of another program. unusable: cannot be opened or written. None was touched. */
export type OpeningProblem = { kind: "newer" | "foreign" | "unusable"; message: string };

export type OpenOutcome = ({ ok: true } & OpenedDatabase) | { ok: false; problem: OpeningProblem };

/** Opens the learner's database, making, checking, backing up and migrating it as needed. */
export declare function openDatabase(options: { file: string; now: Date; migrationsFolder?: string }): OpenOutcome;

/** An empty database that is gone when the process is; for tests. */
export declare function openMemoryDatabase(): Database;
