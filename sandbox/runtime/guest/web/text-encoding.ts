import { Buffer } from "buffer";
import { encoded, viewed } from "../buffer/bytes.ts";
import { NotSimulatedError } from "../not-simulated.ts";
import { assign, charCodeAt, lowerCase, NativeUint8Array } from "../primordials.ts";
import { argumentError, received } from "../system-error.ts";
import { DOMException } from "./dom-exception.ts";
import { CodeUnits, decodeUtf8Part, encodeUtf8Into, utf8Start } from "./utf8.ts";
import { enumerable } from "./web-idl.ts";

/** The global TextEncoder. */
export class TextEncoder {
	get encoding(): string {
		return "utf-8";
	}
	encode(text: unknown = ""): Uint8Array<ArrayBuffer> {
		return new NativeUint8Array(encoded(`${text}`));
	}
	encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
		if (typeof text !== "string")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "src" argument must be of type string. ${received(text)}`);
		if (!(target instanceof NativeUint8Array))
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "dest" argument must be an instance of Uint8Array. ${received(target)}`);
		return encodeUtf8Into(text, target);
	}
	get [Symbol.toStringTag](): string {
		return "TextEncoder";
	}
}
enumerable(TextEncoder, ["encoding", "encode", "encodeInto"]);

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
const labels: Record<string, Encoding> = { __proto__: null as never };
const alias = (encoding: Encoding, names: string) => {
	for (const name of names.split(" ")) labels[name] = encoding;
};
alias("utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8");
alias("utf-16be", "unicodefffe utf-16be");
alias("utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le");
alias(
	"windows-1252",
	"ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252",
);
/** Encodings that Node.js decodes and the simulator does not, by what their labels begin with. */
const others =
	/^(?:iso-?_?8859-|latin[2-6]|koi8|windows-|cp12|x-cp12|mac|x-mac|gb|chinese|big5|euc-|shift|sjis|ms_kanji|iso-2022|tis-620|ibm866|ks_c|korean)/;

/** What windows-1252 has between 0x80 and 0x9f. */
const WINDOWS =
	"\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** The global TextDecoder: UTF-8, UTF-16 and windows-1252, which is what the web calls latin1. */
export class TextDecoder {
	#encoding: Encoding;
	#fatal: boolean;
	#ignoreBOM: boolean;
	#utf8 = utf8Start();
	/** The first byte of a UTF-16 code unit, and the first half of a surrogate pair, that wait for what follows. */
	#byte = -1;
	#half = -1;
	#begun = false;

	constructor(label: unknown = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } | null = {}) {
		const name = lowerCase(`${label}`).trim();
		const encoding = labels[name];
		if (!encoding && others.test(name)) throw new NotSimulatedError(`The encoding ${name} of TextDecoder`);
		if (!encoding) throw assign(new RangeError(`The "${label}" encoding is not supported`), { code: "ERR_ENCODING_NOT_SUPPORTED" });
		if (options !== null && typeof options !== "object")
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "options" argument must be of type object. ${received(options)}`);
		this.#encoding = encoding;
		this.#fatal = Boolean(options?.fatal);
		this.#ignoreBOM = Boolean(options?.ignoreBOM);
	}
	get encoding(): string {
		return this.#encoding;
	}
	get fatal(): boolean {
		return this.#fatal;
	}
	get ignoreBOM(): boolean {
		return this.#ignoreBOM;
	}
	decode(input?: ArrayBuffer | ArrayBufferView, options: { stream?: boolean } | null = {}): string {
		const bytes = input === undefined ? new NativeUint8Array(0) : viewed(input);
		if (!bytes) {
			const kinds = "an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.";
			throw argumentError("ERR_INVALID_ARG_TYPE", `The "list" argument must be ${kinds}`);
		}
		const last = !options?.stream;
		let text: string | undefined;
		if (this.#encoding === "utf-8") text = decodeUtf8Part(bytes, this.#utf8, last, this.#fatal);
		else if (this.#encoding === "windows-1252") text = windows(bytes);
		else text = this.#utf16(bytes, last);
		if (text === undefined) {
			this.#reset();
			const message = `The encoded data was not valid for encoding ${this.#encoding}`;
			throw assign(new TypeError(message), { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
		}
		if (text !== "" && !this.#begun) {
			this.#begun = true;
			// A mark at the beginning tells the encoding, and is no part of the text.
			if (!this.#ignoreBOM && this.#encoding !== "windows-1252" && charCodeAt(text, 0) === 0xfeff) text = text.slice(1);
		}
		if (last) this.#reset();
		return text;
	}
	#reset(): void {
		this.#utf8 = utf8Start();
		this.#byte = -1;
		this.#half = -1;
		this.#begun = false;
	}
	#utf16(bytes: Uint8Array, last: boolean): string | undefined {
		const units = new CodeUnits();
		let wrong = false;
		const lone = () => {
			wrong = true;
			units.add(0xfffd);
		};
		for (let n = 0; n < bytes.length; n++) {
			const byte = bytes[n] as number;
			if (this.#byte < 0) {
				this.#byte = byte;
				continue;
			}
			const unit = this.#encoding === "utf-16le" ? this.#byte | (byte << 8) : (this.#byte << 8) | byte;
			this.#byte = -1;
			const low = unit >= 0xdc00 && unit <= 0xdfff;
			if (this.#half >= 0) {
				if (low) {
					units.add(this.#half);
					units.add(unit);
				} else lone();
				this.#half = -1;
				if (low) continue;
			}
			if (unit >= 0xd800 && unit <= 0xdbff) this.#half = unit;
			else if (low) lone();
			else units.add(unit);
		}
		if (last && (this.#byte >= 0 || this.#half >= 0)) lone();
		return wrong && this.#fatal ? undefined : units.text;
	}
	get [Symbol.toStringTag](): string {
		return "TextDecoder";
	}
	[Symbol.for("nodejs.util.inspect.custom")](
		_depth: number,
		options: object,
		inspect: (value: unknown, options: object) => string,
	): string {
		const { encoding, fatal, ignoreBOM } = this;
		return `TextDecoder ${inspect({ encoding, fatal, ignoreBOM }, options)}`;
	}
}
enumerable(TextDecoder, ["encoding", "fatal", "ignoreBOM", "decode"]);

function windows(bytes: Uint8Array): string {
	const units = new CodeUnits();
	for (let n = 0; n < bytes.length; n++) {
		const byte = bytes[n] as number;
		units.add(byte >= 0x80 && byte <= 0x9f ? charCodeAt(WINDOWS, byte - 0x80) : byte);
	}
	return units.text;
}

function missingInput(): never {
	throw assign(new TypeError('The "input" argument must be specified'), { code: "ERR_MISSING_ARGS" });
}

export function atob(text?: unknown): string {
	// biome-ignore lint/complexity/noArguments: as in Node.js, a missing argument is told from undefined.
	if (arguments.length === 0) missingInput();
	const clean = `${text}`.replace(/[\t\n\f\r ]/g, "");
	const digits = clean.length % 4 === 0 ? clean.replace(/={1,2}$/, "") : clean;
	if (!/^[A-Za-z0-9+/]*$/.test(digits)) throw new DOMException("Invalid character", "InvalidCharacterError");
	if (digits.length % 4 === 1) throw new DOMException("The string to be decoded is not correctly encoded.", "InvalidCharacterError");
	return Buffer.from(digits, "base64").toString("latin1");
}

export function btoa(text?: unknown): string {
	// biome-ignore lint/complexity/noArguments: as in Node.js, a missing argument is told from undefined.
	if (arguments.length === 0) missingInput();
	const given = `${text}`;
	for (let i = 0; i < given.length; i++)
		if (charCodeAt(given, i) > 255) throw new DOMException("Invalid character", "InvalidCharacterError");
	return Buffer.from(given, "latin1").toString("base64");
}
