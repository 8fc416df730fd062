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

/** @param share Between 0 and 1; the value at or below which that share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

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
	measured: Measured,
	base: Measured,
	rounds: number,
	goal?: string,
): Promise<Figure> {
	const { values, bases } = await inTurns(measured, base, rounds);
	return figureOf(`${name}: ${measured.name}`, unit, median(values), base.name, median(bases), goal);
}

/** As `compare`, with the median and the 95th percentile as a figure each. */
export async function compareWithTail(
	name: string,
	unit: string,
	measured: Measured,
	base: Measured,
	rounds: number,
	goals: { median: string; p95: string },
): Promise<Figure[]> {
	const { values, bases } = await inTurns(measured, base, rounds);
	return [
		figureOf(`${name}: ${measured.name}, median`, unit, median(values), base.name, median(bases), goals.median),
		figureOf(`${name}: ${measured.name}, 95th percentile`, unit, percentile(values, 0.95), base.name, percentile(bases, 0.95), goals.p95),
	];
}

type Measured = { name: string; run: () => Promise<number> };

async function inTurns(measured: Measured, base: Measured, rounds: number): Promise<{ values: number[]; bases: number[] }> {
	const values: number[] = [];
	const bases: number[] = [];
	for (let round = 0; round <= rounds; round += 1) {
		const value = await measured.run();
		const baseValue = await base.run();
		if (round === 0) continue;
		values.push(value);
		bases.push(baseValue);
	}
	return { values, bases };
}

function figureOf(name: string, unit: string, value: number, against: string, baseline: number, goal: string | undefined): Figure {
	return { name, unit, value, against, baseline, ratio: value / baseline, ...(goal === undefined ? {} : { goal }) };
}

export function printFigures(figures: readonly Figure[]): void {
	for (const { name, unit, value, against, baseline, ratio, goal } of figures) {
		const wanted = goal === undefined ? "" : ` (goal: ${goal})`;
		console.log(`${name}\n    ${value.toFixed(1)} ${unit}, ${against} ${baseline.toFixed(1)} ${unit}: ${ratio.toFixed(2)} times${wanted}`);
	}
}
