import { explainRefusal } from "#sandbox/report/explain-refusal.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** One thing that a rule, a schedule, a subscription, a bucket or a log group sends to one target. Times in virtual milliseconds. */
export type ReportedSending = {
	/** What sends: as in its ARN. */
	service: "events" | "scheduler" | "sns" | "s3" | "logs";
	/** ARN of what sends it. */
	from: string;
	/** Id of the event, message or execution; key and sequencer of an object. */
	item: string;
	/** ARN of the target. */
	to: string;
	/** Up to the last one that is known. */
	attempts: number;
	firstAt: number;
	/** `pending`: the scenario ended before the next attempt. */
	outcome: "delivered" | "deadLettered" | "dropped" | "pending";
	endedAt: number | null;
	/** Id that the target gave it: of a queue the message, of a function the request. */
	id: string | null;
	deadLetter: string | null;
	/** The last one. */
	error: { code: string; message: string } | null;
	/** Why the target, or else the dead-letter queue, did not let it in, and what would: when a policy is missing or denies. */
	refusal: string | null;
	/** When the next attempt is due, while it is pending. */
	retryAt: number | null;
};

/** In the order of the first attempt. The same item may go to a target more than once: each is an entry of its own. */
export function sendingsOf(events: readonly TraceEvent[]): ReportedSending[] {
	const sendings: ReportedSending[] = [];
	const open = new Map<string, ReportedSending[]>();
	for (const event of events) {
		if (!isSending(event)) continue;
		const key = `${event.from}\n${event.item}\n${event.to}`;
		const waiting = open.get(key) ?? [];
		const first = event.kind === "sending.delivered" || event.kind === "sending.failed" ? event.attempt === 1 : false;
		// Attempts of the same item are told apart by when they are due.
		const found = first ? undefined : (waiting.find(({ retryAt }) => retryAt === event.at) ?? waiting[0]);
		const sending = found ?? begin(event);
		if (!found) {
			sendings.push(sending);
			open.set(key, [...waiting, sending]);
		}
		apply(sending, event);
		if (sending.outcome !== "pending")
			open.set(
				key,
				(open.get(key) ?? []).filter((one) => one !== sending),
			);
	}
	return sendings;
}

type SendingEvent = Extract<TraceEvent, { kind: `sending.${string}` }>;

function isSending(event: TraceEvent): event is SendingEvent {
	return event.kind.startsWith("sending.");
}

function begin({ at, from, item, to }: SendingEvent): ReportedSending {
	const service = (from.split(":")[2] ?? "") as ReportedSending["service"];
	return {
		service,
		from,
		item,
		to,
		attempts: 1,
		firstAt: at,
		outcome: "pending",
		endedAt: null,
		id: null,
		deadLetter: null,
		error: null,
		refusal: null,
		retryAt: null,
	};
}

function apply(sending: ReportedSending, event: SendingEvent): void {
	switch (event.kind) {
		case "sending.delivered":
			Object.assign(sending, { outcome: "delivered", attempts: event.attempt, endedAt: event.at, id: event.id ?? null, retryAt: null });
			break;
		case "sending.failed":
			Object.assign(sending, {
				attempts: event.attempt,
				error: { code: event.code, message: event.message },
				refusal: explainRefusal(event.from, event),
				retryAt: event.retryAt ?? null,
			});
			break;
		case "sending.deadLettered":
			Object.assign(sending, {
				outcome: "deadLettered",
				attempts: event.attempts,
				endedAt: event.at,
				id: event.id ?? null,
				deadLetter: event.deadLetter,
				retryAt: null,
			});
			break;
		case "sending.dropped":
			Object.assign(sending, {
				outcome: "dropped",
				attempts: event.attempts,
				endedAt: event.at,
				retryAt: null,
				// What kept it out of the dead-letter queue, when that is one with a policy that does not let it in.
				refusal: (event.deadLetterError && explainRefusal(event.from, event.deadLetterError)) ?? sending.refusal,
			});
			break;
	}
}
