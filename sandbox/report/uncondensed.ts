import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** Writes condensed invocations out as the events that they stand for, so that tables need not know of them. What was left out is empty. */
export function uncondensed(events: readonly TraceEvent[]): readonly TraceEvent[] {
	if (!events.some(({ kind }) => kind === "invocation.condensed")) return events;
	return events.flatMap((event): TraceEvent[] => {
		if (event.kind !== "invocation.condensed") return [event];
		const { invocation, qualifier, environment, label, source, durationMs, billedMs, cpuMs, maxMemoryUsedMb } = event;
		return [
			{
				at: event.at,
				kind: "invocation.requested",
				invocation,
				requestId: "",
				function: event.function,
				...(qualifier === undefined ? {} : { qualifier }),
				...(label === undefined ? {} : { label }),
				...(source ? { source } : {}),
				event: "null",
			},
			{ at: event.startedAt, kind: "invocation.started", invocation, environment, coldStart: false, deadline: event.endedAt },
			{
				at: event.endedAt,
				kind: "invocation.ended",
				invocation,
				environment,
				status: "succeeded",
				response: "null",
				durationMs,
				billedMs,
				cpuMs,
				maxMemoryUsedMb,
			},
		];
	});
}
