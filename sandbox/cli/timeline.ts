import type { Report, ReportedEnvironment } from "#sandbox/report/report.ts";

const columns = 72;
const rowsShown = 20;

/** Later marks win: an invocation that failed is seen even when it is shorter than a column. */
const marks = { idle: "·", download: "d", restore: "r", init: "i", invoke: "#", failed: "x", throttled: "!" } as const;

/** The environments over time, a row for each, in plain characters. */
export function timelineInCharacters(report: Report): string[] {
	// What was over before the first request is told in words: to scale, it would leave no room for the rest.
	const lived = report.environments.filter(({ endedAt }) => endedAt === null || endedAt >= 0);
	const shown = lived.slice(0, rowsShown);
	if (report.invocations.length === 0) return ["  (no requests)"];
	const from = Math.min(...report.invocations.slice(0, 1).map(({ requestedAt }) => requestedAt));
	const to = Math.max(from + 1, lastMoment(report));
	const column = (at: number) => Math.max(0, Math.min(columns - 1, Math.floor(((at - from) / (to - from)) * columns)));
	const rows = shown.map((environment) => `  ${name(environment.n)} ${rowOf(environment, report, column).join("")}`);
	const throttled = report.invocations.filter(({ status }) => status === "throttled");
	if (throttled.length > 0) {
		const row = new Array<string>(columns).fill(" ");
		for (const { requestedAt } of throttled) row[column(requestedAt)] = marks.throttled;
		rows.push(`  ${"429".padEnd(8)} ${row.join("")}`);
	}
	const more = lived.length - shown.length;
	if (more > 0) rows.push(`  and ${more} more environments`);
	rows.push(`  ${"".padEnd(8)} ${`${from} ms`.padEnd(columns - `${to} ms`.length)}${to} ms`);
	rows.push(
		`  ${marks.download} fetching the package  ${marks.init} INIT  ${marks.restore} RESTORE  ${marks.invoke} invocation  ${marks.failed} failed  ${marks.idle} idle (frozen)  ${marks.throttled} throttled`,
	);
	return rows;
}

function rowOf(environment: ReportedEnvironment, report: Report, column: (at: number) => number): string[] {
	const row = new Array<string>(columns).fill(" ");
	const fill = (from: number, to: number, mark: string) => {
		if (to >= 0) row.fill(mark, column(from), column(to) + 1);
	};
	fill(environment.startedAt, environment.endedAt ?? report.endedAt, marks.idle);
	if (environment.downloadMs) fill(environment.startedAt, environment.startedAt + environment.downloadMs, marks.download);
	if (environment.restore) fill(environment.restore.startedAt, environment.restore.endedAt ?? report.endedAt, marks.restore);
	for (const init of environment.inits) fill(init.startedAt, init.endedAt ?? report.endedAt, marks.init);
	for (const n of environment.invocations) {
		const invocation = report.invocations[n - 1];
		if (!invocation) continue;
		const ended = invocation.endedAt ?? report.endedAt;
		if (invocation.startedAt !== null) fill(invocation.startedAt, ended, marks.invoke);
		if (invocation.status !== "succeeded" && invocation.status !== "unfinished") row[column(ended)] = marks.failed;
	}
	return row;
}

/** The end of the last thing that happened: environments idle on for minutes, which would squeeze all else into one column. */
function lastMoment(report: Report): number {
	return report.invocations.reduce((last, { requestedAt, endedAt }) => Math.max(last, endedAt ?? requestedAt), 0);
}

function name(environment: number): string {
	return `env ${environment}`.padEnd(8);
}
