import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Client from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { backUpBeside, keepAside, keepLoneLogAside, latestBackup } from "#db/copies-beside.ts";
import type { Database } from "#db/database.ts";
import { inspectFile, markAsOurs } from "#db/inspect-file.ts";
import { findMigrationsFolder, knownMigrations } from "#db/migrations-folder.ts";
import { withOpeningLock } from "#db/opening-lock.ts";
import * as schema from "#db/schema/index.ts";
import { storageProblem } from "#db/storage-problem.ts";

export type OpenedDatabase = {
	db: Database;
	/** What the learner should be told, ready to show; null on an ordinary day. */
	notice: OpeningNotice | null;
	/** Moves all writes from the log beside the file into the file itself. */
	checkpoint: () => void;
	close: () => void;
};

export type OpeningNotice =
	/** The database was damaged: it lies under another name, and a new one was begun. */
	| { kind: "startedAfresh"; keptAs: string; latestBackup: string | null; message: string }
	/** The program is newer than the database was: a copy from before lies beside it. */
	| { kind: "migrated"; backup: string; message: string };

/** newer: made by a later version of this program. foreign: by another program. unusable: not to be opened or written. None was touched. */
export type OpeningProblem = { kind: "newer" | "foreign" | "unusable"; message: string };

export type OpenOutcome = ({ ok: true } & OpenedDatabase) | { ok: false; problem: OpeningProblem };

export type OpenOptions = {
	/** For the names of copies. */
	now: Date;
	/** Left out: db/migrations of this program. */
	migrationsFolder?: string;
};

/**
 * Opens the learner's database. Makes it, with its folder, when it is missing; keeps a damaged one under another name and begins anew;
 * backs an older one up and migrates it. Two processes may open the same file, at the same moment too.
 * @param file Or ":memory:".
 */
export function openDatabase(file: string, { now, migrationsFolder = findMigrationsFolder() }: OpenOptions): OpenOutcome {
	if (file === ":memory:") return { ok: true, ...connected(file, migrationsFolder) };
	try {
		mkdirSync(dirname(file), { recursive: true });
		return withOpeningLock(file, () => openFile(file, now, migrationsFolder));
	} catch (error) {
		const reason = storageProblem(error)?.message ?? fileSystemProblem(error);
		if (reason === undefined) throw error;
		return { ok: false, problem: { kind: "unusable", message: `Warmstart cannot open its database ${file}. ${reason}` } };
	}
}

/** An empty database that is gone when the process is; for tests. */
export function openMemoryDatabase(): Database {
	return connected(":memory:", findMigrationsFolder()).db;
}

function openFile(file: string, now: Date, migrationsFolder: string): OpenOutcome {
	keepLoneLogAside(file, now);
	const found = inspectFile(file);
	switch (found.kind) {
		case "absent":
		case "empty":
			return { ok: true, ...connected(file, migrationsFolder) };
		case "ours":
			return openOurs(file, found.migrations, now, migrationsFolder);
		case "foreign":
			return { ok: false, problem: { kind: "foreign", message: foreignMessage(file) } };
		case "damaged": {
			const notice = startedAfresh(file, found.reason, now);
			return { ok: true, ...connected(file, migrationsFolder), notice };
		}
	}
}

function openOurs(file: string, applied: readonly number[], now: Date, migrationsFolder: string): OpenOutcome {
	const known = knownMigrations(migrationsFolder);
	if (applied.some((migration) => !known.includes(migration)))
		return { ok: false, problem: { kind: "newer", message: newerMessage(file) } };
	const isOlder = applied.length > 0 && applied.length < known.length;
	const beforeMigrating = isOlder ? (db: Database) => migratedNotice(backUpBeside(db, file, now)) : undefined;
	return { ok: true, ...connected(file, migrationsFolder, beforeMigrating) };
}

function connected(file: string, migrationsFolder: string, beforeMigrating?: (db: Database) => OpeningNotice): OpenedDatabase {
	const client = new Client(file, { timeout: 5000 });
	try {
		configure(client);
		markAsOurs(client);
		const db = drizzle(client, { schema });
		const notice = beforeMigrating?.(db) ?? null;
		// SQLite changes a table by making a new one and dropping the old, which must not touch the rows that refer to it.
		client.pragma("foreign_keys = OFF");
		migrate(db, { migrationsFolder });
		client.pragma("foreign_keys = ON");
		return { db, notice, checkpoint: () => void client.pragma("wal_checkpoint(TRUNCATE)"), close: () => void client.close() };
	} catch (error) {
		client.close();
		throw error;
	}
}

/** What holds for every connection; only the first is kept in the file. */
function configure(client: Client.Database): void {
	client.pragma("journal_mode = WAL");
	// What was acknowledged survives a power cut too, for 0.15 ms a write (measured: 0.17 against 0.02 with NORMAL, on ext4 and an SSD).
	client.pragma("synchronous = FULL");
	client.pragma("journal_size_limit = 16777216");
}

const migratedNotice = (backup: string): OpeningNotice => ({
	kind: "migrated",
	backup,
	message: `Warmstart was updated. A copy of your progress from before is in ${backup}.`,
});

function startedAfresh(file: string, reason: string, now: Date): OpeningNotice {
	const backup = latestBackup(file);
	const keptAs = keepAside(file, now);
	const wayBack = backup
		? `The latest backup is ${backup}: to go back to it, stop Warmstart and copy it to ${file}.`
		: "There is no backup from an update; if you have an export, import it.";
	const message = `Your progress could not be read, because its file is damaged (${reason}). It is kept as ${keptAs}, and Warmstart began afresh. ${wayBack}`;
	return { kind: "startedAfresh", keptAs, latestBackup: backup, message };
}

const newerMessage = (file: string) =>
	`${file} was last used by a newer version of Warmstart, and this one could harm it. Update Warmstart, or name another file in DATABASE_FILE.`;

const foreignMessage = (file: string) =>
	`${file} is the database of another program, so Warmstart leaves it alone. Name another file in DATABASE_FILE.`;

/** What the operating system says of a path that cannot be used, in its own words. */
function fileSystemProblem(error: unknown): string | undefined {
	return error instanceof Error && "syscall" in error ? `The system says: ${error.message}.` : undefined;
}
