import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import type { Database } from "#db/database.ts";

/**
 * Writes a whole copy of the database, which is never seen half done.
 * @param file Where to; an existing file is not overwritten, and throws.
 */
export function backUp(db: Database, file: string): void {
	if (existsSync(file)) throw new Error(`${file} is there already`);
	const unfinished = `${file}.unfinished`;
	rmSync(unfinished, { force: true });
	db.run(sql`VACUUM INTO ${unfinished}`);
	flush(unfinished); // VACUUM INTO leaves that to the operating system
	renameSync(unfinished, file);
}

/** Backs up next to the database itself, and returns where. */
export function backUpBeside(db: Database, file: string, now: Date): string {
	const backup = freeName(file, "backup", now);
	backUp(db, backup);
	return backup;
}

/** The newest backup that `backUpBeside` made of this database. */
export function latestBackup(file: string): string | null {
	const prefix = `${basename(file)}.backup-`;
	const backups = readdirSync(dirname(file)).filter((name) => name.startsWith(prefix) && !name.endsWith(".unfinished"));
	const newest = backups.sort().at(-1);
	return newest === undefined ? null : join(dirname(file), newest);
}

/** Gives a damaged database another name, with the log beside it, and returns that name. */
export function keepAside(file: string, now: Date): string {
	const aside = freeName(file, "damaged", now);
	// The file first: if this is cut short, a log without its file can still be told for what it is.
	for (const part of ["", "-wal", "-shm"]) if (existsSync(file + part)) renameSync(file + part, aside + part);
	return aside;
}

/** SQLite would delete a log whose database is gone, and what is in it may be the learner's latest work. */
export function keepLoneLogAside(file: string, now: Date): void {
	if (!existsSync(file) && existsSync(`${file}-wal`)) keepAside(file, now);
}

function freeName(file: string, label: string, now: Date): string {
	const stamp = now.toISOString().replaceAll(/[:.]/g, "-");
	const name = `${file}.${label}-${stamp}`;
	for (let n = 2; ; n++) {
		const candidate = n === 2 ? name : `${name}-${n - 1}`;
		if (!existsSync(candidate) && !existsSync(`${candidate}-wal`)) return candidate;
	}
}

function flush(file: string): void {
	const descriptor = openSync(file, "r+");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
