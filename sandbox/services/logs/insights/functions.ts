/** A moment, in calendar milliseconds. */
export class Moment {
	readonly ms: number;

	constructor(ms: number) {
		this.ms = ms;
	}
}

/** A value of a field; undefined where a row does not have it. Conditions are 1 and 0. */
export type Value = number | string | Moment | undefined;

/** The number that a value is or says. */
export function numberOf(value: Value): number | undefined {
	if (value instanceof Moment) return value.ms;
	if (typeof value === "number") return value;
	return value !== undefined && /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

/** As a result shows it: moments as `2026-11-24 09:00:00.000`. */
export function textOf(value: Value): string {
	if (value instanceof Moment) return new Date(value.ms).toISOString().replace("T", " ").replace("Z", "");
	if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(4)));
	return value ?? "";
}

type Takes = readonly [least: number, most: number];
type Function = { takes: Takes; apply(given: Value[]): Value };

const ofNumbers = (takes: Takes, apply: (numbers: number[]) => number): Function => ({
	takes,
	apply(given) {
		const numbers = given.map(numberOf);
		const known = numbers.filter((number) => number !== undefined);
		return known.length === numbers.length ? apply(known) : undefined;
	},
});
const ofText = (takes: Takes, apply: (text: string, ...more: Value[]) => Value): Function => ({
	takes,
	apply: ([text, ...more]) => (text === undefined ? undefined : apply(textOf(text), ...more)),
});
const truth = (is: boolean) => Number(is);
const rounded = (round: (value: number) => number) => (given: Value[]) => {
	const [value, step] = given.map(numberOf);
	return value === undefined || !step ? undefined : new Moment(round(value / step) * step);
};
const MANY = 100;

/** Functions of one row. `bin` is given the time of the row first. */
export const FUNCTIONS: Readonly<Record<string, Function>> = {
	abs: ofNumbers([1, 1], ([a = 0]) => Math.abs(a)),
	ceil: ofNumbers([1, 1], ([a = 0]) => Math.ceil(a)),
	floor: ofNumbers([1, 1], ([a = 0]) => Math.floor(a)),
	log: ofNumbers([1, 1], ([a = 0]) => Math.log(a)),
	sqrt: ofNumbers([1, 1], ([a = 0]) => Math.sqrt(a)),
	greatest: ofNumbers([1, MANY], (numbers) => Math.max(...numbers)),
	least: ofNumbers([1, MANY], (numbers) => Math.min(...numbers)),
	bin: { takes: [1, 1], apply: rounded(Math.floor) },
	datefloor: { takes: [2, 2], apply: rounded(Math.floor) },
	dateceil: { takes: [2, 2], apply: rounded(Math.ceil) },
	frommillis: ofNumbersToMoment(),
	tomillis: ofNumbers([1, 1], ([a = 0]) => a),
	ispresent: { takes: [1, 1], apply: ([value]) => truth(value !== undefined) },
	coalesce: { takes: [1, MANY], apply: (given) => given.find((value) => value !== undefined) },
	isempty: { takes: [1, 1], apply: ([value]) => truth(value === undefined || textOf(value) === "") },
	isblank: { takes: [1, 1], apply: ([value]) => truth(value === undefined || textOf(value).trim() === "") },
	concat: { takes: [1, MANY], apply: (given) => given.map(textOf).join("") },
	strlen: ofText([1, 1], (text) => [...text].length),
	toupper: ofText([1, 1], (text) => text.toUpperCase()),
	tolower: ofText([1, 1], (text) => text.toLowerCase()),
	trim: ofText([1, 1], (text) => text.trim()),
	ltrim: ofText([1, 1], (text) => text.trimStart()),
	rtrim: ofText([1, 1], (text) => text.trimEnd()),
	strcontains: ofText([2, 2], (text, part) => truth(text.includes(textOf(part)))),
	replace: ofText([3, 3], (text, from, to) => text.replaceAll(textOf(from), () => textOf(to))),
	substr: ofText([2, 3], (text, from, length) => {
		const start = numberOf(from) ?? 0;
		return text.slice(start, length === undefined ? undefined : start + (numberOf(length) ?? 0));
	}),
};

function ofNumbersToMoment(): Function {
	return {
		takes: [1, 1],
		apply([value]) {
			const ms = numberOf(value);
			return ms === undefined ? undefined : new Moment(ms);
		},
	};
}

/** What an aggregate is given of each row of its group, and the row's time. */
type Sample = { value: Value; at: number };
type Aggregate = { takes: Takes; apply(samples: Sample[], argument: number | undefined): Value };

const numbersOf = (samples: Sample[]) => samples.map(({ value }) => numberOf(value)).filter((number) => number !== undefined);
const overNumbers = (apply: (numbers: number[], argument: number | undefined) => number, takes: Takes = [1, 1]): Aggregate => ({
	takes,
	apply(samples, argument) {
		const numbers = numbersOf(samples);
		return numbers.length === 0 ? undefined : apply(numbers, argument);
	},
});
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const present = (samples: Sample[]) => samples.filter(({ value }) => value !== undefined);
const extreme = (better: (a: Value, b: Value) => boolean): Aggregate => ({
	takes: [1, 1],
	apply: (samples) =>
		present(samples).reduce<Value>((best, { value }) => (best === undefined || better(value, best) ? value : best), undefined),
});
const isLess = (a: Value, b: Value): boolean => {
	const [x, y] = [numberOf(a), numberOf(b)];
	return x !== undefined && y !== undefined ? x < y : textOf(a) < textOf(b);
};

/** Functions of a group of rows. Rows without the field do not count. */
export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
	count: { takes: [0, 1], apply: (samples) => present(samples).length },
	count_distinct: { takes: [1, 1], apply: (samples) => new Set(present(samples).map(({ value }) => textOf(value))).size },
	sum: overNumbers(sum),
	avg: overNumbers((numbers) => sum(numbers) / numbers.length),
	min: extreme(isLess),
	max: extreme((a, b) => isLess(b, a)),
	/** By the nearest rank. */
	pct: overNumbers(
		(numbers, percent = 50) => {
			const sorted = numbers.toSorted((a, b) => a - b);
			return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1))] ?? 0;
		},
		[2, 2],
	),
	stddev: overNumbers((numbers) => {
		const mean = sum(numbers) / numbers.length;
		return Math.sqrt(sum(numbers.map((number) => (number - mean) ** 2)) / numbers.length);
	}),
	earliest: {
		takes: [1, 1],
		apply: (samples) => present(samples).reduce<Sample | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined)?.value,
	},
	latest: {
		takes: [1, 1],
		apply: (samples) => present(samples).reduce<Sample | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined)?.value,
	},
};
