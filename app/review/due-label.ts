const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function times(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** "10 min", "3 h", "6 days", "4 months". */
function span(ms: number, round: (value: number) => number): string {
	if (ms < hour) return `${Math.max(1, round(ms / minute))} min`;
	if (ms < day) return `${round(ms / hour)} h`;
	if (ms < 60 * day) return times(round(ms / day), "day");
	return times(Math.round(ms / (30.4 * day)), "month");
}

/** "in 10 min", "in 6 days"; "now" for what is due. */
export function inLabel(ms: number): string {
	return ms <= 0 ? "now" : `in ${span(ms, Math.round)}`;
}

/** "9 days ago", "just now". */
export function agoLabel(ms: number): string {
	return ms < minute ? "just now" : `${span(ms, Math.floor)} ago`;
}
