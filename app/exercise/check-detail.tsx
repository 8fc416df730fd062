import styles from "#app/exercise/exercise.module.css";
import { momentOfInvocation } from "#app/exercise/run-moment.ts";
import type { ShownCheck } from "#app/exercise/workspace-view.ts";
import { InlineProse } from "#app/markdown/prose.tsx";
import { momentLabel } from "#app/timeline/clock-label.ts";
import type { Moment } from "#app/timeline/moment.ts";
import type { Report } from "#sandbox/index.ts";

type Props = { check: ShownCheck; report: Report | null; onMoment: (moment: Moment) => void };

/** What a failing check expected, what came, where, and why. */
export function CheckDetail({ check, report, onMoment }: Props) {
	return (
		<div className={styles.first} id="check-detail">
			<h3>
				<InlineProse nodes={check.titleNodes} />
			</h3>
			<dl>
				<dt>Expected</dt>
				<dd>{check.expected}</dd>
				<dt>Actual</dt>
				<dd>{check.actual}</dd>
				{check.moment && (
					<>
						<dt>Moment</dt>
						<dd>
							<MomentLink moment={check.moment} onMoment={onMoment} />
							{momentWords(check.moment, report)}
						</dd>
					</>
				)}
			</dl>
			{check.whyNodes.length > 0 && (
				<p>
					<InlineProse nodes={check.whyNodes} />
				</p>
			)}
			{report && check.moment?.invocation !== undefined && <EventOf report={report} invocation={check.moment.invocation} />}
		</div>
	);
}

function MomentLink({ moment, onMoment }: { moment: NonNullable<ShownCheck["moment"]>; onMoment: (moment: Moment) => void }) {
	return (
		<button
			type="button"
			className={styles.link}
			onClick={() => {
				onMoment({ at: moment.at, invocation: moment.invocation ?? null, environment: moment.environment ?? null });
				document.getElementById("timeline")?.scrollIntoView({ block: "nearest" });
			}}
		>
			{momentLabel(moment.at)}
		</button>
	);
}

function momentWords(moment: NonNullable<ShownCheck["moment"]>, report: Report | null): string {
	if (moment.invocation === undefined) return "";
	const invocation = report?.invocations[moment.invocation - 1];
	const label = invocation?.label ? `, ${invocation.label}` : "";
	const where = report && momentOfInvocation(report, moment.invocation)?.environment;
	const environment = where ? `, environment ${where}, ${invocation?.coldStart ? "cold" : "warm"}` : "";
	return `, invocation ${moment.invocation}${label}${environment}`;
}

const longestEvent = 1200;

/** What the function was given and what it answered, for the invocation in question. */
function EventOf({ report, invocation: number }: { report: Report; invocation: number }) {
	const invocation = report.invocations[number - 1];
	if (!invocation) return null;
	const answer = invocation.error
		? { errorType: invocation.error.errorType, errorMessage: invocation.error.errorMessage }
		: invocation.response;
	return (
		<details className={styles.event}>
			<summary>Event and answer of invocation {number}</summary>
			<dl>
				<dt>Event</dt>
				<dd>{shortJson(invocation.event)}</dd>
				<dt>Answer</dt>
				<dd>{invocation.status === "throttled" ? "none, it was throttled" : shortJson(answer)}</dd>
			</dl>
		</details>
	);
}

function shortJson(value: unknown): string {
	const text = JSON.stringify(value) ?? "nothing";
	return text.length > longestEvent ? `${text.slice(0, longestEvent)} … (${text.length.toLocaleString("en")} characters)` : text;
}
