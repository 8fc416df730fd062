import { desc, eq } from "drizzle-orm";
import type { Database } from "#db/database.ts";
import { drafts } from "#db/schema/drafts.ts";
import { type SubmissionId, type SubmissionSource, type SubmissionStatus, submissions } from "#db/schema/submissions.ts";
import type { WorkScope } from "#db/schema/work-scope.ts";

/** A graded run as lists show it, without its files and its whole verdict. */
export type SubmissionLine = {
	id: SubmissionId;
	exercise: string;
	scope: WorkScope;
	source: SubmissionSource;
	status: SubmissionStatus;
	passed: number;
	total: number;
	createdAt: Date;
};

/** The latest graded runs of all exercises, newest first; those of interviews too. */
export function recentSubmissions(db: Database, limit: number): SubmissionLine[] {
	const { id, exercise, scope, source, status, passed, total, createdAt } = submissions;
	return db
		.select({ id, exercise, scope, source, status, passed, total, createdAt })
		.from(submissions)
		.orderBy(desc(submissions.id))
		.limit(limit)
		.all();
}

/** The exercises that have a draft of their own, the one saved last first. Texts are not read. */
export function recentDrafts(db: Database, limit: number): { exercise: string; revision: number; savedAt: Date }[] {
	const { exercise, revision, savedAt } = drafts;
	return db
		.select({ exercise, revision, savedAt })
		.from(drafts)
		.where(eq(drafts.scope, "exercise"))
		.orderBy(desc(drafts.savedAt), desc(drafts.exercise))
		.limit(limit)
		.all();
}
