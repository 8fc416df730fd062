import { type Card, createEmptyCard, fsrs, type Grade } from "ts-fsrs";
import type { FsrsState, ReviewRating } from "#db/index.ts";

/**
 * One step of ten minutes after a miss, then days: with two of them a first "got it" would come back within the same sitting and teach nothing.
 * No fuzz, so that the interval written on a button is the one that pressing it gives.
 */
const scheduler = fsrs({
	request_retention: 0.9,
	enable_fuzz: false,
	learning_steps: ["10m"],
	relearning_steps: ["10m"],
	maximum_interval: 365,
});

/**
 * The schedule of a card after a review.
 * @param before null for a question that was never graded.
 */
export function schedule(before: FsrsState | null, rating: ReviewRating, reviewedAt: Date): FsrsState {
	const card: Card = before ?? createEmptyCard(reviewedAt);
	return scheduler.next(card, reviewedAt, rating as Grade).card as FsrsState;
}

/** How long until the card would come back, for each grade, in milliseconds. */
export function intervalsAfter(before: FsrsState | null, now: Date): Record<ReviewRating, number> {
	const after = (rating: ReviewRating) => schedule(before, rating, now).due.getTime() - now.getTime();
	return { 1: after(1), 2: after(2), 3: after(3), 4: after(4) };
}

/** The chance, from 0 to 1, that the learner recalls the answer now, by the forgetting curve of FSRS. 0 for a card never reviewed. */
export function predictedRecall(card: FsrsState, now: Date): number {
	return scheduler.get_retrievability(card, now, false);
}

/** What the schedule aims at is nine in ten; a little below still counts, since a card is reviewed on a day and not at a minute. */
const goodRecall = 0.85;

/**
 * Whether the card sits: learned, and by the forgetting curve still there. A card just missed has its answer fresh in mind, which FSRS calls
 * a recall of 1; it does not count until it was recalled at a later time.
 */
export function isRemembered(card: FsrsState, now: Date): boolean {
	const learned = 2;
	return card.state === learned && predictedRecall(card, now) >= goodRecall;
}
