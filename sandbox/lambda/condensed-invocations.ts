import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import { CondensedMetrics } from "./condensed-metrics.ts";

type Open = {
	requested: TraceEventOf<"invocation.requested">;
	started: TraceEventOf<"invocation.started"> | undefined;
	indexes: number[];
	lines: number;
};

/**
 * Keeps the trace of a long run small: an invocation that went as usual (it succeeded in a warm environment, and did nothing that the trace
 * records besides) becomes one event in place of its six, without payload, response and lines. What is remarkable stays in full.
 */
export class CondensedInvocations {
	/** Places in the list of events that are empty now. */
	emptied = 0;
	/** Lines of functions that are left out, and their characters. */
	leftOut = { lines: 0, characters: 0 };
	#events: (TraceEvent | undefined)[];
	#charactersOf: (event: TraceEvent) => number;
	/** Of the lines that are left out. */
	readonly metrics: CondensedMetrics;
	#open = new Map<number, Open>();

	/** @param events The record itself, in which events are replaced. @param charactersOf What an event counts against the bound of the trace. */
	constructor(events: TraceEvent[], charactersOf: (event: TraceEvent) => number) {
		this.#events = events;
		this.metrics = new CondensedMetrics(events);
		this.#charactersOf = charactersOf;
	}

	/**
	 * Takes note of the last event of the record, which belongs to the invocation.
	 * @returns How many characters the record has lost by it.
	 */
	add(event: TraceEvent, invocation: number): number {
		const index = this.#events.length - 1;
		if (event.kind === "invocation.requested") {
			this.#open.set(invocation, { requested: event, started: undefined, indexes: [index], lines: 0 });
			return 0;
		}
		const open = this.#open.get(invocation);
		if (!open) return 0;
		if (event.kind === "invocation.started" && !event.coldStart) open.started = event;
		else if (event.kind === "log") open.lines += event.source === "function" ? 1 : 0;
		else if (event.kind === "invocation.ended" && event.status === "succeeded" && open.started) {
			open.indexes.push(index);
			this.#open.delete(invocation);
			return this.#replace(open, open.started, event);
		} else {
			this.#open.delete(invocation); // Remarkable: it stays as it is.
			return 0;
		}
		open.indexes.push(index);
		return 0;
	}

	/** Only the first `count` events are left. */
	forget(count: number): void {
		if (this.#open.size === 0) return;
		for (const [invocation, open] of this.#open) {
			if ((open.indexes[0] ?? 0) >= count) this.#open.delete(invocation);
			else open.indexes = open.indexes.filter((index) => index < count);
		}
	}

	#leaveOut(line: string, at: number): void {
		this.leftOut.lines++;
		this.leftOut.characters += line.length;
		this.metrics.add(line, at);
	}

	#replace(
		{ requested, indexes, lines }: Open,
		started: TraceEventOf<"invocation.started">,
		ended: TraceEventOf<"invocation.ended">,
	): number {
		let characters = 0;
		for (const index of indexes) {
			const event = this.#events[index];
			if (event) characters += this.#charactersOf(event);
			if (event?.kind === "log" && event.source === "function") this.#leaveOut(event.text, ended.at);
			this.#events[index] = undefined;
		}
		this.emptied += indexes.length - 1;
		const { qualifier, label, source } = requested;
		const { records: _, ...sender } = source ?? {};
		this.#events[indexes[0] as number] = {
			at: requested.at,
			kind: "invocation.condensed",
			invocation: requested.invocation,
			function: requested.function,
			...(qualifier === undefined ? {} : { qualifier }),
			environment: ended.environment,
			...(label === undefined ? {} : { label }),
			...(source ? { source: sender as Omit<typeof source, "records"> } : {}),
			startedAt: started.at,
			endedAt: ended.at,
			durationMs: ended.durationMs,
			billedMs: ended.billedMs,
			cpuMs: ended.cpuMs,
			maxMemoryUsedMb: ended.maxMemoryUsedMb,
			...(lines === 0 ? {} : { lines }),
		};
		return characters;
	}
}
