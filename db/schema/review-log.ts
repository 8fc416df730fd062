import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Brand } from "#db/schema/brand.ts";
import { instant } from "#db/schema/instant.ts";
import type { FsrsStateNumber } from "#db/schema/review-cards.ts";

export type ReviewId = Brand<number, "Review">;

/** 1 = Again, 2 = Hard, 3 = Good, 4 = Easy, as FSRS numbers them. */
export type ReviewRating = 1 | 2 | 3 | 4;

export const reviewPlaces = ["study", "review", "interview"] as const;
export type ReviewPlace = (typeof reviewPlaces)[number];

/** A card's schedule as JSON keeps it: a ts-fsrs `Card` whose two dates are milliseconds. */
export type FsrsSnapshot = {
	due: number;
	stability: number;
	difficulty: number;
	elapsed_days: number;
	scheduled_days: number;
	learning_steps: number;
	reps: number;
	lapses: number;
	state: FsrsStateNumber;
	last_review?: number;
};

/** Append-only: a review that was undone stays and says when. */
export const reviewLog = sqliteTable(
	"review_log",
	{
		id: integer("id").$type<ReviewId>().primaryKey({ autoIncrement: true }),
		question: text("question").notNull(),
		rating: integer("rating").$type<ReviewRating>().notNull(),
		/** null: the review made the card. */
		stateBefore: text("state_before", { mode: "json" }).$type<FsrsSnapshot>(),
		reviewedAt: instant("reviewed_at").notNull(),
		durationMs: integer("duration_ms").notNull(),
		place: text("place", { enum: reviewPlaces }).notNull(),
		undoneAt: instant("undone_at"),
	},
	(table) => [
		index("review_log_question").on(table.question),
		index("review_log_reviewed_at").on(table.reviewedAt),
		check("review_log_rating", sql`${table.rating} between 1 and 4`),
	],
);
