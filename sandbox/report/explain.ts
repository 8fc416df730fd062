import type { Place } from "#sandbox/outcome.ts";
import { explainLoading } from "#sandbox/report/explain-loading.ts";
import { explainRunning } from "#sandbox/report/explain-running.ts";
import { explainThrottle } from "#sandbox/report/explain-throttle.ts";
import type { Report, ReportedInvocation } from "#sandbox/report/report.ts";
import type { FunctionError, TracedFunction } from "#sandbox/trace/trace.ts";

/** A failure in a learner's words. Plain text. */
export type Explanation = { title: string; text: string; nextStep: string; place?: Place };

/** What a rule looks at. */
export type Failure = { invocation: ReportedInvocation; error: FunctionError; traced: TracedFunction | undefined; report: Report };

/**
 * Why a run went wrong as a whole.
 * @returns The explanation that fits all invocations, when every one of them failed in the same way; else null.
 */
export function explain(report: Report): Explanation | null {
	const [first, ...others] = report.invocations;
	if (!first || first.status === "succeeded" || first.status === "unfinished") return null;
	if (others.some((other) => wayOf(other) !== wayOf(first))) return null;
	return explainInvocation(report, first);
}

/** @returns Why this invocation failed, or null when it did not. */
export function explainInvocation(report: Report, invocation: ReportedInvocation): Explanation | null {
	if (invocation.status === "throttled") return explainThrottle(report, invocation);
	if (invocation.error === null) return null;
	const traced = report.functions.find((f) => f.name === invocation.function);
	const failure = { invocation, error: invocation.error, traced, report };
	const explanation = explainLoading(failure) ?? explainRunning(failure);
	return invocation.error.place ? { ...explanation, place: invocation.error.place } : explanation;
}

/** Two invocations failed in the same way if this is equal. Request ids in messages differ and do not count. */
function wayOf({ status, function: name, error, throttleReason }: ReportedInvocation): string {
	const message = error?.errorMessage.replace(/^RequestId: \S+ /, "") ?? "";
	return JSON.stringify([status, name, error?.errorType, message, throttleReason]);
}
