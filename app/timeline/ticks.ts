import { tickLabel } from "#app/timeline/clock-label.ts";
import type { TimeScale } from "#app/timeline/time-scale.ts";

export type Tick = { x: number; strong: boolean; label: string | null; anchor: "start" | "middle" };

/** Strong lines are 60 to 120 px apart where a round step allows it. */
const closestPx = 60;
const characterPx = 6.2;

const roundSteps = [
	...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000],
	...[1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440].map((minutes) => minutes * 60_000),
];

/** The shortest round step whose lines are not too close together. */
export function strongStep(pxPerMs: number): number {
	return roundSteps.find((step) => step * pxPerMs >= closestPx) ?? 2 * 24 * 3_600_000;
}

/** Lines of the chart paper, and the labels that fit: every stretch is labelled once at least when there is room. */
export function ticksOf(scale: TimeScale): Tick[] {
	const strong = strongStep(scale.pxPerMs);
	const parts = strong >= 60_000 ? 4 : 5;
	const ticks: Tick[] = [];
	let freeFrom = Number.NEGATIVE_INFINITY;
	for (const stretch of scale.stretches) {
		const first = Math.ceil((stretch.from - 1e-6) / (strong / parts));
		const last = Math.floor((stretch.to + 1e-6) / (strong / parts));
		let labelled = false;
		for (let i = first; i <= last; i++) {
			const at = (i * strong) / parts;
			const isStrong = i % parts === 0;
			const x = Math.round(scale.x(at)) + 0.5;
			const wantsLabel = isStrong || (i === first && !hasStrong(first, last, parts));
			const text = wantsLabel ? tickLabel(at, isStrong ? strong : strong / parts) : null;
			const anchor = ticks.length === 0 ? "start" : "middle";
			const half = text === null ? 0 : (text.length * characterPx) / 2;
			const left = anchor === "start" ? x : x - half;
			const fits = text !== null && left > freeFrom && (labelled ? true : left >= stretch.x0 - 30);
			if (fits) {
				freeFrom = left + 2 * half + 10;
				labelled = true;
			}
			ticks.push({ x, strong: isStrong, label: fits ? text : null, anchor });
		}
	}
	return ticks;
}

function hasStrong(first: number, last: number, parts: number): boolean {
	return Math.floor(last / parts) * parts >= first;
}
