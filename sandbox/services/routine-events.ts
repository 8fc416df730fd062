import type { Recorder } from "#sandbox/lambda/recorder.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** What went as usual: taken, published, stored, delivered at the first attempt. */
export type RoutineEvent = Extract<
	TraceEvent,
	{ kind: "bus.eventPut" | "topic.published" | "bucket.objectCreated" | "bucket.objectRemoved" | "sending.delivered" }
>;

type Counted = TraceEventOf<"services.condensed">;

/** Routine events of one run that are recorded in full. */
const MOST_IN_FULL = 20_000;
/** Later ones are counted, by kind and resource, over so many virtual milliseconds. */
const COUNTED_OVER_MS = 60_000;

/**
 * Keeps the trace of a long run small: after the first 20,000 routine events of its services, the rest are only counted. What is remarkable,
 * such as a refusal, a retry or a dead letter, is always recorded by itself.
 */
export class RoutineEvents {
	#recorder: Recorder;
	#inFull = 0;
	#counts = new Map<string, Counted>();

	#listener: ((counted: Counted) => void) | undefined;

	constructor(recorder: Recorder) {
		this.#recorder = recorder;
	}

	/** Tells each event that is only counted, with a count of 1. For one listener: the metrics of alarms. */
	listen(listener: (counted: Counted) => void): void {
		this.#listener = listener;
	}

	/** @param resource Name or ARN by which the event is counted. */
	record(event: RoutineEvent, resource: string): void {
		if (this.#inFull < MOST_IN_FULL) {
			this.#inFull++;
			this.#recorder.record(event);
			return;
		}
		this.#listener?.({ at: event.at, kind: "services.condensed", of: event.kind, resource, until: event.at, count: 1 });
		const key = `${event.kind} ${resource}`;
		const current = this.#counts.get(key);
		if (current && event.at < current.at + COUNTED_OVER_MS) {
			current.count++;
			current.until = event.at;
			return;
		}
		const counted: Counted = {
			at: event.at,
			kind: "services.condensed",
			of: event.kind,
			resource,
			until: event.at,
			count: 1,
		};
		this.#counts.set(key, counted);
		this.#recorder.record(counted);
	}
}
