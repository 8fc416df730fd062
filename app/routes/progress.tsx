import { Link } from "react-router";
import { DayStrip } from "#app/progress/day-strip.tsx";
import styles from "#app/progress/progress.module.css";
import { type InterviewLine, type RunLine, readProgress } from "#app/progress/progress-page.server.ts";
import { StandingTable } from "#app/progress/standing-table.tsx";
import { servicesContext } from "#app/server/services.ts";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/progress";

export function loader({ context }: Route.LoaderArgs) {
	const { db, catalog, clock } = context.get(servicesContext);
	return readProgress(db, catalog(), clock.now());
}

export const meta: Route.MetaFunction = () => [{ title: "Progress · Warmstart" }];

export default function Progress({ loaderData }: Route.ComponentProps) {
	const { totals, strip, gradedInFourWeeks } = loaderData;
	return (
		<Page>
			<div className={styles.top}>
				<h1>Progress</h1>
				<p className="cap">
					{totals.due > 0 ? (
						<Link to="/review">{totals.due === 1 ? "One card is due" : `${totals.due} cards are due`}</Link>
					) : (
						"No card is due."
					)}
				</p>
			</div>
			<section aria-labelledby="days">
				<h2 className="vh" id="days">
					The last four weeks
				</h2>
				<DayStrip strip={strip} />
				<p className="cap" style={{ marginBlockStart: "var(--space-3)" }}>
					{gradedInFourWeeks === 0
						? "The strip starts today: each card you grade makes a day taller."
						: `${gradedInFourWeeks} grades in four weeks. Bars ahead are cards that fall due if you grade nothing before.`}
				</p>
			</section>
			<section className={styles.section} aria-labelledby="topics">
				<h2 id="topics">Topics in figures</h2>
				<p className="cap">
					Read: you saw the answer. Graded: you said whether you had it. Remembered: you had it the last time, and by the forgetting curve
					of the schedule (FSRS) you still do, with a chance of 85 % or more. Nothing is forecast for the day of the interview.
				</p>
				<StandingTable groups={loaderData.groups} totals={totals} />
			</section>
			<div className={styles.lists}>
				<section className={styles.section} aria-labelledby="runs">
					<h2 id="runs">Graded runs</h2>
					<Runs runs={loaderData.runs} />
				</section>
				<section className={styles.section} aria-labelledby="interviews">
					<h2 id="interviews">Mock interviews</h2>
					<Interviews interviews={loaderData.interviews} />
				</section>
			</div>
		</Page>
	);
}

function Runs({ runs }: { runs: readonly RunLine[] }) {
	if (runs.length === 0) {
		return (
			<p className="cap">
				No run yet. An exercise runs your handler against simulated traffic and grades what it did. <Link to="/exercises">Choose one</Link>
			</p>
		);
	}
	return (
		<ul className={styles.lines}>
			{runs.map((run) => (
				<li key={run.id}>
					{run.href ? <Link to={run.href}>{run.title}</Link> : <span className={styles.title}>{run.title}</span>}
					<span className="verdict" data-status={run.passed ? "passed" : undefined}>
						<span className="mark" aria-hidden="true">
							{run.passed ? "✓" : "✕"}
						</span>
						{run.verdict}
						{run.inInterview && ", in an interview"}
					</span>
					<time dateTime={run.at}>{run.when}</time>
				</li>
			))}
		</ul>
	);
}

function Interviews({ interviews }: { interviews: readonly InterviewLine[] }) {
	if (interviews.length === 0) {
		return (
			<p className="cap">
				None sat yet. A mock interview has a clock, follow-up questions and a report by topic. <Link to="/mock">Choose one</Link>
			</p>
		);
	}
	return (
		<ul className={styles.lines}>
			{interviews.map((interview) => (
				<li key={interview.id}>
					<Link to={interview.href}>{interview.title}</Link>
					<span>
						{interview.state}, {interview.mode}
					</span>
					<time dateTime={interview.at}>{interview.when}</time>
				</li>
			))}
		</ul>
	);
}
