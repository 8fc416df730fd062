import { callsOf } from "#sandbox/report/calls.ts";
import { concurrencyOf, peakOf } from "#sandbox/report/concurrency.ts";
import { environmentsOf } from "#sandbox/report/environments.ts";
import { invocationsOf } from "#sandbox/report/invocations.ts";
import { logOf } from "#sandbox/report/log.ts";
import { invocationCostUsd } from "#sandbox/report/price.ts";
import type { Report, ReportedInvocation } from "#sandbox/report/report.ts";
import type { Trace, TracedFunction } from "#sandbox/trace/trace.ts";

/**
 * What a run did, as tables. A pure function of the trace: equal traces give equal reports, and a trace that ends early gives a report
 * whose last invocations are "unfinished".
 */
export function reportOf(trace: Trace): Report {
	const { events } = trace;
	const environments = environmentsOf(events);
	const invocations = invocationsOf(events);
	const concurrency = concurrencyOf(events);
	return {
		seed: trace.seed,
		startsAt: trace.startsAt,
		region: trace.region,
		endedAt: trace.endedAt,
		functions: trace.functions,
		notSimulated: trace.notSimulated,
		environments,
		invocations,
		calls: callsOf(events),
		log: logOf(events),
		concurrency,
		totals: { ...totalsOf(invocations, trace.functions), peakConcurrency: peakOf(concurrency) },
		cuts: events.flatMap((event) => (event.kind === "output.cut" ? [event.what] : [])),
	};
}

const errorStatuses: ReadonlySet<ReportedInvocation["status"]> = new Set(["failed", "crashed", "timedOut"]);

function totalsOf(
	invocations: readonly ReportedInvocation[],
	functions: readonly TracedFunction[],
): Omit<Report["totals"], "peakConcurrency"> {
	const byName = new Map(functions.map((f) => [f.name, f]));
	const totals = { invocations: 0, coldStarts: 0, throttles: 0, errors: 0, billedMs: 0, costUsd: 0 };
	for (const invocation of invocations) {
		// A throttled request is neither an invocation nor an error (L125).
		if (invocation.status === "throttled") {
			totals.throttles += 1;
			continue;
		}
		if (invocation.status === "rejected") continue;
		totals.invocations += 1;
		if (invocation.coldStart) totals.coldStarts += 1;
		if (errorStatuses.has(invocation.status)) totals.errors += 1;
		if (invocation.billedMs === null) continue;
		totals.billedMs += invocation.billedMs;
		const traced = byName.get(invocation.function);
		if (traced) totals.costUsd += invocationCostUsd(traced, invocation.billedMs);
	}
	return totals;
}
