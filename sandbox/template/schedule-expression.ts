/** Fields of a cron expression: minutes, hours, day of month, month, day of week, year (L330). */
const FIELDS: readonly { name: string; pattern: RegExp; min: number; max: number }[] = [
	{ name: "minutes", pattern: /^[\d*,/-]+$/, min: 0, max: 59 },
	{ name: "hours", pattern: /^[\d*,/-]+$/, min: 0, max: 23 },
	{ name: "day of month", pattern: /^[\d*,/?LW-]+$/, min: 1, max: 31 },
	{ name: "month", pattern: /^[\d*,/A-Za-z-]+$/, min: 1, max: 12 },
	{ name: "day of week", pattern: /^[\d*,/?LA-Za-z#-]+$/, min: 1, max: 7 },
	{ name: "year", pattern: /^[\d*,/-]+$/, min: 1970, max: 2199 },
];

/**
 * What is wrong with a schedule expression: `rate(5 minutes)`, `cron(0 12 * * ? *)`, and for EventBridge Scheduler `at(2026-11-24T10:00:00)`
 * (L330, L332).
 * @returns undefined when it is right.
 */
export function scheduleExpressionProblem(expression: string, kind: "rule" | "schedule"): string | undefined {
	const forms = `Use rate(5 minutes) or cron(0 12 * * ? *)${kind === "schedule" ? " or at(2026-11-24T10:00:00)" : ""}.`;
	const parsed = /^(rate|cron|at)\(([^()]{1,256})\)$/.exec(expression);
	if (!parsed) return `${JSON.stringify(expression.slice(0, 100))} is no schedule. ${forms}`;
	const [, form, inner = ""] = parsed;
	if (form === "rate") return rateProblem(inner, kind);
	if (form === "cron") return cronProblem(inner);
	if (kind === "rule") return `Rules have no at(). ${forms}`;
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner) && !Number.isNaN(Date.parse(`${inner}Z`))
		? undefined
		: "at() takes a local time such as 2026-11-24T10:00:00.";
}

function rateProblem(inner: string, kind: "rule" | "schedule"): string | undefined {
	const parsed = /^(\d{1,9}) (minute|hour|day)(s?)$/.exec(inner.trim());
	if (!parsed) return "rate() takes a whole number and minutes, hours or days, for example rate(5 minutes).";
	const value = Number(parsed[1]);
	if (value < 1) return "The value of rate() is at least 1.";
	// Rules insist on the singular for 1 and the plural for more; Scheduler takes both.
	if (kind === "rule" && (value === 1) !== (parsed[3] === "")) return `Write rate(${value} ${parsed[2]}${value === 1 ? "" : "s"}).`;
	return undefined;
}

function cronProblem(inner: string): string | undefined {
	const fields = inner.trim().split(/\s+/);
	if (fields.length !== FIELDS.length)
		return `cron() has six fields, minutes hours day-of-month month day-of-week year; this one has ${fields.length}.`;
	for (const [index, { name, pattern, min, max }] of FIELDS.entries()) {
		const field = fields[index] as string;
		if (!pattern.test(field)) return `${JSON.stringify(field)} is not a value for ${name}.`;
		for (const number of field.replace(/[/#]\d+/g, "").match(/\d+/g) ?? [])
			if (Number(number) < min || Number(number) > max) return `${number} is not between ${min} and ${max}, as ${name} must be.`;
	}
	const questions = [fields[2], fields[4]].filter((field) => field === "?").length;
	if (questions === 0) return "One of day of month and day of week must be ?.";
	return questions === 2 ? "Only one of day of month and day of week may be ?." : undefined;
}
