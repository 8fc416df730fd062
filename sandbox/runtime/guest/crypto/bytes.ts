import { Buffer } from "buffer";
import { ask } from "../bridge.ts";
import { fromBase64 } from "../buffer/base64.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { argumentError } from "../system-error.ts";
import { wrongType } from "../validate.ts";

export type Data = string | ArrayBufferView | ArrayBuffer;
type Failure = { name: string; code?: string; message: string; library?: string; reason?: string };
type Answer = { error?: Failure; beyond?: string } | null;

const VIEWS = "of type string or an instance of Buffer, TypedArray, or DataView";
const SOURCES = "of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView";

function view(data: ArrayBufferView | ArrayBuffer): Buffer {
	return ArrayBuffer.isView(data) ? Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** Text as Node.js decodes it: an unknown encoding is UTF-8. */
export function decoded(text: string, encoding?: string): Buffer {
	if (encoding === "hex" && text.length % 2 === 1)
		throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'encoding' is invalid for data of length ${text.length}. Received 'hex'`);
	return Buffer.from(text, encoding !== undefined && Buffer.isEncoding(encoding) ? encoding : "utf8");
}

/** Bytes, or text in some encoding: what `update` takes. */
export function dataBytes(data: unknown, encoding?: string, name = "data"): Buffer {
	if (typeof data === "string") return decoded(data, encoding);
	if (ArrayBuffer.isView(data)) return view(data);
	throw wrongType(name, VIEWS, data);
}

/** Passwords, salts and the like: bytes of any kind, or text. */
export function sourceBytes(data: unknown, name: string, kinds = SOURCES, encoding?: string): Buffer {
	if (typeof data === "string") return decoded(data, encoding);
	if (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return view(data);
	throw wrongType(name, kinds, data);
}

/** What a digest or cipher gives: bytes, or text when an encoding is asked for. */
export function encoded(bytes: Buffer, encoding: unknown): Buffer | string {
	if (typeof encoding !== "string" || encoding === "buffer") return bytes;
	// The buffer package may not know base64url.
	if (encoding === "base64url") return bytes.toString("base64").replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	return Buffer.isEncoding(encoding) ? bytes.toString(encoding) : bytes;
}

export function coded(code: string, message: string, Class: typeof Error = Error): Error {
	return Object.assign(new Class(message), { code });
}

function rebuilt({ name, message, code, library, reason }: Failure): Error {
	const error = name === "TypeError" ? new TypeError(message) : name === "RangeError" ? new RangeError(message) : new Error(message);
	if (library !== undefined) Object.assign(error, { library });
	if (reason !== undefined) Object.assign(error, { reason });
	return code === undefined ? error : Object.assign(error, { code });
}

/**
 * Lets the host's node:crypto compute. Bytes cross the border as base64 text.
 * @throws What node:crypto throws, made anew; NotSimulatedError beyond the bounds of the simulator.
 */
export function askCrypto<T>(message: { op: string; [part: string]: unknown }): T {
	return settled<T>(ask<Answer>("crypto", message));
}

export function settled<T>(answer: Answer): T {
	if (answer === null) throw new NotSimulatedError("An argument of this size for node:crypto");
	if (answer.beyond !== undefined) throw new NotSimulatedError(answer.beyond);
	if (answer.error) throw rebuilt(answer.error);
	return answer as T;
}

export function bytesOf({ data }: { data: string }): Buffer {
	return Buffer.from(fromBase64(data).buffer);
}
