import { type CalendarDay, dayOf, momentLabel } from "#app/progress/calendar-day.ts";
import { readStandings, readStrip } from "#app/progress/progress.server.ts";
import { byLevel } from "#app/progress/topic-standing.ts";
import type { Catalog } from "#content/index.ts";
import { type Database, getSettings, listInterviews, recentSubmissions, type SubmissionStatus } from "#db/index.ts";

const mostListed = 30;

export type RunLine = {
	id: number;
	title: string;
	href: string | null;
	verdict: string;
	passed: boolean;
	when: string;
	at: string;
	inInterview: boolean;
};
export type InterviewLine = { id: string; title: string; href: string; mode: string; state: string; when: string; at: string };

/** Everything that Progress shows: the same counts as Today, in full, and what they come from. */
export function readProgress(db: Database, catalog: Catalog, now: Date) {
	const standings = readStandings(db, catalog, now);
	const total = (count: (standing: (typeof standings)[number]) => number) => standings.reduce((sum, standing) => sum + count(standing), 0);
	const strip = readStrip(db, now, { behind: 27, ahead: 14 }, getSettings(db).interviewDate as CalendarDay | null);
	return {
		groups: byLevel(standings),
		totals: {
			questions: total((standing) => standing.questions),
			seen: total((standing) => standing.seen),
			graded: total((standing) => standing.graded),
			remembered: total((standing) => standing.remembered),
			due: total((standing) => standing.due),
			exercises: total((standing) => standing.exercises),
			exercisesPassed: total((standing) => standing.exercisesPassed),
		},
		strip,
		gradedInFourWeeks: strip.days.reduce((sum, day) => sum + day.reviews, 0),
		runs: recentSubmissions(db, mostListed).map((run): RunLine => {
			const exercise = catalog.exercises.get(run.exercise);
			return {
				id: run.id,
				title: exercise?.title ?? run.exercise,
				href: exercise ? `/exercises/${exercise.slug}` : null,
				verdict: verdictWords(run.status, run.passed, run.total),
				passed: run.status === "passed",
				when: momentLabel(run.createdAt, now),
				at: run.createdAt.toISOString(),
				inInterview: run.scope !== "exercise",
			};
		}),
		interviews: listInterviews(db)
			.slice(0, mostListed)
			.map((interview): InterviewLine => {
				const finished = interview.status === "finished";
				return {
					id: interview.id,
					title: catalog.interviews.get(interview.template)?.title ?? interview.template,
					href: finished ? `/mock/${interview.id}/report` : `/mock/${interview.id}`,
					mode: interview.mode,
					state: finished ? "finished" : "open",
					when: momentLabel(interview.startedAt, now),
					at: interview.startedAt.toISOString(),
				};
			}),
		today: dayOf(now),
	};
}

function verdictWords(status: SubmissionStatus, passed: number, total: number): string {
	switch (status) {
		case "passed":
			return "passed";
		case "notYet":
			return `${passed} of ${total} checks`;
		case "didNotBuild":
			return "did not build";
		case "stopped":
			return "stopped";
		case "refused":
			return "not run";
		case "simulatorFailed":
			return "our fault";
	}
}
