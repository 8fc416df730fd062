import { parseJsonText } from "#sandbox/report/json-text.ts";
import type { ReportedCall } from "#sandbox/report/report.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** @returns The requests to the simulated network, in order, each with its response or failure. */
export function callsOf(events: readonly TraceEvent[]): ReportedCall[] {
	const calls = new Map<number, ReportedCall>();
	for (const event of events) {
		if (event.kind === "network.requested") {
			calls.set(event.call, {
				n: event.call,
				environment: event.environment,
				invocation: event.invocation ?? null,
				phase: event.invocation === undefined ? "init" : "invoke",
				method: event.method,
				host: event.host,
				path: event.path,
				query: event.query,
				body: parseJsonText(event.body),
				at: event.at,
				endedAt: null,
				status: null,
				responseBody: null,
				failure: null,
				aws: null,
			});
		} else if (event.kind === "aws.called") {
			const call = calls.get(event.call ?? 0);
			const { service, operation, needs, error: name, message = "" } = event;
			if (call) call.aws = { service, operation, needs, error: name === undefined ? null : { name, message } };
		} else if (event.kind === "network.responded") {
			const call = calls.get(event.call);
			if (!call) continue;
			call.endedAt = event.at;
			call.status = event.status;
			call.responseBody = parseJsonText(event.body);
		} else if (event.kind === "network.failed") {
			const call = calls.get(event.call);
			if (!call) continue;
			call.endedAt = event.at;
			call.failure = event.reason;
		}
	}
	return [...calls.values()];
}
