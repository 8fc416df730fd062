import type { TimelineEvent } from "#app/timeline/timeline-events.ts";
import type { TimelineLayout } from "#app/timeline/timeline-layout.ts";

export type Box = { x: number; y: number; width: number; height: number };

/** Where the mark of an event is drawn, for its focus ring and its card; null when its row is not drawn. */
export function placeOfMark(layout: TimelineLayout, event: TimelineEvent): Box | null {
	if (!layout.scale.shows(event.at)) return null;
	const x = layout.scale.x(event.at);
	if (event.id.startsWith("call-")) return layout.calls && dotPlace(layout, event, x);
	if (event.item !== undefined) return layout.arrivals && { x: x - 7, y: arrivalsMiddle(layout) - 7, width: 14, height: 14 };
	if (event.environment === null) return layout.throttled && { x: x - 9, y: throttledMiddle(layout) - 9, width: 18, height: 18 };
	const lane = layout.lanes.find((lane) => lane.environment === event.environment);
	if (!lane) return null;
	const y = barTop(layout, lane);
	const bar = lane.bars.find((bar) => bar.id === event.id);
	if (bar) return { x: bar.x, y, width: bar.width, height: layout.barHeight };
	return { x: x - 3, y, width: 6, height: layout.barHeight };
}

/** Bars stand in the middle of their lane, on a phone below the lane's label. */
export function barTop(layout: TimelineLayout, lane: { y: number; height: number }): number {
	const head = layout.narrow && !layout.thin ? 20 : 0;
	return Math.round(lane.y + head + (lane.height - head - layout.barHeight) / 2);
}

/** Where the marks of a row stand whose height is that of a line. */
const middleOfLine = (layout: TimelineLayout, row: { y: number } | null) => (row?.y ?? 0) + (layout.narrow ? 20 : 0) + 17;
export const arrivalsMiddle = (layout: TimelineLayout) => middleOfLine(layout, layout.arrivals);
export const throttledMiddle = (layout: TimelineLayout) => middleOfLine(layout, layout.throttled);

/** Height of the lowest dot of the row of calls. */
export function dotBase(layout: TimelineLayout): number {
	return layout.calls ? layout.calls.y + layout.calls.height - 12 : 0;
}

function dotPlace(layout: TimelineLayout, event: TimelineEvent, x: number): Box {
	const dot = layout.calls?.dots.find((dot) => dot.id === event.id);
	const y = dotBase(layout) - (dot?.y ?? 0);
	return { x: (dot?.x ?? x) - 6, y: y - 6, width: 12, height: 12 };
}
