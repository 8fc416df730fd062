import { agoLabel, inLabel } from "#app/review/due-label.ts";
import { gradeWord } from "#app/review/grades.ts";
import { reviewState, undoableReview } from "#app/review/review.server.ts";
import type { Sitting } from "#app/review/sitting.ts";
import { type OpenQuestion, openQuestion } from "#app/study/study.server.ts";
import type { Catalog } from "#content/index.ts";
import { type Database, getCard, type ReviewId } from "#db/index.ts";

export type LastGrade = { question: string; title: string; word: string; next: string; undo: ReviewId | null };

export type ReviewPageData =
	| { state: "card"; position: number; total: number; open: OpenQuestion; dueSince: string; last: LastGrade | null }
	| {
			state: "finished";
			questions: number;
			missed: { id: string; title: string; next: string }[];
			minutes: number;
			nextDue: string | null;
			last: LastGrade | null;
	  };

/** @param asked.card The card that the page showed last; `reveal` counts for that card only. */
export function readReviewPage(db: Database, catalog: Catalog, asked: { card: string | null; reveal: boolean }, now: Date): ReviewPageData {
	const state = reviewState(db, catalog, asked.card, now);
	const last = lastGrade(db, catalog, state.sitting, now);
	if (state.state === "finished") {
		const { questions, missed, reviews } = state.sitting;
		const spentMs = reviews.reduce((sum, review) => sum + review.durationMs, 0);
		return {
			state: "finished",
			questions,
			missed: missed.map((id) => ({ id, title: titleOf(catalog, id), next: dueLabel(db, id, now) })),
			minutes: Math.max(1, Math.round(spentMs / 60_000)),
			nextDue: state.nextDueAt && inLabel(state.nextDueAt.getTime() - now.getTime()),
			last,
		};
	}
	const question = catalog.questions.get(state.question);
	if (!question) throw new Error(`The question ${state.question} was just chosen from the catalog and is not in it`);
	const reveal = asked.reveal && asked.card === question.id;
	return {
		state: "card",
		position: state.position,
		total: state.total,
		open: openQuestion(db, catalog, question, reveal, now),
		dueSince: agoLabel(now.getTime() - state.card.fsrs.due.getTime()),
		last,
	};
}

function lastGrade(db: Database, catalog: Catalog, sitting: Sitting, now: Date): LastGrade | null {
	const last = sitting.reviews.at(-1);
	if (!last) return null;
	return {
		question: last.question,
		title: titleOf(catalog, last.question),
		word: gradeWord(last.rating),
		next: dueLabel(db, last.question, now),
		undo: undoableReview(db, now)?.id === last.id ? last.id : null,
	};
}

function dueLabel(db: Database, question: string, now: Date): string {
	const due = getCard(db, question)?.fsrs.due;
	return due ? inLabel(due.getTime() - now.getTime()) : "";
}

function titleOf(catalog: Catalog, question: string): string {
	return catalog.questions.get(question)?.title ?? question;
}
