import type { RunResult } from "better-sqlite3";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type * as schema from "#db/schema/index.ts";

/** A connection, or the inside of a transaction: every function of this room takes either as its first argument. */
export type Database = BaseSQLiteDatabase<"sync", RunResult, typeof schema>;

/**
 * Does all of `work` or nothing of it. May be nested; the inner one is then part of the outer.
 * @param work Uses the database that it is handed, is synchronous, and throws to undo everything.
 */
export function inTransaction<Result>(db: Database, work: (db: Database) => Result): Result {
	// Immediate: a transaction that reads and then writes would otherwise fail, rather than wait, when another process wrote in between.
	return db.transaction(work, { behavior: "immediate" });
}
