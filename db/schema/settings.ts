import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row for each setting that was chosen. What the values mean is in db/queries/settings.ts. */
export const settings = sqliteTable("settings", {
	key: text("key").primaryKey(),
	value: text("value", { mode: "json" }).$type<unknown>().notNull(),
});
