import type { FsrsState, InterviewId, NewInterview, NewSubmission } from "#db/index.ts";
import { parseInterviewId } from "#db/index.ts";

/** A moment of the first of November 2026, in UTC: `at("10:00")`, `at("10:00:30")`. */
export const at = (time: string) => new Date(`2026-11-01T${time.length === 5 ? `${time}:00` : time}Z`);

/** What ts-fsrs makes of a new card that was graded Good once. */
export const anFsrsState = (changes: Partial<FsrsState> = {}): FsrsState => ({
	due: at("10:10"),
	stability: 2.3065,
	difficulty: 2.11810397,
	elapsed_days: 0,
	scheduled_days: 0,
	learning_steps: 1,
	reps: 1,
	lapses: 0,
	state: 1,
	last_review: at("10:00"),
	...changes,
});

export const aSubmission = (changes: Partial<NewSubmission> = {}): NewSubmission => ({
	idempotencyKey: "key-1",
	exercise: "sqs-partial-batch",
	source: "browser",
	files: { "src/handler.mjs": "export const handler = async () => ({ batchItemFailures: [] });\n" },
	verdict: { status: "notYet", passed: 2, total: 6 },
	seed: 1,
	wallMs: 640,
	simulatedMs: 120_000,
	createdAt: at("10:00"),
	...changes,
});

export const interviewId = parseInterviewId("5f0c1e9a-7a3b-4d52-9a64-0d3f1c2b7e10") as InterviewId;

export const anInterview = (changes: Partial<NewInterview> = {}): NewInterview => ({
	id: interviewId,
	template: "screen",
	plan: { parts: [{ title: "Rapid", minutes: 10, items: ["cold-start", "sqs-poison-message"] }] },
	mode: "strict",
	totalMs: 25 * 60_000,
	startedAt: at("10:00"),
	...changes,
});
