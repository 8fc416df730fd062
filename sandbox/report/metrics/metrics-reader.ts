import type { TracedFunction, TraceEvent } from "#sandbox/trace/trace.ts";
import { EmbeddedMetrics, type ReportedMetricProblem } from "./embedded-metrics.ts";
import { FunctionMetrics } from "./function-metrics.ts";
import { HttpMetrics } from "./http-metrics.ts";
import { MappingMetrics } from "./mapping-metrics.ts";
import type { DimensionNames, MetricSink } from "./metric.ts";
import { QueueMetrics } from "./queue-metrics.ts";
import { SendingMetrics } from "./sending-metrics.ts";

/**
 * Reads the trace, event by event in the order of time, and makes the data points that AWS would have sent to CloudWatch. What it keeps is
 * what is under way at the moment: it serves alarms while a run goes on, and the report when it is over.
 */
export class MetricsReader {
	#functions: FunctionMetrics;
	#queues: QueueMetrics;
	#embedded: EmbeddedMetrics;
	#others: { read(event: TraceEvent): void }[];

	/** @param epochMs Calendar time of the beginning of the scenario. */
	constructor(functions: readonly TracedFunction[], sink: MetricSink, names: DimensionNames, epochMs: number) {
		this.#functions = new FunctionMetrics(functions, sink, names);
		this.#queues = new QueueMetrics(sink, names);
		this.#embedded = new EmbeddedMetrics(sink, epochMs);
		this.#others = [this.#embedded, new MappingMetrics(sink), new HttpMetrics(sink, names), new SendingMetrics(sink, names)];
	}

	/** Lines in the Embedded Metric Format that have something wrong. */
	get problems(): readonly ReportedMetricProblem[] {
		return this.#embedded.problems;
	}

	/** Events must be written out (see `uncondensed`). */
	read(event: TraceEvent): void {
		this.#functions.read(event);
		this.#queues.read(event);
		for (const other of this.#others) other.read(event);
	}

	/** A minute begins: what is measured once a minute is measured now. */
	sample(at: number): void {
		this.#functions.sample(at);
		this.#queues.sample(at);
	}
}
