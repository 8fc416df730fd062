const small = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/** Whole numbers to twelve in words, as in running text. */
export const numberInWords = (count: number) => small[count] ?? String(count);

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const minutesInWords = (minutes: number) => `${numberInWords(minutes)} ${minutes === 1 ? "minute" : "minutes"}`;

/** "About six minutes left for this part". Never counts seconds, since a countdown that jumps makes nobody write better. */
export function partTimeInWords(leftMs: number): string {
	if (leftMs <= -30_000) return `Over by ${minutesInWords(Math.max(1, Math.round(-leftMs / 60_000)))} on this part`;
	if (leftMs <= 0) return "The time for this part is used up";
	if (leftMs < 60_000) return "Less than a minute left for this part";
	if (leftMs < 90_000) return "About a minute left for this part";
	return `About ${minutesInWords(Math.round(leftMs / 60_000))} left for this part`;
}

/** "14 of 40 left in all", in whole minutes; the last one is named, since "0 of 40" would say that it is over. */
export function wholeTimeInWords(remainingMs: number, limitMs: number): string {
	const all = Math.round(limitMs / 60_000);
	if (remainingMs <= 0) return "no time left in all";
	if (remainingMs < 60_000) return `less than one of ${all} minutes left in all`;
	return `${Math.round(remainingMs / 60_000)} of ${all} left in all`;
}

export function spentInWords(spentMs: number): string {
	const minutes = Math.floor(spentMs / 60_000);
	return minutes === 0 ? "Less than a minute in this part so far" : `${capital(minutesInWords(minutes))} in this part so far`;
}

/** What a key speaks on demand: whole sentences. */
export function clockAloud(time: { partLeftMs: number; remainingMs: number | null; limitMs: number | null; partSpentMs: number }): string {
	if (time.remainingMs === null || time.limitMs === null) return `${spentInWords(time.partSpentMs)}. No limit.`;
	return `${partTimeInWords(time.partLeftMs)}, ${wholeTimeInWords(time.remainingMs, time.limitMs)}.`;
}

/** The moments at which the page speaks unasked: half of the time, five minutes, one minute. */
export function announcementOf(before: number, after: number, limitMs: number): string | null {
	const passed = (mark: number) => before > mark && after <= mark;
	if (passed(60_000)) return "One minute left.";
	if (passed(5 * 60_000)) return "Five minutes left.";
	if (passed(limitMs / 2)) return "Half of the time is over.";
	return null;
}

/** "3.5" or "13": minutes to the half, for tables and drawings. */
export const halfMinutes = (ms: number) => String(Math.round(ms / 30_000) / 2);
