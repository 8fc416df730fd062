import { momentLabel } from "#app/timeline/clock-label.ts";
import type { Moment } from "#app/timeline/moment.ts";
import { environmentKind, startWord } from "#app/timeline/start-words.ts";
import styles from "#app/timeline/timeline.module.css";
import { endingOf } from "#app/timeline/timeline-events.ts";
import type { Report, ReportedInvocation } from "#sandbox/index.ts";

/** Rows that are always written; a run with more of them says how many are left out. */
const longestTable = 500;

/** The same events with the same numbers as the drawing, for whoever would rather read than look. */
export function TimelineTable({ report, onMoment }: { report: Report; onMoment: (moment: Moment) => void }) {
	const shown = report.invocations.slice(0, longestTable);
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and the keyboard must be able to scroll it
		<section className="scroll" tabIndex={0} aria-label="Timeline as a table">
			<table className="plain nums">
				<caption className="vh">Every invocation of the run</caption>
				<thead>
					<tr>
						<th scope="col">No.</th>
						<th scope="col">Request</th>
						<th scope="col">Asked for</th>
						<th scope="col">From</th>
						<th scope="col">Environment</th>
						<th scope="col">Start</th>
						<th scope="col">Duration</th>
						<th scope="col">Billed</th>
						<th scope="col">Memory</th>
						<th scope="col">Outcome</th>
						<th scope="col">Calls</th>
					</tr>
				</thead>
				<tbody>
					{shown.map((invocation) => (
						<Row key={invocation.n} invocation={invocation} onMoment={onMoment} />
					))}
				</tbody>
			</table>
			{report.invocations.length > shown.length && (
				<p className="cap">
					The first {longestTable} of {report.invocations.length.toLocaleString("en")} invocations.
				</p>
			)}
			<Environments report={report} />
		</section>
	);
}

function Row({ invocation, onMoment }: { invocation: ReportedInvocation; onMoment: (moment: Moment) => void }) {
	const { n, startedAt, requestedAt, environment } = invocation;
	const at = startedAt ?? requestedAt;
	return (
		<tr id={`row-invocation-${n}`}>
			<td>
				<button type="button" className={styles.link} onClick={() => onMoment({ at, invocation: n, environment })}>
					{n}
				</button>
			</td>
			<td>{invocation.label ?? ""}</td>
			<td>{momentLabel(requestedAt)}</td>
			<td>{startedAt === null ? "" : momentLabel(startedAt)}</td>
			<td>{environment ?? "none"}</td>
			<td>{environment === null ? "" : startCell(invocation)}</td>
			<td>{invocation.durationMs === null ? "" : `${invocation.durationMs.toFixed(2)} ms`}</td>
			<td>{invocation.billedMs === null ? "" : `${invocation.billedMs} ms`}</td>
			<td>{invocation.maxMemoryUsedMb === null ? "" : `${invocation.maxMemoryUsedMb} MB`}</td>
			<td>{invocation.error?.errorType ?? (invocation.status === "succeeded" ? "ok" : endingOf(invocation.status))}</td>
			<td>{invocation.calls.length}</td>
		</tr>
	);
}

/** Word and length of a start: "cold, 133.20 ms", "restored, 193.10 ms", "warm". */
function startCell(invocation: ReportedInvocation): string {
	const length = invocation.initMs ?? invocation.restoreMs;
	return length === null || length === undefined ? startWord(invocation) : `${startWord(invocation)}, ${length.toFixed(2)} ms`;
}

const endReasons = {
	spindown: "idle for long",
	timeout: "timeout",
	failure: "failure",
	snapshot: "snapshot taken",
	scenarioEnd: "end of the run",
} as const;

function Environments({ report }: { report: Report }) {
	return (
		<table className="plain nums">
			<caption className="vh">Every execution environment of the run</caption>
			<thead>
				<tr>
					<th scope="col">Environment</th>
					<th scope="col">Function</th>
					<th scope="col">Kind</th>
					<th scope="col">Started</th>
					<th scope="col">Fetch</th>
					<th scope="col">Init</th>
					<th scope="col">Invocations</th>
					<th scope="col">Shut down</th>
				</tr>
			</thead>
			<tbody>
				{report.environments.slice(0, longestTable).map((environment) => (
					<tr key={environment.n}>
						<td>{environment.n}</td>
						<td>{environment.function}</td>
						<td>{environmentKind(environment) ?? "on demand"}</td>
						<td>{momentLabel(environment.startedAt)}</td>
						<td>{environment.downloadMs ? `${environment.downloadMs.toFixed(2)} ms` : ""}</td>
						<td>
							{environment.restore?.durationMs ? `restored in ${environment.restore.durationMs.toFixed(2)} ms` : ""}
							{environment.inits
								.map(
									(init) =>
										`${init.durationMs === null ? "not finished" : `${init.durationMs.toFixed(2)} ms`}${init.status === "success" ? "" : `, ${init.status}`}`,
								)
								.join("; ")}
						</td>
						<td>{environment.invocations.length}</td>
						<td>
							{environment.endedAt === null ? "" : momentLabel(environment.endedAt)}
							{environment.endReason === null ? "" : `, ${endReasons[environment.endReason]}`}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
