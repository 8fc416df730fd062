import { Buffer } from "buffer";
import { toBase64 } from "../base64.ts";
import { argumentError } from "../system-error.ts";
import { validateString } from "../validate.ts";
import { askCrypto, bytesOf, coded, type Data, dataBytes, encoded, sourceBytes } from "./bytes.ts";
import { secretBytes } from "./key-object.ts";
import { LazyTransform } from "./lazy-transform.ts";

type Way = "encrypt" | "decrypt";
type CipherOptions = { authTagLength?: number };
type Answer = { data: string; tag?: string; blockSize?: number; mode?: string; authenticated: boolean };
type Done = (error?: unknown) => void;

const BLOCK = 16;

/** A block cipher in a mode that goes on from its last block: the host need not see again what came before. */
const chained = /^aes-?(?:128|192|256)(?:-cbc|-ecb)?$/i;

/**
 * The data is encrypted by the host's node:crypto, which keeps nothing between two calls. What is left to do is kept here: the blocks
 * since the last whole one for CBC and ECB, all of the data for the other modes.
 */
class CipherBase extends LazyTransform {
	#way: Way;
	#cipher: string;
	#key: Buffer;
	#iv: Buffer | null;
	#tagLength: number | undefined;
	#kept: Buffer = Buffer.alloc(0);
	/** Bytes of output of the kept data that were given out. */
	#given = 0;
	#autoPadding = true;
	#aad: Buffer | undefined;
	#tag: Buffer | undefined;
	#authenticated: boolean;
	#chained: boolean;
	#mode: string | undefined;
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
		const { authenticated, mode } = this.#ask(Buffer.alloc(0), false);
		this.#authenticated = authenticated;
		this.#mode = mode;
		this.#chained = chained.test(cipher) && (mode === "cbc" || mode === "ecb");
	}

	#ask(data: Buffer, final: boolean): Answer {
		return askCrypto({
			op: "cipher",
			way: this.#way,
			cipher: this.#cipher,
			key: this.#key.toString("base64"),
			iv: this.#iv === null ? null : this.#iv.toString("base64"),
			aad: this.#aad?.toString("base64"),
			tag: this.#way === "decrypt" ? this.#tag?.toString("base64") : undefined,
			tagLength: this.#tagLength,
			autoPadding: this.#autoPadding,
			data: toBase64(data),
			final,
		});
	}

	update(data: Data, inputEncoding?: string, outputEncoding?: string): Buffer | string {
		const bytes = dataBytes(data, inputEncoding);
		if (this.#ended) throw new Error("Trying to add data in unsupported state");
		this.#kept = Buffer.concat([this.#kept, bytes]);
		const output = bytesOf(this.#ask(this.#kept, false));
		const fresh = output.subarray(this.#given);
		this.#given = output.length;
		if (this.#chained && output.length > 0) this.#advance(output);
		return this.#told(fresh, outputEncoding);
	}

	/** Forgets the blocks that are done. */
	#advance(output: Buffer): void {
		const source = this.#way === "encrypt" ? output : this.#kept;
		if (this.#mode === "cbc") this.#iv = Buffer.from(source.subarray(output.length - BLOCK, output.length));
		this.#kept = Buffer.from(this.#kept.subarray(output.length));
		this.#given = 0;
	}

	final(outputEncoding?: string): Buffer | string {
		if (this.#ended) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state");
		this.#ended = true;
		const answer = this.#ask(this.#kept, true);
		if (answer.tag !== undefined) this.#tag = Buffer.from(answer.tag, "base64");
		this.#kept = this.#kept.subarray(0, 0);
		return this.#told(bytesOf(answer).subarray(this.#given), outputEncoding);
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
			this.#ask(Buffer.alloc(0), false);
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
