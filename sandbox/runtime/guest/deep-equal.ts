import { types } from "./util-types.ts";

type Seen = Map<object, object>;

/** Deep equality as node:assert and node:util have it, for data; `strict` is that of `isDeepStrictEqual`. */
export function deepEqual(a: unknown, b: unknown, strict = true, seen: Seen = new Map()): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
		// biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what assert.deepEqual promises.
		return strict ? false : a == b;
	}
	if (seen.get(a) === b) return true;
	seen.set(a, b);
	if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
	return sameContents(a, b, strict, seen) && sameProperties(a, b, strict, seen);
}

/** Compares what is not in properties. */
function sameContents(a: object, b: object, strict: boolean, seen: Seen): boolean {
	if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
	if (a instanceof RegExp && b instanceof RegExp) return `${a}` === `${b}` && a.lastIndex === b.lastIndex;
	if (a instanceof Error && b instanceof Error) {
		return a.message === b.message && a.name === b.name && deepEqual(a.cause, b.cause, strict, seen);
	}
	if (types.isBoxedPrimitive(a) || types.isBoxedPrimitive(b)) {
		return types.isBoxedPrimitive(a) && types.isBoxedPrimitive(b) && Object.is(a.valueOf(), b.valueOf());
	}
	if (a instanceof Set && b instanceof Set) {
		if (a.size !== b.size) return false;
		const left = [...b].filter((value) => !a.has(value));
		return [...a].filter((value) => !b.has(value)).every((value) => took(left, (other) => deepEqual(value, other, strict, seen)));
	}
	if (a instanceof Map && b instanceof Map) {
		if (a.size !== b.size) return false;
		const left = [...b].filter(([key]) => !a.has(key));
		return [...a].every(([key, value]) =>
			b.has(key)
				? deepEqual(value, b.get(key), strict, seen)
				: took(left, (other) => deepEqual(key, other[0], strict, seen) && deepEqual(value, other[1], strict, seen)),
		);
	}
	return true;
}

/** Takes the first that fits out of the list. @returns Whether one did. */
function took<T>(list: T[], fits: (one: T) => boolean): boolean {
	const at = list.findIndex(fits);
	if (at >= 0) list.splice(at, 1);
	return at >= 0;
}

/** Own enumerable properties; those with a symbol count in strict mode only. */
function sameProperties(a: object, b: object, strict: boolean, seen: Seen): boolean {
	const names = namesOf(a, strict);
	if (names.length !== namesOf(b, strict).length) return false;
	return names.every((name) => Object.hasOwn(b, name) && deepEqual((a as never)[name], (b as never)[name], strict, seen));
}

function namesOf(value: object, strict: boolean): PropertyKey[] {
	const names: PropertyKey[] = Object.keys(value);
	if (!strict) return names;
	return [...names, ...Object.getOwnPropertySymbols(value).filter((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol))];
}
