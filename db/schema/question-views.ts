import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "#db/schema/instant.ts";

/** When a question was opened, and when its answer was revealed, for the first and the last time. */
export const questionViews = sqliteTable("question_views", {
	question: text("question").primaryKey(),
	firstOpenedAt: instant("first_opened_at").notNull(),
	lastOpenedAt: instant("last_opened_at").notNull(),
	firstRevealedAt: instant("first_revealed_at"),
	lastRevealedAt: instant("last_revealed_at"),
});

export type QuestionView = typeof questionViews.$inferSelect;
