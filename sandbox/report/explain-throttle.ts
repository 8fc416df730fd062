import type { Explanation } from "#sandbox/report/explain.ts";
import type { Report, ReportedInvocation } from "#sandbox/report/report.ts";

/** @returns Which concurrency limit refused a request. */
export function explainThrottle(report: Report, invocation: ReportedInvocation): Explanation {
	const traced = report.functions.find((f) => f.name === invocation.function);
	if (invocation.throttleReason === "ReservedFunctionConcurrentInvocationLimitExceeded") {
		const reserved = traced?.reservedConcurrency ?? 0;
		return {
			title: "Throttled by reserved concurrency",
			text:
				reserved === 0
					? `${invocation.function} has a reserved concurrency of 0, which switches it off: every request gets 429.`
					: `${invocation.function} may handle ${reserved} requests at the same time, and as many were running. The next one gets 429.`,
			nextStep: "Raise ReservedConcurrentExecutions, make the handler faster, or let the caller retry with a delay.",
		};
	}
	return {
		title: "Throttled by the concurrency of the account",
		text: "All functions of a Region share one limit of concurrent executions, and it was reached. The next request gets 429.",
		nextStep: "Make the handlers faster, spread the traffic with a queue, or ask AWS for a higher limit.",
	};
}
