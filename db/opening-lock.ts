import Client from "better-sqlite3";

const patienceMs = 10_000;

/**
 * Lets one process at a time look at a database, move it and migrate it; Drizzle decides what to migrate before it locks anything.
 * The lock is SQLite's own, on a file beside the database, so that it ends with the process however that ends.
 */
export function withOpeningLock<Result>(file: string, work: () => Result): Result {
	const lock = new Client(`${file}.lock`, { timeout: patienceMs });
	try {
		lock.exec("BEGIN EXCLUSIVE");
		return work();
	} finally {
		lock.close();
	}
}
