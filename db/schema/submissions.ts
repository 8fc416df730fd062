import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Brand } from "#db/schema/brand.ts";
import { instant } from "#db/schema/instant.ts";
import type { ProjectFiles } from "#db/schema/project-files.ts";
import type { WorkScope } from "#db/schema/work-scope.ts";

export type SubmissionId = Brand<number, "Submission">;

export const submissionSources = ["browser", "editor", "interview"] as const;
export type SubmissionSource = (typeof submissionSources)[number];

export const submissionStatuses = ["passed", "notYet", "didNotBuild", "stopped", "simulatorFailed", "refused"] as const;
export type SubmissionStatus = (typeof submissionStatuses)[number];

/** What this room needs of a verdict. The whole object is kept; whoever graded it knows its full type. */
export type StoredVerdict = { readonly status: SubmissionStatus; readonly passed: number; readonly total: number };

/** Append-only: one row for each graded run. */
export const submissions = sqliteTable(
	"submissions",
	{
		id: integer("id").$type<SubmissionId>().primaryKey({ autoIncrement: true }),
		/** Made by the client for each press of Run: a form sent twice is one submission. */
		idempotencyKey: text("idempotency_key").notNull().unique(),
		scope: text("scope").$type<WorkScope>().notNull(),
		exercise: text("exercise").notNull(),
		source: text("source", { enum: submissionSources }).notNull(),
		files: text("files", { mode: "json" }).$type<ProjectFiles>().notNull(),
		status: text("status", { enum: submissionStatuses }).notNull(),
		passed: integer("passed").notNull(),
		total: integer("total").notNull(),
		verdict: text("verdict", { mode: "json" }).$type<StoredVerdict>().notNull(),
		seed: integer("seed").notNull(),
		/** How long the learner waited. */
		wallMs: integer("wall_ms").notNull(),
		/** Virtual time that passed in the scenario. */
		simulatedMs: integer("simulated_ms").notNull(),
		createdAt: instant("created_at").notNull(),
	},
	(table) => [
		index("submissions_exercise").on(table.exercise, table.scope),
		check("submissions_passed", sql`${table.passed} between 0 and ${table.total}`),
	],
);

export type Submission = typeof submissions.$inferSelect;
