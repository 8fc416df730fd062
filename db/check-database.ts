import { sql } from "drizzle-orm";
import type { Database } from "#db/database.ts";
import { storageProblem } from "#db/storage-problem.ts";

/** Whether the database still answers; cheap enough to be asked every second. */
export function checkDatabase(db: Database): { ok: true } | { ok: false; message: string } {
	try {
		db.get(sql`SELECT count(*) FROM sqlite_schema`);
		return { ok: true };
	} catch (error) {
		return { ok: false, message: storageProblem(error)?.message ?? "The database does not answer." };
	}
}
