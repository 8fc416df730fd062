import { and, asc, desc, eq } from "drizzle-orm";
import { type Database, inTransaction } from "#db/database.ts";
import { type InterviewAnswer, interviewAnswers } from "#db/schema/interview-answers.ts";
import { type InterviewEvent, type InterviewEventKind, interviewEvents } from "#db/schema/interview-events.ts";
import { type Interview, type InterviewId, type InterviewMode, interviews } from "#db/schema/interviews.ts";

export type { InterviewAnswer } from "#db/schema/interview-answers.ts";
export type { InterviewEvent, InterviewEventKind } from "#db/schema/interview-events.ts";
export type { Interview, InterviewId, InterviewMode, InterviewStatus } from "#db/schema/interviews.ts";

export type NewInterview = {
	id: InterviewId;
	/** Slug. */
	template: string;
	/** Snapshot of all that the interview will ask, as any JSON value. */
	plan: unknown;
	mode: InterviewMode;
	totalMs: number;
	startedAt: Date;
};

export type NewInterviewEvent = {
	interview: InterviewId;
	/** The seq that the event is to have: one more than that of the last event seen. */
	seq: number;
	at: Date;
	kind: Exclude<InterviewEventKind, "started">;
	item?: string;
	/** Any JSON value. */
	payload?: unknown;
};

/** conflict: another tab came first, or the interview is over; nothing was appended. Read the events again and decide anew. */
export type AppendOutcome = { ok: true; seq: number } | { ok: false; conflict: { nextSeq: number; finishedAt: Date | null } };

export type AnswerOutcome =
	| { ok: true; revision: number }
	/** The stored answer, which the learner has not seen; null when there is none. Nothing was overwritten. */
	| { ok: false; conflict: InterviewAnswer | null; finishedAt: null }
	/** Too late: the interview is over, and the stored answer is the one that counts. */
	| { ok: false; conflict: InterviewAnswer | null; finishedAt: Date };

/** @returns undefined unless the text is a UUID as `crypto.randomUUID` writes it. */
export function parseInterviewId(text: string): InterviewId | undefined {
	return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? (text as InterviewId) : undefined;
}

/** Stores the interview as running, with its "started" event as number 1. An id that exists already throws. */
export function createInterview(db: Database, interview: NewInterview): Interview {
	return inTransaction(db, (db) => {
		const { id, startedAt } = interview;
		const created = db
			.insert(interviews)
			.values({ ...interview, status: "running" })
			.returning()
			.get();
		db.insert(interviewEvents).values({ interview: id, seq: 1, at: startedAt, kind: "started" }).run();
		return created;
	});
}

export function getInterview(db: Database, id: InterviewId): Interview | undefined {
	return db.select().from(interviews).where(eq(interviews.id, id)).get();
}

/** The latest first. */
export function listInterviews(db: Database): Interview[] {
	return db.select().from(interviews).orderBy(desc(interviews.startedAt), desc(interviews.id)).all();
}

/** In the order in which they happened. */
export function listEvents(db: Database, interview: InterviewId): InterviewEvent[] {
	return db.select().from(interviewEvents).where(eq(interviewEvents.interview, interview)).orderBy(asc(interviewEvents.seq)).all();
}

/** Appends what happened. A "finished" event ends the interview at its own time; after it only "marked" may follow. */
export function appendEvent(db: Database, event: NewInterviewEvent): AppendOutcome {
	return inTransaction(db, (db) => {
		const { finishedAt } = knownInterview(db, event.interview);
		const nextSeq = lastSeq(db, event.interview) + 1;
		const isTooLate = finishedAt !== null && event.kind !== "marked";
		if (event.seq !== nextSeq || isTooLate) return { ok: false, conflict: { nextSeq, finishedAt } };
		db.insert(interviewEvents).values(event).run();
		if (event.kind === "finished") finish(db, event.interview, event.at);
		return { ok: true, seq: event.seq };
	});
}

export function getAnswer(db: Database, interview: InterviewId, item: string): InterviewAnswer | undefined {
	return db.select().from(interviewAnswers).where(ofItem(interview, item)).get();
}

/** By item. */
export function listAnswers(db: Database, interview: InterviewId): Map<string, InterviewAnswer> {
	const rows = db.select().from(interviewAnswers).where(eq(interviewAnswers.interview, interview)).orderBy(asc(interviewAnswers.item));
	return new Map(rows.all().map((answer) => [answer.item, answer]));
}

/**
 * Stores an answer while the learner types, unless another tab has or the interview is over.
 * @param answer.baseRevision The revision that the learner was looking at; 0 when there was none.
 * Saving the text that is already stored succeeds whatever the base, so that a save may be repeated.
 */
export function saveAnswerDraft(
	db: Database,
	answer: { interview: InterviewId; item: string; text: string; baseRevision: number; now: Date },
): AnswerOutcome {
	return inTransaction(db, (db) => {
		const { interview, item, text, baseRevision, now } = answer;
		const current = getAnswer(db, interview, item) ?? null;
		const { finishedAt } = knownInterview(db, interview);
		if (current?.text === text) return { ok: true, revision: current.revision };
		if (finishedAt) return { ok: false, conflict: current, finishedAt };
		if ((current?.revision ?? 0) !== baseRevision) return { ok: false, conflict: current, finishedAt: null };
		const written = { text, revision: baseRevision + 1, savedAt: now };
		db.insert(interviewAnswers)
			.values({ interview, item, ...written })
			.onConflictDoUpdate({ target: [interviewAnswers.interview, interviewAnswers.item], set: written })
			.run();
		return { ok: true, revision: written.revision };
	});
}

/** Stores how an item was marked, over earlier marks, and appends a "marked" event that keeps these marks for good. */
export function saveMarks(db: Database, marking: { interview: InterviewId; item: string; marks: unknown; now: Date }): void {
	inTransaction(db, (db) => {
		const { interview, item, marks, now } = marking;
		const written = { marks, markedAt: now };
		db.insert(interviewAnswers)
			.values({ interview, item, text: "", revision: 0, savedAt: now, ...written })
			.onConflictDoUpdate({ target: [interviewAnswers.interview, interviewAnswers.item], set: written })
			.run();
		const seq = lastSeq(db, interview) + 1;
		db.insert(interviewEvents).values({ interview, seq, at: now, kind: "marked", item, payload: marks }).run();
	});
}

function knownInterview(db: Database, id: InterviewId): Interview {
	const interview = getInterview(db, id);
	if (!interview) throw new Error(`There is no interview ${id}`);
	return interview;
}

function lastSeq(db: Database, interview: InterviewId): number {
	const last = db
		.select({ seq: interviewEvents.seq })
		.from(interviewEvents)
		.where(eq(interviewEvents.interview, interview))
		.orderBy(desc(interviewEvents.seq))
		.limit(1)
		.get();
	return last?.seq ?? 0;
}

function finish(db: Database, id: InterviewId, finishedAt: Date): void {
	db.update(interviews).set({ status: "finished", finishedAt }).where(eq(interviews.id, id)).run();
}

const ofItem = (interview: InterviewId, item: string) => and(eq(interviewAnswers.interview, interview), eq(interviewAnswers.item, item));
