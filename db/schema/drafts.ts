import { sql } from "drizzle-orm";
import { check, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "#db/schema/instant.ts";
import type { ProjectFiles } from "#db/schema/project-files.ts";
import type { WorkScope } from "#db/schema/work-scope.ts";

/** The current text of each exercise, once per scope. */
export const drafts = sqliteTable(
	"drafts",
	{
		scope: text("scope").$type<WorkScope>().notNull(),
		exercise: text("exercise").notNull(),
		files: text("files", { mode: "json" }).$type<ProjectFiles>().notNull(),
		/** 1 for the first save; it only grows, also through a reset. */
		revision: integer("revision").notNull(),
		savedAt: instant("saved_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.scope, table.exercise] }), check("drafts_revision", sql`${table.revision} > 0`)],
);

export type Draft = typeof drafts.$inferSelect;
