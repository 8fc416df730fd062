import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import { describe, expect, it } from "vitest";
import { findMigrationsFolder } from "#db/migrations-folder.ts";
import * as schema from "#db/schema/index.ts";

describe("the migrations", () => {
	it("lead to the schema in the code: nobody forgot `drizzle-kit generate`", async () => {
		const meta = join(findMigrationsFolder(), "meta");
		const { entries } = JSON.parse(readFileSync(join(meta, "_journal.json"), "utf8"));
		const latest = JSON.parse(readFileSync(join(meta, `${String(entries.at(-1).idx).padStart(4, "0")}_snapshot.json`), "utf8"));
		expect(await generateSQLiteMigration(latest, await generateSQLiteDrizzleJson(schema, latest.id))).toEqual([]);
	});
});
