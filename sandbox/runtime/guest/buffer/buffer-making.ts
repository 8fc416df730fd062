import { Buffer } from "buffer";
import { apply, lowerCase } from "../primordials.ts";
import { argumentError, received } from "../system-error.ts";
import { outOfRange, validateInteger, wrongType } from "../validate.ts";

/** How Buffers are made, measured and joined, with the checks and errors of Node.js in front of what the buffer package does. */

const statics = Buffer as unknown as Record<string, (...args: unknown[]) => unknown>;
/** As the package has them. */
const originalFrom = statics.from as (...args: unknown[]) => Buffer;
const originalAlloc = statics.alloc as (...args: unknown[]) => Buffer;
const originalByteLength = statics.byteLength as (text: string, encoding?: string) => number;
const originalIsEncoding = statics.isEncoding as (encoding: unknown) => boolean;

const MOST_BYTES = 0x7fff_ffff;
/** What Node.js says of the arguments that are bytes. */
export const BUFFERS = "an instance of Buffer or Uint8Array";

/** Puts methods in place, each with its name. */
export function define(target: object, methods: Record<string, (...args: never[]) => unknown>): void {
	for (const [name, value] of Object.entries(methods)) {
		Object.defineProperty(value, "name", { value: name, configurable: true });
		Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
	}
}

export const coded = <E extends Error>(error: E, code: string): E => Object.assign(error, { code });
const unknownEncoding = (encoding: unknown) => coded(new TypeError(`Unknown encoding: ${encoding}`), "ERR_UNKNOWN_ENCODING");
const outOfBounds = (name?: string) =>
	coded(
		new RangeError(name ? `"${name}" is outside of buffer bounds` : "Attempt to access memory outside buffer bounds"),
		"ERR_BUFFER_OUT_OF_BOUNDS",
	);

const isEncoding = (encoding: unknown): encoding is string =>
	typeof encoding === "string" && (lowerCase(encoding) === "base64url" || originalIsEncoding(encoding));

/** The encoding by a name that the package knows: it reads base64url as base64. */
export function packageEncoding(encoding: unknown): string {
	if (!isEncoding(encoding)) throw unknownEncoding(encoding);
	return lowerCase(encoding) === "base64url" ? "base64" : encoding;
}

function checkedSize(size: unknown): number {
	if (typeof size !== "number") throw wrongType("size", "of type number", size);
	if (!(size >= 0 && size <= Number.MAX_SAFE_INTEGER)) throw outOfRange("size", `>= 0 && <= ${Number.MAX_SAFE_INTEGER}`, size);
	if (size > MOST_BYTES) throw new RangeError("Array buffer allocation failed");
	return Math.floor(size);
}

/** Bytes of a text; without an encoding UTF-8. */
export function fromString(text: string, encoding: unknown): Buffer {
	if (typeof encoding !== "string" || encoding === "") return originalFrom(text, "utf8");
	return originalFrom(text, packageEncoding(encoding));
}

function fromArrayBuffer(buffer: ArrayBuffer, given: unknown, length: unknown): Buffer {
	const offset = given === undefined ? 0 : Number(given) || 0;
	const most = buffer.byteLength - offset;
	if (most < 0) throw outOfBounds("offset");
	if (offset < 0) throw new RangeError(`Start offset ${offset} is outside the bounds of the buffer`);
	let count = most;
	if (length !== undefined) {
		count = Number(length) > 0 ? Number(length) : 0;
		if (count > most) throw outOfBounds("length");
	}
	return originalFrom(buffer, offset, count);
}

function fromObject(value: Record<PropertyKey, unknown>): Buffer | undefined {
	if (value.length !== undefined || value.buffer instanceof ArrayBuffer) {
		return typeof value.length === "number" ? originalFrom(value.length > 0 ? value : []) : originalAlloc(0);
	}
	return value.type === "Buffer" && Array.isArray(value.data) ? originalFrom(value.data) : undefined;
}

function from(value: unknown, encodingOrOffset?: unknown, length?: unknown): Buffer {
	if (typeof value === "string") return fromString(value, encodingOrOffset);
	if (typeof value === "object" && value !== null) {
		if (value instanceof ArrayBuffer) return fromArrayBuffer(value, encodingOrOffset, length);
		const primitive = value.valueOf?.() as unknown;
		if (primitive !== value && (typeof primitive === "string" || (typeof primitive === "object" && primitive !== null)))
			return from(primitive, encodingOrOffset, length);
		const object = value as Record<PropertyKey, unknown>;
		const made = fromObject(object);
		if (made) return made;
		const convert = object[Symbol.toPrimitive];
		const text = typeof convert === "function" ? apply(convert as () => unknown, value, ["string"]) : undefined;
		if (typeof text === "string") return fromString(text, encodingOrOffset);
	}
	const kinds = "of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object";
	throw argumentError("ERR_INVALID_ARG_TYPE", `The first argument must be ${kinds}. ${received(value)}`);
}

export function isBytes(value: unknown): value is Uint8Array {
	return value instanceof Uint8Array;
}

/** Buffer.compare. */
export function compare(a: unknown, b: unknown): number {
	if (!isBytes(a)) throw wrongType("buf1", BUFFERS, a);
	if (!isBytes(b)) throw wrongType("buf2", BUFFERS, b);
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number) ? -1 : 1;
	return Math.sign(a.length - b.length);
}

function concat(list: unknown, length?: unknown): Buffer {
	if (!Array.isArray(list)) throw wrongType("list", "an instance of Array", list);
	let total = 0;
	for (let i = 0; i < list.length; i++) {
		if (!isBytes(list[i])) throw wrongType(`list[${i}]`, BUFFERS, list[i]);
		total += list[i].length;
	}
	if (length !== undefined) validateInteger(length, "length", 0);
	const joined = originalAlloc(checkedSize(length ?? total));
	let at = 0;
	for (const bytes of list as Uint8Array[]) {
		if (at >= joined.length) break;
		joined.set(at + bytes.length > joined.length ? bytes.subarray(0, joined.length - at) : bytes, at);
		at += bytes.length;
	}
	return joined;
}

function byteLength(text: unknown, encoding?: unknown): number {
	if (typeof text !== "string") {
		if (ArrayBuffer.isView(text) || text instanceof ArrayBuffer) return text.byteLength;
		throw wrongType("string", "of type string or an instance of Buffer or ArrayBuffer", text);
	}
	if (typeof encoding === "string" && /^base64(?:url)?$/i.test(encoding)) {
		const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
		return ((text.length - padding) * 3) >>> 2;
	}
	return originalByteLength(text, isEncoding(encoding) ? encoding : "utf8");
}

function copyBytesFrom(view: unknown, offset?: unknown, length?: unknown): Buffer {
	if (!ArrayBuffer.isView(view) || view instanceof DataView) throw wrongType("view", "an instance of TypedArray", view);
	if (offset !== undefined) validateInteger(offset, "offset", 0);
	if (length !== undefined) validateInteger(length, "length", 0);
	const width = view.byteLength / Math.max(1, (view as Uint8Array).length);
	const begin = ((offset as number | undefined) ?? 0) * width;
	const end = length === undefined ? view.byteLength : begin + (length as number) * width;
	const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice(begin, end);
	return originalFrom(bytes.buffer, 0, bytes.length);
}

function alloc(size: unknown, fill?: unknown, encoding?: unknown): Buffer {
	const made = originalAlloc(checkedSize(size));
	return fill === undefined || fill === 0 || made.length === 0 ? made : (made.fill(fill as string, encoding as BufferEncoding) as Buffer);
}

define(Buffer, {
	alloc,
	allocUnsafe: (size: unknown) => originalAlloc(checkedSize(size)),
	allocUnsafeSlow: (size: unknown) => originalAlloc(checkedSize(size)),
	byteLength,
	compare,
	concat,
	copyBytesFrom,
	from,
	isBuffer: (value: unknown) => value instanceof Buffer,
	isEncoding,
	of: (...bytes: unknown[]) => originalFrom(bytes),
});
delete (statics as Record<string, unknown>).TYPED_ARRAY_SUPPORT;
Object.defineProperty(Buffer, "poolSize", { value: 65_536, writable: true, configurable: true, enumerable: true });
