import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "#db/schema/instant.ts";
import { type InterviewId, interviews } from "#db/schema/interviews.ts";

export const interviewEventKinds = [
	"started",
	"itemShown",
	"draftSaved",
	"answered",
	"skipped",
	"paused",
	"resumed",
	"extended",
	"heartbeat",
	"runExecuted",
	"expired",
	"finished",
	"marked",
] as const;
export type InterviewEventKind = (typeof interviewEventKinds)[number];

/** Append-only: what happened in an interview, numbered from 1 without gaps. Remaining time is computed from these alone. */
export const interviewEvents = sqliteTable(
	"interview_events",
	{
		interview: text("interview")
			.$type<InterviewId>()
			.notNull()
			.references(() => interviews.id),
		seq: integer("seq").notNull(),
		at: instant("at").notNull(),
		kind: text("kind", { enum: interviewEventKinds }).notNull(),
		/** Which item of the plan it concerns; null for the interview as a whole. */
		item: text("item"),
		payload: text("payload", { mode: "json" }).$type<unknown>(),
	},
	(table) => [primaryKey({ columns: [table.interview, table.seq] })],
);

export type InterviewEvent = typeof interviewEvents.$inferSelect;
