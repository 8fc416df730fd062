import { lengthLabel } from "#app/timeline/clock-label.ts";
import type { Tone, TrafficDetail, TrafficItem, TrafficSection, TrafficStep } from "#app/traffic/traffic-item.ts";
import { countOf, invocationStep, joined, nameOfArn, shortText, shownText, times } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type Queue = Report["queues"][number];
type Message = Queue["messages"][number];
type Reception = Message["receptions"][number];

/** A section for each queue, with the life of each of its messages. */
export function messageSections(report: Report): TrafficSection[] {
	return (report.queues ?? []).map((queue, index) => ({
		id: `queue-${index + 1}`,
		title: `Messages of ${queue.name}`,
		noun: "message",
		facts: queueFacts(queue),
		items: queue.messages.map((message, n) => messageItem(report, message, `message-${index + 1}-${n + 1}`)),
		notes: queueNotes(queue),
	}));
}

function queueFacts(queue: Queue): string {
	const left = queue.messages.filter(({ state }) => state === "visible" || state === "delayed" || state === "inFlight").length;
	return joined([
		queue.sent > 0 && `${queue.sent.toLocaleString("en")} sent`,
		queue.movedIn > 0 && `${queue.movedIn} moved here`,
		queue.received > 0 && `received ${times(queue.received)}`,
		queue.deleted > 0 && `${queue.deleted.toLocaleString("en")} deleted`,
		queue.filtered > 0 && `${queue.filtered} filtered out`,
		queue.movedOut > 0 && `${queue.movedOut} moved to a dead-letter queue`,
		queue.expired > 0 && `${queue.expired} expired`,
		queue.deduplicated > 0 && `${queue.deduplicated} taken for duplicates`,
		left > 0 && `${left} left, the oldest ${lengthLabel(queue.oldestAgeMs ?? 0)} old`,
	]);
}

function queueNotes(queue: Queue): string[] {
	return [
		...queue.refusedMappings.map(({ mapping, reason }) => `Lambda refused to create ${mapping}: ${reason}`),
		...queue.refused.map(({ code, reason, from }) => `A send ${from ? `by ${nameOfArn(from)} ` : ""}was refused, ${code}: ${reason}`),
	];
}

const outcomes = {
	delayed: ["still delayed", "open"],
	visible: ["waiting", "open"],
	inFlight: ["in flight", "open"],
	deleted: ["deleted", "good"],
	filtered: ["filtered out", "plain"],
	moved: ["dead-lettered", "bad"],
	expired: ["expired", "bad"],
	purged: ["purged", "plain"],
} as const satisfies Record<Message["state"], readonly [string, Tone]>;

function messageItem(report: Report, message: Message, id: string): TrafficItem {
	const [outcome, tone] = outcomes[message.state];
	const tries = message.receptions.length;
	return {
		id,
		at: message.movedFrom === null ? message.sentAt : (movedAt(report, message) ?? message.sentAt),
		arrivals: message.movedFrom === null ? [message.sentAt] : [],
		name: shortText(published(message.body)),
		label: null,
		outcome: message.movedTo !== null ? `moved to ${message.movedTo}` : tries > 1 ? `${outcome}, received ${times(tries)}` : outcome,
		// A message that lies where it was moved to is not a surprise: what moved it is told in the other queue.
		tone,
		invocations: message.invocations,
		retries: true,
		sentence: messageSentence(message),
		detail: () => messageDetail(report, message),
	};
}

/** Of a notification of SNS, what was published: the envelope looks the same each time. */
function published(body: Message["body"]): Message["body"] {
	if (body === null || typeof body !== "object" || Array.isArray(body)) return body;
	return body.Type === "Notification" && typeof body.Message === "string" ? body.Message : body;
}

/** When another queue moved it here: as that queue tells. */
function movedAt(report: Report, { id, movedFrom }: Message): number | null {
	const from = report.queues.find(({ name }) => name === movedFrom);
	return from?.messages.find((message) => message.id === id)?.endedAt ?? null;
}

function messageSentence(message: Message): string {
	const { state, receptions, movedTo, movedFrom, receiveCount, endedAt, sentAt } = message;
	const received = receptions.length === 0 ? "was never received" : `was received ${times(receptions.length)}`;
	switch (state) {
		case "deleted":
			return `It ${received} and deleted${endedAt === null ? "" : ` ${lengthLabel(endedAt - sentAt)} after it was sent`}: whoever received it said that it was done.`;
		case "filtered":
			return "No filter of the mapping fits it, so the mapping deleted it without an invocation.";
		case "moved":
			return `It ${received} and never deleted, which is as often as the redrive policy allows, so SQS moved it to ${movedTo}.`;
		case "expired":
			return `It ${received}, and its retention time was over before anybody deleted it.`;
		case "purged":
			return "It was there when the queue was purged.";
		case "inFlight":
			return `It ${received}, and the run ended before it was deleted or visible again.`;
		case "delayed":
			return "Its delay was not over when the run ended.";
		case "visible":
			return movedFrom === null
				? `It ${received} and is still in the queue: nobody has deleted it.`
				: `It came from ${movedFrom} after ${countOf(receiveCount, "reception")}, and waits here for somebody to look at it.`;
	}
}

const receptionEnds = {
	functionError: "the whole batch comes back",
	reported: "its answer names this message as failed, so it comes back",
	malformedResponse: "its answer does not name failures as it should, so the whole batch comes back",
	throttled: "nothing ran, so the whole batch comes back",
	rejected: "Lambda refused the batch, so it comes back",
	deleted: "deleted",
	filtered: "filtered out and deleted",
} as const satisfies Record<NonNullable<Reception["outcome"]>, string>;

function messageDetail(report: Report, message: Message): TrafficDetail {
	const { receptions, movedFrom, movedTo, sentAt, endedAt, state } = message;
	const steps: TrafficStep[] = [
		{ at: sentAt, text: message.from ? `sent by ${nameOfArn(message.from)}` : "sent", tone: "plain", invocation: null },
		...(movedFrom === null ? [] : [step(movedAt(report, message) ?? sentAt, `moved here from ${movedFrom}`)]),
	];
	receptions.forEach((reception, index) => {
		steps.push(step(reception.at, `received by ${reception.by}`));
		const { outcome } = reception;
		const ended = reception.invocations.map((n) => invocationStep(report, n));
		if (outcome !== null && outcome !== "deleted" && outcome !== "filtered") {
			const last = ended.pop() ?? step(reception.at, "");
			ended.push({ ...last, text: [last.text, receptionEnds[outcome]].filter((text) => text !== "").join(": "), tone: "bad" });
		}
		steps.push(...ended);
		const next = receptions[index + 1];
		const gone = outcome === "deleted" || outcome === "filtered";
		const again = Math.min(reception.visibleAt, next?.at ?? Number.POSITIVE_INFINITY);
		if (!gone && (next || state === "moved" || (state === "visible" && again <= report.endedAt))) steps.push(step(again, "visible again"));
	});
	if (state === "deleted" || state === "filtered") steps.push({ ...step(endedAt ?? sentAt, receptionEnds[state]), tone: "good" });
	if (state === "moved") steps.push({ ...step(endedAt ?? sentAt, `moved to ${movedTo}`), tone: "bad" });
	if (state === "expired" || state === "purged") steps.push(step(endedAt ?? sentAt, state));
	if (message.copies > 0) steps.push(step(endedAt ?? sentAt, `deleting it left ${countOf(message.copies, "copy")}, which came back`));
	return {
		steps,
		texts: [
			{ term: "Body", text: shownText(message.body) },
			...(message.groupId === null ? [] : [{ term: "Group", text: message.groupId }]),
			{ term: "Message ID", text: message.id },
		],
	};
}

function step(at: number, text: string): TrafficStep {
	return { at, text, tone: "plain", invocation: null };
}
