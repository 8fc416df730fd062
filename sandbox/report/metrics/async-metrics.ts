import type { TraceEvent } from "#sandbox/trace/trace.ts";

type Add = (fn: string, qualifier: string | undefined, metric: string, at: number, value: number, unit?: string) => void;

/** Of events that are done: an event may come twice, or be sent to a destination after its end. */
const DONE_KEPT = 1_000;

/**
 * Metrics of the asynchronous queue of Lambda, of dead-letter queues and destinations, and IteratorAge of streams (L124).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class AsyncMetrics {
	#add: Add;
	#events = new Map<number, { fn: string; qualifier: string | undefined; acceptedAt: number }>();
	#done: number[] = [];
	/** Asynchronous event of an invocation that runs. */
	#running = new Map<number, number>();
	/** Function of a mapping that reads a stream. */
	#readers = new Map<string, string>();

	constructor(add: Add) {
		this.#add = add;
	}

	/** An attempt for the event has an environment. */
	admitted(asyncEvent: number, at: number): void {
		const of = this.#events.get(asyncEvent);
		if (of) this.#add(of.fn, of.qualifier, "AsyncEventAge", at, at - of.acceptedAt, "Milliseconds");
	}

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "async.accepted": {
				const { function: fn, qualifier, asyncEvent, at } = event;
				this.#events.set(asyncEvent, { fn, qualifier, acceptedAt: at });
				this.#add(fn, qualifier, "AsyncEventsReceived", at, 1);
				break;
			}
			case "invocation.requested":
				if (event.source?.asyncEvent !== undefined) this.#running.set(event.invocation, event.source.asyncEvent);
				break;
			case "invocation.throttled":
			case "invocation.rejected":
				this.#running.delete(event.invocation);
				break;
			case "invocation.ended": {
				const asyncEvent = this.#running.get(event.invocation);
				this.#running.delete(event.invocation);
				if (asyncEvent !== undefined && event.status === "succeeded") this.#finish(asyncEvent);
				break;
			}
			case "async.dropped": {
				const of = this.#events.get(event.asyncEvent);
				if (!of) break;
				this.#add(of.fn, of.qualifier, "AsyncEventsDropped", event.at, 1);
				if (event.condition === "RecursiveInvocation") this.#add(of.fn, of.qualifier, "RecursiveInvocationsDropped", event.at, 1);
				this.#finish(event.asyncEvent);
				break;
			}
			case "async.sent": {
				const of = this.#events.get(event.asyncEvent);
				if (!of || !event.error) break;
				const metric = event.to === "deadLetterQueue" ? "DeadLetterErrors" : "DestinationDeliveryFailures";
				this.#add(of.fn, of.qualifier, metric, event.at, 1);
				break;
			}
			case "mapping.shardOpened":
				this.#readers.set(event.mapping, event.function);
				break;
			case "mapping.batchInvoked": {
				const fn = this.#readers.get(event.mapping);
				if (fn !== undefined && event.iteratorAgeMs !== undefined)
					this.#add(fn, undefined, "IteratorAge", event.at, event.iteratorAgeMs, "Milliseconds");
				break;
			}
		}
	}

	#finish(asyncEvent: number): void {
		this.#done.push(asyncEvent);
		if (this.#done.length <= DONE_KEPT) return;
		for (const one of this.#done.splice(0, DONE_KEPT / 2)) this.#events.delete(one);
	}
}
