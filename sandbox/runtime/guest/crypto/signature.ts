import { Buffer } from "buffer";
import { toBase64 } from "../buffer/base64.ts";
import { validateFunction, validateInteger, validateString } from "../validate.ts";
import { askCrypto, bytesOf, coded, type Data, dataBytes, encoded, sourceBytes } from "./bytes.ts";
import {
	describedBy,
	invalidProperty,
	type KeyInput,
	type KeyLike,
	KeyObject,
	privateKeyOf,
	publicKeyOf,
	travelling,
} from "./key-object.ts";
import { later, seedForHost } from "./random.ts";

type Callback = (error: Error | null, value?: unknown) => void;
const ANY_KEY = "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, CryptoKey, or URL";

function optionsIn(key: unknown): { padding?: number; saltLength?: number; dsaEncoding?: string } {
	if (typeof key !== "object" || key === null || ArrayBuffer.isView(key) || key instanceof KeyObject) return {};
	const { padding, saltLength, dsaEncoding } = key as KeyInput;
	if (padding !== undefined) validateInteger(padding, "options.padding");
	if (saltLength !== undefined) validateInteger(saltLength, "options.saltLength");
	if (dsaEncoding !== undefined && dsaEncoding !== "der" && dsaEncoding !== "ieee-p1363")
		throw invalidProperty("options.dsaEncoding", dsaEncoding);
	return { padding, saltLength, dsaEncoding };
}

function noKey(): Error {
	return coded("ERR_CRYPTO_SIGN_KEY_REQUIRED", "No key provided to sign");
}

function signature(algorithm: string | null, data: Buffer, key: unknown, kinds?: string): Buffer {
	const options = optionsIn(key);
	const object = privateKeyOf(key, kinds, "privateKey");
	const message = { algorithm, data: toBase64(data), key: travelling(object), ...options };
	return bytesOf(askCrypto({ op: "sign", ...message, seed: seedForHost() }));
}

function isSignature(algorithm: string | null, data: Buffer, key: unknown, given: Buffer): boolean {
	const options = optionsIn(key);
	const object = publicKeyOf(key);
	const message = { algorithm, data: toBase64(data), key: travelling(object), signature: given.toString("base64") };
	return askCrypto<{ valid: boolean }>({ op: "verify", ...message, ...options }).valid;
}

/** What Sign and Verify have in common. They can be written to as to a stream, though they are none. */
class Signing {
	protected chunks: Buffer[] = [];
	protected algorithm: string;
	protected done = false;
	constructor(algorithm: unknown) {
		validateString(algorithm, "algorithm");
		this.algorithm = algorithm;
		for (const name of ["chunks", "algorithm", "done"]) Object.defineProperty(this, name, { enumerable: false });
		askDigest(algorithm);
	}
	update(data: Data, encoding?: string): this {
		if (this.done) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state");
		this.chunks.push(Buffer.from(dataBytes(data, encoding)));
		return this;
	}
	/** Keys that sign the message itself cannot be given a digest of it. */
	protected refuseOneShot(key: KeyObject): void {
		if (/^ed/.test(describedBy(key).keyType)) throw coded("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation");
	}
	write(data: Data, encoding?: string): boolean {
		this.update(data, encoding);
		return true;
	}
	end(data?: Data, encoding?: string): this {
		if (data !== undefined) this.update(data, encoding);
		return this;
	}
}

const digests = new Set<string>();
function askDigest(algorithm: string): void {
	if (digests.has(algorithm)) return;
	const { hashes } = cryptoNames();
	const plain = algorithm.toLowerCase();
	if (!hashes.some((one) => one.toLowerCase() === plain)) throw coded("ERR_CRYPTO_INVALID_DIGEST", "Invalid digest", TypeError);
	digests.add(algorithm);
}

type Names = { hashes: string[]; ciphers: string[]; curves: string[] };
let names: Names | undefined;

/** What the host's node:crypto knows by name. */
export function cryptoNames(): Names {
	names ??= askCrypto<Names>({ op: "names" });
	return names;
}

export class Sign extends Signing {
	sign(key: KeyLike, encoding?: string): Buffer | string {
		if (!key) throw noKey();
		const object = privateKeyOf(key, ANY_KEY, "privateKey");
		this.refuseOneShot(object);
		if (this.done) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state");
		this.done = true;
		return encoded(signature(this.algorithm, Buffer.concat(this.chunks), { ...optionsIn(key), key: object }), encoding);
	}
}

export class Verify extends Signing {
	verify(key: KeyLike, given: Data, encoding?: string): boolean {
		const object = publicKeyOf(key);
		this.refuseOneShot(object);
		const bytes = sourceBytes(given, "signature", undefined, encoding);
		if (this.done) throw coded("ERR_CRYPTO_INVALID_STATE", "Invalid state");
		this.done = true;
		return isSignature(this.algorithm, Buffer.concat(this.chunks), { ...optionsIn(key), key: object }, bytes);
	}
}

export const createSign = (algorithm: unknown) => new Sign(algorithm);
export const createVerify = (algorithm: unknown) => new Verify(algorithm);

/** crypto.sign: at once, or with a callback. */
export function sign(algorithm: unknown, data: unknown, key: unknown, callback?: unknown): Buffer | undefined {
	if (algorithm !== null && algorithm !== undefined) validateString(algorithm, "algorithm");
	if (callback !== undefined) validateFunction(callback, "callback");
	const bytes = Buffer.from(sourceBytes(data, "data"));
	if (!key) throw noKey();
	const work = () => signature((algorithm as string) ?? null, bytes, key, ANY_KEY);
	if (callback === undefined) return work();
	later(callback as Callback, work);
	return undefined;
}

/** crypto.verify. */
export function verify(algorithm: unknown, data: unknown, key: unknown, given: unknown, callback?: unknown): boolean | undefined {
	if (algorithm !== null && algorithm !== undefined) validateString(algorithm, "algorithm");
	if (callback !== undefined) validateFunction(callback, "callback");
	const bytes = Buffer.from(sourceBytes(data, "data"));
	const signatureBytes = Buffer.from(sourceBytes(given, "signature"));
	const work = () => isSignature((algorithm as string) ?? null, bytes, key, signatureBytes);
	if (callback === undefined) return work();
	later(callback as Callback, work);
	return undefined;
}

type Way = "publicEncrypt" | "privateDecrypt" | "privateEncrypt" | "publicDecrypt";

/** publicEncrypt and the other three ways to use an RSA key. */
export function rsaFunction(way: Way): (key: unknown, data: unknown) => Buffer {
	const needsPrivate = way.startsWith("private");
	return (key, data) => {
		const { padding, oaepHash, oaepLabel } = (typeof key === "object" && key !== null ? key : {}) as KeyInput;
		if (oaepHash !== undefined) validateString(oaepHash, "key.oaepHash");
		const object = needsPrivate ? privateKeyOf(key) : publicKeyOf(key);
		const bytes = sourceBytes(data, "buffer");
		return bytesOf(
			askCrypto({
				op: "rsa",
				way,
				key: travelling(object),
				data: bytes.toString("base64"),
				padding,
				oaepHash,
				oaepLabel: oaepLabel === undefined ? undefined : sourceBytes(oaepLabel, "key.oaepLabel").toString("base64"),
				seed: seedForHost(),
			}),
		);
	};
}
