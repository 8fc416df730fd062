/** A figure and what it is compared with, both measured in the same run, so that the ratio holds on a slow or busy machine too. */
export type Figure = {
	name: string;
	unit: string;
	value: number;
	/** What the baseline is. */
	against: string;
	baseline: number;
	/** value / baseline. */
	ratio: number;
	/** What is wanted on a quiet machine of two cores, in words. Not a verdict: nothing fails here. */
	goal?: string;
};

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export async function timeMs(work: () => Promise<unknown> | unknown): Promise<number> {
	const before = performance.now();
	await work();
	return performance.now() - before;
}

/**
 * Measures two things in turns, so that whatever else the machine does strikes both.
 * @param rounds How often each is measured, after one round that does not count.
 */
export async function compare(
	name: string,
	unit: string,
	measured: { name: string; run: () => Promise<number> },
	base: { name: string; run: () => Promise<number> },
	rounds: number,
	goal?: string,
): Promise<Figure> {
	const values: number[] = [];
	const bases: number[] = [];
	for (let round = 0; round <= rounds; round += 1) {
		const value = await measured.run();
		const baseValue = await base.run();
		if (round === 0) continue;
		values.push(value);
		bases.push(baseValue);
	}
	const value = median(values);
	const baseValue = median(bases);
	const figure = { name: `${name}: ${measured.name}`, unit, value, against: base.name, baseline: baseValue, ratio: value / baseValue };
	return goal === undefined ? figure : { ...figure, goal };
}

export function printFigures(figures: readonly Figure[]): void {
	for (const { name, unit, value, against, baseline, ratio, goal } of figures) {
		const wanted = goal === undefined ? "" : ` (goal: ${goal})`;
		console.log(`${name}\n    ${value.toFixed(1)} ${unit}, ${against} ${baseline.toFixed(1)} ${unit}: ${ratio.toFixed(2)} times${wanted}`);
	}
}
