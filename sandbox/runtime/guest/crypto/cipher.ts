import { Buffer } from "buffer";
import { toBase64 } from "../buffer/base64.ts";
import { argumentError } from "../system-error.ts";
import { validateString } from "../validate.ts";
import { askCrypto, bytesOf, coded, type Data, dataBytes, encoded, sourceBytes } from "./bytes.ts";
import { type Ask, CipherWindow } from "./cipher-window.ts";
import { secretBytes } from "./key-object.ts";
import { LazyTransform } from "./lazy-transform.ts";

type Way = "encrypt" | "decrypt";
type CipherOptions = { authTagLength?: number };
type Answer = { data: string; tag?: string; blockSize?: number; mode?: string; authenticated: boolean };
type Done = (error?: unknown) => void;

/** Ciphers of blocks of 16 bytes: only there the host need not see again what came before. */
const aes = /^(?:id-)?aes-?(128|192|256)/i;

/**
 * The data is encrypted by the host's node:crypto, which keeps nothing between two calls. GCM gives out what CTR would, and sees all of
 * the data again at the end, for its tag.
 */
class CipherBase extends LazyTransform {
	#way: Way;
	#cipher: string;
	#key: Buffer;
	#iv: Buffer | null;
	#tagLength: number | undefined;
	#window: CipherWindow;
	/** All data of a cipher whose window is that of another one. */
	#all: Buffer[] | undefined;
	#autoPadding = true;
	#aad: Buffer | undefined;
	#tag: Buffer | undefined;
	#authenticated: boolean;
	#ended = false;
	#encoding: string | undefined;

	constructor(way: Way, cipher: unknown, key: unknown, iv: unknown, options?: CipherOptions) {
		super(options);
		validateString(cipher, "cipher");
		this.#key = Buffer.from(secretBytes(key, "key"));
		this.#iv = iv === null ? null : Buffer.from(sourceBytes(iv, "iv"));
		this.#way = way;
		this.#cipher = cipher;
		this.#tagLength = options?.authTagLength;
		const { authenticated, mode } = this.#ask(cipher, this.#iv, Buffer.alloc(0), false);
		this.#authenticated = authenticated;
		const bits = aes.exec(cipher)?.[1];
		if (bits && mode === "gcm" && this.#iv?.length === 12) {
			this.#all = [];
			this.#window = new CipherWindow(way, `aes-${bits}-ctr`, "ctr", Buffer.concat([this.#iv, Buffer.from([0, 0, 0, 2])]));
		} else this.#window = new CipherWindow(way, cipher, bits ? mode : undefined, this.#iv);
	}

	#ask(cipher: string, iv: Buffer | null, data: Buffer, final: boolean): Answer {
		const own = cipher === this.#cipher;
		return askCrypto({
			op: "cipher",
			way: this.#way,
			cipher,
			key: this.#key.toString("base64"),
			iv: iv === null ? null : iv.toString("base64"),
			aad: own ? this.#aad?.toString("base64") : undefined,
			tag: own && this.#way === "decrypt" ? this.#tag?.toString("base64") : undefined,
			tagLength: own ? this.#tagLength : undefined,
			autoPadding: this.#autoPadding,
			data: toBase64(data),
			final,
		});
	}

	#asked: Ask = (cipher, iv, data, final) => {
		const answer = this.#ask(cipher, iv, data, final);
		if (answer.tag !== undefined) this.#tag = Buffer.from(answer.tag, "base64");
		return bytesOf(answer);
	};

	update(data: Data, inputEncoding?: string, outputEncoding?: string): Buffer | string {
		const bytes = dataBytes(data, inputEncoding);
		if (this.#ended) throw new Error("Trying to add data in unsupported state");
		this.#all?.push(Buffer.from(bytes));
		return this.#told(this.#window.add(bytes, this.#asked), outputEncoding);
	}

	final(outputEncoding?: string): Buffer | string {
		if (this.#ended) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state");
		this.#ended = true;
		if (!this.#all) return this.#told(this.#window.end(this.#asked), outputEncoding);
		this.#asked(this.#cipher, this.#iv, Buffer.concat(this.#all), true);
		this.#all = [];
		return this.#told(Buffer.alloc(0), outputEncoding);
	}

	#told(bytes: Buffer, encoding: string | undefined): Buffer | string {
		const asked = encoding === undefined || encoding === "buffer" ? undefined : encoding;
		if (asked !== undefined && this.#encoding !== undefined && asked.toLowerCase() !== this.#encoding.toLowerCase()) {
			const message = `The argument 'outputEncoding' cannot be changed from '${this.#encoding}'. Received '${asked}'`;
			throw argumentError("ERR_INVALID_ARG_VALUE", message);
		}
		this.#encoding ??= asked;
		if (asked === undefined) return bytes;
		// Text of pieces whose length is no multiple of three would not add up.
		return asked === "base64" || asked === "base64url" ? this.#inThrees(bytes, asked) : this.#inCharacters(bytes, asked);
	}

	#textRest: Buffer = Buffer.alloc(0);
	#inThrees(bytes: Buffer, encoding: string): string {
		const all = Buffer.concat([this.#textRest, bytes]);
		const whole = this.#ended ? all.length : all.length - (all.length % 3);
		this.#textRest = Buffer.from(all.subarray(whole));
		return encoded(Buffer.from(all.subarray(0, whole)), encoding) as string;
	}
	/** A character of UTF-8 may be split between two pieces. */
	#inCharacters(bytes: Buffer, encoding: string): string {
		const all = Buffer.concat([this.#textRest, bytes]);
		const text = /^utf-?8$/i.test(encoding);
		const whole = this.#ended || !text ? all.length : wholeCharacters(all);
		this.#textRest = Buffer.from(all.subarray(whole));
		return encoded(Buffer.from(all.subarray(0, whole)), encoding) as string;
	}

	setAutoPadding(autoPadding = true): this {
		if (this.#ended) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation setAutoPadding");
		this.#autoPadding = !!autoPadding;
		return this;
	}

	setAAD(data: unknown): this {
		const bytes = Buffer.from(sourceBytes(data, "aadbuf"));
		if (!this.#authenticated || this.#ended) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation setAAD");
		this.#aad = this.#aad ? Buffer.concat([this.#aad, bytes]) : bytes;
		return this;
	}

	protected tag(): Buffer {
		if (!this.#ended || !this.#tag) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation getAuthTag");
		return Buffer.from(this.#tag);
	}

	protected expectTag(tag: unknown, encoding?: string): void {
		const bytes = Buffer.from(sourceBytes(tag, "buffer", undefined, encoding));
		if (!this.#authenticated || this.#ended || this.#tag) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation setAuthTag");
		this.#tag = bytes;
		try {
			this.#ask(this.#cipher, this.#iv, Buffer.alloc(0), false);
		} catch (error) {
			this.#tag = undefined;
			throw error;
		}
	}

	_transform(this: CipherBase & { push(chunk: unknown): void }, chunk: Data, encoding: string, done: Done): void {
		try {
			this.push(this.update(chunk, encoding));
			done();
		} catch (error) {
			done(error);
		}
	}
	_flush(this: CipherBase & { push(chunk: unknown): void }, done: Done): void {
		try {
			this.push(this.final());
			done();
		} catch (error) {
			done(error);
		}
	}
}

/** Length of the part that does not end within a character. */
function wholeCharacters(bytes: Buffer): number {
	for (let back = 1; back <= 3 && back <= bytes.length; back++) {
		const byte = bytes[bytes.length - back] as number;
		if (byte < 0x80) break;
		if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? bytes.length - back : bytes.length;
	}
	return bytes.length;
}

export class Cipheriv extends CipherBase {
	constructor(cipher: unknown, key: unknown, iv: unknown, options?: CipherOptions) {
		super("encrypt", cipher, key, iv, options);
	}
	getAuthTag(): Buffer {
		return this.tag();
	}
}

export class Decipheriv extends CipherBase {
	constructor(cipher: unknown, key: unknown, iv: unknown, options?: CipherOptions) {
		super("decrypt", cipher, key, iv, options);
	}
	setAuthTag(tag: unknown, encoding?: string): this {
		this.expectTag(tag, encoding);
		return this;
	}
}

export const createCipheriv = (cipher: unknown, key: unknown, iv: unknown, options?: CipherOptions) =>
	new Cipheriv(cipher, key, iv, options);
export const createDecipheriv = (cipher: unknown, key: unknown, iv: unknown, options?: CipherOptions) =>
	new Decipheriv(cipher, key, iv, options);

/** crypto.getCipherInfo. */
export function getCipherInfo(cipher: unknown, options: { keyLength?: number; ivLength?: number } = {}): object | undefined {
	validateString(cipher, "nameOrNid");
	const { info } = askCrypto<{ info: object | null }>({
		op: "cipherInfo",
		cipher,
		keyLength: options.keyLength,
		ivLength: options.ivLength,
	});
	return info ? Object.assign(Object.create(null), info) : undefined;
}
