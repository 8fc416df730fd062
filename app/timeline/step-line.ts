import type { TimeScale } from "#app/timeline/time-scale.ts";

/** A count that holds from `at` on. */
export type Step = { at: number; count: number };

/**
 * SVG paths of a step line over the whole scale: the line, and the area below it.
 * @param y Where a count stands.
 */
export function stepPaths(steps: readonly Step[], scale: TimeScale, y: (count: number) => number): { line: string; area: string } {
	const first = scale.stretches[0]?.x0 ?? 0;
	const last = scale.stretches.at(-1)?.x1 ?? 0;
	let line = `M${first} ${y(0)}`;
	for (const step of columnSteps(steps, scale)) line += `H${round(step.x)}V${y(step.count)}`;
	line += `H${round(last)}`;
	return { line, area: `${line}V${y(0)}H${first}Z` };
}

/** Steps nearer to each other, in pixels, are one. */
const COLUMN = 2;

/**
 * The step line, thinned: of what happens within a column only the most is drawn, and columns that touch are joined. A count that goes up and
 * down thousands of times becomes its upper edge, and not a block of ink; where steps stand apart nothing changes.
 */
function columnSteps(steps: readonly Step[], scale: TimeScale): { x: number; count: number }[] {
	const thinned: { x: number; count: number }[] = [];
	let column: { x: number; high: number; last: number } | null = null;
	const flush = (next: number) => {
		if (!column) return;
		thinned.push({ x: column.x, count: column.high });
		if (column.high !== column.last && next - column.x >= 2 * COLUMN) thinned.push({ x: column.x + COLUMN, count: column.last });
	};
	for (const { at, count } of steps) {
		const x = scale.x(at);
		if (column && x - column.x < COLUMN) {
			column.high = Math.max(column.high, count);
			column.last = count;
			continue;
		}
		flush(x);
		column = { x, high: count, last: count };
	}
	flush(Number.POSITIVE_INFINITY);
	return thinned;
}

function round(px: number): number {
	return Math.round(px * 10) / 10;
}
