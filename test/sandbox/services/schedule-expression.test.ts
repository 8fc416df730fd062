import { describe, expect, it } from "vitest";
import { parseSchedule } from "#sandbox/services/scheduler/schedule-expression.ts";

/** The next times after a moment, in ISO 8601. */
function nextOf(expression: string, after: string, count: number, timeZone?: string): string[] {
	const parsed = parseSchedule(expression, timeZone);
	if (!parsed.ok) throw new Error(parsed.problem);
	const times: string[] = [];
	const anchor = Date.parse(after);
	for (
		let next = parsed.schedule.next(anchor, anchor);
		next !== undefined && times.length < count;
		next = parsed.schedule.next(next, anchor)
	)
		times.push(new Date(next).toISOString().replace(":00.000Z", "Z"));
	return times;
}

describe("rate()", () => {
	it("counts from when it began (L330)", () => {
		expect(nextOf("rate(5 minutes)", "2026-11-24T09:02:00Z", 2)).toEqual(["2026-11-24T09:07Z", "2026-11-24T09:12Z"]);
		expect(nextOf("rate(1 hour)", "2026-11-24T09:02:00Z", 1)).toEqual(["2026-11-24T10:02Z"]);
	});

	it.each(["rate(1 minutes)", "rate(5 minute)", "rate(0 minutes)", "rate(5)", "rate(5 seconds)", "rate(1.5 hours)"])(
		"refuses %s: singular for 1, plural else, whole minutes at least (L330)",
		(expression) => {
			expect(parseSchedule(expression)).toEqual({ ok: false, problem: "Parameter ScheduleExpression is not valid." });
		},
	);
});

describe("cron()", () => {
	it.each<[string, string[]]>([
		["cron(0 10 * * ? *)", ["2026-11-24T10:00Z", "2026-11-25T10:00Z"]],
		["cron(15 12 * * ? *)", ["2026-11-24T12:15Z", "2026-11-25T12:15Z"]],
		["cron(0 18 ? * MON-FRI *)", ["2026-11-24T18:00Z", "2026-11-25T18:00Z"]],
		["cron(0 8 1 * ? *)", ["2026-12-01T08:00Z", "2027-01-01T08:00Z"]],
		["cron(0/15 * * * ? *)", ["2026-11-24T09:15Z", "2026-11-24T09:30Z"]],
		["cron(0/5 8-17 ? * 1,7 *)", ["2026-11-28T08:00Z", "2026-11-28T08:05Z"]],
		["cron(0 9 ? * 2#1 *)", ["2026-12-07T09:00Z", "2027-01-04T09:00Z"]],
		["cron(0 9 ? * 6L *)", ["2026-11-27T09:00Z", "2026-12-25T09:00Z"]],
		["cron(0 9 ? * L *)", ["2026-11-28T09:00Z", "2026-12-05T09:00Z"]],
		["cron(0 9 L * ? *)", ["2026-11-30T09:00Z", "2026-12-31T09:00Z"]],
		["cron(0 9 15W * ? *)", ["2026-12-15T09:00Z", "2027-01-15T09:00Z"]],
		["cron(30 6 1 JAN ? 2028-2029)", ["2028-01-01T06:30Z", "2029-01-01T06:30Z"]],
		["cron(0 0 1 1 ? 2020)", []],
	])("%s (L330)", (expression, times) => {
		expect(nextOf(expression, "2026-11-24T09:00:00Z", 2)).toEqual(times);
	});

	it.each([
		"cron(0 10 * * * *)",
		"cron(0 10 ? * ? *)",
		"cron(0 10 * * ?)",
		"cron(? 10 * * ? *)",
		"cron(61 10 * * ? *)",
		"cron(0 10 * * ? * *)",
		"0 10 * * ? *",
	])("refuses %s: six fields, and exactly one of the two for days is a question mark (L330)", (expression) => {
		expect(parseSchedule(expression).ok).toBe(false);
	});
});

describe("daylight saving", () => {
	it("skips a time that clocks skip in spring (L333)", () => {
		expect(nextOf("cron(30 2 * * ? *)", "2026-03-28T00:00:00Z", 2, "Europe/Berlin")).toEqual(["2026-03-28T01:30Z", "2026-03-30T00:30Z"]);
	});

	it("runs a time that comes twice in autumn once (L333)", () => {
		expect(nextOf("cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", 2, "Europe/Berlin")).toEqual(["2026-10-25T00:30Z", "2026-10-26T01:30Z"]);
		expect(nextOf("cron(30 1 * * ? *)", "2026-10-31T12:00:00Z", 2, "America/New_York")).toEqual(["2026-11-01T05:30Z", "2026-11-02T06:30Z"]);
	});

	it("does not move a rate in days, which counts 24 hours each (L333)", () => {
		expect(nextOf("rate(1 day)", "2026-10-24T10:00:00Z", 2, "Europe/Berlin")).toEqual(["2026-10-25T10:00Z", "2026-10-26T10:00Z"]);
	});
});

describe("at()", () => {
	it("is due once, at that time in the zone (L332)", () => {
		expect(nextOf("at(2026-12-24T18:00:00)", "2026-11-24T09:00:00Z", 5, "America/New_York")).toEqual(["2026-12-24T23:00Z"]);
		expect(nextOf("at(2026-11-01T18:00:00)", "2026-11-24T09:00:00Z", 5)).toEqual([]);
	});

	it.each(["at(2026-12-24)", "at(2026-12-24T18:00:00Z)", "at(2026-13-24T18:00:00)"])("refuses %s (L332)", (expression) => {
		expect(parseSchedule(expression).ok).toBe(false);
	});

	it("refuses a zone that IANA does not have (L332)", () => {
		expect(parseSchedule("at(2026-12-24T18:00:00)", "Europe/Atlantis")).toEqual({
			ok: false,
			problem: "Europe/Atlantis is not a time zone.",
		});
	});
});
