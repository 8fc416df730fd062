import { Buffer } from "buffer";
import { NotSimulatedError } from "./not-simulated.ts";
import { lowerCase } from "./primordials.ts";
import { types } from "./util-types.ts";
import { wrongType } from "./validate.ts";

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

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** Labels of the Encoding Standard. */
const labelsOf: Record<Encoding, string> = {
	"utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
	"utf-16le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
	"utf-16be": "unicodefffe utf-16be",
	"windows-1252":
		"ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
};
const labels: Record<string, Encoding> = { __proto__: null as never };
for (const encoding of Object.keys(labelsOf) as Encoding[]) for (const label of labelsOf[encoding].split(" ")) labels[label] = encoding;

/** Node.js has these as well. */
const legacy =
	/^(?:big5|euc-jp|euc-kr|gb18030|gb2312|gbk|ibm866|iso-2022-jp|iso-8859-(?:[2-8]|8-i|1[03-6])|koi8-[ru]|macintosh|shift[_-]jis|sjis|windows-(?:874|125[013-8])|x-mac-cyrillic)$/;

/** What windows-1252 has in place of the control characters of ISO 8859-1. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function fromWindows1252(bytes: Buffer): string {
	return bytes.toString("latin1").replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] as string);
}

function textOf(bytes: Buffer, encoding: Encoding): string {
	if (encoding === "windows-1252") return fromWindows1252(bytes);
	if (encoding === "utf-8") return bytes.toString("utf8");
	const even = bytes.length & ~1;
	const pairs = encoding === "utf-16be" ? (Buffer.from(bytes.subarray(0, even)).swap16() as Buffer) : bytes.subarray(0, even);
	return (pairs.toString("utf16le") + (even < bytes.length ? "\ufffd" : "")).toWellFormed();
}

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
	#begun = false;
	constructor(label = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
		const encoding = labels[lowerCase(`${label}`).trim()];
		if (!encoding && legacy.test(lowerCase(`${label}`).trim())) throw new NotSimulatedError(`The encoding ${label} of TextDecoder`);
		if (!encoding) {
			const error = new RangeError(`The "${label}" encoding is not supported`);
			throw Object.assign(error, { code: "ERR_ENCODING_NOT_SUPPORTED" });
		}
		this.encoding = encoding;
		this.fatal = options.fatal === true;
		this.ignoreBOM = options.ignoreBOM === true;
	}
	decode(input?: ArrayBuffer | ArrayBufferView, options: { stream?: boolean } = {}): string {
		let given: Uint8Array;
		if (input === undefined) given = new Uint8Array(0);
		else if (ArrayBuffer.isView(input)) given = new Uint8Array(input.buffer as ArrayBuffer, input.byteOffset, input.byteLength);
		else if (types.isArrayBuffer(input)) given = new Uint8Array(input);
		else throw wrongType("list", "an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView", input);
		let bytes = given;
		if (this.#rest.length > 0) {
			bytes = new Uint8Array(this.#rest.length + given.length);
			bytes.set(this.#rest);
			bytes.set(given, this.#rest.length);
		}
		const length = options.stream ? wholeLength(bytes, this.encoding as Encoding) : bytes.length;
		this.#rest = bytes.slice(length);
		const part = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, length);
		let text = textOf(part, this.encoding as Encoding);
		if (this.fatal && !isValid(part, text, this.encoding as Encoding)) {
			this.#begun = false;
			const error = new TypeError(`The encoded data was not valid for encoding ${this.encoding}`);
			throw Object.assign(error, { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
		}
		// A byte order mark stands at the beginning of the stream only.
		if (!this.#begun && !this.ignoreBOM && this.encoding !== "windows-1252" && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
		this.#begun = options.stream === true && (this.#begun || length > 0);
		return text;
	}
	get [Symbol.toStringTag](): string {
		return "TextDecoder";
	}
}

/** Length of the part that does not end within a character. */
function wholeLength(bytes: Uint8Array, encoding: Encoding): number {
	if (encoding === "utf-8") return wholeCharacters(bytes);
	if (encoding === "windows-1252") return bytes.length;
	const even = bytes.length & ~1;
	const last = bytes[encoding === "utf-16be" ? even - 2 : even - 1] ?? 0;
	return last >= 0xd8 && last <= 0xdb ? even - 2 : even; // The first half of a pair waits for the second.
}

function isValid(bytes: Buffer, text: string, encoding: Encoding): boolean {
	if (encoding === "utf-8") return Buffer.from(text, "utf8").equals(bytes);
	return encoding === "windows-1252" || (bytes.length % 2 === 0 && !text.includes("\ufffd"));
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
