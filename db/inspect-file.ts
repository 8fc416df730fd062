import { existsSync } from "node:fs";
import Client from "better-sqlite3";

/** What lies where the database should be. Looking changes nothing, not even the log beside the file. */
export type Inspection =
	| { kind: "absent" }
	/** A database without a table: nobody's yet. */
	| { kind: "empty" }
	/** `migrations`: when those were made that the database has been through. */
	| { kind: "ours"; migrations: readonly number[] }
	| { kind: "foreign" }
	| { kind: "damaged"; reason: string };

/** "WRMS", kept in the header of the file so that another program's database is never taken for ours. */
const applicationId = 1465011539;

export function markAsOurs(client: Client.Database): void {
	client.pragma("application_id = 1465011539");
}

/** @throws {Client.SqliteError} When the file cannot be read at all: no permission, a folder, a lock, a failing disk. */
export function inspectFile(file: string): Inspection {
	if (!existsSync(file)) return { kind: "absent" };
	// Read-only: closing a connection that may write would move the log of a damaged file into it, and lose what could be rescued.
	const client = new Client(file, { readonly: true, fileMustExist: true });
	try {
		return inspect(client);
	} catch (error) {
		if (isDamage(error)) return { kind: "damaged", reason: error.message };
		throw error;
	} finally {
		client.close();
	}
}

function inspect(client: Client.Database): Inspection {
	const findings = client.prepare<[], string>("PRAGMA quick_check(1)").pluck().all();
	if (findings[0] !== "ok") return { kind: "damaged", reason: findings[0] ?? "quick_check said nothing" };
	const id = client.prepare<[], number>("PRAGMA application_id").pluck().get();
	const tables = client.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
	if (id === applicationId) return { kind: "ours", migrations: appliedMigrations(client, tables) };
	return id === 0 && tables.length === 0 ? { kind: "empty" } : { kind: "foreign" };
}

function appliedMigrations(client: Client.Database, tables: readonly string[]): number[] {
	if (!tables.includes("__drizzle_migrations")) return [];
	return client.prepare<[], number>("SELECT created_at FROM __drizzle_migrations ORDER BY created_at").pluck().all();
}

function isDamage(error: unknown): error is Error {
	return error instanceof Client.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code);
}
