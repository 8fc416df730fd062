import type { TraceEvent } from "#sandbox/trace/trace.ts";
import { readEmbeddedMetrics } from "./embedded-metric-format.ts";
import type { MetricSink, Series } from "./metric.ts";

/** What a line in the Embedded Metric Format has wrong, in words that complete "In line …:". Times in virtual milliseconds. */
export type ReportedMetricProblem = { at: number; environment: number; invocation: number | null; problem: string };

/** How late and how early CloudWatch takes data points. */
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;
/** Different metrics of one run; each costs money on AWS, and room in the report here. */
export const MOST_EMBEDDED_METRICS = 1_000;
const MOST_PROBLEMS = 100;

/** Metrics that functions write to stdout themselves (L121). */
export class EmbeddedMetrics {
	readonly problems: ReportedMetricProblem[] = [];
	#sink: MetricSink;
	#epochMs: number;
	#series = new Map<string, Series>();

	constructor(sink: MetricSink, epochMs: number) {
		this.#sink = sink;
		this.#epochMs = epochMs;
	}

	read(event: TraceEvent): void {
		if (event.kind === "metrics.condensed" || event.kind === "metrics.put") {
			const { namespace, metric, unit, dimensions, minute } = event;
			this.#of({ namespace, metric, unit, dimensions })?.addSet(minute - this.#epochMs, event);
			return;
		}
		if (event.kind !== "log" || event.source !== "function") return;
		const read = readEmbeddedMetrics(event.text);
		if (!read) return;
		const { at, environment, invocation = null } = event;
		const problems = [...read.problems];
		const dueAt = read.timestamp - this.#epochMs;
		const isTaken = dueAt >= at - OLDEST_MS && dueAt <= at + NEWEST_MS;
		if (read.metrics.length > 0 && !isTaken) problems.push("Timestamp is more than 14 days ago, or more than 2 hours ahead");
		for (const { values, ...id } of isTaken ? read.metrics : []) {
			const series = this.#of(id);
			if (series) for (const value of values) series.add(dueAt, value);
			else problems.push(`this run has more than ${MOST_EMBEDDED_METRICS} different metrics: ${id.metric.slice(0, 100)} is left out`);
		}
		for (const problem of problems) if (this.problems.length < MOST_PROBLEMS) this.problems.push({ at, environment, invocation, problem });
	}

	#of(id: { namespace: string; metric: string; unit: string; dimensions: Readonly<Record<string, string>> }): Series | undefined {
		const key = JSON.stringify([id.namespace, id.metric, id.dimensions]);
		let series = this.#series.get(key);
		if (!series && this.#series.size < MOST_EMBEDDED_METRICS) {
			series = this.#sink.series(id);
			this.#series.set(key, series);
		}
		return series;
	}
}
