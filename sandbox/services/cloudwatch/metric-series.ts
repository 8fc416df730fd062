/** Data points of one period. */
type Bucket = { count: number; sum: number; min: number; max: number; values: number[] };

/** One metric with its dimensions, in periods of one length. Only as many periods are kept as an alarm looks back to. */
export class MetricSeries {
	#periodMs: number;
	#statistic: (bucket: Bucket) => number;
	#keepsValues: boolean;
	#kept: number;
	/** By the number of the period since the epoch. */
	#buckets = new Map<number, Bucket>();

	/**
	 * @param statistic `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount` or a percentile such as `p99`.
	 * @param kept How many periods back values are asked for.
	 */
	constructor(periodSeconds: number, statistic: string, kept: number) {
		this.#periodMs = periodSeconds * 1000;
		this.#kept = kept;
		const percentile = /^p(\d{1,2}(?:\.\d{1,2})?|100)$/i.exec(statistic)?.[1];
		this.#keepsValues = percentile !== undefined;
		this.#statistic = percentile === undefined ? (statistics[statistic.toLowerCase()] ?? sumOf) : percentileOf(Number(percentile));
	}

	/** @param epochMs Calendar time of the data point. */
	add(epochMs: number, value: number): void {
		const period = Math.floor(epochMs / this.#periodMs);
		const bucket = this.#buckets.get(period);
		if (!bucket) {
			this.#buckets.set(period, { count: 1, sum: value, min: value, max: value, values: this.#keepsValues ? [value] : [] });
			return;
		}
		bucket.count++;
		bucket.sum += value;
		bucket.min = Math.min(bucket.min, value);
		bucket.max = Math.max(bucket.max, value);
		if (this.#keepsValues) bucket.values.push(value);
	}

	/**
	 * @param epochMs Calendar time at which a period ends. @param count How many periods before it are asked for.
	 * @returns A value for each, the oldest first; undefined where there is no data point.
	 */
	valuesUntil(epochMs: number, count: number): (number | undefined)[] {
		const end = Math.floor(epochMs / this.#periodMs);
		for (const period of this.#buckets.keys()) if (period < end - this.#kept) this.#buckets.delete(period);
		return Array.from({ length: count }, (_, i) => {
			const bucket = this.#buckets.get(end - count + i);
			return bucket && this.#statistic(bucket);
		});
	}
}

const sumOf = ({ sum }: Bucket) => sum;
const statistics: Record<string, (bucket: Bucket) => number> = {
	sum: sumOf,
	average: ({ sum, count }) => sum / count,
	maximum: ({ max }) => max,
	minimum: ({ min }) => min,
	samplecount: ({ count }) => count,
};

/** By the nearest rank. */
function percentileOf(percent: number): (bucket: Bucket) => number {
	return ({ values }) => {
		const sorted = values.toSorted((a, b) => a - b);
		return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
	};
}
