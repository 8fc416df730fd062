import { physicalNameOf } from "#sandbox/lambda/environment/execution-context.ts";
import type { DimensionNames, MetricId, Series } from "#sandbox/report/metrics/metric.ts";
import { MetricsReader } from "#sandbox/report/metrics/metrics-reader.ts";
import { uncondensed } from "#sandbox/report/uncondensed.ts";
import type { StackMetricStat } from "#sandbox/stack/cloudwatch.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";
import type { Cloud } from "../cloud.ts";
import { MetricSeries } from "./metric-series.ts";

const MINUTE_MS = 60_000;
const NOBODY: Series = { add() {}, addSet() {} };

/**
 * The metrics that alarms look at, while the run goes on: data points are counted as events are recorded, and kept only as far back as the
 * alarms look. What nobody watches is not kept at all.
 */
export class LiveMetrics {
	#cloud: Cloud;
	#watched: { stat: StackMetricStat; key: string; series: MetricSeries }[] = [];

	constructor(cloud: Cloud) {
		this.#cloud = cloud;
	}

	/** Before `start`. @param periods How many are asked for at once. */
	watch(stat: StackMetricStat, periods: number): MetricSeries {
		const series = new MetricSeries(stat.periodSeconds, stat.statistic, periods);
		this.#watched.push({ stat, key: keyOf(watchedDimensions(stat)), series });
		return series;
	}

	/** From here on each event is read. Nothing is done without alarms. */
	start(): void {
		if (this.#watched.length === 0) return;
		const { routine } = this.#cloud;
		const { recorder, simulation, epochMs } = this.#cloud.run;
		const reader = new MetricsReader(this.#cloud.lambda.functions, { series: (id) => this.#seriesOf(id) }, namesOf(this.#cloud), epochMs);
		for (const event of uncondensed(recorder.events)) reader.read(event);
		recorder.listen((event: TraceEvent) => {
			if (event.kind !== "services.condensed") reader.read(event);
		});
		recorder.listenToDropped((line) => reader.read(line));
		routine.listen((counted) => reader.read(counted));
		const sampleLater = () => {
			const at = (Math.floor((epochMs + simulation.now) / MINUTE_MS) + 1) * MINUTE_MS - epochMs;
			simulation.at(
				at,
				() => {
					reader.sample(at);
					sampleLater();
				},
				{ background: true },
			);
		};
		sampleLater();
	}

	#seriesOf({ namespace, metric, dimensions }: MetricId): Series {
		const key = keyOf(dimensions);
		const watching = this.#watched.filter(
			({ stat, key: watched }) => stat.namespace === namespace && stat.metric === metric && watched === key,
		);
		if (watching.length === 0) return NOBODY;
		const { epochMs } = this.#cloud.run;
		return {
			add(at, value) {
				for (const { series } of watching) series.add(epochMs + at, value);
			},
			// Lines are read before a long run leaves them out.
			addSet() {},
		};
	}
}

/** Dimensions of an alarm, without those that say nothing here. */
function watchedDimensions({ namespace, dimensions }: StackMetricStat): Record<string, string> {
	const { Stage, Resource, ...others } = dimensions;
	// An API has one stage; a function that is invoked without a qualifier is its own resource.
	const watched = { ...others };
	if (Stage !== undefined && namespace !== "AWS/ApiGateway") watched.Stage = Stage;
	if (Resource !== undefined && Resource !== others.FunctionName) watched.Resource = Resource;
	return watched;
}

function keyOf(dimensions: Readonly<Record<string, string>>): string {
	return JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function namesOf({ stack, lambda }: Cloud): DimensionNames {
	const functions = new Map(lambda.functions.map((fn) => [fn.name, physicalNameOf(fn)]));
	const queues = new Map(stack.queues.map(({ id, name }) => [id, name]));
	const streams = new Map(stack.streams.map(({ id, name }) => [id, name]));
	const apis = new Map(stack.apis.map((api) => [api.id, api]));
	return {
		function: (id) => functions.get(id) ?? id,
		queue: (id) => queues.get(id) ?? id,
		stream: (id) => streams.get(id) ?? id,
		api(id): Record<string, string> {
			const api = apis.get(id);
			return api?.kind === "rest" ? { ApiName: api.name } : { ApiId: api?.apiId ?? id };
		},
	};
}
