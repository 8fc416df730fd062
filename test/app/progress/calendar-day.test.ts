import { describe, expect, it } from "vitest";
import { type CalendarDay, dayLabel, dayOf, daysBetween, momentLabel, plusDays, startOf } from "#app/progress/calendar-day.ts";
import { drawStrip, stripDays } from "#app/progress/day-strip.ts";

const monday = "2026-11-23" as CalendarDay;

describe("a calendar day", () => {
	it("is the learner's own, not that of Greenwich", () => {
		expect(dayOf(new Date(2026, 10, 23, 0, 1))).toBe(monday);
		expect(dayOf(new Date(2026, 10, 23, 23, 59))).toBe(monday);
	});

	it("counts on through months, leap days and changes of the clock", () => {
		expect(plusDays("2028-02-28" as CalendarDay, 2)).toBe("2028-03-01");
		for (let offset = -400; offset <= 400; offset += 1) expect(daysBetween(monday, plusDays(monday, offset))).toBe(offset);
	});

	it("begins at midnight", () => {
		expect(startOf(monday)).toEqual(new Date(2026, 10, 23));
	});

	it("is written as people say it", () => {
		expect([dayLabel(monday, "long"), dayLabel(monday, "short"), dayLabel(monday, "withYear")]).toEqual([
			"Monday 23 November",
			"23 Nov",
			"23 Nov 2026",
		]);
	});

	it("names yesterday by its name", () => {
		expect(momentLabel(new Date(2026, 10, 22, 21, 48), new Date(2026, 10, 23, 9))).toBe("yesterday 21:48");
	});
});

describe("drawStrip", () => {
	const none = { reviews: new Map<string, number>(), due: new Map<string, number>(), mocks: new Set<string>() };

	it("has a place for every day, and keeps inside its width", () => {
		const days = stripDays(monday, { behind: 27, ahead: 0 }, { ...none, reviews: new Map([[monday, 40]]) });
		const drawing = drawStrip(days, 1344, null);
		expect(days).toHaveLength(28);
		for (const bar of drawing.bars) {
			expect(bar.x).toBeGreaterThanOrEqual(0);
			expect(bar.x + bar.width).toBeLessThanOrEqual(1344);
			expect(bar.y).toBeGreaterThanOrEqual(20);
		}
	});

	it("keeps a day on which much was graded and much is due below the flag", () => {
		const counts = { ...none, reviews: new Map([[monday, 60]]), due: new Map([[monday, 60]]) };
		for (const bar of drawStrip(stripDays(monday, { behind: 3, ahead: 3 }, counts), 358, null).bars)
			expect(bar.y).toBeGreaterThanOrEqual(20);
	});

	it("labels today and every seventh day from it", () => {
		const ticks = drawStrip(stripDays(monday, { behind: 14, ahead: 7 }, none), 900, null).ticks;
		expect(ticks.map((tick) => tick.label)).toEqual(["9 Nov", "16 Nov", "23 Nov", "30 Nov"]);
		expect(ticks.find((tick) => tick.strong)?.label).toBe("23 Nov");
	});

	it("puts a flag on the day of the interview", () => {
		const drawing = drawStrip(stripDays(monday, { behind: 0, ahead: 9 }, none), 100, plusDays(monday, 9));
		expect(drawing.flagX).toBeGreaterThan(90);
	});
});
