/**
 * The only door of this room: what a learner did. Every function takes the database first, is synchronous, returns plain values and
 * writes all or nothing. Times are `Date`s; questions and exercises are named by slug. Plans, payloads, marks and runs go in as any JSON
 * value and come out as `unknown`, for the room that owns them to parse; a verdict comes out with the three fields that this room reads.
 */
export { checkDatabase } from "#db/check-database.ts";
export { backUp } from "#db/copies-beside.ts";
export { type Database, inTransaction } from "#db/database.ts";
export {
	type OpenedDatabase,
	type OpeningNotice,
	type OpeningProblem,
	type OpenOutcome,
	openDatabase,
	openMemoryDatabase,
} from "#db/open-database.ts";
export * from "#db/queries/drafts.ts";
export * from "#db/queries/export.ts";
export * from "#db/queries/interviews.ts";
export * from "#db/queries/question-views.ts";
export * from "#db/queries/recent-work.ts";
export * from "#db/queries/reviews.ts";
export * from "#db/queries/settings.ts";
export * from "#db/queries/submissions.ts";
export { type StorageProblem, storageProblem } from "#db/storage-problem.ts";
