import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "#db/schema/instant.ts";
import type { ProjectFiles } from "#db/schema/project-files.ts";
import type { WorkScope } from "#db/schema/work-scope.ts";

/** What followed an earlier text: more typing, a reset to the starter, or another revision brought back. */
export const draftSuccessions = ["saved", "reset", "restored"] as const;
export type DraftSuccession = (typeof draftSuccessions)[number];

/** Earlier texts of a draft, thinned and bounded by db/queries/drafts.ts. */
export const draftRevisions = sqliteTable(
	"draft_revisions",
	{
		scope: text("scope").$type<WorkScope>().notNull(),
		exercise: text("exercise").notNull(),
		revision: integer("revision").notNull(),
		files: text("files", { mode: "json" }).$type<ProjectFiles>().notNull(),
		savedAt: instant("saved_at").notNull(),
		replacedBy: text("replaced_by", { enum: draftSuccessions }).notNull(),
	},
	(table) => [primaryKey({ columns: [table.scope, table.exercise, table.revision] })],
);

export type DraftRevision = typeof draftRevisions.$inferSelect;
