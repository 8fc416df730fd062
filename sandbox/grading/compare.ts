import type { Check, Json } from "#sandbox/scenario.ts";

/** Characters of a value that a learner is shown. */
const shownChars = 240;

/**
 * Compares the value of a check with what it must be. JSONata gives a single value in place of a list of one, and nothing in place of an
 * empty list; where a list is expected, both are read as lists again.
 */
export function fulfils({ compare, expected }: Pick<Check, "compare" | "expected">, actual: Json | undefined): boolean {
	if (compare === "equals") return deepEqual(Array.isArray(expected) ? asList(actual) : (actual ?? null), expected);
	if (typeof actual !== "number" || typeof expected !== "number") return false;
	return compare === "atMost" ? actual <= expected : actual >= expected;
}

/** @returns What must be, ready to show: "1", "at most 60", or compact JSON. */
export function expectedInWords({ compare, expected }: Pick<Check, "compare" | "expected">): string {
	const value = valueInWords(expected);
	if (compare === "atMost") return `at most ${value}`;
	return compare === "atLeast" ? `at least ${value}` : value;
}

/** @returns What was, ready to show. */
export function valueInWords(value: Json | undefined): string {
	if (value === undefined) return "nothing";
	const text = JSON.stringify(value);
	return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text;
}

function asList(value: Json | undefined): Json {
	if (value === undefined) return [];
	return Array.isArray(value) ? value : [value];
}

function deepEqual(a: Json, b: Json): boolean {
	if (Array.isArray(a) || Array.isArray(b)) {
		return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i] ?? null));
	}
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key] ?? null, b[key] ?? null));
}
