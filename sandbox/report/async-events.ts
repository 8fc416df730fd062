import type { AsyncCondition } from "#sandbox/trace/async-events.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** An event of an asynchronous invocation on its way through the queue of the Lambda service (Part D2 of the laws). */
export type ReportedAsyncEvent = {
	n: number;
	/** The same for all attempts. */
	requestId: string;
	function: string;
	/** Version or alias that the caller named; null for none. */
	qualifier: string | null;
	label: string | null;
	/** Service and resource that sent it; null when the scenario did. */
	source: { service: string; resource: string } | null;
	acceptedAt: number;
	/** Numbers of the invocations that were asked for, throttled ones among them, in order. */
	attempts: number[];
	/** When a further attempt was planned for, and why, in order. */
	scheduled: { at: number; dueAt: number; because: "functionError" | "throttle" | "duplicate" }[];
	/**
	 * succeeded: an attempt did, even if a duplicate did not; dropped: no further attempt was made, for the reason of `condition`; pending:
	 * the run ended before.
	 */
	outcome: "succeeded" | "dropped" | "pending";
	condition: AsyncCondition | null;
	endedAt: number | null;
	/** Records and events that were sent on, in order. `error` is null when the target took it. */
	sent: {
		at: number;
		to: "deadLetterQueue" | "onSuccess" | "onFailure";
		target: string;
		error: { code: string; message: string } | null;
	}[];
};

/** @returns Every asynchronous event that was accepted, in order, with what became of it. */
export function asyncEventsOf(events: readonly TraceEvent[]): ReportedAsyncEvent[] {
	const reported: ReportedAsyncEvent[] = [];
	/** Asynchronous event of an invocation that runs. */
	const running = new Map<number, ReportedAsyncEvent>();
	for (const event of events) {
		switch (event.kind) {
			case "async.accepted":
				reported.push({
					n: event.asyncEvent,
					requestId: event.requestId,
					function: event.function,
					qualifier: event.qualifier ?? null,
					label: event.label ?? null,
					source: event.source ? { service: event.source.service, resource: event.source.resource } : null,
					acceptedAt: event.at,
					attempts: [],
					scheduled: [],
					outcome: "pending",
					condition: null,
					endedAt: null,
					sent: [],
				});
				break;
			case "async.attemptScheduled":
				reported[event.asyncEvent - 1]?.scheduled.push({ at: event.at, dueAt: event.dueAt, because: event.because });
				break;
			case "invocation.requested": {
				const of = event.source?.asyncEvent === undefined ? undefined : reported[event.source.asyncEvent - 1];
				if (!of) break;
				of.attempts.push(event.invocation);
				running.set(event.invocation, of);
				break;
			}
			case "invocation.ended": {
				const of = running.get(event.invocation);
				running.delete(event.invocation);
				if (of && event.status === "succeeded") Object.assign(of, { outcome: "succeeded", condition: null, endedAt: event.at });
				break;
			}
			case "async.dropped": {
				const of = reported[event.asyncEvent - 1];
				if (of && of.outcome !== "succeeded") Object.assign(of, { outcome: "dropped", condition: event.condition, endedAt: event.at });
				break;
			}
			case "async.sent": {
				const { at, to, target, error = null } = event;
				reported[event.asyncEvent - 1]?.sent.push({ at, to, target, error });
				break;
			}
			default:
		}
	}
	return reported;
}
