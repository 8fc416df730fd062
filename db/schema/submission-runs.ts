import { blob, integer, sqliteTable } from "drizzle-orm/sqlite-core";
import { type SubmissionId, submissions } from "#db/schema/submissions.ts";

/** The record of a run, for its timeline. Apart from the submission, so that lists never read it, and kept for the latest runs only. */
export const submissionRuns = sqliteTable("submission_runs", {
	submission: integer("submission")
		.$type<SubmissionId>()
		.primaryKey()
		.references(() => submissions.id),
	/** JSON text through gzip. */
	record: blob("record", { mode: "buffer" }).notNull(),
});
