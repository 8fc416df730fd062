import type { ShownRun } from "#app/exercise/workspace-view.ts";
import { lengthLabel } from "#app/timeline/clock-label.ts";
import { counted } from "#app/timeline/lanes.ts";

/** "Run 14, 150.1 s of simulated time in 0.21 s, seed 20261, 9 invocations, 4.99 s billed, $0.0000434". */
export function runNumbers(run: Pick<ShownRun, "number" | "report" | "wallMs">): string {
	const wall = `${(run.wallMs / 1000).toFixed(2)} s`;
	const parts = [run.number === null ? "A run without a number" : `Run ${run.number}`];
	if (!run.report) return [...parts, wall].join(", ");
	const { report } = run;
	parts.push(`${lengthLabel(report.endedAt)} of simulated time in ${wall}`, `seed ${report.seed}`);
	parts.push(counted(report.totals.invocations, "invocation"), `${lengthLabel(report.totals.billedMs)} billed`);
	parts.push(`$${costDigits(report.totals.costUsd)}`);
	return parts.join(", ");
}

/** Three significant digits, never in exponents. */
function costDigits(usd: number): string {
	if (usd === 0) return "0";
	return usd.toFixed(Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(usd)))));
}

const sources = { browser: "here", editor: "in your editor", interview: "in an interview" } as const;

export function sourceWords(source: ShownRun["source"]): string {
	return sources[source];
}
