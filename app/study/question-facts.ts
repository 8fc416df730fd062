import { agoLabel, inLabel } from "#app/review/due-label.ts";
import { gradeWord } from "#app/review/grades.ts";
import type { QuestionStatus } from "#app/study/question-filter.ts";
import type { QuestionView, ReviewCard, ReviewRating } from "#db/index.ts";

export function statusOf(card: ReviewCard | undefined, view: QuestionView | undefined, now: Date): QuestionStatus {
	if (card?.suspendedAt) return "suspended";
	if (card && card.fsrs.due <= now) return "due";
	if (card) return "scheduled";
	return view?.firstRevealedAt ? "seen" : "new";
}

/** In a list: "due", "in 6 days", "read, not graded", or nothing for a new one. */
export function statusLabel(card: ReviewCard | undefined, view: QuestionView | undefined, now: Date): string {
	switch (statusOf(card, view, now)) {
		case "suspended":
			return "suspended";
		case "due":
			return "due";
		case "scheduled":
			return card ? inLabel(card.fsrs.due.getTime() - now.getTime()) : "";
		case "seen":
			return "read, not graded";
		case "new":
			return "";
	}
}

/** "9 days ago, missed"; null before the first grade. */
export function lastSeenLabel(last: { reviewedAt: Date; rating: ReviewRating } | undefined, now: Date): string | null {
	return last ? `${agoLabel(now.getTime() - last.reviewedAt.getTime())}, ${gradeWord(last.rating)}` : null;
}
