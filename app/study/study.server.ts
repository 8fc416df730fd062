import { inLabel } from "#app/review/due-label.ts";
import { gradeWord } from "#app/review/grades.ts";
import { type OfferedGrade, offeredGrades, undoableReview } from "#app/review/review.server.ts";
import { lastSeenLabel, statusOf } from "#app/study/question-facts.ts";
import { type AnswerText, answerText, type QuestionText, questionText } from "#app/study/question-text.server.ts";
import type { Catalog, Question } from "#content/index.ts";
import {
	cardsByQuestion,
	type Database,
	getCard,
	type ReviewId,
	recordQuestionOpened,
	recordQuestionRevealed,
	reviewsOfQuestion,
	viewsByQuestion,
} from "#db/index.ts";

export type OpenQuestion = {
	question: QuestionText;
	answer: AnswerText | null;
	/** null before the first grade. */
	lastSeen: string | null;
	/** null without a card. */
	due: string | null;
	suspended: boolean;
	/** By which a grade is recognised that was given twice. */
	reps: number;
	/** Milliseconds since 1970, by the server's clock. */
	shownAt: number;
	grades: OfferedGrade[];
};

/** Shows a question to the learner, and remembers that it was opened or its answer read. */
export function openQuestion(db: Database, catalog: Catalog, question: Question, reveal: boolean, now: Date): OpenQuestion {
	if (reveal) recordQuestionRevealed(db, question.id, now);
	else recordQuestionOpened(db, question.id, now);
	const card = getCard(db, question.id);
	const last = reviewsOfQuestion(db, question.id).findLast((review) => review.undoneAt === null);
	return {
		question: questionText(question, catalog),
		answer: reveal ? answerText(question, catalog) : null,
		lastSeen: lastSeenLabel(last, now),
		due: card ? inLabel(card.fsrs.due.getTime() - now.getTime()) : null,
		suspended: card ? card.suspendedAt !== null : false,
		reps: card?.fsrs.reps ?? 0,
		shownAt: now.getTime(),
		grades: offeredGrades(db, card, now),
	};
}

/** What a grade just given led to. */
export type GradedNote = { word: string; next: string; undo: ReviewId | null };

export function gradedNote(db: Database, question: string, now: Date): GradedNote | null {
	const last = reviewsOfQuestion(db, question).findLast((review) => review.undoneAt === null);
	const card = getCard(db, question);
	if (!last || !card) return null;
	const undoable = undoableReview(db, now);
	return {
		word: gradeWord(last.rating),
		next: inLabel(card.fsrs.due.getTime() - now.getTime()),
		undo: undoable?.id === last.id ? last.id : null,
	};
}

/** The next question in the order of the syllabus that the learner has not read, from `after` on and round to the beginning. */
export function nextNewQuestion(db: Database, catalog: Catalog, after: string, now: Date): { id: string; title: string } | null {
	const views = viewsByQuestion(db);
	const cards = cardsByQuestion(db);
	const all = [...catalog.questions.values()];
	const here = all.findIndex((question) => question.id === after);
	const next = [...all.slice(here + 1), ...all.slice(0, here)].find(
		(question) => statusOf(cards.get(question.id), views.get(question.id), now) === "new",
	);
	return next ? { id: next.id, title: next.title } : null;
}
