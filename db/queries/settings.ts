import { eq } from "drizzle-orm";
import { type Database, inTransaction } from "#db/database.ts";
import { settings } from "#db/schema/settings.ts";

export type Settings = {
	theme: "system" | "light" | "dark";
	/** 2: missed / got it. 4: again / hard / good / easy. */
	gradeButtons: 2 | 4;
	/** YYYY-MM-DD in the learner's own calendar, or null when there is no date yet. */
	interviewDate: string | null;
	/** Whether keyboard shortcuts of a single character are on. */
	singleKeys: boolean;
};

export const defaultSettings: Settings = { theme: "system", gradeButtons: 2, interviewDate: null, singleKeys: true };

const accepts: { [Key in keyof Settings]: (value: unknown) => value is Settings[Key] } = {
	theme: (value) => value === "system" || value === "light" || value === "dark",
	gradeButtons: (value) => value === 2 || value === 4,
	interviewDate: (value): value is string | null => value === null || (typeof value === "string" && isCalendarDate(value)),
	singleKeys: (value) => typeof value === "boolean",
};

/** Every setting. One that was never saved, or that another version of the program saved in a form unknown here, has its default. */
export function getSettings(db: Database): Settings {
	const stored = new Map(
		db
			.select()
			.from(settings)
			.all()
			.map((row) => [row.key, row.value]),
	);
	const settingOf = <Key extends keyof Settings>(key: Key): Settings[Key] => {
		const value = stored.get(key);
		return accepts[key](value) ? value : defaultSettings[key];
	};
	return {
		theme: settingOf("theme"),
		gradeButtons: settingOf("gradeButtons"),
		interviewDate: settingOf("interviewDate"),
		singleKeys: settingOf("singleKeys"),
	};
}

/** Saves the settings that are named and leaves the others as they are. Returns all of them. */
export function saveSettings(db: Database, changes: Partial<Settings>): Settings {
	return inTransaction(db, (db) => {
		for (const [key, value] of Object.entries(changes)) {
			if (value === null) db.delete(settings).where(eq(settings.key, key)).run();
			else if (value !== undefined)
				db.insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } }).run();
		}
		return getSettings(db);
	});
}

function isCalendarDate(text: string): boolean {
	const time = Date.parse(`${text}T00:00:00Z`);
	return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
