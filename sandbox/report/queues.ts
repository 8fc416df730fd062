import { parseJsonText } from "#sandbox/report/json-text.ts";
import { type QueueStep, QueueSteps } from "#sandbox/report/queue-steps.ts";
import type { Json } from "#sandbox/scenario.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** A queue of SQS. Times are virtual milliseconds since the scenario began. */
export type ReportedQueue = {
	/** Logical id. */
	name: string;
	/** Messages that were put into it: by SendMessage, or by the redrive policy of another queue (`movedIn`). */
	sent: number;
	movedIn: number;
	/** Receptions: one message that is received three times counts three. */
	received: number;
	/** By whoever received them; `filtered` are those that a mapping deleted because no filter fits (L178). */
	deleted: number;
	filtered: number;
	/** To a dead-letter queue. */
	movedOut: number;
	/** Their retention time was over. */
	expired: number;
	/** Sends that a FIFO queue took for duplicates (L317), and sends that were refused. */
	deduplicated: number;
	refused: { at: number; code: string; reason: string; from: string | null }[];
	/** Age of the oldest message that is left at the end; null when none is. */
	oldestAgeMs: number | null;
	/** The highest that the age of the oldest message ever was. */
	peakOldestAgeMs: number;
	/** Step line: how many messages are in which state from this time on. */
	counts: QueueStep[];
	/** Every message that ever was in it, in the order in which it came. */
	messages: ReportedMessage[];
	/** Mappings that Lambda refused to create, and why. */
	refusedMappings: { mapping: string; reason: string }[];
};

export type ReportedMessage = {
	/** MessageId. It stays the same in a dead-letter queue. */
	id: string;
	/** Parsed when it is JSON, else the text. */
	body: Json;
	groupId: string | null;
	/** As SentTimestamp: a standard queue keeps it when it moves a message (L321). */
	sentAt: number;
	/** ARN of what sent it; null: the scenario. */
	from: string | null;
	/** Logical id of the queue whose redrive policy moved it here. */
	movedFrom: string | null;
	movedTo: string | null;
	/** At the end; `deleted` by who received it, `filtered` by a mapping, `moved` to a dead-letter queue. */
	state: "delayed" | "visible" | "inFlight" | "deleted" | "filtered" | "moved" | "expired" | "purged";
	/** When it left the queue. */
	endedAt: number | null;
	/** ApproximateReceiveCount; in a dead-letter queue it goes on. */
	receiveCount: number;
	receptions: ReportedReception[];
	/** Numbers of all invocations that had it, in this queue. */
	invocations: number[];
	/** How often deleting it left a copy, which came back. */
	copies: number;
};

export type ReportedReception = {
	at: number;
	/** Logical id of the mapping or function. */
	by: string;
	/** When it was to be visible again. */
	visibleAt: number;
	/** More than one when the function was throttled. */
	invocations: number[];
	/** null: nobody said anything until the visibility timeout, or until the end. */
	outcome: "deleted" | "filtered" | TraceEventOf<"queue.batchReturned">["why"] | null;
};

type Entry = { queue: Tables; message: ReportedMessage; state: "delayed" | "visible" | "inFlight" | "gone"; visibleAt: number };
type Tables = { report: ReportedQueue; steps: QueueSteps; entries: Map<string, Entry> };

/** @returns The queues that anything happened to, in the order in which it first did. */
export function queuesOf(events: readonly TraceEvent[], endedAt: number): ReportedQueue[] {
	const reader = new QueueReader();
	for (const event of events) reader.read(event);
	return reader.finish(endedAt);
}

class QueueReader {
	#queues = new Map<string, Tables>();
	/** Where each message is, by its id. */
	#current = new Map<string, Entry>();

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "queue.messageSent":
				this.#sent(event);
				break;
			case "queue.sendDeduplicated":
				this.#queue(event.queue).report.deduplicated++;
				break;
			case "queue.sendRefused":
				this.#queue(event.queue).report.refused.push({ at: event.at, code: event.code, reason: event.reason, from: event.from ?? null });
				break;
			case "queue.messagesReceived":
				this.#received(event);
				break;
			case "queue.messagesDeleted":
				this.#deleted(event);
				break;
			case "queue.visibilityChanged":
			case "queue.copyLeft":
				this.#visibilityChanged(event);
				break;
			case "queue.messageMoved":
				this.#moved(event);
				break;
			case "queue.batchReturned":
				for (const id of event.messages) this.#settle(this.#entry(event.queue, id), event.why, event.invocation);
				break;
			case "queue.mappingRefused":
				this.#queue(event.queue).report.refusedMappings.push({ mapping: event.mapping, reason: event.reason });
				break;
			case "invocation.requested":
				for (const id of (event.source?.service === "sqs" && event.source.records) || [])
					this.#settle(this.#current.get(id), null, event.invocation);
				break;
		}
	}

	finish(endedAt: number): ReportedQueue[] {
		for (const { report, steps, entries } of this.#queues.values()) {
			for (const entry of entries.values()) {
				becomeVisible(entry, endedAt);
				const { message, state } = entry;
				const age = (message.endedAt ?? endedAt) - message.sentAt;
				report.peakOldestAgeMs = Math.max(report.peakOldestAgeMs, age);
				if (state === "gone") continue;
				message.state = state;
				report.oldestAgeMs = Math.max(report.oldestAgeMs ?? 0, age);
			}
			report.counts = steps.steps;
		}
		return [...this.#queues.values()].map(({ report }) => report);
	}

	#queue(name: string): Tables {
		let tables = this.#queues.get(name);
		if (!tables) {
			tables = { report: emptyQueue(name), steps: new QueueSteps(), entries: new Map() };
			this.#queues.set(name, tables);
		}
		return tables;
	}

	#entry(queue: string, id: string): Entry | undefined {
		return this.#queues.get(queue)?.entries.get(id);
	}

	#add(queue: string, message: ReportedMessage, state: "delayed" | "visible", at: number, visibleAt: number): void {
		const tables = this.#queue(queue);
		const entry: Entry = { queue: tables, message, state, visibleAt };
		tables.report.messages.push(message);
		tables.entries.set(message.id, entry);
		tables.steps.change(at, undefined, state);
		this.#current.set(message.id, entry);
	}

	#sent(event: TraceEventOf<"queue.messageSent">): void {
		const { at, queue, visibleAt } = event;
		this.#queue(queue).report.sent++;
		const message = {
			...emptyMessage(event.message),
			body: parseJsonText(event.body),
			groupId: event.groupId ?? null,
			sentAt: at,
			from: event.from ?? null,
		};
		this.#add(queue, message, visibleAt > at ? "delayed" : "visible", at, visibleAt);
	}

	#received({ at, queue, messages, by, visibleAt }: TraceEventOf<"queue.messagesReceived">): void {
		this.#queue(queue).report.received += messages.length;
		for (const id of messages) {
			const entry = this.#entry(queue, id);
			if (!entry) continue;
			moveTo(entry, "inFlight", at);
			entry.visibleAt = visibleAt;
			entry.message.receiveCount++;
			entry.message.receptions.push({ at, by, visibleAt, invocations: [], outcome: null });
		}
	}

	#deleted({ at, queue, messages, why, invocation }: TraceEventOf<"queue.messagesDeleted">): void {
		const { report } = this.#queue(queue);
		for (const id of messages) {
			const entry = this.#entry(queue, id);
			if (!entry) continue;
			const state = why === "handled" || why === "requested" ? "deleted" : why;
			if (state !== "purged") report[state]++;
			if (state === "deleted" || state === "filtered") this.#settle(entry, state, invocation);
			moveTo(entry, "gone", at);
			entry.message.state = state;
			entry.message.endedAt = at;
		}
	}

	#visibilityChanged({ at, queue, message: id, visibleAt, kind }: TraceEventOf<"queue.visibilityChanged" | "queue.copyLeft">): void {
		const entry = this.#entry(queue, id);
		if (!entry) return;
		if (kind === "queue.copyLeft") {
			entry.message.copies++;
			entry.message.endedAt = null;
		}
		moveTo(entry, "inFlight", at);
		entry.visibleAt = visibleAt;
	}

	#moved({ at, queue, message: id, to, receiveCount, sentAt }: TraceEventOf<"queue.messageMoved">): void {
		this.#queue(queue).report.movedOut++;
		this.#queue(to).report.movedIn++;
		const entry = this.#entry(queue, id);
		if (!entry) return;
		moveTo(entry, "gone", at);
		const { message } = entry;
		message.state = "moved";
		message.movedTo = to;
		message.endedAt = at;
		const { body, groupId, from } = message;
		this.#add(to, { ...emptyMessage(id), body, groupId, from, sentAt, movedFrom: queue, receiveCount }, "visible", at, at);
	}

	#settle(entry: Entry | undefined, outcome: ReportedReception["outcome"], invocation: number | undefined): void {
		const reception = entry?.message.receptions.at(-1);
		if (!entry || !reception) return;
		reception.outcome = outcome ?? reception.outcome;
		if (invocation === undefined || entry.message.invocations.includes(invocation)) return;
		reception.invocations.push(invocation);
		entry.message.invocations.push(invocation);
	}
}

/** A message that was to be visible by now is. */
function becomeVisible(entry: Entry, now: number): void {
	if ((entry.state !== "delayed" && entry.state !== "inFlight") || entry.visibleAt > now) return;
	entry.queue.steps.change(entry.visibleAt, entry.state, "visible");
	entry.state = "visible";
}

function moveTo(entry: Entry, state: Entry["state"], at: number): void {
	becomeVisible(entry, at);
	entry.queue.steps.change(at, entry.state === "gone" ? undefined : entry.state, state === "gone" ? undefined : state);
	entry.state = state;
}

function emptyQueue(name: string): ReportedQueue {
	return {
		name,
		sent: 0,
		movedIn: 0,
		received: 0,
		deleted: 0,
		filtered: 0,
		movedOut: 0,
		expired: 0,
		deduplicated: 0,
		refused: [],
		oldestAgeMs: null,
		peakOldestAgeMs: 0,
		counts: [],
		messages: [],
		refusedMappings: [],
	};
}

function emptyMessage(id: string): ReportedMessage {
	return {
		id,
		body: null,
		groupId: null,
		sentAt: 0,
		from: null,
		movedFrom: null,
		movedTo: null,
		state: "visible",
		endedAt: null,
		receiveCount: 0,
		receptions: [],
		invocations: [],
		copies: 0,
	};
}
