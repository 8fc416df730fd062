import { gunzipSync, gzipSync } from "node:zlib";
import { and, asc, count, desc, eq, inArray, notInArray, sql } from "drizzle-orm";
import { type Database, inTransaction } from "#db/database.ts";
import type { ProjectFiles } from "#db/schema/project-files.ts";
import { submissionRuns } from "#db/schema/submission-runs.ts";
import { type StoredVerdict, type Submission, type SubmissionId, type SubmissionSource, submissions } from "#db/schema/submissions.ts";
import type { WorkScope } from "#db/schema/work-scope.ts";

export type { StoredVerdict, Submission, SubmissionId, SubmissionSource, SubmissionStatus } from "#db/schema/submissions.ts";

export type NewSubmission = {
	idempotencyKey: string;
	exercise: string;
	/** "exercise" when left out. */
	scope?: WorkScope;
	source: SubmissionSource;
	files: ProjectFiles;
	/** Kept whole. */
	verdict: StoredVerdict;
	seed: number;
	wallMs: number;
	simulatedMs: number;
	createdAt: Date;
	/** The report and trace of the run, as any JSON value, for showing its timeline again. */
	run?: unknown;
};

export type ExerciseProgress = {
	exercise: string;
	attempts: number;
	/** Of the attempt that passed the greatest share of its checks. */
	best: { passed: number; total: number };
	firstPassedAt: Date | null;
	lastAt: Date;
};

/** The runs of this many submissions are kept for each exercise and scope; a run is a function of files and seed, so it can be made again. */
const keptRuns = 3;
/** Longer records are not kept: their timeline is too long to show and would make the file grow by more than all the rest. */
const longestRunBytes = 32 * 1024 * 1024;
/** The fastest: a trace is repetitive enough to shrink well at any level, and the server waits for this. */
const gzipLevel = 1;

/** @returns undefined unless the text is a positive whole number, as in an address. */
export function parseSubmissionId(text: string): SubmissionId | undefined {
	return /^[1-9]\d{0,14}$/.test(text) ? (Number(text) as SubmissionId) : undefined;
}

/**
 * Records a graded run, once for each idempotency key.
 * @returns The submission of that key; `isNew` is false when an earlier call had recorded it, and then nothing was written.
 */
export function recordSubmission(db: Database, submission: NewSubmission): { submission: Submission; isNew: boolean } {
	// Outside the transaction: compressing may take a while, and others may write meanwhile.
	const record = submission.run === undefined ? undefined : compressed(submission.run);
	return inTransaction(db, (db) => {
		const { run: _, scope = "exercise", ...columns } = submission;
		const { status, passed, total } = submission.verdict;
		const inserted = db
			.insert(submissions)
			.values({ ...columns, scope, status, passed, total })
			.onConflictDoNothing({ target: submissions.idempotencyKey })
			.returning()
			.get();
		if (!inserted) return { submission: submissionByKey(db, submission.idempotencyKey), isNew: false };
		if (record) keepRun(db, inserted, record);
		return { submission: inserted, isNew: true };
	});
}

export function submissionById(db: Database, id: SubmissionId): Submission | undefined {
	return db.select().from(submissions).where(eq(submissions.id, id)).get();
}

export function lastSubmission(db: Database, exercise: string, scope: WorkScope = "exercise"): Submission | undefined {
	return listSubmissions(db, exercise, 1, scope)[0];
}

/** Newest first. */
export function listSubmissions(db: Database, exercise: string, limit: number, scope: WorkScope = "exercise"): Submission[] {
	const ofExercise = and(eq(submissions.exercise, exercise), eq(submissions.scope, scope));
	return db.select().from(submissions).where(ofExercise).orderBy(desc(submissions.id)).limit(limit).all();
}

/** What was given as `run`, or undefined when it was too long or is no longer kept: the last three of each exercise are. */
export function submissionRun(db: Database, id: SubmissionId): unknown {
	const row = db.select().from(submissionRuns).where(eq(submissionRuns.submission, id)).get();
	return row && JSON.parse(gunzipSync(row.record, { maxOutputLength: longestRunBytes }).toString());
}

/** How far each exercise that was ever submitted has come, by exercise; attempts in interviews count too. */
export function exerciseProgress(db: Database): Map<string, ExerciseProgress> {
	const progress = new Map<string, ExerciseProgress>();
	for (const results of resultsByExercise(db)) {
		const before = progress.get(results.exercise);
		progress.set(results.exercise, before ? withResults(before, results) : progressOf(results));
	}
	return progress;
}

/** One row for each result that an exercise has had. Texts and verdicts are not read. */
function resultsByExercise(db: Database) {
	const { exercise, status, passed, total, createdAt } = submissions;
	return db
		.select({
			exercise,
			status,
			passed,
			total,
			attempts: count(),
			firstAt: sql`min(${createdAt})`.mapWith(createdAt),
			lastAt: sql`max(${createdAt})`.mapWith(createdAt),
		})
		.from(submissions)
		.groupBy(exercise, status, passed, total)
		.orderBy(asc(sql`max(${submissions.id})`))
		.all();
}
type ExerciseResults = ReturnType<typeof resultsByExercise>[number];

function progressOf(results: ExerciseResults): ExerciseProgress {
	const { exercise, attempts, passed, total, firstAt, lastAt } = results;
	return { exercise, attempts, best: { passed, total }, firstPassedAt: results.status === "passed" ? firstAt : null, lastAt };
}

function withResults(before: ExerciseProgress, results: ExerciseResults): ExerciseProgress {
	const added = progressOf(results);
	return {
		exercise: before.exercise,
		attempts: before.attempts + added.attempts,
		best: shareOf(added.best) >= shareOf(before.best) ? added.best : before.best,
		firstPassedAt: earliest(before.firstPassedAt, added.firstPassedAt),
		lastAt: added.lastAt > before.lastAt ? added.lastAt : before.lastAt,
	};
}

/** A share rather than a number: an exercise may have gained or lost checks since. */
const shareOf = ({ passed, total }: ExerciseProgress["best"]) => (total === 0 ? 0 : passed / total);

function earliest(a: Date | null, b: Date | null): Date | null {
	if (!a || !b) return a ?? b;
	return a < b ? a : b;
}

function submissionByKey(db: Database, idempotencyKey: string): Submission {
	const submission = db.select().from(submissions).where(eq(submissions.idempotencyKey, idempotencyKey)).get();
	if (!submission) throw new Error(`Submission ${idempotencyKey} was refused as already recorded, and is not there`);
	return submission;
}

function compressed(run: unknown): Buffer | undefined {
	const json = Buffer.from(JSON.stringify(run));
	return json.byteLength > longestRunBytes ? undefined : gzipSync(json, { level: gzipLevel });
}

function keepRun(db: Database, { id, exercise, scope }: Submission, record: Buffer): void {
	db.insert(submissionRuns).values({ submission: id, record }).run();
	const ofExercise = and(eq(submissions.exercise, exercise), eq(submissions.scope, scope));
	const all = db.select({ id: submissions.id }).from(submissions).where(ofExercise);
	const withRun = db
		.select({ id: submissions.id })
		.from(submissions)
		.innerJoin(submissionRuns, eq(submissionRuns.submission, submissions.id))
		.where(ofExercise);
	const kept = withRun.orderBy(desc(submissions.id)).limit(keptRuns);
	const isOlder = and(inArray(submissionRuns.submission, all), notInArray(submissionRuns.submission, kept));
	db.delete(submissionRuns).where(isOlder).run();
}
