import { Buffer } from "buffer";
import { ask } from "../bridge.ts";
import { toBase64 } from "../buffer/base64.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { argumentError, received, type SystemFailure, systemError } from "../system-error.ts";
import { validateInteger } from "../validate.ts";

/** How node:fs asks the host, and how it reads its arguments. */

type Answer<T> = { value?: T; error?: SystemFailure; beyondBound?: true } | null;
export type Encoded = string | { encoding?: string | null; flag?: string; mode?: number | string } | null | undefined;
export type Listing = { name: string; folder: boolean; link: boolean }[];

/** The files themselves are the host's, since /tmp outlives the process (L18). */
export function call<T>(op: string, path: string, more: { dest?: string; [option: string]: unknown } = {}): T {
	const to = more.dest === undefined ? {} : { dest: absolute(more.dest) };
	const answer = ask<Answer<T>>("fs", { op, path: absolute(path), ...more, ...to });
	if (answer?.error) throw systemError(asGiven(answer.error, path, more.dest));
	if (answer?.beyondBound) throw new NotSimulatedError("More than 64 MB of different content in the files of one execution environment");
	if (!answer) throw new NotSimulatedError("A path or file of this size");
	return answer.value as T;
}

/** The empty path means nothing, not the working directory. */
function absolute(path: string): string {
	return path === "" || path.startsWith("/") ? path : `/var/task/${path}`;
}

/** Node.js tells paths as they were written, the host only knows them from the root. */
function asGiven(failure: SystemFailure, path: string, dest: string | undefined): SystemFailure {
	return {
		...failure,
		...(failure.path === undefined ? {} : { path }),
		...(failure.dest === undefined ? {} : { dest: dest ?? failure.dest }),
	};
}

export function pathOf(given: unknown, name = "path"): string {
	const isUrl = given instanceof globalThis.URL;
	if (isUrl && given.protocol !== "file:") {
		throw Object.assign(new TypeError("The URL must be of scheme file"), { code: "ERR_INVALID_URL_SCHEME" });
	}
	const path = isUrl ? decodeURIComponent(given.pathname) : given instanceof Uint8Array ? Buffer.from(given).toString() : given;
	if (typeof path !== "string") {
		const message = `The "${name}" argument must be of type string or an instance of Buffer or URL. ${received(given)}`;
		throw argumentError("ERR_INVALID_ARG_TYPE", message);
	}
	if (path.includes("\0")) {
		const shown = path.replaceAll("\\", "\\\\").replaceAll("\0", "\\x00").replaceAll("'", "\\'");
		const message = `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received '${shown}'`;
		throw argumentError("ERR_INVALID_ARG_VALUE", message);
	}
	return path;
}

export function encodingOf(options: Encoded): string | undefined {
	const encoding = typeof options === "string" ? options : options?.encoding;
	if (encoding === undefined || encoding === null || encoding === "buffer") return undefined;
	if (Buffer.isEncoding(encoding)) return encoding;
	throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'encoding' is invalid encoding. Received '${encoding}'`);
}

export function bytesOf(data: unknown, options: Encoded): Buffer {
	if (typeof data === "string") return Buffer.from(data, (encodingOf(options) ?? "utf8") as BufferEncoding);
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
	const message = `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. ${received(data)}`;
	throw argumentError("ERR_INVALID_ARG_TYPE", message);
}

/** Shorter content crosses as it is. */
const SHORTEST_RUN = 4096;

/** How content crosses to the host: bytes as base64; a single byte that fills it, as `Buffer.alloc` leaves it, as its length. */
export function crossing(bytes: Buffer): { data: string } | { fill: { byte: number; length: number } } {
	const { length } = bytes;
	const byte = bytes[0] as number;
	if (length < SHORTEST_RUN || !isFilledWith(byte, bytes)) return { data: toBase64(bytes) };
	return { fill: { byte, length } };
}

function isFilledWith(byte: number, { buffer, byteOffset, length }: Uint8Array): boolean {
	const whole = new Uint8Array(buffer, byteOffset, length);
	for (let n = 0; n < 8; n++) if (whole[n] !== byte || whole[length - 1 - n] !== byte) return false;
	// Four at a time, from the first address that allows it; the ends are checked already.
	const first = byteOffset + ((4 - (byteOffset % 4)) % 4);
	const words = new Uint32Array(buffer, first, Math.floor((byteOffset + length - first) / 4));
	const word = (byte * 0x01010101) >>> 0;
	for (let n = 0; n < words.length; n++) if (words[n] !== word) return false;
	return true;
}

/** Mode bits, as a number or in octal digits. */
export function modeOf(given: unknown, name: string, usual: number): number {
	if (given === undefined || given === null) return usual;
	if (typeof given === "string") {
		if (/^[0-7]+$/.test(given)) return Number.parseInt(given, 8) & 0o7777;
		const message = `The argument '${name}' must be a 32-bit unsigned integer or an octal string. Received '${given}'`;
		throw argumentError("ERR_INVALID_ARG_VALUE", message);
	}
	validateInteger(given, name, 0, 2 ** 32 - 1);
	return given & 0o7777;
}
