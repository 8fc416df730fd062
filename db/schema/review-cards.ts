import { index, integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "#db/schema/instant.ts";

/** What brought a question into the review schedule, or back to its front. */
export const cardReasons = ["studied", "missedInInterview", "missedInExercise", "added"] as const;
export type CardReason = (typeof cardReasons)[number];

/** 0 = New, 1 = Learning, 2 = Review, 3 = Relearning, as ts-fsrs numbers them. */
export type FsrsStateNumber = 0 | 1 | 2 | 3;

/** One row for each question under review. The FSRS columns carry the meaning (and in code the names) of a ts-fsrs 5 `Card`. */
export const reviewCards = sqliteTable(
	"review_cards",
	{
		question: text("question").primaryKey(),
		due: instant("due").notNull(),
		stability: real("stability").notNull(),
		difficulty: real("difficulty").notNull(),
		elapsedDays: integer("elapsed_days").notNull(),
		scheduledDays: integer("scheduled_days").notNull(),
		learningSteps: integer("learning_steps").notNull(),
		reps: integer("reps").notNull(),
		lapses: integer("lapses").notNull(),
		state: integer("state").$type<FsrsStateNumber>().notNull(),
		lastReview: instant("last_review"),
		suspendedAt: instant("suspended_at"),
		createdAt: instant("created_at").notNull(),
		reason: text("reason", { enum: cardReasons }).notNull(),
	},
	(table) => [index("review_cards_due").on(table.due)],
);

export type ReviewCardRow = typeof reviewCards.$inferSelect;
