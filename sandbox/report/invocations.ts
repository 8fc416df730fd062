import { parseJsonText } from "#sandbox/report/json-text.ts";
import type { ReportedInvocation } from "#sandbox/report/report.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** @returns Every request to a function, in the order of request, with what became of it. */
export function invocationsOf(events: readonly TraceEvent[]): ReportedInvocation[] {
	const invocations = new Map<number, ReportedInvocation>();
	for (const event of events) {
		if (event.kind === "invocation.requested") {
			invocations.set(event.invocation, requested(event));
			continue;
		}
		const invocation = "invocation" in event && event.invocation !== undefined ? invocations.get(event.invocation) : undefined;
		if (invocation) apply(invocation, event);
	}
	return [...invocations.values()];
}

function requested(event: TraceEventOf<"invocation.requested">): ReportedInvocation {
	return {
		n: event.invocation,
		requestId: event.requestId,
		function: event.function,
		label: event.label ?? null,
		event: parseJsonText(event.event),
		requestedAt: event.at,
		environment: null,
		coldStart: false,
		start: null,
		startedAt: null,
		endedAt: null,
		status: "unfinished",
		response: null,
		error: null,
		throttleReason: null,
		durationMs: null,
		billedMs: null,
		initMs: null,
		restoreMs: null,
		billedRestoreMs: null,
		cpuMs: null,
		maxMemoryUsedMb: null,
		lines: [],
		calls: [],
	};
}

function apply(invocation: ReportedInvocation, event: TraceEvent): void {
	switch (event.kind) {
		case "invocation.throttled":
			invocation.status = "throttled";
			invocation.throttleReason = event.reason;
			if (event.limit) invocation.throttleLimit = event.limit;
			invocation.endedAt = event.at;
			return;
		case "invocation.rejected":
			invocation.status = "rejected";
			invocation.error = event.error;
			invocation.endedAt = event.at;
			return;
		case "invocation.started":
			invocation.environment = event.environment;
			invocation.coldStart = event.coldStart;
			invocation.startedAt = event.at;
			return;
		case "invocation.ended":
			invocation.environment = event.environment;
			invocation.endedAt = event.at;
			invocation.status = event.status;
			invocation.response = event.status === "succeeded" ? parseJsonText(event.response) : null;
			invocation.error = event.error ?? null;
			invocation.durationMs = event.durationMs;
			invocation.billedMs = event.billedMs;
			invocation.initMs = event.initMs ?? null;
			invocation.restoreMs = event.restoreMs ?? null;
			invocation.billedRestoreMs = event.billedRestoreMs ?? null;
			invocation.coldStart ||= event.initMs !== undefined;
			invocation.cpuMs = event.cpuMs;
			invocation.maxMemoryUsedMb = event.maxMemoryUsedMb;
			return;
		case "log":
			if (event.source === "function") invocation.lines.push(event.text);
			return;
		case "network.requested":
			invocation.calls.push(event.call);
			return;
		default:
			return;
	}
}
