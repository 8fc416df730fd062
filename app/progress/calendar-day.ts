/** A day of the learner's calendar, "2026-11-23". Warmstart runs on the learner's own machine, so the server's time zone is theirs. */
export type CalendarDay = string & { readonly calendarDay: true };

const two = (value: number) => String(value).padStart(2, "0");

export function dayOf(at: Date): CalendarDay {
	return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` as CalendarDay;
}

/** Noon, so that no change to or from summer time moves it into another day. */
function noonOf(day: string): Date {
	const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
	return new Date(year, month - 1, date, 12);
}

export function plusDays(day: CalendarDay, count: number): CalendarDay {
	const noon = noonOf(day);
	noon.setDate(noon.getDate() + count);
	return dayOf(noon);
}

/** Days from one to the other; negative when `to` is the earlier. */
export function daysBetween(from: string, to: string): number {
	return Math.round((noonOf(to).getTime() - noonOf(from).getTime()) / 86_400_000);
}

/** The first moment of a day. */
export function startOf(day: CalendarDay): Date {
	const noon = noonOf(day);
	noon.setHours(0, 0, 0, 0);
	return noon;
}

// One locale for all: the site speaks English, and a fixed one gives the same words on every machine.
const formats = {
	long: new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" }),
	short: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }),
	withYear: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" }),
	time: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
};

/** "Monday 23 November", "23 Nov", "23 Nov 2026". */
export function dayLabel(day: string, form: "long" | "short" | "withYear"): string {
	return formats[form].format(noonOf(day)).replace(",", "").replace("Sept", "Sep");
}

/** "21:48" */
export function timeLabel(at: Date): string {
	return formats.time.format(at);
}

/** "today 21:48", "yesterday 21:48", "20 Nov 21:48". */
export function momentLabel(at: Date, now: Date): string {
	const ago = daysBetween(dayOf(at), dayOf(now));
	if (ago === 0) return `today ${timeLabel(at)}`;
	if (ago === 1) return `yesterday ${timeLabel(at)}`;
	return `${dayLabel(dayOf(at), ago > 300 ? "withYear" : "short")} ${timeLabel(at)}`;
}
