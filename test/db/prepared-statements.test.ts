import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const room = join(import.meta.dirname, "../../db");

/** Ways by which text becomes SQL: those that take it raw, with anything but a plain literal between the brackets. */
const rawSql = /\b(?:prepare|exec|pragma)(?:<[^()]*>)?\((?!"[^"]*"[,)])|\bsql\.(?:raw|identifier)\b/g;

describe("SQL", () => {
	it("is never built from strings", () => {
		const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
		const found = files.flatMap((file) =>
			[...readFileSync(join(room, file), "utf8").matchAll(rawSql)].map((match) => `${file}: ${match[0]}`),
		);
		expect(files.length).toBeGreaterThan(20);
		expect(found).toEqual([]);
	});

	it.each(["db.prepare(`SELECT 1`)", "db.exec(text)", 'db.pragma("a" + b)', "sql.raw(x)", "db.prepare<[], string>(query)"])(
		"would be noticed in %s",
		(code) => {
			expect(code.match(rawSql)).not.toBeNull();
		},
	);

	it("is known to no other room", () => {
		const root = join(room, "..");
		const rooms = ["app", "content", "sandbox"].flatMap((name) =>
			readdirSync(join(root, name), { recursive: true, encoding: "utf8", withFileTypes: false })
				.filter((file) => /\.tsx?$/.test(file))
				.map((file) => join(root, name, file)),
		);
		const importers = rooms.filter((file) => /from "(?:drizzle-orm|better-sqlite3)/.test(readFileSync(file, "utf8")));
		expect(importers.map((file) => relative(root, file))).toEqual([]);
	});
});
