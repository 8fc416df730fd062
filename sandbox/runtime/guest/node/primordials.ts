/**
 * The object `primordials` that Node.js gives to its own modules: built-ins as they were before learner code could replace them, methods
 * as functions that take the receiver first. Filled while the library is put together, before any learner code.
 */
import { epochNow } from "../date.ts";
import { apply, NativeDate, uncurryThis } from "../primordials.ts";

type Values = Record<string, unknown>;

/** Put in by the build of this library: names of what those modules take. The others would be copied into every environment. */
declare const NODE_PRIMORDIALS: string;
const wanted: Record<string, true> = Object.create(null);
for (const name of NODE_PRIMORDIALS.split(" ")) wanted[name] = true;

export const primordials: Values = Object.create(null);

const capital = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
/** `Symbol.iterator` becomes `SymbolIterator`. */
const nameOf = (key: string | symbol) => (typeof key === "symbol" ? `Symbol${capital((key.description ?? "").slice(7))}` : capital(key));

function take(source: object, prefix: string, methodsOnly: boolean): void {
	for (const key of Reflect.ownKeys(source)) {
		const name = `${prefix}${nameOf(key)}`;
		if (!wanted[name]) continue;
		const { value } = Object.getOwnPropertyDescriptor(source, key) as PropertyDescriptor;
		if (typeof value === "function") primordials[name] = methodsOnly ? uncurryThis(value) : value;
		else if (value !== undefined && !methodsOnly) primordials[name] = value;
	}
}

for (const name of ["JSON", "Math", "Reflect"]) take((globalThis as Values)[name] as object, name, false);
const classes =
	"Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error Float16Array Float32Array Float64Array Function Int16Array Int32Array Int8Array Map Number Object Promise RegExp Set String Symbol Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakSet".split(
		" ",
	);
for (const name of classes) {
	if (!(name in globalThis)) continue;
	const Native = (globalThis as Values)[name] as { prototype: object };
	primordials[name] = Native;
	take(Native, name, false);
	take(Native.prototype, `${name}Prototype`, true);
}
primordials.decodeURIComponent = decodeURIComponent;
/** `new Date()` shows the virtual time. */
primordials.Date = function VirtualDate() {
	return new NativeDate(epochNow());
};

primordials.ArrayPrototypePushApply = (list: unknown[], more: unknown[]) => apply(Array.prototype.push, list, more);
primordials.ArrayPrototypeUnshiftApply = (list: unknown[], more: unknown[]) => apply(Array.prototype.unshift, list, more);
const search = uncurryThis(String.prototype.search);
primordials.SafeStringPrototypeSearch = (text: string, pattern: RegExp) => search(text, pattern);
const typedArrays = Object.getPrototypeOf(Uint8Array.prototype) as object;
for (const [name, key] of [
	["ByteLength", "byteLength"],
	["SymbolToStringTag", Symbol.toStringTag],
] as const) {
	const { get } = Object.getOwnPropertyDescriptor(typedArrays, key) as { get: () => unknown };
	primordials[`TypedArrayPrototypeGet${name}`] = uncurryThis(get);
}

/** A set whose methods are its own, so that nobody can change them for it. */
class SafeSet<T> extends Set<T> {}
for (const key of Reflect.ownKeys(Set.prototype)) {
	if (key === "constructor") continue;
	Object.defineProperty(SafeSet.prototype, key, Object.getOwnPropertyDescriptor(Set.prototype, key) as PropertyDescriptor);
}
Object.setPrototypeOf(SafeSet.prototype, null);
primordials.SafeSet = SafeSet;

class SafeMap<K, V> extends Map<K, V> {}
for (const key of Reflect.ownKeys(Map.prototype)) {
	if (key === "constructor") continue;
	Object.defineProperty(SafeMap.prototype, key, Object.getOwnPropertyDescriptor(Map.prototype, key) as PropertyDescriptor);
}
Object.setPrototypeOf(SafeMap.prototype, null);
primordials.SafeMap = SafeMap;
