import { inLabel } from "#app/review/due-label.ts";
import { gradeChoices } from "#app/review/grades.ts";
import { intervalsAfter, schedule } from "#app/review/schedule.ts";
import { chooseCard, longestPauseMs, type Sitting, sittingAt } from "#app/review/sitting.ts";
import type { Catalog } from "#content/index.ts";
import {
	type Database,
	dueCards,
	type FsrsState,
	getCard,
	getSettings,
	listReviews,
	nextDueAt,
	type ReviewCard,
	type ReviewId,
	type ReviewPlace,
	type ReviewRating,
	undoLastReview,
	upsertReviewedCard,
} from "#db/index.ts";

/** More than anybody has; a limit all the same, so that no page grows without bound. */
const mostCards = 5000;
/** Longer than this nobody thinks about a card: the page lay open. */
const longestThoughtMs = 30 * 60_000;
const dayMs = 86_400_000;

/** Cards to review, the longest due first. A card whose question has left the catalog waits in the database until it returns. */
export function dueQuestions(db: Database, catalog: Catalog, now: Date): ReviewCard[] {
	return dueCards(db, now, mostCards).filter((card) => catalog.questions.has(card.question));
}

export type ReviewState =
	| { state: "card"; question: string; card: ReviewCard; sitting: Sitting; position: number; total: number }
	| { state: "finished"; sitting: Sitting; nextDueAt: Date | null };

/** @param wanted The card that the page showed last; used when it is due. */
export function reviewState(db: Database, catalog: Catalog, wanted: string | null, now: Date): ReviewState {
	const due = dueQuestions(db, catalog, now);
	const sitting = openSitting(db, now);
	const card = chooseCard(due, wanted);
	if (!card) return { state: "finished", sitting, nextDueAt: nextDueAt(db, now) };
	const done = sitting.reviews.length;
	return { state: "card", question: card.question, card, sitting, position: done + 1, total: done + due.length };
}

export function openSitting(db: Database, now: Date): Sitting {
	// A sitting may be long, yet not longer than a day.
	return sittingAt(listReviews(db, new Date(now.getTime() - dayMs - longestPauseMs)), now);
}

export type GradedQuestion = {
	question: string;
	rating: ReviewRating;
	/** `reps` of the card that the learner was shown; 0 when there was none. */
	baseReps: number;
	shownAt: Date;
	where: ReviewPlace;
};

/**
 * Stores a grade. Idempotent: the same form sent twice, or from two tabs, counts once.
 * @returns The new schedule, or null when the card had moved on since it was shown; then nothing was stored.
 */
export function gradeQuestion(db: Database, graded: GradedQuestion, now: Date): FsrsState | null {
	const { question, rating, baseReps, where } = graded;
	const fsrs = schedule(getCard(db, question)?.fsrs ?? null, rating, now);
	const durationMs = Math.min(longestThoughtMs, Math.max(0, now.getTime() - graded.shownAt.getTime()));
	const outcome = upsertReviewedCard(db, {
		card: { question, fsrs, reason: "studied" },
		baseReps,
		log: { rating, reviewedAt: now, durationMs, where },
	});
	return outcome.ok ? fsrs : null;
}

/** The latest review of the last day that still counts; older ones are history. */
export function undoableReview(db: Database, now: Date): { id: ReviewId; question: string } | null {
	const last = listReviews(db, new Date(now.getTime() - dayMs)).findLast((review) => review.undoneAt === null);
	return last ? { id: last.id, question: last.question } : null;
}

/**
 * Takes back the review that the learner saw offered, and no other.
 * @returns Its question, or null when it was taken back already or another review came after it.
 */
export function undoReview(db: Database, id: ReviewId, now: Date): string | null {
	if (undoableReview(db, now)?.id !== id) return null;
	return undoLastReview(db, now)?.question ?? null;
}

/** A grade as its button shows it. */
export type OfferedGrade = { rating: ReviewRating; label: string; keys: readonly string[]; next: string };

export function offeredGrades(db: Database, card: ReviewCard | undefined, now: Date): OfferedGrade[] {
	const intervals = intervalsAfter(card?.fsrs ?? null, now);
	return gradeChoices(getSettings(db).gradeButtons).map((choice) => ({ ...choice, next: inLabel(intervals[choice.rating]) }));
}
