/** Deep strict equality as node:assert and node:util have it, for data. */
export function deepEqual(a: unknown, b: unknown, strict = true, seen = new Map<object, object>()): boolean {
	if (Object.is(a, b)) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
		// biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what assert.deepEqual promises.
		return strict ? false : a == b;
	}
	if (seen.get(a) === b) return true;
	seen.set(a, b);
	if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	if (a instanceof Date && b instanceof Date && a.getTime() !== b.getTime()) return false;
	if (a instanceof RegExp && b instanceof RegExp && `${a}` !== `${b}`) return false;
	if (a instanceof Error && b instanceof Error && (a.message !== b.message || a.name !== b.name)) return false;
	if (a instanceof Map && b instanceof Map) {
		if (a.size !== b.size) return false;
		for (const [key, value] of a) if (!b.has(key) || !deepEqual(value, b.get(key), strict, seen)) return false;
	}
	if (a instanceof Set && b instanceof Set) {
		if (a.size !== b.size) return false;
		for (const value of a) if (!b.has(value) && ![...b].some((other) => deepEqual(value, other, strict, seen))) return false;
	}
	const names = Object.keys(a);
	if (names.length !== Object.keys(b).length) return false;
	return names.every((name) => Object.hasOwn(b, name) && deepEqual((a as never)[name], (b as never)[name], strict, seen));
}
