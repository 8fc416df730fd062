import { clockState } from "#app/interview/clock.ts";
import {
	type Band,
	type Dimension,
	dimensions,
	isMissed,
	type Marks,
	marksSchema,
	noRatings,
	type Ratings,
	ratingsItem,
	ratingsSchema,
} from "#app/interview/marks.ts";
import { planSchema } from "#app/interview/plan.ts";
import { makeReport, type Report, type ReportedRun } from "#app/interview/report.ts";
import { lastRunOf, runsOf } from "#app/interview/runs.ts";
import { codeOf, type Session } from "#app/interview/session.server.ts";
import type { Catalog } from "#content/index.ts";
import {
	type Database,
	type Interview,
	type InterviewAnswer,
	inTransaction,
	listAnswers,
	listEvents,
	listInterviews,
	makeDueNow,
	saveMarks,
} from "#db/index.ts";

/** What comes next for an interview: answer, rate oneself, mark against the rubric, read the report. */
export type Stage = "running" | "rating" | "marking" | "report";

export function stageOf(session: Session, answers: ReadonlyMap<string, InterviewAnswer>): Stage {
	if (session.state.status !== "over") return "running";
	if (!answers.get(ratingsItem)?.markedAt) return "rating";
	return itemsToMark(session).every((item) => answers.get(item)?.markedAt) ? "report" : "marking";
}

/** Every question that was asked; also one without an answer, since its model answer is worth reading. */
export function itemsToMark({ state }: Session): string[] {
	return state.items.filter(({ kind, askedAtMs }) => kind === "question" && askedAtMs !== null).map(({ item }) => item);
}

/** Keeps how the learner rated herself. Once: after the marks, a rating would be worth nothing. */
export function rate(db: Database, session: Session, ratings: Ratings): void {
	if (session.state.status !== "over" || listAnswers(db, session.interview.id).get(ratingsItem)?.markedAt) return;
	saveMarks(db, { interview: session.interview.id, item: ratingsItem, marks: ratings, now: session.now });
}

/**
 * Keeps the marks of a question and, if it was missed, makes it due for review, both or neither. Once: after it the model answer is shown,
 * and a second marking, or the same form sent twice, changes nothing.
 */
export function mark(db: Database, catalog: Catalog, session: Session, item: string, claimed: Omit<Marks, "madeDue">): void {
	const asked = session.state.items.find((known) => known.item === item);
	if (session.state.status !== "over" || asked?.kind !== "question" || asked.askedAtMs === null) return;
	inTransaction(db, (db) => {
		if (listAnswers(db, session.interview.id).get(item)?.markedAt) return;
		const { question, keyPoints } = asked.question;
		const madeDue = isMissed(keyPoints, claimed.keyPoints) && catalog.questions.has(question);
		if (madeDue) makeDueNow(db, question, session.now, "missedInInterview");
		saveMarks(db, { interview: session.interview.id, item, marks: { ...claimed, madeDue } satisfies Marks, now: session.now });
	});
}

/** @returns undefined for an item that was not marked, or by a version of the program with other marks. */
export function marksOf(answer: InterviewAnswer | undefined): Marks | undefined {
	return answer?.markedAt ? marksSchema.safeParse(answer.marks).data : undefined;
}

function ratingsOf(answers: ReadonlyMap<string, InterviewAnswer>): Ratings {
	return ratingsSchema.safeParse(answers.get(ratingsItem)?.marks).data ?? noRatings;
}

/** The report of an interview that is over. */
export function reportOf(db: Database, session: Session): Report {
	const earlier = listInterviews(db).filter(
		({ id, template, startedAt, status }) =>
			id !== session.interview.id &&
			template === session.interview.template &&
			status === "finished" &&
			startedAt < session.interview.startedAt,
	);
	return reportWith(db, session, earlier.flatMap((interview) => bandsOfInterview(db, interview, session.now) ?? []).slice(0, 3));
}

function reportWith(db: Database, session: Session, earlier: Record<Dimension, Band | null>[]): Report {
	const answers = listAnswers(db, session.interview.id);
	const marks = new Map(
		[...answers].flatMap(([item, answer]) => {
			const found = marksOf(answer);
			return found ? [[item, found] as const] : [];
		}),
	);
	return makeReport({
		plan: session.plan,
		state: session.state,
		mode: session.interview.mode,
		answers: new Map([...answers].map(([item, { text }]) => [item, text])),
		marks,
		ratings: ratingsOf(answers),
		runs: reportedRuns(db, session),
		earlier,
	});
}

/** @returns undefined when it is not marked to its end, or its record cannot be read any more. */
function bandsOfInterview(db: Database, interview: Interview, now: Date): Record<Dimension, Band | null> | undefined {
	const report = markedReport(db, interview, now);
	return (
		report &&
		(Object.fromEntries(dimensions.map((dimension) => [dimension, report.bands[dimension].band])) as Record<Dimension, Band | null>)
	);
}

/** The report of an interview that was marked to its end, without a look at earlier ones. */
export function markedReport(db: Database, interview: Interview, now: Date): Report | undefined {
	const plan = planSchema.safeParse(interview.plan);
	if (!plan.success) return undefined;
	const events = listEvents(db, interview.id);
	const session: Session = { interview, plan: plan.data, events, now, state: clockState(events, plan.data, interview.mode, now) };
	if (stageOf(session, listAnswers(db, interview.id)) !== "report") return undefined;
	return reportWith(db, session, []);
}

function reportedRuns(db: Database, session: Session): Map<string, ReportedRun> {
	const exercises = session.plan.parts.flatMap((part) => (part.kind === "exercise" ? [part.exercise] : []));
	return new Map(
		exercises.map((exercise) => {
			const runs = runsOf(session.events, exercise.item);
			const last = lastRunOf(session.events, exercise.item);
			const { revision } = codeOf(db, session, exercise);
			return [exercise.item, { attempts: runs.length, last: last ? { ...last, changedSince: revision > last.codeRevision } : null }];
		}),
	);
}
