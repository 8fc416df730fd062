import type { Explanation } from "#sandbox/report/explain.ts";
import type { Report, ReportedInvocation } from "#sandbox/report/report.ts";

/** @returns Which limit of concurrency, of its growth or of requests per second refused a request. */
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
	if (invocation.throttleReason?.endsWith("InvocationRateLimitExceeded")) {
		const own = invocation.throttleReason.startsWith("Reserved");
		const whose = own ? `${invocation.function} has reserved` : "the account has";
		return {
			title: "Throttled by requests per second",
			text: `Lambda takes ten synchronous requests a second for each unit of concurrency that ${whose}. Invocations of less than 100 ms meet this limit before the one of concurrency.`,
			nextStep: own ? "Reserve more concurrency, or send work as batches or asynchronously." : "Send work as batches, or asynchronously.",
		};
	}
	if (invocation.throttleLimit === "scalingRate")
		return {
			title: "Throttled by the scaling rate",
			text: "A function may add 1,000 execution environments every 10 seconds, and this burst needed more. The next request gets 429.",
			nextStep: "Put a queue before the function, keep environments provisioned, or let the caller retry with a delay.",
		};
	return {
		title: "Throttled by the concurrency of the account",
		text: "All functions of a Region share one limit of concurrent executions, and it was reached. The next request gets 429.",
		nextStep: "Make the handlers faster, spread the traffic with a queue, or ask AWS for a higher limit.",
	};
}
