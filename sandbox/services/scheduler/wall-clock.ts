/** Calendar time in a time zone. A wall time is written as if it were UTC, in milliseconds since 1970. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @returns Whether the name is a time zone of the IANA database, such as `Europe/Berlin`. */
export function isTimeZone(timeZone: string): boolean {
	try {
		formatOf(timeZone);
		return true;
	} catch {
		return false;
	}
}

/** What clocks in the zone show at an instant. */
export function wallTimeOf(epochMs: number, timeZone: string): number {
	if (timeZone === "UTC") return epochMs;
	const parts: Record<string, number> = {};
	for (const { type, value } of formatOf(timeZone).formatToParts(epochMs)) parts[type] = Number(value);
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
	return Date.UTC(year, month - 1, day, hour, minute, second) + (((epochMs % 1000) + 1000) % 1000);
}

/**
 * The instant at which clocks in the zone show a time: the first of two when they are set back.
 * @returns undefined for a time that is skipped when they are set forward.
 */
export function instantOf(wallMs: number, timeZone: string): number | undefined {
	if (timeZone === "UTC") return wallMs;
	// Offsets a day before and after cover both sides of any change of the clocks.
	const offsets = [-DAY_MS, DAY_MS].map((shift) => wallTimeOf(wallMs + shift, timeZone) - (wallMs + shift));
	const instants = offsets.map((offset) => wallMs - offset).filter((instant) => wallTimeOf(instant, timeZone) === wallMs);
	return instants.length === 0 ? undefined : Math.min(...instants);
}

const DAY_MS = 86_400_000;

function formatOf(timeZone: string): Intl.DateTimeFormat {
	let format = formats.get(timeZone);
	if (!format) {
		const two = "2-digit";
		format = new Intl.DateTimeFormat("en-US", {
			timeZone,
			hourCycle: "h23",
			year: "numeric",
			month: two,
			day: two,
			hour: two,
			minute: two,
			second: two,
		});
		formats.set(timeZone, format);
	}
	return format;
}
