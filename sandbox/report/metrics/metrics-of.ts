import type { Trace, TraceEvent } from "#sandbox/trace/trace.ts";
import { DataPoints } from "./data-points.ts";
import type { ReportedMetricProblem } from "./embedded-metrics.ts";
import { logicalNames, type MetricId, type ReportedMetric, type Series } from "./metric.ts";
import { MetricsReader } from "./metrics-reader.ts";

const MINUTE_MS = 60_000;
/** Periods that CloudWatch offers, in seconds. */
const PERIODS = [60, 300, 3_600, 86_400];
const MOST_PERIODS = 1_440;
const WITH_PERCENTILES: ReadonlySet<string> = new Set(["Milliseconds", "Seconds", "Microseconds"]);

type Kept = { id: MetricId; periods: Map<number, DataPoints> };

/**
 * The metrics that CloudWatch would have of a run (L124, L182): statistics by calendar minute, never single data points, so that their
 * size depends on how long the scenario is and not on how much comes.
 * @param events Of the trace, condensed ones written out.
 * @returns Metrics in the order of namespace, name and dimensions, and what is wrong with those that functions wrote themselves.
 */
export function metricsOf(
	trace: Pick<Trace, "startsAt" | "endedAt" | "functions">,
	events: readonly TraceEvent[],
): { metrics: ReportedMetric[]; metricProblems: ReportedMetricProblem[] } {
	const epochMs = Date.parse(trace.startsAt);
	const periodSeconds = PERIODS.find((seconds) => trace.endedAt / (seconds * 1000) <= MOST_PERIODS) ?? 86_400;
	const periodMs = periodSeconds * 1000;
	const kept: Kept[] = [];
	const sink = {
		series(id: MetricId): Series {
			const periods = new Map<number, DataPoints>();
			kept.push({ id, periods });
			const keepsValues = WITH_PERCENTILES.has(id.unit);
			const of = (at: number) => {
				const period = Math.floor((epochMs + at) / periodMs);
				let points = periods.get(period);
				if (!points) {
					points = new DataPoints(keepsValues);
					periods.set(period, points);
				}
				return points;
			};
			return { add: (at, value) => of(at).add(value), addSet: (at, set) => of(at).addSet(set) };
		},
	};
	const reader = new MetricsReader(trace.functions, sink, logicalNames, epochMs);
	// Minutes of the calendar, in which the scenario may begin at any second.
	let next = MINUTE_MS - (epochMs % MINUTE_MS);
	for (const event of inOrder(events)) {
		for (; next <= event.at; next += MINUTE_MS) reader.sample(next);
		reader.read(event);
	}
	for (; next <= trace.endedAt; next += MINUTE_MS) reader.sample(next);
	const metrics = kept.map(({ id, periods }) => ({
		...id,
		dimensions: { ...id.dimensions },
		periodSeconds,
		periods: [...periods].sort(([a], [b]) => a - b).map(([period, points]) => statisticsOf(period * periodMs - epochMs, points, id.unit)),
	}));
	return {
		metrics: metrics.filter(({ periods }) => periods.length > 0).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
		metricProblems: [...reader.problems],
	};
}

/** The end of an invocation that was condensed stands at its request. */
function inOrder(events: readonly TraceEvent[]): readonly TraceEvent[] {
	return events.some((event, i) => event.at < (events[i - 1]?.at ?? event.at)) ? events.toSorted((a, b) => a.at - b.at) : events;
}

function statisticsOf(at: number, points: DataPoints, unit: string): ReportedMetric["periods"][number] {
	const { count, sum, min, max } = points;
	const isKnown = WITH_PERCENTILES.has(unit) && points.hasPercentiles;
	const [p50 = 0, p90 = 0, p95 = 0, p99 = 0] = isKnown ? points.percentiles(50, 90, 95, 99).map(rounded) : [];
	return {
		at,
		samples: count,
		sum: rounded(sum),
		average: rounded(sum / count),
		min: rounded(min),
		max: rounded(max),
		percentiles: isKnown ? { p50, p90, p95, p99 } : null,
	};
}

function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}

function keyOf({ namespace, metric, dimensions }: ReportedMetric): string {
	return `${namespace}\n${metric}\n${Object.entries(dimensions).flat().join("\n")}`;
}
