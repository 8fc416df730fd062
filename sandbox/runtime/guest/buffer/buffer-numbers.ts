import { Buffer } from "buffer";
import { apply } from "../primordials.ts";
import { outOfRange, wrongType } from "../validate.ts";

/** The buffer package's methods that read and write numbers, with the checks of Node.js in front: values, offsets and lengths. */

type Method = (this: Uint8Array, ...args: unknown[]) => unknown;
const prototype = Buffer.prototype as unknown as Record<string, Method>;

function validateNumber(value: unknown, name: string): asserts value is number {
	if (typeof value !== "number") throw wrongType(name, "of type number", value);
}

/** @param last The greatest offset that would do. */
function boundsError(value: number, last: number, name?: "byteLength"): Error {
	if (Math.floor(value) !== value) return outOfRange(name ?? "offset", "an integer", value);
	if (last < 0) {
		const error = new RangeError("Attempt to access memory outside buffer bounds");
		return Object.assign(error, { code: "ERR_BUFFER_OUT_OF_BOUNDS" });
	}
	return outOfRange(name ?? "offset", `>= ${name ? 1 : 0} and <= ${last}`, value);
}

function checkOffset(bytes: Uint8Array, offset: unknown, size: number): asserts offset is number {
	validateNumber(offset, "offset");
	if (bytes[offset] === undefined || bytes[offset + size - 1] === undefined) throw boundsError(offset, bytes.length - size);
}

function checkByteLength(byteLength: unknown): asserts byteLength is number {
	if (byteLength === undefined) throw wrongType("byteLength", "of type number", byteLength);
	if (![1, 2, 3, 4, 5, 6].includes(byteLength as number)) {
		validateNumber(byteLength, "byteLength");
		throw boundsError(byteLength, 6, "byteLength");
	}
}

/** The value of an integer of so many bytes, or the error of Node.js. */
function checkValue(value: number | bigint, size: number, signed: boolean): void {
	const big = typeof value === "bigint";
	const bits = size * 8;
	const two = (exponent: number) => (big ? 2n ** BigInt(exponent) : 2 ** exponent);
	const one = big ? 1n : 1;
	const least = signed ? -two(bits - 1) : big ? 0n : 0;
	const most = (two(signed ? bits - 1 : bits) as number) - (one as number);
	if (!(value > most || value < least)) return;
	const n = big ? "n" : "";
	// Numbers of up to four bytes are written out.
	const range =
		size > 4
			? signed
				? `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`
				: `>= 0${n} and < 2${n} ** ${bits}${n}`
			: `>= ${least}${n} and <= ${most}${n}`;
	throw outOfRange("value", range, value);
}

function replace(names: string[], make: (original: Method) => Method): void {
	const original = names.map((name) => prototype[name]).find((method) => method !== undefined);
	if (!original) return;
	const value = make(original);
	Object.defineProperty(value, "name", { value: names[0], configurable: true });
	for (const name of names) Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true });
}

/** Node.js has both spellings, UInt and Uint. */
const spellings = (name: string) => (name.includes("UInt") ? [name, name.replace("UInt", "Uint")] : [name]);

function fixedInteger(kind: string, size: number, order: string): void {
	const signed = !kind.includes("U");
	const big = kind.startsWith("Big");
	replace(spellings(`read${kind}${order}`), (original) => {
		return function (offset = 0) {
			checkOffset(this, offset, size);
			return apply(original, this, [offset, true]);
		};
	});
	replace(spellings(`write${kind}${order}`), (original) => {
		return function (given, offset = 0) {
			const value = big ? (given as bigint) : Number(given);
			if (size === 1) validateNumber(offset, "offset");
			checkValue(value, size, signed);
			checkOffset(this, offset, size);
			return apply(original, this, [value, offset, true]);
		};
	});
}

for (const sign of ["UInt", "Int"]) {
	fixedInteger(`${sign}8`, 1, "");
	for (const order of ["LE", "BE"]) {
		fixedInteger(`${sign}16`, 2, order);
		fixedInteger(`${sign}32`, 4, order);
		fixedInteger(`Big${sign}64`, 8, order);
		const signed = sign === "Int";
		replace(spellings(`read${sign}${order}`), (original) => {
			return function (offset, byteLength) {
				if (offset === undefined) throw wrongType("offset", "of type number", offset);
				checkByteLength(byteLength);
				checkOffset(this, offset, byteLength);
				return apply(original, this, [offset, byteLength, true]);
			};
		});
		replace(spellings(`write${sign}${order}`), (original) => {
			return function (given, offset, byteLength) {
				checkByteLength(byteLength);
				const value = Number(given);
				checkValue(value, byteLength, signed);
				checkOffset(this, offset, byteLength);
				return apply(original, this, [value, offset, byteLength, true]);
			};
		});
	}
}
for (const [kind, size] of [
	["Float", 4],
	["Double", 8],
] as const) {
	for (const order of ["LE", "BE"]) {
		replace([`read${kind}${order}`], (original) => {
			return function (offset = 0) {
				checkOffset(this, offset, size);
				return apply(original, this, [offset, true]);
			};
		});
		replace([`write${kind}${order}`], (original) => {
			return function (given, offset = 0) {
				checkOffset(this, offset, size);
				return apply(original, this, [Number(given), offset, true]);
			};
		});
	}
}
