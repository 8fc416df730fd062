import { headline } from "#app/home/headline.ts";
import { type PlanFacts, planOfDay } from "#app/home/plan.ts";
import { clockState } from "#app/interview/clock.ts";
import { planSchema } from "#app/interview/plan.ts";
import { type CalendarDay, dayLabel, dayOf, daysBetween, momentLabel, plusDays, startOf } from "#app/progress/calendar-day.ts";
import { learnerRecord, readStandings, readStrip } from "#app/progress/progress.server.ts";
import { byLevel } from "#app/progress/topic-standing.ts";
import { dueQuestions } from "#app/review/review.server.ts";
import { statusOf } from "#app/study/question-facts.ts";
import type { Catalog, Question } from "#content/index.ts";
import {
	cardsByQuestion,
	type Database,
	exerciseProgress,
	getSettings,
	listEvents,
	listInterviews,
	listReviews,
	recentDrafts,
	recentSubmissions,
	viewsByQuestion,
} from "#db/index.ts";

const newPerDay = 3;
const daysBetweenMocks = 7;
const mostDaysBehind = 21;
const mostDaysAhead = 60;

export type ContinueWork =
	| { kind: "interview"; title: string; href: string; left: string }
	| {
			kind: "exercise";
			title: string;
			href: string;
			/** The last graded run; null when there was none. */
			run: { passed: number; total: number; isPass: boolean; when: string; at: string } | null;
			draft: { revision: number; when: string; at: string } | null;
	  };

/** All that Today shows. */
export function readHome(db: Database, catalog: Catalog, now: Date) {
	const settings = getSettings(db);
	const today = dayOf(now);
	const interviewDay = settings.interviewDate as CalendarDay | null;
	const daysLeft = interviewDay === null ? null : daysBetween(today, interviewDay);
	const facts = planFacts(db, catalog, now);
	return {
		date: dayLabel(today, "long"),
		headline: headline({ daysLeft, due: facts.due.count, isFirstVisit: facts.isFirstVisit }),
		isFirstVisit: facts.isFirstVisit,
		interview: interviewDay && daysLeft !== null ? { day: interviewDay, label: dayLabel(interviewDay, "long"), daysLeft } : null,
		plan: planOfDay(facts),
		continueWork: continueWork(db, catalog, now),
		strip: stripOfToday(db, now, daysLeft, interviewDay),
		standing: byLevel(readStandings(db, catalog, now)),
	};
}

/** Begins with the first day of study, at most three weeks back; without one it begins today, and without a date either there is none. */
function stripOfToday(db: Database, now: Date, daysLeft: number | null, interviewDay: CalendarDay | null) {
	const [first] = listReviews(db, startOf(plusDays(dayOf(now), -mostDaysBehind)));
	const hasDate = daysLeft !== null && daysLeft >= 0;
	if (!first && !hasDate) return null;
	// A week at least, so that a single day does not fill the page.
	const behind = first ? Math.max(7, daysBetween(dayOf(first.reviewedAt), dayOf(now))) : 0;
	return readStrip(db, now, { behind, ahead: hasDate ? Math.min(mostDaysAhead, daysLeft) : 14 }, interviewDay);
}

function planFacts(db: Database, catalog: Catalog, now: Date): PlanFacts {
	const due = dueQuestions(db, catalog, now);
	const dueTopics = Map.groupBy(due, (card) => catalog.questions.get(card.question)?.topic ?? "");
	const startOfToday = startOf(dayOf(now));
	const graded = listReviews(db, startOfToday).filter((review) => review.undoneAt === null);
	const learner = learnerRecord(db);
	const drafts = recentDrafts(db, 50);
	const interviews = listInterviews(db);
	return {
		isFirstVisit: learner.revealed.size + learner.cards.size + learner.exercises.size + drafts.length + interviews.length === 0,
		due: {
			count: due.length,
			topics: [...dueTopics].map(([slug, cards]) => ({ title: catalog.topics.get(slug)?.title ?? slug, count: cards.length })),
			longestDays: due[0] ? Math.floor((now.getTime() - due[0].fsrs.due.getTime()) / 86_400_000) : 0,
		},
		gradedToday: {
			count: new Set(graded.map((review) => review.question)).size,
			minutes: Math.ceil(graded.reduce((sum, review) => sum + review.durationMs, 0) / 60_000),
		},
		exercise: nextExercise(db, catalog),
		exercisesPassedToday: [...exerciseProgress(db).values()].flatMap((progress) => {
			const exercise = catalog.exercises.get(progress.exercise);
			return exercise && progress.firstPassedAt && progress.firstPassedAt >= startOfToday
				? [{ slug: exercise.slug, title: exercise.title }]
				: [];
		}),
		newQuestions: nextNewQuestions(db, catalog, now),
		mock: nextMock(catalog, interviews, now),
	};
}

/** One begun and not passed, that of late first; else the first of the syllabus not tried. */
function nextExercise(db: Database, catalog: Catalog): PlanFacts["exercise"] {
	const progress = exerciseProgress(db);
	const drafts = recentDrafts(db, 50);
	const lastTouched = new Map(drafts.map((draft) => [draft.exercise, draft.savedAt.getTime()]));
	for (const { exercise, lastAt } of progress.values()) {
		lastTouched.set(exercise, Math.max(lastTouched.get(exercise) ?? 0, lastAt.getTime()));
	}
	const begun = [...lastTouched]
		.toSorted(([, a], [, b]) => b - a)
		.flatMap(([slug]) => catalog.exercises.get(slug) ?? [])
		.find((exercise) => !progress.get(exercise.slug)?.firstPassedAt);
	const exercise = begun ?? [...catalog.exercises.values()].find(({ slug }) => !lastTouched.has(slug));
	if (!exercise) return null;
	const best = progress.get(exercise.slug)?.best;
	const how = best ? `${best.passed} of ${best.total} checks pass.` : begun ? "your draft is saved." : exercise.summary;
	return {
		slug: exercise.slug,
		title: exercise.title,
		level: exercise.level,
		minutes: exercise.minutes,
		state: begun ? "begun" : "new",
		how,
	};
}

function nextNewQuestions(db: Database, catalog: Catalog, now: Date): PlanFacts["newQuestions"] {
	const cards = cardsByQuestion(db);
	const views = viewsByQuestion(db);
	const isNew = (question: Question) => statusOf(cards.get(question.id), views.get(question.id), now) === "new";
	const unread = [...catalog.questions.values()].filter(isNew);
	const [first] = unread;
	if (!first) return null;
	const next = unread.filter((question) => question.topic === first.topic).slice(0, newPerDay);
	return {
		count: next.length,
		firstId: first.id,
		firstTitle: first.title,
		topic: { slug: first.topic, title: catalog.topics.get(first.topic)?.title ?? first.topic },
		minutes: next.reduce((sum, question) => sum + question.minutes, 0),
		unread: unread.length,
	};
}

function nextMock(catalog: Catalog, interviews: ReturnType<typeof listInterviews>, now: Date): PlanFacts["mock"] {
	const [template] = catalog.interviews.values();
	if (!template || interviews.some((interview) => interview.status === "running")) return null;
	const last = interviews.find((interview) => interview.finishedAt)?.finishedAt;
	const daysSinceLast = last ? daysBetween(dayOf(last), dayOf(now)) : null;
	if (daysSinceLast !== null && daysSinceLast < daysBetweenMocks) return null;
	return { title: template.title, minutes: template.minutes, summary: template.summary, daysSinceLast };
}

/** Where the learner left: an interview whose clock runs, else the exercise of late. */
function continueWork(db: Database, catalog: Catalog, now: Date): ContinueWork | null {
	return runningInterview(db, catalog, now) ?? lastExercise(db, catalog, now);
}

function runningInterview(db: Database, catalog: Catalog, now: Date): ContinueWork | null {
	for (const interview of listInterviews(db)) {
		if (interview.status !== "running") continue;
		const plan = planSchema.safeParse(interview.plan);
		if (!plan.success) continue;
		const clock = clockState(listEvents(db, interview.id), plan.data, interview.mode, now);
		if (clock.status === "over") continue;
		const minutes = clock.remainingMs === null ? null : Math.ceil(clock.remainingMs / 60_000);
		const left = minutes === null ? "No limit of time." : `${minutes} min left${clock.status === "paused" ? ", paused" : ""}.`;
		return {
			kind: "interview",
			title: catalog.interviews.get(interview.template)?.title ?? "Mock interview",
			href: `/mock/${interview.id}`,
			left,
		};
	}
	return null;
}

function lastExercise(db: Database, catalog: Catalog, now: Date): ContinueWork | null {
	const run = recentSubmissions(db, 50).find((line) => line.scope === "exercise" && catalog.exercises.has(line.exercise));
	const draft = recentDrafts(db, 50).find((line) => catalog.exercises.has(line.exercise));
	const slug = run && (!draft || run.createdAt >= draft.savedAt) ? run.exercise : draft?.exercise;
	const exercise = slug === undefined ? undefined : catalog.exercises.get(slug);
	if (!exercise) return null;
	return {
		kind: "exercise",
		title: exercise.title,
		href: `/exercises/${exercise.slug}`,
		run:
			run?.exercise === exercise.slug
				? {
						passed: run.passed,
						total: run.total,
						isPass: run.status === "passed",
						when: momentLabel(run.createdAt, now),
						at: run.createdAt.toISOString(),
					}
				: null,
		draft:
			draft?.exercise === exercise.slug
				? { revision: draft.revision, when: momentLabel(draft.savedAt, now), at: draft.savedAt.toISOString() }
				: null,
	};
}
