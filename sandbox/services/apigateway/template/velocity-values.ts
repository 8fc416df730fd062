import type { Json } from "#sandbox/json-value.ts";

/** An object of the gateway, such as `$input`: what it can do is listed, and nothing else is. */
export type Tool = {
	readonly kind: "tool";
	readonly methods: Readonly<Record<string, (...args: VelocityValue[]) => VelocityValue>>;
	readonly properties?: Readonly<Record<string, () => VelocityValue>>;
};

/** What a reference of a template can stand for. */
export type VelocityValue = Json | Tool | undefined;

const tools = new WeakSet<object>();

export function tool(methods: Tool["methods"], properties: Tool["properties"] = {}): Tool {
	// Null prototypes, so that no name but the listed ones leads anywhere.
	const made: Tool = {
		kind: "tool",
		methods: Object.assign(Object.create(null), methods),
		properties: Object.assign(Object.create(null), properties),
	};
	tools.add(made);
	return made;
}

export function toolOf(value: VelocityValue): Tool | undefined {
	return typeof value === "object" && value !== null && tools.has(value) ? (value as Tool) : undefined;
}

/** How Java prints a value: maps as `{a=1, b=2}`, lists as `[1, 2]`. */
export function shown(value: VelocityValue): string {
	if (value === undefined || value === null) return "";
	if (typeof value !== "object") return `${value}`;
	if (toolOf(value)) return "";
	if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
	return `{${Object.entries(value)
		.map(([name, one]) => `${name}=${shown(one)}`)
		.join(", ")}}`;
}

/** Longest text that a method may make. */
const MOST_CHARACTERS = 1_000_000;

/** Calls a method as Java has it for strings, numbers, lists and maps; an unknown one gives nothing. */
export function callMethod(base: VelocityValue, name: string, args: VelocityValue[]): VelocityValue {
	if (base === undefined || base === null) return undefined;
	const asTool = toolOf(base);
	if (asTool) return asTool.methods[name]?.(...args);
	if (name === "toString") return shown(base);
	if (name === "equals") return same(base, args[0]);
	if (typeof base === "string") return STRING[name]?.(base, args);
	if (typeof base === "number") return NUMBER[name]?.(base, args);
	if (Array.isArray(base)) return LIST[name]?.(base, args);
	if (typeof base === "object") return MAP[name]?.(base as Record<string, Json>, args);
	return undefined;
}

function same(a: VelocityValue, b: VelocityValue): boolean {
	return a === b || (typeof a === "object" && shown(a) === shown(b));
}

type Methods<T> = Record<string, (base: T, args: readonly VelocityValue[]) => VelocityValue>;
const table = <T>(methods: Methods<T>): Methods<T> => Object.assign(Object.create(null), methods);
const text = (value: VelocityValue) => shown(value);

const STRING = table<string>({
	length: (base) => base.length,
	isEmpty: (base) => base === "",
	trim: (base) => base.trim(),
	toLowerCase: (base) => base.toLowerCase(),
	toUpperCase: (base) => base.toUpperCase(),
	substring: (base, [from, to]) => base.substring(Number(from), to === undefined ? undefined : Number(to)),
	charAt: (base, [at]) => base.charAt(Number(at)),
	indexOf: (base, [part]) => base.indexOf(text(part)),
	lastIndexOf: (base, [part]) => base.lastIndexOf(text(part)),
	contains: (base, [part]) => base.includes(text(part)),
	startsWith: (base, [part]) => base.startsWith(text(part)),
	endsWith: (base, [part]) => base.endsWith(text(part)),
	equalsIgnoreCase: (base, [other]) => base.toLowerCase() === text(other).toLowerCase(),
	concat: (base, [other]) => limited(base + text(other)),
	replace: (base, [from, to]) => limited(base.replaceAll(text(from), () => text(to))),
	replaceAll: (base, [from, to]) => byExpression(base, text(from), (expression) => limited(base.replace(expression, text(to)))),
	replaceFirst: (base, [from, to]) => byExpression(base, text(from), (expression) => base.replace(new RegExp(expression.source), text(to))),
	matches: (base, [pattern]) => byExpression(base, `^(?:${text(pattern)})$`, (expression) => expression.test(base)),
	split: (base, [separator]) => byExpression(base, text(separator), (expression) => base.split(expression)),
	hashCode: (base) => [...base].reduce((hash, character) => (Math.imul(hash, 31) + character.charCodeAt(0)) | 0, 0),
});

const NUMBER = table<number>({ intValue: (base) => Math.trunc(base), longValue: (base) => Math.trunc(base), doubleValue: (base) => base });

const LIST = table<Json[]>({
	size: (base) => base.length,
	isEmpty: (base) => base.length === 0,
	get: (base, [at]) => base[Number(at)],
	contains: (base, [value]) => base.some((one) => same(one, value)),
	indexOf: (base, [value]) => base.findIndex((one) => same(one, value)),
	add: (base, [value]) => {
		base.push(plain(value));
		return true;
	},
	addAll: (base, [values]) => {
		if (Array.isArray(values) && base.length + values.length <= 100_000) base.push(...values);
		return true;
	},
	set: (base, [at, value]) => {
		const index = Number(at);
		if (index >= 0 && index < base.length) base[index] = plain(value);
		return undefined;
	},
	remove: (base, [at]) => base.splice(Number(at), 1)[0],
	subList: (base, [from, to]) => base.slice(Number(from), Number(to)),
});

const MAP = table<Record<string, Json>>({
	size: (base) => Object.keys(base).length,
	isEmpty: (base) => Object.keys(base).length === 0,
	get: (base, [name]) => (Object.hasOwn(base, text(name)) ? base[text(name)] : undefined),
	getOrDefault: (base, [name, other]) => (Object.hasOwn(base, text(name)) ? base[text(name)] : other),
	containsKey: (base, [name]) => Object.hasOwn(base, text(name)),
	keySet: (base) => Object.keys(base),
	values: (base) => Object.values(base),
	entrySet: (base) => Object.entries(base).map(([key, value]) => ({ key, value })),
	put: (base, [name, value]) => {
		Object.defineProperty(base, text(name), { value: plain(value), enumerable: true, configurable: true, writable: true });
		return undefined;
	},
	putAll: (base, [values]) => {
		if (typeof values === "object" && values !== null && !Array.isArray(values) && !toolOf(values))
			for (const [name, value] of Object.entries(values)) MAP.put?.(base, [name, value as Json]);
		return undefined;
	},
	remove: (base, [name]) => {
		delete base[text(name)];
		return undefined;
	},
});

/** Tools stay out of data. */
function plain(value: VelocityValue): Json {
	return value === undefined || toolOf(value) ? null : (value as Json);
}

function limited(value: string): string {
	if (value.length > MOST_CHARACTERS) throw new RangeError("A text of the template is too long.");
	return value;
}

/** Longest text for an expression with so many repetitions, such that going through all ways to match stays below 2 * 10^8 steps. */
const MOST_SEARCHED = [1_000_000, 1_000_000, 10_000, 500, 100];

/**
 * Java's regular expressions are close enough to JavaScript's. One that is malformed, or could take too long on its text, gives nothing:
 * repeated groups can take exponential time, and several repetitions a power of the text's length.
 */
function byExpression(text: string, source: string, use: (expression: RegExp) => VelocityValue): VelocityValue {
	const repetitions = source.replace(/\\./g, "").match(/[*+{]/g)?.length ?? 0;
	if (source.length > 500 || /\)[*+{]/.test(source) || text.length > (MOST_SEARCHED[repetitions] ?? 0)) return undefined;
	try {
		return use(new RegExp(source, "g"));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
}
