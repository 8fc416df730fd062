import type { StatisticSet } from "./metric.ts";

/** Data points of one period. */
export class DataPoints {
	count = 0;
	sum = 0;
	min = Number.POSITIVE_INFINITY;
	max = Number.NEGATIVE_INFINITY;
	#values: number[] | undefined;

	/** @param keepsValues Only percentiles need every value. */
	constructor(keepsValues: boolean) {
		this.#values = keepsValues ? [] : undefined;
	}

	/** @param count How often the value is there, for metrics that arrive with counts. */
	add(value: number, count = 1): void {
		this.count += count;
		this.sum += value * count;
		this.min = Math.min(this.min, value);
		this.max = Math.max(this.max, value);
		for (let i = 0; this.#values && i < count; i++) this.#values.push(value);
	}

	/** From now on percentiles are not known any more. */
	addSet({ count, sum, min, max }: StatisticSet): void {
		this.count += count;
		this.sum += sum;
		this.min = Math.min(this.min, min);
		this.max = Math.max(this.max, max);
		this.#values = undefined;
	}

	/** Whether every value is kept. */
	get hasPercentiles(): boolean {
		return this.#values !== undefined;
	}

	/** By the nearest rank. @param percents Each above 0 and at most 100. */
	percentiles(...percents: number[]): number[] {
		const sorted = (this.#values ?? []).toSorted((a, b) => a - b);
		return percents.map((percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0);
	}
}
