import { type CalendarDay, dayLabel, plusDays } from "#app/progress/calendar-day.ts";

export type StripDay = {
	day: CalendarDay;
	/** Reviews made on the day. */
	reviews: number;
	/** Cards that fall due on a later day as the schedule is now; 0 for the past. */
	due: number;
	mock: boolean;
	/** In relation to today. */
	when: "past" | "today" | "ahead";
};

export type StripBar = {
	x: number;
	y: number;
	width: number;
	height: number;
	kind: "studied" | "mock" | "today" | "todayOpen" | "due" | "nothing";
};
/** `atEnd`: the label ends at `x`, since beyond it there is no room. */
export type StripTick = { x: number; label: string; strong: boolean; atEnd: boolean };
/** Of the longest label, "23 Nov". */
const labelWidth = 42;
export type StripDrawing = { width: number; height: number; bars: StripBar[]; ticks: StripTick[]; flagX: number | null };

const base = 74;
const tallest = 52;

/**
 * Days as bars from left to right: reviews made behind today, cards falling due ahead of it.
 * @param flag The day of the interview, when it is in the strip.
 * @param tickEvery Days between labels, counted from today.
 */
export function drawStrip(days: readonly StripDay[], width: number, flag: CalendarDay | null, tickEvery = 7): StripDrawing {
	const step = width / Math.max(1, days.length);
	const gap = step > 20 ? 8 : 3;
	const most = Math.max(8, ...days.map((day) => day.reviews + day.due));
	const tall = (count: number) => (count === 0 ? 0 : Math.max(3, (count / most) * tallest));
	const bars = days.flatMap((day, index): StripBar[] => {
		const x = round(index * step + gap / 2);
		const bar = (kind: StripBar["kind"], count: number): StripBar => {
			const height = round(tall(count));
			return { x, y: base - height, width: round(step - gap), height, kind };
		};
		if (day.when === "today") return [bar("todayOpen", day.reviews + day.due), bar("today", day.reviews)];
		if (day.when === "ahead") return [day.due > 0 ? bar("due", day.due) : bar("nothing", 0)];
		if (day.mock) return [bar("mock", Math.max(day.reviews, most / 4))];
		return [day.reviews > 0 ? bar("studied", day.reviews) : bar("nothing", 0)];
	});
	const today = days.findIndex((day) => day.when === "today");
	const ticks = days.flatMap((day, index): StripTick[] => {
		if ((index - today) % tickEvery !== 0 || day.day === flag) return [];
		const x = round(index * step + gap / 2);
		const atEnd = x + labelWidth > width;
		return [{ x: atEnd ? width - gap / 2 : x, label: dayLabel(day.day, "short"), strong: index === today, atEnd }];
	});
	const flagAt = days.findIndex((day) => day.day === flag);
	return { width, height: 100, bars, ticks, flagX: flagAt < 0 ? null : round((flagAt + 1) * step - gap / 2) };
}

function round(value: number): number {
	return Math.round(value * 2) / 2;
}

/** The days of a strip: `behind` of them, today, and `ahead`. */
export function stripDays(
	today: CalendarDay,
	span: { behind: number; ahead: number },
	counts: { reviews: ReadonlyMap<string, number>; due: ReadonlyMap<string, number>; mocks: ReadonlySet<string> },
): StripDay[] {
	return Array.from({ length: span.behind + 1 + span.ahead }, (_, index) => {
		const offset = index - span.behind;
		const day = plusDays(today, offset);
		return {
			day,
			reviews: counts.reviews.get(day) ?? 0,
			due: offset < 0 ? 0 : (counts.due.get(day) ?? 0),
			mock: counts.mocks.has(day),
			when: offset < 0 ? "past" : offset === 0 ? "today" : "ahead",
		};
	});
}
