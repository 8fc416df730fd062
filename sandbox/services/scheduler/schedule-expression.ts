import { Cron } from "croner";
import { instantOf, isTimeZone, wallTimeOf } from "./wall-clock.ts";

/** When something is due. Times are milliseconds since 1970. */
export type Schedule = {
	kind: "rate" | "cron" | "at";
	/** The first time after the given one at which it is due; undefined when there is none. @param anchor From when a rate counts. */
	next(after: number, anchor: number): number | undefined;
};
export type ParsedSchedule = { ok: true; schedule: Schedule } | { ok: false; problem: string };

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Reads `rate(5 minutes)`, `cron(0 10 * * ? *)` and, where one-time schedules exist, `at(2026-11-24T10:00:00)` (L330, L332).
 * In a time zone with daylight saving, a time that is skipped is not run and one that comes twice runs once; rates count hours of 60
 * minutes and days of 24 hours, whatever the clocks do (L333).
 * @param timeZone Of cron and at; IANA's name.
 * @param of Rules insist on `rate(1 minute)` and `rate(5 minutes)`; EventBridge Scheduler takes either form for both.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedule(expression: string, timeZone = "UTC", of: "rule" | "schedule" = "rule"): ParsedSchedule {
	const [, kind, inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
	if (!isTimeZone(timeZone)) return { ok: false, problem: `${timeZone} is not a time zone.` };
	if (kind === "rate") return parseRate(inner, of);
	if (kind === "cron") return parseCron(inner, timeZone);
	if (kind === "at") return parseAt(inner, timeZone);
	return invalid;
}

const invalid = { ok: false, problem: "Parameter ScheduleExpression is not valid." } as const;

function parseRate(inner: string, of: "rule" | "schedule"): ParsedSchedule {
	const [, value = "", unit = "", plural = ""] = /^\s*([1-9]\d{0,8})\s+(minute|hour|day)(s?)\s*$/.exec(inner) ?? [];
	if (value === "" || (of === "rule" && (Number(value) === 1) !== (plural === ""))) return invalid;
	const everyMs = Number(value) * unitMs[unit as keyof typeof unitMs];
	const next = (after: number, anchor: number) => anchor + (Math.max(0, Math.floor((after - anchor) / everyMs)) + 1) * everyMs;
	return { ok: true, schedule: { kind: "rate", next } };
}

function parseAt(inner: string, timeZone: string): ParsedSchedule {
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(inner)) return invalid;
	const wall = Date.parse(`${inner}Z`);
	if (Number.isNaN(wall)) return invalid;
	const due = instantOf(wall, timeZone);
	return { ok: true, schedule: { kind: "at", next: (after) => (due !== undefined && due > after ? due : undefined) } };
}

/** Times in a row that daylight saving skips before we stop looking; a change of the clocks takes a few hours of minutes at most. */
const MOST_SKIPPED = 10_000;

function parseCron(inner: string, timeZone: string): ParsedSchedule {
	const fields = inner.trim().split(/\s+/);
	const [, , dayOfMonth, , dayOfWeek = ""] = fields;
	// One of the two fields for days is `?`, and only those may be (L330).
	if (
		fields.length !== 6 ||
		(dayOfMonth === "?") === (dayOfWeek === "?") ||
		fields.some((field, i) => i !== 2 && i !== 4 && field.includes("?"))
	)
		return invalid;
	const asCroner = fields.map((field) => (field === "?" ? "*" : field));
	if (dayOfWeek === "L") asCroner[4] = "7";
	let cron: Cron;
	try {
		// Days of the week count from Sunday as 1, and `0/15` is a step from 0.
		cron = new Cron(`0 ${asCroner.join(" ")}`, { mode: "7-part", alternativeWeekdays: true, sloppyRanges: true, timezone: "UTC" });
	} catch {
		return invalid;
	}
	return {
		ok: true,
		schedule: {
			kind: "cron",
			next(after) {
				// On the wall clock, where croner sees no daylight saving; and only then as instants, each once.
				let wall = wallTimeOf(after, timeZone);
				for (let tried = 0; tried < MOST_SKIPPED; tried++) {
					const found = cron.nextRun(new Date(wall));
					if (!found) return undefined;
					wall = found.getTime();
					const instant = instantOf(wall, timeZone);
					if (instant !== undefined && instant > after) return instant;
				}
				return undefined;
			},
		},
	};
}
