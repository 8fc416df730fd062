import { Buffer } from "buffer";
import { ask } from "./bridge.ts";
import { DOMException } from "./events.ts";
import { missing } from "./not-simulated.ts";
import { fillRandom } from "./random.ts";

type Data = string | ArrayBufferView | ArrayBuffer;

function bytesOf(data: Data, encoding?: string): Buffer {
	if (typeof data === "string") return Buffer.from(data, (encoding as BufferEncoding) ?? "utf8");
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
	if (data instanceof ArrayBuffer) return Buffer.from(data);
	throw Object.assign(new TypeError('The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.'), {
		code: "ERR_INVALID_ARG_TYPE",
	});
}

// The digest is computed by the host's node:crypto; what crosses the border is base64 text.
class Hash {
	#chunks: Buffer[] = [];
	#algorithm: string;
	#key: Buffer | undefined;
	#done = false;
	constructor(algorithm: string, key?: Data) {
		this.#algorithm = `${algorithm}`;
		this.#key = key === undefined ? undefined : bytesOf(key);
		this.#ask("");
	}
	#ask(data: string): string {
		const request = { algorithm: this.#algorithm, data, ...(this.#key ? { key: this.#key.toString("base64") } : {}) };
		const reply = ask<{ ok: boolean; digest?: string }>("hash", request);
		if (!reply.ok) throw Object.assign(new Error("Digest method not supported"), { code: "ERR_CRYPTO_INVALID_DIGEST" });
		return reply.digest ?? "";
	}
	update(data: Data, encoding?: string): this {
		if (this.#done) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
		// A copy: the learner may change the array after the update.
		this.#chunks.push(Buffer.from(bytesOf(data, encoding)));
		return this;
	}
	/** A hash of what was added so far, to go on with apart from this one. As in Node, an HMAC has no copy. */
	copy(): Hash {
		if (this.#key) throw new TypeError("hmac.copy is not a function");
		if (this.#done) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
		const copy = new Hash(this.#algorithm);
		copy.#chunks = [...this.#chunks];
		return copy;
	}
	digest(encoding?: string): Buffer | string {
		// As in Node: the second digest of an HMAC is empty, that of a hash an error.
		if (this.#done && this.#key) return encoding === undefined || encoding === "buffer" ? Buffer.alloc(0) : "";
		if (this.#done) throw Object.assign(new Error("Digest already called"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
		this.#done = true;
		const digest = Buffer.from(this.#ask(Buffer.concat(this.#chunks).toString("base64")), "base64");
		if (encoding === undefined || encoding === "buffer") return digest;
		// The buffer package does not know base64url.
		if (encoding === "base64url") return digest.toString("base64").replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
		return digest.toString(encoding as BufferEncoding);
	}
}

export function randomUUID(): string {
	const bytes = Buffer.alloc(16);
	fillRandom(bytes);
	bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
	const hex = bytes.toString("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function getRandomValues<T extends ArrayBufferView>(view: T): T {
	fillRandom(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
	return view;
}

function randomBytes(size: number, callback?: (error: null, bytes: Buffer) => void): Buffer | undefined {
	const bytes = Buffer.alloc(size);
	fillRandom(bytes);
	if (!callback) return bytes;
	Promise.resolve().then(() => callback(null, bytes));
	return undefined;
}

function randomInt(low: number, high?: number): number {
	const [from, to] = high === undefined ? [0, low] : [low, high];
	const range = to - from;
	if (!(range > 0 && range <= 2 ** 48))
		throw Object.assign(new RangeError('The value of "max" is out of range.'), { code: "ERR_OUT_OF_RANGE" });
	return from + (Buffer.from(randomBytes(6) as Buffer).readUIntBE(0, 6) % range);
}

function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length)
		throw Object.assign(new RangeError("Input buffers must have the same byte length"), { code: "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH" });
	return bytesOf(a).equals(bytesOf(b));
}

const webDigests = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/** crypto.subtle: digests; the rest says by name that it is missing. */
const subtle = {
	async digest(algorithm: string | { name: string }, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer> {
		const name = `${typeof algorithm === "string" ? algorithm : algorithm?.name}`.toUpperCase();
		if (!webDigests.includes(name)) throw new DOMException("Unrecognized algorithm name", "NotSupportedError");
		if (typeof data === "string")
			throw Object.assign(new TypeError('The "data" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.'), {
				code: "ERR_INVALID_ARG_TYPE",
			});
		return new Uint8Array(new Hash(name).update(data).digest() as Buffer).buffer;
	},
};
for (const name of [
	"decrypt",
	"deriveBits",
	"deriveKey",
	"encrypt",
	"exportKey",
	"generateKey",
	"importKey",
	"sign",
	"unwrapKey",
	"verify",
	"wrapKey",
])
	Object.defineProperty(subtle, name, {
		value: missing(`crypto.subtle.${name}`, "createHash and createHmac of node:crypto are"),
		writable: true,
		configurable: true,
	});

export const webCrypto = { randomUUID, getRandomValues, subtle };

/** node:crypto: random values and digests. */
export const cryptoModule = {
	randomUUID,
	getRandomValues,
	randomBytes,
	randomInt,
	timingSafeEqual,
	createHash: (algorithm: string) => new Hash(algorithm),
	createHmac: (algorithm: string, key: Data) => new Hash(algorithm, key),
	hash: (algorithm: string, data: Data, encoding = "hex") => new Hash(algorithm).update(data).digest(encoding),
	webcrypto: webCrypto,
};
