import type { TimeScale } from "#app/timeline/time-scale.ts";
import { trafficOf } from "#app/traffic/traffic.ts";
import type { TrafficItem } from "#app/traffic/traffic-item.ts";
import { countOf } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

/** Marks of what came in from outside the functions; close ones are one mark with a count. */
export type ArrivalsRow = {
	marks: { id: string; x: number; count: number }[];
	/** So many that marks would stand wall to wall: columns, as high as their count, of which this is the highest. null: marks. */
	highest: number | null;
	/** What came most often, and what else did. */
	total: string;
	rest: string | null;
};

/** Marks that are closer than this are one. */
const markPx = 10;
/** Wall to wall, when this part of the places for marks is taken, and by more than one each. */
const densePart = 0.5;

export function arrivalsRow(report: Report, scale: TimeScale): ArrivalsRow | null {
	const arrivals = arrivalsOf(report);
	if (arrivals.length === 0) return null;
	const marks: ArrivalsRow["marks"] = [];
	for (const { at, item } of arrivals) {
		if (!scale.shows(at)) continue;
		const x = scale.x(at);
		const last = marks.at(-1);
		if (last && x - last.x < markPx) last.count++;
		else marks.push({ id: item.id, x, count: 1 });
	}
	const [most, ...others] = totalsOf(report);
	const places = scale.stretches.reduce((sum, { x0, x1 }) => sum + (x1 - x0) / markPx, 0);
	const shown = marks.reduce((sum, { count }) => sum + count, 0);
	const dense = marks.length > places * densePart && shown > marks.length * 2;
	return {
		marks,
		highest: dense ? marks.reduce((high, { count }) => Math.max(high, count), 1) : null,
		total: most ?? "",
		rest: others.length > 0 ? others.join(", ") : null,
	};
}

type Arrival = { at: number; item: TrafficItem };
const known = new WeakMap<Report, Arrival[]>();

/** In the order of time; made once for a report, since the timeline is laid out again for each width and zoom. */
export function arrivalsOf(report: Report): readonly Arrival[] {
	const before = known.get(report);
	if (before) return before;
	const arrivals = trafficOf(report).sections.flatMap(({ items }) => items.flatMap((item) => item.arrivals.map((at) => ({ at, item }))));
	arrivals.sort((a, b) => a.at - b.at);
	known.set(report, arrivals);
	return arrivals;
}

/** "25 messages", "3 requests": the most first. What a batch is made of are records. */
function totalsOf(report: Report): string[] {
	const counts = new Map<string, number>();
	for (const { noun, items } of trafficOf(report).sections) {
		const count = items.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
		const name = noun === "batch" ? "record" : noun;
		if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count);
	}
	return [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => countOf(count, name));
}
