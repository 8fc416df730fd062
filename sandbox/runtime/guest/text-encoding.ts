import { Buffer } from "buffer";
import { lowerCase } from "./primordials.ts";

/** TextEncoder and TextDecoder over the buffer package's codecs. */
export class TextEncoder {
	get encoding(): string {
		return "utf-8";
	}
	encode(text: unknown = ""): Uint8Array {
		return new Uint8Array(Buffer.from(`${text}`, "utf8"));
	}
	encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
		let read = 0;
		let written = 0;
		for (const point of `${text}`) {
			const bytes = Buffer.from(point, "utf8");
			if (written + bytes.length > target.length) break;
			target.set(bytes, written);
			written += bytes.length;
			read += point.length;
		}
		return { read, written };
	}
}

const labels: Record<string, "utf-8" | "utf-16le" | "windows-1252"> = {
	__proto__: null as never,
	"utf-8": "utf-8",
	utf8: "utf-8",
	"unicode-1-1-utf-8": "utf-8",
	"utf-16le": "utf-16le",
	"utf-16": "utf-16le",
	latin1: "windows-1252",
	"iso-8859-1": "windows-1252",
	ascii: "windows-1252",
	"windows-1252": "windows-1252",
};

/** Length of the part of UTF-8 bytes that does not end within a character. */
function wholeCharacters(bytes: Uint8Array): number {
	for (let back = 1; back <= 3 && back <= bytes.length; back++) {
		const byte = bytes[bytes.length - back] as number;
		if (byte < 0x80) break;
		if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
	}
	return bytes.length;
}

export class TextDecoder {
	readonly encoding: string;
	readonly fatal: boolean;
	readonly ignoreBOM: boolean;
	#rest = new Uint8Array(0);
	constructor(label = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
		const encoding = labels[lowerCase(`${label}`).trim()];
		if (!encoding) throw new RangeError(`The "${label}" encoding is not supported`);
		this.encoding = encoding;
		this.fatal = options.fatal === true;
		this.ignoreBOM = options.ignoreBOM === true;
	}
	decode(input?: ArrayBuffer | ArrayBufferView, options: { stream?: boolean } = {}): string {
		const given =
			input === undefined
				? new Uint8Array(0)
				: ArrayBuffer.isView(input)
					? new Uint8Array(input.buffer as ArrayBuffer, input.byteOffset, input.byteLength)
					: new Uint8Array(input);
		let bytes = given;
		if (this.#rest.length > 0) {
			bytes = new Uint8Array(this.#rest.length + given.length);
			bytes.set(this.#rest);
			bytes.set(given, this.#rest.length);
		}
		let length = bytes.length;
		if (options.stream) length = this.encoding === "utf-8" ? wholeCharacters(bytes) : this.encoding === "utf-16le" ? length & ~1 : length;
		this.#rest = bytes.slice(length);
		const part = Buffer.from(bytes.buffer, bytes.byteOffset, length);
		const text = part.toString(this.encoding === "utf-8" ? "utf8" : this.encoding === "utf-16le" ? "utf16le" : "latin1");
		if (this.fatal && this.encoding === "utf-8" && !Buffer.from(text, "utf8").equals(part)) {
			const error = new TypeError("The encoded data was not valid for encoding utf-8");
			(error as Error & { code: string }).code = "ERR_ENCODING_INVALID_ENCODED_DATA";
			throw error;
		}
		return !this.ignoreBOM && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
	}
}

export function atob(text: unknown): string {
	const clean = `${text}`.replace(/[\t\n\f\r ]/g, "");
	if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.replace(/=+$/, "").length % 4 === 1) {
		const error = new Error("The string to be decoded is not correctly encoded.");
		error.name = "InvalidCharacterError";
		throw error;
	}
	return Buffer.from(clean, "base64").toString("latin1");
}

export function btoa(text: unknown): string {
	const given = `${text}`;
	for (let i = 0; i < given.length; i++) {
		if (given.charCodeAt(i) > 255) {
			const error = new Error("Invalid character");
			error.name = "InvalidCharacterError";
			throw error;
		}
	}
	return Buffer.from(given, "latin1").toString("base64");
}
