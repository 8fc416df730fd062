import { Link } from "react-router";
import { ContinueColumn } from "#app/home/continue-column.tsx";
import styles from "#app/home/home.module.css";
import { readHome } from "#app/home/home.server.ts";
import { minutesToGo, type PlanRow } from "#app/home/plan.ts";
import { PlanList } from "#app/home/plan-list.tsx";
import { DayStrip } from "#app/progress/day-strip.tsx";
import { TopicStandingList } from "#app/progress/topic-standing-list.tsx";
import { servicesContext } from "#app/server/services.ts";
import { ButtonLink } from "#app/ui/button.tsx";
import { Page } from "#app/ui/page.tsx";
import type { Route } from "./+types/home";

export function loader({ context }: Route.LoaderArgs) {
	const { db, catalog, clock } = context.get(servicesContext);
	return readHome(db, catalog(), clock.now());
}

export const meta: Route.MetaFunction = () => [
	{ title: "Today · Warmstart" },
	{ name: "description", content: "Questions, hands-on exercises and mock interviews for AWS Lambda and serverless, on your own machine." },
];

export default function Home({ loaderData }: Route.ComponentProps) {
	const { plan, isFirstVisit, continueWork, strip } = loaderData;
	const toGo = minutesToGo(plan);
	const next = plan.find((row) => !row.done && row.href !== null);
	return (
		<Page>
			<div className={styles.top}>
				<div>
					<p className="label">{loaderData.date}</p>
					<h1>{loaderData.headline}</h1>
				</div>
				<InterviewDate interview={loaderData.interview} />
			</div>
			{strip && <DayStrip strip={strip} />}
			<div className={styles.columns} data-alone={continueWork ? undefined : ""}>
				<section aria-labelledby="plan">
					<div className={styles.section}>
						<h2 id="plan">{isFirstVisit ? "Three ways to begin" : "Today"}</h2>
						{!isFirstVisit && toGo > 0 && <span className="cap">about {toGo} minutes, in this order; stop where you like</span>}
					</div>
					{plan.length > 0 ? (
						<PlanList rows={plan} />
					) : (
						<p className="cap">Everything here is read and nothing is due. Rest, or sit a mock interview.</p>
					)}
					{next?.href && (
						<div className={styles.actions}>
							<ButtonLink kind="main" to={next.href}>
								{startWords(next, isFirstVisit)}
							</ButtonLink>
						</div>
					)}
				</section>
				{continueWork && <ContinueColumn work={continueWork} />}
			</div>
			{loaderData.standing.length > 0 && (
				<section aria-labelledby="standing">
					<div className={styles.section}>
						<h2 id="standing">How each topic stands</h2>
						<span className="cap">
							Counts of what you did, no forecast. <Link to="/progress">All figures</Link>
						</span>
					</div>
					<TopicStandingList groups={loaderData.standing} />
				</section>
			)}
		</Page>
	);
}

function startWords(row: PlanRow, isFirstVisit: boolean): string {
	if (isFirstVisit) return "Start with a question";
	const words: Readonly<Record<string, string>> = {
		due: "Start with the cards",
		exercise: "Start with the exercise",
		new: "Start with a new question",
		mock: "Go to the mock interview",
	};
	return words[row.id] ?? "Start";
}

function InterviewDate({ interview }: { interview: Route.ComponentProps["loaderData"]["interview"] }) {
	if (!interview) {
		return (
			<p className={`cap ${styles.date}`}>
				<Link to="/settings">Set the day of your interview</Link>
			</p>
		);
	}
	return (
		<p className={`cap ${styles.date}`}>
			{interview.daysLeft < 0 ? "It was on " : ""}
			<time dateTime={interview.day}>{interview.label}</time>.
			<br />
			<Link to="/settings">{interview.daysLeft < 0 ? "Set another date, or none" : "Change the date"}</Link>
		</p>
	);
}
