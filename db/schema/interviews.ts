import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Brand } from "#db/schema/brand.ts";
import { instant } from "#db/schema/instant.ts";

/** A UUID, so that it can also be the scope of drafts and never equals the word "exercise". */
export type InterviewId = Brand<string, "Interview">;

/** strict: the clock runs while the learner is away. practice: it stops. */
export const interviewModes = ["strict", "practice"] as const;
export type InterviewMode = (typeof interviewModes)[number];

export const interviewStatuses = ["running", "finished"] as const;
export type InterviewStatus = (typeof interviewStatuses)[number];

export const interviews = sqliteTable("interviews", {
	id: text("id").$type<InterviewId>().primaryKey(),
	template: text("template").notNull(),
	/** The interview as it was when it began, so that later edits of the content do not change it. Its reader knows its type. */
	plan: text("plan", { mode: "json" }).$type<unknown>().notNull(),
	mode: text("mode", { enum: interviewModes }).notNull(),
	totalMs: integer("total_ms").notNull(),
	startedAt: instant("started_at").notNull(),
	/** Follows from the events: finished once there is a "finished" event, at that event's time. */
	status: text("status", { enum: interviewStatuses }).notNull(),
	finishedAt: instant("finished_at"),
});

export type Interview = typeof interviews.$inferSelect;
