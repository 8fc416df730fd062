import type { LoggedReview } from "#db/index.ts";

/** What was reviewed in one go. It lives in the review log alone, so a reload, another tab or a restart goes on where it was. */
export type Sitting = {
	/** Reviews that count, oldest first. */
	reviews: readonly LoggedReview[];
	/** How many questions were graded, and which of them missed at least once. */
	questions: number;
	missed: readonly string[];
};

/** A break of this length ends a sitting. Longer than the ten minutes after which a missed card comes back. */
export const longestPauseMs = 30 * 60_000;

/**
 * The sitting that is still open at `now`: the last reviews with no long break between them, nor since.
 * @param log Oldest first; undone reviews and those made elsewhere do not count.
 */
export function sittingAt(log: readonly LoggedReview[], now: Date): Sitting {
	const reviews: LoggedReview[] = [];
	let next = now;
	for (const review of log.toReversed()) {
		if (review.undoneAt !== null || review.where !== "review") continue;
		if (next.getTime() - review.reviewedAt.getTime() > longestPauseMs) break;
		reviews.unshift(review);
		next = review.reviewedAt;
	}
	const missed = new Set(reviews.filter((review) => review.rating === 1).map((review) => review.question));
	return { reviews, questions: new Set(reviews.map((review) => review.question)).size, missed: [...missed] };
}

/**
 * Which card comes now: the one that has waited longest, unless the learner asked for another that is due as well (after an undo, or after
 * a reload of a card whose answer is open).
 * @param due The longest due first.
 */
export function chooseCard<Card extends { question: string }>(due: readonly Card[], wanted: string | null): Card | null {
	return due.find((card) => card.question === wanted) ?? due[0] ?? null;
}
