/**
 * Built-ins as they were before learner code could replace them. The library uses these wherever its own bookkeeping would otherwise
 * go through something that learner code can change; where Node itself looks a method up (`toJSON`, `then`), so does the library.
 */
const call = Function.prototype.call;
export const bind = Function.prototype.bind;

/** Turns a method into a function that takes the receiver first. */
export const uncurryThis = bind.bind(call) as <T, A extends unknown[], R>(method: (this: T, ...args: A) => R) => (self: T, ...args: A) => R;

export const jsonStringify = JSON.stringify;
export const jsonParse = JSON.parse;
export const apply = Reflect.apply;
export const construct = Reflect.construct;
export const defineProperty = Object.defineProperty;
const create = Object.create;
export const assign = Object.assign;
export const getOwnPropertyNames = Object.getOwnPropertyNames;
export const freeze = Object.freeze;
export const preventExtensions = Object.preventExtensions;
export const ownKeys = Reflect.ownKeys;
export const keys = Object.keys;
export const isArray = Array.isArray;
export const floor = Math.floor;
export const imul = Math.imul;
export const clz32 = Math.clz32;
export const fromCharCode = String.fromCharCode;
export const NativeDate = Date;
export const NativePromise = Promise;
export const NativeRangeError = RangeError;
export const NativeArrayBuffer = ArrayBuffer;
export const NativeUint8Array = Uint8Array;
export const stringOf = String;
export const promiseThen = uncurryThis(Promise.prototype.then) as (
	promise: Promise<unknown>,
	ok?: (value: never) => unknown,
	failed?: (reason: unknown) => unknown,
) => Promise<unknown>;
export const rejected = Promise.reject.bind(Promise) as (reason: unknown) => Promise<never>;
export const resolved = Promise.resolve.bind(Promise);
export const split = uncurryThis(String.prototype.split) as unknown as (text: string, separator: string) => string[];
export const slice = uncurryThis(String.prototype.slice);
export const indexOf = uncurryThis(String.prototype.indexOf);
export const lowerCase = uncurryThis(String.prototype.toLowerCase);
export const upperCase = uncurryThis(String.prototype.toUpperCase);
export const charCodeAt = uncurryThis(String.prototype.charCodeAt);
export const objectToString = uncurryThis(Object.prototype.toString);

/** A record without a prototype: nothing that learner code does to Object.prototype shows in it. */
export function bare<T extends object>(entries?: T): T {
	const record = create(null);
	// By index: learner code can break the iteration of arrays.
	const names = entries ? keys(entries) : [];
	for (let n = 0; n < names.length; n++) record[names[n] as string] = (entries as Record<string, unknown>)[names[n] as string];
	return record;
}
