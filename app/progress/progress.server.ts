import { type CalendarDay, dayOf, plusDays, startOf } from "#app/progress/calendar-day.ts";
import { type StripDay, stripDays } from "#app/progress/day-strip.ts";
import { type LearnerRecord, type TopicStanding, topicStandings } from "#app/progress/topic-standing.ts";
import type { Catalog } from "#content/index.ts";
import { cardsByQuestion, type Database, exerciseProgress, listInterviews, listReviews, viewsByQuestion } from "#db/index.ts";

export function readStandings(db: Database, catalog: Catalog, now: Date): TopicStanding[] {
	const { topics, questions, exercises } = catalog;
	return topicStandings({ topics: topics.values(), questions: questions.values(), exercises: exercises.values() }, learnerRecord(db), now);
}

export function learnerRecord(db: Database): LearnerRecord {
	const views = [...viewsByQuestion(db).values()].filter((view) => view.firstRevealedAt !== null);
	const exercises = [...exerciseProgress(db).values()].map(
		(progress) => [progress.exercise, { passed: progress.firstPassedAt !== null }] as const,
	);
	return { revealed: new Set(views.map((view) => view.question)), cards: cardsByQuestion(db), exercises: new Map(exercises) };
}

export type Strip = { days: StripDay[]; interviewDay: CalendarDay | null };

/** @param span How many days to show before and after today. */
export function readStrip(db: Database, now: Date, span: { behind: number; ahead: number }, interviewDay: CalendarDay | null): Strip {
	const today = dayOf(now);
	const reviews = listReviews(db, startOf(plusDays(today, -span.behind))).filter((review) => review.undoneAt === null);
	const cards = [...cardsByQuestion(db).values()].filter((card) => card.suspendedAt === null);
	const mocks = listInterviews(db).flatMap((interview) => (interview.finishedAt ? [dayOf(interview.finishedAt)] : []));
	const counts = {
		reviews: countBy(reviews.map((review) => dayOf(review.reviewedAt))),
		// What is overdue is due today.
		due: countBy(cards.map((card) => dayOf(card.fsrs.due > now ? card.fsrs.due : now))),
		mocks: new Set<string>(mocks),
	};
	return { days: stripDays(today, span, counts), interviewDay };
}

function countBy(days: readonly CalendarDay[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1);
	return counts;
}
