/**
 * The object `primordials` that Node.js gives to its own modules: built-ins as they were before learner code could replace them, methods
 * as functions that take the receiver first. Filled while the library is put together, before any learner code.
 */
import { epochNow } from "../date.ts";
import { NativeDate, uncurryThis } from "../primordials.ts";

type Values = Record<string, unknown>;

export const primordials: Values = Object.create(null);

const capital = (key: string) => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
/** `Symbol.iterator` becomes `SymbolIterator`. */
const nameOf = (key: string | symbol) => (typeof key === "symbol" ? `Symbol${capital((key.description ?? "").slice(7))}` : capital(key));

function take(source: object, prefix: string, methodsOnly: boolean): void {
	for (const key of Reflect.ownKeys(source)) {
		const { value } = Object.getOwnPropertyDescriptor(source, key) as PropertyDescriptor;
		if (typeof value === "function") primordials[`${prefix}${nameOf(key)}`] = methodsOnly ? uncurryThis(value) : value;
		else if (value !== undefined && !methodsOnly) primordials[`${prefix}${nameOf(key)}`] = value;
	}
}

for (const name of ["JSON", "Math", "Reflect"]) take((globalThis as Values)[name] as object, name, false);
for (const name of ["Array", "Boolean", "Date", "Error", "Function", "Number", "Object", "RegExp", "String", "Symbol", "Uint8Array"]) {
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

/** A set whose methods are its own, so that nobody can change them for it. */
class SafeSet<T> extends Set<T> {}
for (const key of Reflect.ownKeys(Set.prototype)) {
	if (key === "constructor") continue;
	Object.defineProperty(SafeSet.prototype, key, Object.getOwnPropertyDescriptor(Set.prototype, key) as PropertyDescriptor);
}
Object.setPrototypeOf(SafeSet.prototype, null);
primordials.SafeSet = SafeSet;
