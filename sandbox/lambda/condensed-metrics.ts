import { type EmbeddedMetric, readEmbeddedMetrics } from "#sandbox/report/metrics/embedded-metric-format.ts";
import { MOST_EMBEDDED_METRICS } from "#sandbox/report/metrics/embedded-metrics.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

type Condensed = TraceEventOf<"metrics.condensed">;

const MINUTE_MS = 60_000;

/** Keeps the metrics of lines that a long run does not record: their statistics by minute, in place of each line. */
export class CondensedMetrics {
	#events: (TraceEvent | undefined)[];
	/** The latest minute of each metric. */
	#current = new Map<string, Condensed>();

	/** @param events The record, to which statistics are added. */
	constructor(events: (TraceEvent | undefined)[]) {
		this.#events = events;
	}

	/** @param line A line of a function that is about to be left out. @param at Time of the last event of the record. */
	add(line: string, at: number): void {
		const read = readEmbeddedMetrics(line);
		if (!read) return;
		const minute = Math.floor(read.timestamp / MINUTE_MS) * MINUTE_MS;
		for (const metric of read.metrics) this.#add(metric, minute, at);
	}

	#add({ namespace, metric, unit, dimensions, values }: EmbeddedMetric, minute: number, at: number): void {
		const key = JSON.stringify([namespace, metric, dimensions]);
		let condensed = this.#current.get(key);
		if (condensed?.minute !== minute) {
			if (!condensed && this.#current.size >= MOST_EMBEDDED_METRICS) return;
			const empty = { count: 0, sum: 0, min: Number.MAX_VALUE, max: -Number.MAX_VALUE };
			condensed = { at, kind: "metrics.condensed", namespace, metric, unit, dimensions, minute, ...empty };
			this.#current.set(key, condensed);
			this.#events.push(condensed);
		}
		for (const value of values) {
			condensed.count++;
			condensed.sum += value;
			condensed.min = Math.min(condensed.min, value);
			condensed.max = Math.max(condensed.max, value);
		}
	}
}
