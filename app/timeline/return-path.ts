import { barTop, throttledMiddle } from "#app/timeline/mark-place.ts";
import type { Return } from "#app/timeline/returns.ts";
import type { TimelineLayout } from "#app/timeline/timeline-layout.ts";

/** Where an arrow begins or ends: below the bars of its lane, or below the diamond of what was throttled. */
function heightOf(layout: TimelineLayout, environment: number | null): number {
	if (environment === null) return throttledMiddle(layout) + 10;
	const lane = layout.lanes.find((lane) => lane.environment === environment);
	return (lane ? barTop(layout, lane) + layout.barHeight / 2 : 0) + 10;
}

/** The lowest that an arrow hangs. */
export function returnSag(layout: TimelineLayout, { from, to }: Return): number {
	return Math.max(heightOf(layout, from.environment), heightOf(layout, to.environment)) + 14;
}

/** SVG path of an arrow from an attempt to the next. */
export function returnPath(layout: TimelineLayout, one: Return): string {
	const { from, to } = one;
	const sag = returnSag(layout, one);
	return `M${from.x} ${heightOf(layout, from.environment)}C${from.x + 14} ${sag} ${to.x - 26} ${sag} ${to.x - 2} ${heightOf(layout, to.environment)}`;
}
