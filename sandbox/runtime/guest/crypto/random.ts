import { Buffer } from "buffer";
import { NotSimulatedError } from "../not-simulated.ts";
import { timers } from "../process/timers.ts";
import { fillRandom } from "../random.ts";
import { argumentError } from "../system-error.ts";
import { types } from "../util-types.ts";
import { outOfRange, validateBoolean, validateFunction, validateObject, wrongType } from "../validate.ts";
import { DOMException } from "../web/events.ts";

type Callback = (error: Error | null, value?: unknown) => void;
type Target = ArrayBufferView | ArrayBuffer;

const MOST_BYTES = 2 ** 31 - 1;
/** One array of this size is more than anyone asks for; the generator would be busy for a second. */
const MOST_SIMULATED = 64 * 2 ** 20;
const MOST_AT_ONCE = 65_536;

/** Calls back in a later turn, as the thread pool does. */
export function later(callback: Callback, work: () => unknown): void {
	let done: () => void;
	try {
		const value = work();
		done = () => callback(null, value);
	} catch (error) {
		done = () => callback(error as Error);
	}
	timers.setImmediate(done);
}

/** 32 bytes for the host, in base64: whatever it draws is drawn from these. */
export function seedForHost(): string {
	const seed = Buffer.alloc(32);
	fillRandom(seed);
	return seed.toString("base64");
}

function sizeOf(value: unknown, name: string, most = MOST_BYTES): number {
	if (typeof value !== "number") throw wrongType(name, "of type number", value);
	if (Number.isNaN(value) || value < 0 || value > most) throw outOfRange(name, `>= 0 && <= ${most}`, value);
	if (value > MOST_SIMULATED) throw new NotSimulatedError("More than 64 MB of random bytes in one call");
	return Math.floor(value);
}

/** crypto.randomBytes: from the seeded stream of the environment. */
export function randomBytes(size: unknown, callback?: Callback): Buffer | undefined {
	const count = sizeOf(size, "size");
	if (callback !== undefined) validateFunction(callback, "callback");
	const bytes = Buffer.alloc(count);
	fillRandom(bytes);
	if (callback === undefined) return bytes;
	later(callback, () => bytes);
	return undefined;
}

function part(target: Target, offset: unknown, size: unknown): Uint8Array {
	if (!ArrayBuffer.isView(target) && !(target instanceof ArrayBuffer))
		throw wrongType("buf", "an instance of ArrayBuffer or ArrayBufferView", target);
	const width = (target as unknown as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
	const whole = ArrayBuffer.isView(target)
		? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
		: new Uint8Array(target as ArrayBuffer);
	const from = offset === undefined ? 0 : sizeOf(typeof offset === "number" ? offset * width : offset, "offset", whole.length);
	const length = size === undefined ? whole.length - from : sizeOf(typeof size === "number" ? size * width : size, "size");
	if (from + length > whole.length) throw outOfRange("size + offset", `<= ${whole.length}`, from + length);
	return whole.subarray(from, from + length);
}

export function randomFillSync<T extends Target>(target: T, offset?: unknown, size?: unknown): T {
	fillRandom(part(target, offset, size));
	return target;
}

export function randomFill(target: Target, offset: unknown, size?: unknown, callback?: unknown): void {
	const given = [offset, size, callback].find((one) => typeof one === "function") ?? callback;
	const bytes = part(target, typeof offset === "function" ? undefined : offset, typeof size === "function" ? undefined : size);
	validateFunction(given, "callback");
	later(given as unknown as Callback, () => {
		fillRandom(bytes);
		return target;
	});
}

/** crypto.randomInt: no number is more likely than another. */
export function randomInt(min: unknown, max?: unknown, callback?: unknown): number | undefined {
	const onlyMax = max === undefined || typeof max === "function";
	const [low, high, done] = onlyMax ? [0, min, max] : [min, max, callback];
	if (done !== undefined) validateFunction(done, "callback");
	if (!Number.isSafeInteger(low)) throw wrongType("min", "a safe integer", low);
	if (!Number.isSafeInteger(high)) throw wrongType("max", "a safe integer", high);
	const range = (high as number) - (low as number);
	if (range <= 0) throw outOfRange("max", `greater than the value of "min" (${low})`, high);
	if (range > 2 ** 48 - 1) throw outOfRange(onlyMax ? "max" : "max - min", `<= ${2 ** 48 - 1}`, range);
	const bytes = Buffer.alloc(6);
	// Numbers beyond the last multiple of the range are drawn again.
	const end = 2 ** 48 - (2 ** 48 % range);
	let drawn: number;
	do {
		fillRandom(bytes);
		drawn = bytes.readUIntBE(0, 6);
	} while (drawn >= end);
	const value = (drawn % range) + (low as number);
	if (done === undefined) return value;
	later(done as Callback, () => value);
	return undefined;
}

/** Random bytes for so many UUIDs are drawn at once, as Node.js does. Those left over are memory of the process, and of its snapshot. */
const UUIDS_AT_ONCE = 128;
let uuidBytes: Buffer | undefined;
let uuidIndex = 0;

/** 16 bytes of the batch, which begins anew when its last ones were handed out. */
function batchedBytes(): Buffer {
	uuidBytes ??= Buffer.alloc(16 * UUIDS_AT_ONCE);
	if (uuidIndex === 0) fillRandom(uuidBytes);
	uuidIndex = (uuidIndex + 1) % UUIDS_AT_ONCE;
	const bytes = Buffer.alloc(16);
	for (let i = 0; i < 16; i++) bytes[i] = uuidBytes[uuidIndex * 16 + i] as number;
	return bytes;
}

function unbatchedBytes(): Buffer {
	const bytes = Buffer.alloc(16);
	fillRandom(bytes);
	return bytes;
}

/** crypto.randomUUID, version 4. */
export function randomUUID(options?: { disableEntropyCache?: boolean }): string {
	if (options !== undefined) {
		validateObject(options, "options");
		if (options.disableEntropyCache !== undefined) validateBoolean(options.disableEntropyCache, "options.disableEntropyCache");
	}
	const bytes = options?.disableEntropyCache ? unbatchedBytes() : batchedBytes();
	bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
	const hex = bytes.toString("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The web's getRandomValues, with its limit. */
export function getRandomValues<T extends ArrayBufferView>(view: T): T {
	if (!types.isTypedArray(view) || types.isFloat32Array(view) || types.isFloat64Array(view))
		throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
	if (view.byteLength > MOST_AT_ONCE) throw new DOMException(`The requested length exceeds ${"65,536"} bytes`, "QuotaExceededError");
	fillRandom(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
	return view;
}

/** crypto.timingSafeEqual. */
export function timingSafeEqual(a: unknown, b: unknown): boolean {
	const bytes = (value: unknown, name: string) => {
		if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
		if (value instanceof ArrayBuffer) return new Uint8Array(value);
		throw argumentError(
			"ERR_INVALID_ARG_TYPE",
			`The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`,
		);
	};
	const left = bytes(a, "buf1");
	const right = bytes(b, "buf2");
	if (left.length !== right.length)
		throw Object.assign(new RangeError("Input buffers must have the same byte length"), { code: "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH" });
	let difference = 0;
	for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number);
	return difference === 0;
}
