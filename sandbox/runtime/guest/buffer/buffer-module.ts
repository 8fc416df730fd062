import { Buffer } from "buffer";
import { types } from "../util-types.ts";
import { wrongType } from "../validate.ts";

/** What node:buffer has besides Buffer and Blob. */

const encodings = ["utf8", "utf-8", "ucs2", "ucs-2", "utf16le", "utf-16le", "latin1", "binary", "ascii"];

/** Bytes of a text in an encoding; what it cannot write is a question mark. */
function written(text: string, encoding: string): Buffer {
	if (encoding !== "latin1" && encoding !== "binary" && encoding !== "ascii") return Buffer.from(text, encoding as BufferEncoding);
	const most = encoding === "ascii" ? 0x7f : 0xff;
	return Buffer.from(Array.from(text, (character) => ((character.codePointAt(0) as number) > most ? 0x3f : character.charCodeAt(0))));
}

function transcode(source: unknown, from: unknown, to: unknown): Buffer {
	if (!(source instanceof Uint8Array)) throw wrongType("source", "an instance of Buffer or Uint8Array", source);
	const [before, after] = [`${from}`.toLowerCase(), `${to}`.toLowerCase()];
	if (source.length === 0) return Buffer.alloc(0);
	if (!encodings.includes(before) || !encodings.includes(after)) {
		const code = "U_ILLEGAL_ARGUMENT_ERROR";
		throw Object.assign(new Error(`Unable to transcode Buffer [${code}]`), { code, errno: 1 });
	}
	return written(Buffer.from(source).toString(before as BufferEncoding), after);
}

function bytesOf(input: unknown): Buffer {
	if (input instanceof ArrayBuffer) return Buffer.from(input);
	if (types.isTypedArray(input)) {
		const view = input as Uint8Array;
		return Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
	}
	throw wrongType("input", "an instance of ArrayBuffer, Buffer, or TypedArray", input);
}

export const bufferFunctions = {
	Buffer,
	SlowBuffer: Buffer,
	INSPECT_MAX_BYTES: 50,
	kMaxLength: Number.MAX_SAFE_INTEGER,
	kStringMaxLength: 536_870_888,
	constants: { MAX_LENGTH: Number.MAX_SAFE_INTEGER, MAX_STRING_LENGTH: 536_870_888 },
	transcode,
	isUtf8: (input: unknown) => {
		const bytes = bytesOf(input);
		return Buffer.from(bytes.toString("utf8"), "utf8").equals(bytes);
	},
	isAscii: (input: unknown) => bytesOf(input).every((byte) => byte < 0x80),
};
