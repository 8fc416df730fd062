import { and, asc, count, desc, eq, gt, gte, isNull, lte, min } from "drizzle-orm";
import { type Database, inTransaction } from "#db/database.ts";
import { type CardReason, type FsrsStateNumber, type ReviewCardRow, reviewCards } from "#db/schema/review-cards.ts";
import { type FsrsSnapshot, type ReviewId, type ReviewPlace, type ReviewRating, reviewLog } from "#db/schema/review-log.ts";

export type { CardReason } from "#db/schema/review-cards.ts";
export type { ReviewId, ReviewPlace, ReviewRating } from "#db/schema/review-log.ts";

/** A ts-fsrs 5 `Card`, name by name, so that either can be used as the other. */
export type FsrsState = {
	due: Date;
	stability: number;
	difficulty: number;
	elapsed_days: number;
	scheduled_days: number;
	learning_steps: number;
	reps: number;
	lapses: number;
	state: FsrsStateNumber;
	last_review?: Date;
};

export type ReviewCard = {
	question: string;
	fsrs: FsrsState;
	/** A suspended card is never due. */
	suspendedAt: Date | null;
	createdAt: Date;
	reason: CardReason;
};

export type LoggedReview = {
	id: ReviewId;
	question: string;
	rating: ReviewRating;
	/** null when this review made the card. */
	before: FsrsState | null;
	reviewedAt: Date;
	durationMs: number;
	where: ReviewPlace;
	undoneAt: Date | null;
};

export type Review = { rating: ReviewRating; reviewedAt: Date; durationMs: number; where: ReviewPlace };

export type ReviewOutcome = { ok: true; review: ReviewId } | { ok: false; conflict: ReviewCard | null };

export function getCard(db: Database, question: string): ReviewCard | undefined {
	const row = db.select().from(reviewCards).where(eq(reviewCards.question, question)).get();
	return row && cardOf(row);
}

/** All cards, by question, the suspended ones too. */
export function cardsByQuestion(db: Database): Map<string, ReviewCard> {
	return new Map(
		db
			.select()
			.from(reviewCards)
			.all()
			.map((row) => [row.question, cardOf(row)]),
	);
}

/** Cards to review at `now`, the longest due first. */
export function dueCards(db: Database, now: Date, limit: number): ReviewCard[] {
	const rows = db.select().from(reviewCards).where(isDue(now)).orderBy(asc(reviewCards.due), asc(reviewCards.question)).limit(limit);
	return rows.all().map(cardOf);
}

export function countDue(db: Database, now: Date): number {
	return db.select({ due: count() }).from(reviewCards).where(isDue(now)).get()?.due ?? 0;
}

/** When the next card that is not yet due becomes so, or null when none will. */
export function nextDueAt(db: Database, now: Date): Date | null {
	const later = and(isNull(reviewCards.suspendedAt), gt(reviewCards.due, now));
	return (
		db
			.select({ due: min(reviewCards.due) })
			.from(reviewCards)
			.where(later)
			.get()?.due ?? null
	);
}

/**
 * Stores the schedule that a review led to, and logs the review with the schedule before it.
 * @param reviewed.baseReps `fsrs.reps` of the card that the new schedule was computed from, 0 for none. When the card has moved on since
 * (the same form sent twice, another tab), nothing is stored and the card as it is now is returned.
 * @param reviewed.card `reason` counts only when the review makes the card.
 */
export function upsertReviewedCard(
	db: Database,
	reviewed: { card: { question: string; fsrs: FsrsState; reason: CardReason }; baseReps: number; log: Review },
): ReviewOutcome {
	return inTransaction(db, (db) => {
		const { card, log } = reviewed;
		const before = getCard(db, card.question) ?? null;
		if ((before?.fsrs.reps ?? 0) !== reviewed.baseReps) return { ok: false, conflict: before };
		writeCard(db, { ...card, suspendedAt: null, createdAt: log.reviewedAt });
		const { id } = db
			.insert(reviewLog)
			.values({
				question: card.question,
				rating: log.rating,
				stateBefore: before && snapshotOf(before.fsrs),
				reviewedAt: log.reviewedAt,
				durationMs: log.durationMs,
				place: log.where,
			})
			.returning({ id: reviewLog.id })
			.get();
		return { ok: true, review: id };
	});
}

/**
 * Takes back the latest review that still counts. The log keeps it, with `undoneAt`.
 * @returns The question, and its card as it was before; null as the card when the review had made it; undefined when nothing is left to undo.
 */
export function undoLastReview(db: Database, now: Date): { question: string; card: ReviewCard | null } | undefined {
	return inTransaction(db, (db) => {
		const last = db.select().from(reviewLog).where(isNull(reviewLog.undoneAt)).orderBy(desc(reviewLog.id)).limit(1).get();
		if (!last) return undefined;
		db.update(reviewLog).set({ undoneAt: now }).where(eq(reviewLog.id, last.id)).run();
		const { question, stateBefore } = last;
		const isCard = eq(reviewCards.question, question);
		if (stateBefore)
			db.update(reviewCards)
				.set(columnsOf(fsrsOf(stateBefore)))
				.where(isCard)
				.run();
		else db.delete(reviewCards).where(isCard).run();
		return { question, card: getCard(db, question) ?? null };
	});
}

/** Brings a question to the front of the queue: its card becomes due, or a new one is made. A suspended card stays suspended. */
export function makeDueNow(db: Database, question: string, now: Date, reason: CardReason): ReviewCard {
	return inTransaction(db, (db) => {
		const fsrs = getCard(db, question)?.fsrs ?? newFsrsState(now);
		const due = fsrs.due < now ? fsrs.due : now;
		writeCard(db, { question, fsrs: { ...fsrs, due }, reason, suspendedAt: null, createdAt: now });
		db.update(reviewCards).set({ reason }).where(eq(reviewCards.question, question)).run();
		return knownCard(db, question);
	});
}

/** @param suspendedAt null to let the card take part again. A question without a card is left alone. */
export function suspendCard(db: Database, question: string, suspendedAt: Date | null): void {
	db.update(reviewCards).set({ suspendedAt }).where(eq(reviewCards.question, question)).run();
}

/** Reviews from `since` on, oldest first, undone ones too. */
export function listReviews(db: Database, since: Date): LoggedReview[] {
	const rows = db.select().from(reviewLog).where(gte(reviewLog.reviewedAt, since)).orderBy(asc(reviewLog.id));
	return rows.all().map(loggedReviewOf);
}

/** All reviews of one question, oldest first, undone ones too. */
export function reviewsOfQuestion(db: Database, question: string): LoggedReview[] {
	const rows = db.select().from(reviewLog).where(eq(reviewLog.question, question)).orderBy(asc(reviewLog.id));
	return rows.all().map(loggedReviewOf);
}

const isDue = (now: Date) => and(isNull(reviewCards.suspendedAt), lte(reviewCards.due, now));

/** Writes the schedule. Of an existing card, `suspendedAt`, `createdAt` and `reason` stay. */
function writeCard(db: Database, { question, fsrs, suspendedAt, createdAt, reason }: ReviewCard): void {
	const columns = columnsOf(fsrs);
	db.insert(reviewCards)
		.values({ question, suspendedAt, createdAt, reason, ...columns })
		.onConflictDoUpdate({ target: reviewCards.question, set: columns })
		.run();
}

function knownCard(db: Database, question: string): ReviewCard {
	const card = getCard(db, question);
	if (!card) throw new Error(`The card of question ${question} was just written and is not there`);
	return card;
}

/** What `createEmptyCard` of ts-fsrs makes. */
function newFsrsState(now: Date): FsrsState {
	return {
		due: now,
		stability: 0,
		difficulty: 0,
		elapsed_days: 0,
		scheduled_days: 0,
		learning_steps: 0,
		reps: 0,
		lapses: 0,
		state: 0,
	};
}

function columnsOf(fsrs: FsrsState) {
	return {
		due: fsrs.due,
		stability: fsrs.stability,
		difficulty: fsrs.difficulty,
		elapsedDays: fsrs.elapsed_days,
		scheduledDays: fsrs.scheduled_days,
		learningSteps: fsrs.learning_steps,
		reps: fsrs.reps,
		lapses: fsrs.lapses,
		state: fsrs.state,
		lastReview: fsrs.last_review ?? null,
	};
}

function cardOf(row: ReviewCardRow): ReviewCard {
	return {
		question: row.question,
		fsrs: {
			due: row.due,
			stability: row.stability,
			difficulty: row.difficulty,
			elapsed_days: row.elapsedDays,
			scheduled_days: row.scheduledDays,
			learning_steps: row.learningSteps,
			reps: row.reps,
			lapses: row.lapses,
			state: row.state,
			...(row.lastReview && { last_review: row.lastReview }),
		},
		suspendedAt: row.suspendedAt,
		createdAt: row.createdAt,
		reason: row.reason,
	};
}

function loggedReviewOf({ place, stateBefore, ...row }: typeof reviewLog.$inferSelect): LoggedReview {
	return { ...row, where: place, before: stateBefore && fsrsOf(stateBefore) };
}

function snapshotOf({ last_review, ...fsrs }: FsrsState): FsrsSnapshot {
	return { ...fsrs, due: fsrs.due.getTime(), ...(last_review && { last_review: last_review.getTime() }) };
}

function fsrsOf({ last_review, ...snapshot }: FsrsSnapshot): FsrsState {
	return { ...snapshot, due: new Date(snapshot.due), ...(last_review !== undefined && { last_review: new Date(last_review) }) };
}
