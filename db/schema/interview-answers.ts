import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "#db/schema/instant.ts";
import { type InterviewId, interviews } from "#db/schema/interviews.ts";

/** The latest text of each answer in an interview, and how it was marked. */
export const interviewAnswers = sqliteTable(
	"interview_answers",
	{
		interview: text("interview")
			.$type<InterviewId>()
			.notNull()
			.references(() => interviews.id),
		item: text("item").notNull(),
		text: text("text").notNull(),
		/** 0 for an item that was marked without ever having had a text; 1 for the first save. */
		revision: integer("revision").notNull(),
		savedAt: instant("saved_at").notNull(),
		/** Its reader knows its type. */
		marks: text("marks", { mode: "json" }).$type<unknown>(),
		markedAt: instant("marked_at"),
	},
	(table) => [primaryKey({ columns: [table.interview, table.item] })],
);

export type InterviewAnswer = typeof interviewAnswers.$inferSelect;
