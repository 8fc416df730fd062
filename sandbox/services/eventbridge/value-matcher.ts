import { BlockList, isIP } from "node:net";
import type { Json } from "#sandbox/json-value.ts";
import { compileWildcard, wildcardProblem } from "./wildcard.ts";

/** What a leaf of an event can be; objects and arrays are taken apart before. */
export type Leaf = string | number | boolean | null;
export type LeafMatcher = (value: Leaf) => boolean;

/** A matcher, or why there is none. `absent`: the operator fits a field that the event does not have. */
export type Compiled = { ok: true; matches: LeafMatcher; absent: boolean } | { ok: false; problem: string };

/**
 * Who reads the pattern. A filter of an event source mapping (L177) knows fewer operators than a rule of a bus: no wildcard, no cidr, and
 * anything-but with values only. A filter policy of SNS knows those of a rule.
 */
export type Dialect = "rule" | "mapping" | "subscription";

/** Largest absolute value in `numeric`, which Event Ruler keeps with six digits after the point. */
const MOST_NUMERIC = 5e9;

const ok = (matches: LeafMatcher, absent = false): Compiled => ({ ok: true, matches, absent });
const bad = (problem: string): Compiled => ({ ok: false, problem });
const onText =
	(test: (text: string) => boolean): LeafMatcher =>
	(value) =>
		typeof value === "string" && test(value);

/**
 * Compiles one element of the list that stands for a field: a value, or an object with one operator.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compileElement(element: Json, dialect: Dialect): Compiled {
	if (Array.isArray(element)) return bad("Match value must be String, number, true, false, or null");
	if (element === null || typeof element !== "object") return ok((value) => value === element);
	const entry = onlyEntry(element);
	if (!entry)
		return bad(Object.keys(element).length === 0 ? "Match expression name not found" : "Only one key allowed in match expression");
	const [operator, operand] = entry;
	if (dialect === "mapping" && (operator === "wildcard" || operator === "cidr"))
		return bad(`${operator} is not available in a filter of an event source mapping`);
	switch (operator) {
		case "exists":
			if (typeof operand !== "boolean") return bad("exists match pattern must be either true or false.");
			return operand ? ok(() => true) : ok(() => false, true);
		case "anything-but":
			return compileAnythingBut(operand, dialect);
		case "numeric":
			return compileNumeric(operand);
		case "cidr":
			return compileCidr(operand);
		default:
			return compileText(operator, operand);
	}
}

function onlyEntry(value: { [key: string]: Json }): [string, Json] | undefined {
	const entries = Object.entries(value);
	return entries.length === 1 ? entries[0] : undefined;
}

/** Operators on texts: prefix and suffix (both also without regard to case), equals-ignore-case, wildcard. */
function compileText(operator: string, operand: Json): Compiled {
	if (operator === "prefix" || operator === "suffix") {
		const nested = operand !== null && typeof operand === "object" && !Array.isArray(operand) ? onlyEntry(operand) : undefined;
		const ignoresCase = nested?.[0] === "equals-ignore-case";
		const text = ignoresCase ? nested[1] : operand;
		if (typeof text !== "string") return bad(`${operator} match pattern must be a string`);
		const fold = ignoresCase ? folded : (value: string) => value;
		const wanted = fold(text);
		return ok(onText((value) => (operator === "prefix" ? fold(value).startsWith(wanted) : fold(value).endsWith(wanted))));
	}
	if (operator === "equals-ignore-case") {
		if (typeof operand !== "string") return bad("equals-ignore-case match pattern must be a string");
		const wanted = folded(operand);
		return ok(onText((value) => folded(value) === wanted));
	}
	if (operator === "wildcard") {
		if (typeof operand !== "string") return bad("wildcard match pattern must be a string");
		const problem = wildcardProblem(operand);
		return problem === undefined ? ok(onText(compileWildcard(operand))) : bad(problem);
	}
	return bad(`Unrecognized match type ${operator}`);
}

/** Upper case first: some letters have one upper and two lower cases. */
function folded(text: string): string {
	return text.toUpperCase().toLowerCase();
}

/** Fits every value that is there and that none of the given ones fits, of whatever type it is. */
function compileAnythingBut(operand: Json, dialect: Dialect): Compiled {
	if (operand !== null && typeof operand === "object" && !Array.isArray(operand)) {
		const entry = onlyEntry(operand);
		if (!entry) return bad("Only one key allowed in match expression");
		const [operator, nested] = entry;
		if (dialect === "mapping") return bad("anything-but takes values only in a filter of an event source mapping");
		if (!["prefix", "suffix", "equals-ignore-case", "wildcard"].includes(operator))
			return bad(`Unsupported anything-but pattern: ${operator}`);
		const texts = Array.isArray(nested) ? nested : [nested];
		if (texts.length === 0) return bad("Empty arrays are not allowed");
		if ((operator === "prefix" || operator === "suffix") && texts.includes("")) return bad("Null prefix/suffix not allowed");
		const parts = texts.map((text) =>
			typeof text === "string" ? compileText(operator, text) : bad(`${operator} match pattern must be a string`),
		);
		const matchers: LeafMatcher[] = [];
		for (const part of parts) {
			if (!part.ok) return part;
			matchers.push(part.matches);
		}
		return ok((value) => !matchers.some((matches) => matches(value)));
	}
	const values = Array.isArray(operand) ? operand : [operand];
	const texts = values.every((value) => typeof value === "string");
	const numbers = values.every((value) => typeof value === "number");
	if (values.length === 0 || !(texts || numbers))
		return bad("Inside anything but list, either all values are number or string, mixed type is not supported");
	const excluded = new Set<Json>(values);
	return ok((value) => !excluded.has(value));
}

/** `["=", 5]`, `["<", 10]`, or a range such as `[">", 0, "<=", 5]`. Numbers only: a text of digits is no number. */
function compileNumeric(operand: Json): Compiled {
	if (!Array.isArray(operand)) return bad("Value of numeric must be an array.");
	const [operator, bound, second, top, ...rest] = operand;
	if (typeof operator !== "string" || !["=", "<", "<=", ">", ">="].includes(operator))
		return bad(`Unrecognized numeric range operator: ${JSON.stringify(operator ?? null)}`);
	if (typeof bound !== "number") return bad(`Value of ${operator} must be numeric`);
	if (Math.abs(bound) > MOST_NUMERIC) return bad(`Value must be between ${-MOST_NUMERIC} and ${MOST_NUMERIC}, inclusive`);
	if (second === undefined) return ok((value) => typeof value === "number" && compare(value, operator, bound));
	if (operator === "=" || operator.startsWith("<")) return bad("Too many elements in numeric expression");
	if (second !== "<" && second !== "<=") return bad(`Bad numeric range operator: ${JSON.stringify(second)}`);
	if (typeof top !== "number") return bad(`Value of ${second} must be numeric`);
	if (rest.length > 0) return bad("Too many terms in numeric range expression");
	if (Math.abs(top) > MOST_NUMERIC) return bad(`Value must be between ${-MOST_NUMERIC} and ${MOST_NUMERIC}, inclusive`);
	if (!(bound < top)) return bad("Bottom must be less than top");
	return ok((value) => typeof value === "number" && compare(value, operator, bound) && compare(value, second, top));
}

function compare(value: number, operator: string, bound: number): boolean {
	switch (operator) {
		case "=":
			return value === bound;
		case "<":
			return value < bound;
		case "<=":
			return value <= bound;
		case ">":
			return value > bound;
		default:
			return value >= bound;
	}
}

/** A block of IPv4 or IPv6 addresses, such as `10.0.0.0/24`. */
function compileCidr(operand: Json): Compiled {
	if (typeof operand !== "string") return bad("cidr match pattern must be a string");
	const [address = "", bits = "", ...rest] = operand.split("/");
	const family = isIP(address);
	if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
		return bad(`Malformed CIDR, one '/' required: ${operand}`);
	const type = family === 4 ? "ipv4" : "ipv6";
	const block = new BlockList();
	block.addSubnet(address, Number(bits), type);
	return ok(onText((text) => isIP(text) === family && block.check(text, type)));
}
