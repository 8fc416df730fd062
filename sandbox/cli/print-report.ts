import { costInWords } from "#sandbox/cli/print-cost.ts";
import { timelineInCharacters } from "#sandbox/cli/timeline.ts";
import type { Verdict } from "#sandbox/grading/verdict.ts";
import { explainStart } from "#sandbox/report/explain-start.ts";
import { lambdaPrices } from "#sandbox/report/price.ts";
import type { Report, ReportedEnvironment, ReportedInvocation } from "#sandbox/report/report.ts";

const invocationsShown = 30;
const logLinesShown = 60;

/** Text of a learner must not move the cursor or colour the terminal. */
export function harmless(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
	return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");
}

/** What a run was and did, for reading in a terminal. @returns Lines. */
export function reportInWords(verdict: Verdict, report: Report | null): string[] {
	const lines = [...verdictInWords(verdict)];
	if (report)
		lines.push(
			...totalsInWords(report),
			...costInWords(report),
			...startsInWords(report),
			...invocationTable(report),
			"",
			"Timeline",
			...timelineInCharacters(report),
			...logLines(report),
		);
	return lines.map(harmless);
}

function verdictInWords(verdict: Verdict): string[] {
	const lines = [verdict.headline, ""];
	for (const check of verdict.checks) {
		const mark = { passed: "[passed]", failed: "[failed]", notReached: "[not reached]" }[check.status];
		lines.push(`${mark} ${check.title}`);
		if (check.status === "failed") lines.push(`         expected ${check.expected}, was ${check.actual}`, `         ${check.why ?? ""}`);
		if (check.moment?.invocation !== undefined) lines.push(`         see invocation ${check.moment.invocation}, at ${check.moment.at} ms`);
	}
	const { problem } = verdict;
	if (!problem) return lines;
	const place = problem.place ? ` (${problem.place.file}:${problem.place.line}:${problem.place.column})` : "";
	return [...lines, "", `${problem.title}${place}`, `  ${problem.text}`, `  Next: ${problem.nextStep}`];
}

function totalsInWords({ totals, cuts, notSimulated, functions }: Report): string[] {
	const cost = totals.costUsd.toFixed(8);
	return [
		"",
		[
			counted(totals.invocations, "invocation"),
			counted(totals.coldStarts, "cold start"),
			counted(totals.errors, "error"),
			counted(totals.throttles, "throttle"),
			`at most ${totals.peakConcurrency} at the same time`,
		].join(", "),
		`${totals.billedMs} ms billed, ${cost} US dollars (${lambdaPrices.region}, prices of ${lambdaPrices.asOf})`,
		...(totals.provisionedCostUsd > 0
			? [`Of it for provisioned concurrency: ${totals.provisionedCostUsd.toFixed(8)}, ${counted(totals.spillovers, "spillover")}`]
			: []),
		...(totals.snapStartCostUsd > 0
			? [`Of it for SnapStart: ${totals.snapStartCostUsd.toFixed(8)}, with three hours of cache at least`]
			: []),
		...functions.flatMap(({ name, snapStart }) =>
			snapStart ? [`What-if: ${name} has SnapStart here. For a ZIP package AWS would answer ${snapStart.whatIf}`] : [],
		),
		...notSimulated.map(({ line, what, consequence }) => `Not simulated: template line ${line}, ${what}: ${consequence}`),
		...cuts.map((cut) => `Cut: ${cut}`),
	];
}

/** How environments were made ready, and why the first request of each kind of start waited or did not. */
function startsInWords(report: Report): string[] {
	const ahead = report.environments.filter(({ startedAt }) => startedAt < 0).map(preparation);
	const kinds = new Set<string>();
	const starts = report.invocations.flatMap((invocation) => {
		const text = explainStart(report, invocation);
		if (text === null || invocation.start === null || kinds.has(invocation.start)) return [];
		kinds.add(invocation.start);
		return [`  ${invocation.n}: ${text}`];
	});
	return [
		...(ahead.length > 0 ? ["", "Before the first request", ...ahead] : []),
		...(starts.length > 0 ? ["", "Starts, the first invocation of each kind", ...starts] : []),
	];
}

function preparation({ n, function: name, initialization, inits, endReason }: ReportedEnvironment): string {
	const init = inits[0];
	const why = initialization === "snap-start" ? "for the snapshot of version 1" : "for provisioned concurrency";
	const length = init?.durationMs === null || init?.durationMs === undefined ? "" : ` ${init.durationMs.toFixed(2)} ms`;
	const failed = endReason === "failure" || endReason === "timeout" ? `, ${init?.status}` : "";
	return `  environment ${n} of ${name}: INIT${length}${failed}, ${why}`;
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function invocationTable({ invocations }: Report): string[] {
	const head = ["#", "label", "at ms", "env", "status", "duration", "billed", "init", "result"];
	const rows = invocations.slice(0, invocationsShown).map(rowOf);
	const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
	const line = (cells: readonly string[]) => `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd();
	const more = invocations.length - rows.length;
	return ["", "Invocations", line(head), ...rows.map(line), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function rowOf(invocation: ReportedInvocation): string[] {
	const { n, label, requestedAt, environment, start, status, durationMs, billedMs, initMs, restoreMs } = invocation;
	const failure = invocation.error
		? `${invocation.error.errorType}: ${invocation.error.errorMessage.split("\n")[0]}`
		: invocation.throttleReason;
	const result = failure ?? JSON.stringify(invocation.response);
	return [
		String(n),
		label ?? "",
		String(requestedAt),
		environment === null ? "" : `${environment}${start === null || start === "warm" ? "" : ` ${start}`}`,
		status,
		durationMs?.toFixed(2) ?? "",
		billedMs?.toString() ?? "",
		(initMs ?? restoreMs)?.toFixed(2) ?? "",
		result.length > 80 ? `${result.slice(0, 80)}…` : result,
	];
}

function logLines({ log }: Report): string[] {
	const shown = log.slice(0, logLinesShown).map((entry) => {
		const text = entry.text.replace(/\n$/, "").replaceAll("\n", "\n                    ");
		return `  ${entry.at.toFixed(2).padStart(10)} env ${String(entry.environment).padEnd(3)} ${text}`;
	});
	const more = log.length - shown.length;
	return ["", "Log", ...shown, ...(more > 0 ? [`  and ${more} more lines`] : [])];
}
