import { Buffer } from "buffer";
import { apply, lowerCase } from "../primordials.ts";
import { argumentError } from "../system-error.ts";
import { outOfRange, validateInteger, validateString, wrongType } from "../validate.ts";
import { BUFFERS, coded, compare, define, fromString, isBytes, packageEncoding } from "./buffer-making.ts";
import { decodeUtf8 } from "./buffer-utf8.ts";

/**
 * The methods of the buffer package, made like Node's own: `base64url`, the errors that Node.js throws, with their codes, and the few that
 * the package lacks.
 */

type Method = (this: Uint8Array, ...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

const prototype = Buffer.prototype as unknown as Methods;
/** As the package has them. */
const original = { ...prototype } as Methods;

function text(this: Uint8Array, encoding?: unknown, start?: unknown, end?: unknown): string {
	const known = encoding === undefined ? "utf8" : packageEncoding(`${encoding}`);
	if (isUtf8(known)) return utf8Text(this, start, end);
	const made = apply(original.toString as Method, this, [known, start, end]) as string;
	return lowerCase(`${encoding}`) === "base64url" ? made.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : made;
}

const isUtf8 = (encoding: string) => encoding === "utf8" || /^utf-?8$/i.test(encoding);

/** What the package cannot read it reads differently. */
function utf8Text(bytes: Uint8Array, start: unknown, end: unknown): string {
	const made = apply(original.toString as Method, bytes, ["utf8", start, end]) as string;
	if (!made.includes("\ufffd")) return made;
	const from = Math.max(0, whole(start));
	return decodeUtf8(bytes.subarray(from, end === undefined ? bytes.length : Math.max(from, whole(end))));
}

function write(this: Uint8Array, given: unknown, offset?: unknown, length?: unknown, encoding?: unknown): number {
	if (typeof given !== "string") throw argumentError("ERR_INVALID_ARG_TYPE", "argument must be a string");
	let [at, count, how] = [offset, length, encoding];
	if (typeof at === "string") [at, count, how] = [undefined, undefined, at];
	else if (typeof count === "string") [count, how] = [undefined, count];
	if (at !== undefined) validateInteger(at, "offset", 0, this.length);
	const from = (at as number | undefined) ?? 0;
	const room = this.length - from;
	if (count !== undefined) {
		validateInteger(count, "length", 0, this.length);
		count = Math.min(count, room);
	} else count = room;
	const known = how === undefined || how === "" ? "utf8" : packageEncoding(how);
	const whole = lowerCase(known) === "hex" ? given.slice(0, given.length - (given.length % 2)) : given;
	return apply(original.write as Method, this, [whole, from, count, known]) as number;
}

function fill(this: Uint8Array, value: unknown, offset?: unknown, end?: unknown, encoding?: unknown): unknown {
	let [from, to, how] = [offset, end, encoding];
	if (typeof value === "string") {
		if (from === undefined || typeof from === "string") [from, to, how] = [undefined, undefined, from];
		else if (typeof to === "string") [to, how] = [undefined, to];
		if (how !== undefined && how !== null) {
			validateString(how, "encoding");
			if (how !== "") packageEncoding(how);
		}
	}
	if (from !== undefined) validateInteger(from, "offset", 0, Number.MAX_SAFE_INTEGER);
	if (to !== undefined) validateInteger(to, "end", 0, this.length);
	const begin = (from as number | undefined) ?? 0;
	const stop = (to as number | undefined) ?? this.length;
	if (begin >= stop) return this;
	const bytes = typeof value === "string" ? fromString(value, how) : value;
	if (isBytes(bytes)) {
		if (bytes.length === 0 && value !== "")
			throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'value' is invalid. Received ${shownValue(value)}`);
		if (bytes.length > 0) {
			for (let i = begin; i < stop; i++) this[i] = bytes[(i - begin) % bytes.length] as number;
			return this;
		}
	}
	const byte = isBytes(bytes)
		? 0
		: typeof value === "number"
			? value & 255
			: typeof value === "boolean"
				? +value
				: Number(value) & 255 || 0;
	Uint8Array.prototype.fill.call(this, byte, begin, stop);
	return this;
}

function shownValue(value: unknown): string {
	return typeof value === "string" ? `'${value}'` : "<Buffer >";
}

function copy(this: Uint8Array, target: unknown, targetStart?: unknown, sourceStart?: unknown, sourceEnd?: unknown): number {
	if (!isBytes(target)) throw wrongType("target", BUFFERS, target);
	const to = targetStart === undefined ? 0 : whole(targetStart);
	if (to < 0) throw outOfRange("targetStart", ">= 0", to);
	const from = sourceStart === undefined ? 0 : whole(sourceStart);
	if (from < 0 || from > this.length) throw outOfRange("sourceStart", `>= 0 && <= ${this.length}`, from);
	let end = sourceEnd === undefined ? this.length : whole(sourceEnd);
	if (end < 0) throw outOfRange("sourceEnd", ">= 0", end);
	end = Math.min(end, this.length);
	if (to >= target.length || from >= end) return 0;
	const count = Math.min(end - from, target.length - to);
	target.set(this.subarray(from, from + count), to);
	return count;
}

const whole = (value: unknown) => Math.trunc(Number(value)) || 0;

function equals(this: Uint8Array, other: unknown): boolean {
	if (!isBytes(other)) throw wrongType("otherBuffer", BUFFERS, other);
	return this === other || (this.length === other.length && compare(this, other) === 0);
}

function compareWith(this: Uint8Array, target: unknown, ...places: unknown[]): number {
	if (!isBytes(target)) throw wrongType("target", BUFFERS, target);
	const bounds = [
		["targetStart", Number.MAX_SAFE_INTEGER, 0],
		["targetEnd", target.length, target.length],
		["sourceStart", Number.MAX_SAFE_INTEGER, 0],
		["sourceEnd", this.length, this.length],
	] as const;
	const [targetStart, targetEnd, sourceStart, sourceEnd] = bounds.map(([name, most, usual], index) => {
		const value = places[index];
		if (value === undefined) return usual;
		validateInteger(value, name, 0, most);
		return value;
	}) as [number, number, number, number];
	if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
	if (targetStart >= targetEnd) return 1;
	return compare(this.subarray(sourceStart, sourceEnd), target.subarray(targetStart, targetEnd));
}

function finder(name: "indexOf" | "lastIndexOf"): Method {
	return function (value, offset, encoding) {
		let [at, how] = [offset, encoding];
		if (typeof at === "string") [at, how] = [undefined, at];
		if (typeof value === "string") {
			const known = how === undefined || how === null ? "utf8" : packageEncoding(how);
			if (value === "" && name === "indexOf") return Math.min(Math.max(0, whole(at)), this.length);
			return apply(original[name] as Method, this, [value, at, known]);
		}
		if (typeof value !== "number" && !isBytes(value))
			throw wrongType("value", "one of type number or string or an instance of Buffer or Uint8Array", value);
		return apply(original[name] as Method, this, [value, at]);
	};
}
const indexOf = finder("indexOf");

function swap(bits: 16 | 32 | 64): Method {
	return function () {
		if (this.length % (bits / 8) !== 0)
			throw coded(new RangeError(`Buffer size must be a multiple of ${bits}-bits`), "ERR_INVALID_BUFFER_SIZE");
		return apply(original[`swap${bits}`] as Method, this, []);
	};
}

define(prototype, {
	toString: text,
	toLocaleString: text,
	write,
	fill,
	copy,
	equals,
	compare: compareWith,
	indexOf,
	lastIndexOf: finder("lastIndexOf"),
	includes(this: Uint8Array, ...args: unknown[]) {
		return apply(indexOf, this, args) !== -1;
	},
	swap16: swap(16),
	swap32: swap(32),
	swap64: swap(64),
});
for (const encoding of ["ascii", "base64", "base64url", "hex", "latin1", "ucs2", "utf8"]) {
	define(prototype, {
		[`${encoding}Slice`](this: Uint8Array, start?: number, end?: number) {
			return apply(text, this, [encoding, start, end]);
		},
		[`${encoding}Write`](this: Uint8Array, given: string, offset?: number, length?: number) {
			return apply(write, this, [given, offset ?? 0, length ?? this.length - (offset ?? 0), encoding]);
		},
	});
}
delete (prototype as Record<string, unknown>)._isBuffer;
