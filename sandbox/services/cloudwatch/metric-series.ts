import { DataPoints } from "#sandbox/report/metrics/data-points.ts";

/** One metric with its dimensions, in periods of one length. Only as many periods are kept as an alarm looks back to. */
export class MetricSeries {
	#periodMs: number;
	#statistic: (points: DataPoints) => number;
	#keepsValues: boolean;
	#kept: number;
	/** By the number of the period since the epoch. */
	#periods = new Map<number, DataPoints>();

	/**
	 * @param statistic `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount` or a percentile such as `p99`.
	 * @param kept How many periods back values are asked for.
	 */
	constructor(periodSeconds: number, statistic: string, kept: number) {
		this.#periodMs = periodSeconds * 1000;
		this.#kept = kept;
		const percentile = percentileIn(statistic);
		this.#keepsValues = percentile !== undefined;
		this.#statistic =
			percentile === undefined ? (statistics[statistic.toLowerCase()] ?? sumOf) : (points) => points.percentiles(percentile)[0] ?? 0;
	}

	/** @param epochMs Calendar time of the data point. */
	add(epochMs: number, value: number): void {
		const period = Math.floor(epochMs / this.#periodMs);
		let points = this.#periods.get(period);
		if (!points) {
			points = new DataPoints(this.#keepsValues);
			this.#periods.set(period, points);
		}
		points.add(value);
	}

	/**
	 * @param epochMs Calendar time at which a period ends. @param count How many periods before it are asked for.
	 * @returns A value for each, the oldest first; undefined where there is no data point.
	 */
	valuesUntil(epochMs: number, count: number): (number | undefined)[] {
		const end = Math.floor(epochMs / this.#periodMs);
		for (const period of this.#periods.keys()) if (period < end - this.#kept) this.#periods.delete(period);
		return Array.from({ length: count }, (_, i) => {
			const points = this.#periods.get(end - count + i);
			return points && this.#statistic(points);
		});
	}
}

/** Whether a text is a statistic that is simulated. */
export function isStatistic(statistic: string): boolean {
	return percentileIn(statistic) !== undefined || Object.hasOwn(statistics, statistic.toLowerCase());
}

function percentileIn(statistic: string): number | undefined {
	const percent = Number(/^p(\d{1,2}(?:\.\d{1,10})?|100)$/i.exec(statistic)?.[1] ?? Number.NaN);
	return percent > 0 ? percent : undefined;
}

const sumOf = ({ sum }: DataPoints) => sum;
const statistics: Record<string, (points: DataPoints) => number> = {
	sum: sumOf,
	average: ({ sum, count }) => sum / count,
	maximum: ({ max }) => max,
	minimum: ({ min }) => min,
	samplecount: ({ count }) => count,
};
