import type { Json } from "#sandbox/json-value.ts";
import { compileElement, type Dialect, type Leaf, type LeafMatcher } from "./value-matcher.ts";

export type { Dialect } from "./value-matcher.ts";

type JsonObject = { [key: string]: Json };

/**
 * A pattern made ready. All of `fields` and one of each of `either` must fit. What is under a field of an array may be in any element, but
 * for all fields in the same one ("array-consistent", as Event Ruler calls it).
 */
type Group = { fields: { name: string; test: Field }[]; either: Group[][] };
type Field = { kind: "group"; group: Group } | { kind: "leaf"; path: readonly string[]; matchers: LeafMatcher[]; absent: boolean };

/** Deeper patterns are refused, so that no pattern can use up the stack. */
const MOST_DEPTH = 64;

/** Names that stand for operators; an object with one of them cannot be an alternative of $or. */
const reserved = new Set(["exactly", "prefix", "suffix", "numeric", "anything-but", "exists", "cidr", "equals-ignore-case", "wildcard"]);

/** Patterns are compiled once. */
const compiled = new WeakMap<object, Group | null>();

/**
 * Whether an event fits a pattern, with all operators of EventBridge's content filtering. Filters of event source mappings (L177) and
 * filter policies of SNS have the same meaning; which operators they lack is told by `patternProblems`.
 * Takes time in proportion to pattern and event. A number is compared by its value: in JSON text that is read already, `300` and
 * `300.0`, which EventBridge tells apart (L180), are the same.
 * @returns false for a pattern that has problems, whatever the event.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @see https://github.com/aws/event-ruler, which is what the service runs
 */
export function matchesPattern(pattern: Json, event: Json): boolean {
	if (!isObject(pattern)) return false;
	let group = compiled.get(pattern);
	if (group === undefined) {
		const problems: string[] = [];
		const made = compileGroup(pattern, [], "rule", problems, false);
		group = problems.length === 0 ? made : null;
		compiled.set(pattern, group);
	}
	return group !== null && fits(group, event, event);
}

/**
 * What is wrong with a pattern, in the words of Event Ruler and with the path to the field.
 * @param dialect Who reads it: a rule of a bus, an event source mapping, a subscription of SNS.
 * @returns Empty for a valid one.
 */
export function patternProblems(pattern: Json, dialect: Dialect = "rule"): string[] {
	const problems: string[] = [];
	if (isObject(pattern)) compileGroup(pattern, [], dialect, problems, false);
	else problems.push("Filter is not an object");
	return problems;
}

function compileGroup(pattern: JsonObject, path: readonly string[], dialect: Dialect, problems: string[], inOr: boolean): Group {
	const group: Group = { fields: [], either: [] };
	const names = Object.keys(pattern);
	if (names.length === 0) problems.push(told(path, "Empty objects are not allowed"));
	if (path.length > MOST_DEPTH) {
		problems.push(`Patterns deeper than ${MOST_DEPTH} levels are not simulated`);
		return group;
	}
	for (const name of names) {
		const value = pattern[name] as Json;
		const here = [...path, name];
		if (name === "$or" && isOr(value)) {
			group.either.push(value.map((alternative) => compileGroup(alternative, path, dialect, problems, true)));
		} else if (inOr && reserved.has(name)) {
			problems.push(told(here, `${name} is Ruler reserved fieldName which cannot be used inside $or.`));
		} else if (Array.isArray(value)) group.fields.push({ name, test: compileLeaf(value, here, dialect, problems) });
		else if (isObject(value))
			group.fields.push({ name, test: { kind: "group", group: compileGroup(value, here, dialect, problems, inOr) } });
		else problems.push(told(here, `"${name}" must be an object or an array`));
	}
	return group;
}

/** $or is an operator only over two or more objects; else it is a field like any other, as Event Ruler has it for old rules. */
function isOr(value: Json): value is JsonObject[] {
	return (
		Array.isArray(value) &&
		value.length >= 2 &&
		value.every(isObject) &&
		!value.some((one) => Object.keys(one).some((key) => reserved.has(key)))
	);
}

function compileLeaf(elements: readonly Json[], path: readonly string[], dialect: Dialect, problems: string[]): Field {
	const leaf = { kind: "leaf", path, matchers: [] as LeafMatcher[], absent: false } as const satisfies Field;
	let absent = false;
	if (elements.length === 0) problems.push(told(path, "Empty arrays are not allowed"));
	for (const element of elements) {
		const one = compileElement(element, dialect);
		if (!one.ok) problems.push(told(path, one.problem));
		else if (one.absent) absent = true;
		else leaf.matchers.push(one.matches);
	}
	return { ...leaf, absent };
}

function told(path: readonly string[], problem: string): string {
	return path.length === 0 ? problem : `${path.join(".")}: ${problem}`;
}

/** @param root The whole event: a field is absent only if no element of any array has it. */
function fits(group: Group, node: Json | undefined, root: Json): boolean {
	if (Array.isArray(node)) {
		const elements = flattened(node);
		return elements.length === 0 ? fits(group, undefined, root) : elements.some((element) => fits(group, element, root));
	}
	for (const { name, test } of group.fields) {
		const value = isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;
		if (test.kind === "group" ? !fits(test.group, value, root) : !leafFits(test, value, root)) return false;
	}
	return group.either.every((alternatives) => alternatives.some((alternative) => fits(alternative, node, root)));
}

function leafFits({ matchers, absent, path }: Extract<Field, { kind: "leaf" }>, value: Json | undefined, root: Json): boolean {
	if (value !== undefined && leavesOf(value).some((leaf) => matchers.some((matches) => matches(leaf)))) return true;
	return absent && !hasLeaf(root, path, 0);
}

/** Arrays stand for their elements; an object is no leaf, and an empty array has none. */
function leavesOf(value: Json): Leaf[] {
	return (Array.isArray(value) ? flattened(value) : [value]).filter((one) => !isObject(one)) as Leaf[];
}

function hasLeaf(node: Json, path: readonly string[], depth: number): boolean {
	if (depth === path.length) return leavesOf(node).length > 0;
	if (Array.isArray(node)) return flattened(node).some((element) => hasLeaf(element, path, depth));
	const name = path[depth] as string;
	return isObject(node) && Object.hasOwn(node, name) && hasLeaf(node[name] as Json, path, depth + 1);
}

/** Elements of arrays within arrays, in order, without recursion: an event may be nested as deep as it likes. */
function flattened(array: Json[]): Json[] {
	const elements: Json[] = [];
	const open = [{ array, index: 0 }];
	for (let top = open.at(-1); top; top = open.at(-1)) {
		const element = top.array[top.index++];
		if (element === undefined) open.pop();
		else if (Array.isArray(element)) open.push({ array: element, index: 0 });
		else elements.push(element);
	}
	return elements;
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
