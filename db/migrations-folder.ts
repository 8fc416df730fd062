import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";

/**
 * Where the generated SQL lies: db/migrations of the nearest folder above this module that has it. So it is found from the source and
 * from a bundle in build/ alike, whatever the working directory.
 */
export function findMigrationsFolder(from = import.meta.dirname): string {
	const folder = join(from, "db", "migrations");
	if (existsSync(join(folder, "meta", "_journal.json"))) return folder;
	if (dirname(from) === from) throw new Error("The folder db/migrations is missing: this copy of Warmstart is not complete");
	return findMigrationsFolder(dirname(from));
}

/** When each migration was made, which is what Drizzle knows them by. Not their hashes: Git may have changed the line ends. */
export function knownMigrations(folder: string): number[] {
	return readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.folderMillis);
}
