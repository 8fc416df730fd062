import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { defaultSettings, getSettings, openMemoryDatabase, saveSettings } from "#db/index.ts";

describe("the settings", () => {
	it("are the defaults until they are saved", () => {
		expect(getSettings(openMemoryDatabase())).toEqual({ theme: "system", gradeButtons: 2, interviewDate: null, singleKeys: true });
	});

	it("change only where they are named", () => {
		const db = openMemoryDatabase();
		saveSettings(db, { theme: "dark", interviewDate: "2026-12-01" });
		saveSettings(db, { singleKeys: false, theme: undefined });
		expect(getSettings(db)).toEqual({ theme: "dark", gradeButtons: 2, interviewDate: "2026-12-01", singleKeys: false });
		expect(saveSettings(db, { interviewDate: null }).interviewDate).toBeNull();
	});

	it.each(['"neon"', "3", '"2026-02-30"', '"yes"'])("are the defaults when the value %s was stored by another version", (value) => {
		const db = openMemoryDatabase();
		for (const key of Object.keys(defaultSettings)) db.run(sql`INSERT INTO settings (key, value) VALUES (${key}, ${value})`);
		expect(getSettings(db)).toEqual(defaultSettings);
	});
});
