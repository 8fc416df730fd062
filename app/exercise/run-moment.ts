import type { ShownRun } from "#app/exercise/workspace-view.ts";
import type { Moment } from "#app/timeline/moment.ts";
import type { Report } from "#sandbox/index.ts";

/** Where to look first: where the first failing check points, else the first failed invocation, else the first one. */
export function firstMoment(run: ShownRun | null): Moment | null {
	if (!run?.report) return null;
	const checked = run.verdict.checks.find((check) => check.status === "failed" && check.moment)?.moment;
	if (checked) return { at: checked.at, invocation: checked.invocation ?? null, environment: checked.environment ?? null };
	const { invocations } = run.report;
	const failed = invocations.find(({ status }) => status === "failed" || status === "crashed" || status === "timedOut");
	return failed ? momentOfInvocation(run.report, failed.n) : null;
}

export function momentOfInvocation(report: Report, number: number): Moment | null {
	const invocation = report.invocations[number - 1];
	if (!invocation) return null;
	return { at: invocation.startedAt ?? invocation.requestedAt, invocation: number, environment: invocation.environment };
}
