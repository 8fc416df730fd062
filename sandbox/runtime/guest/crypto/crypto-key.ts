import { Buffer } from "buffer";
import { brands, types } from "../util-types.ts";
import { DOMException } from "../web/events.ts";
import { cryptoKeys, type KeyObject } from "./key-object.ts";

/** Keys, algorithms and data of Web Crypto, as the functions of `crypto.subtle` find them. */

export type Algorithm = { name: string; [parameter: string]: unknown };
export type Usage = "encrypt" | "decrypt" | "sign" | "verify" | "deriveKey" | "deriveBits" | "wrapKey" | "unwrapKey";
type Facts = { type: "secret" | "public" | "private"; extractable: boolean; algorithm: Algorithm; usages: Usage[]; object: KeyObject };

const facts = new WeakMap<object, Facts>();
const inside = Symbol("inside");

/** The key behind a CryptoKey. @throws TypeError when it is none. */
export function factsOf(key: unknown): Facts {
	const found = typeof key === "object" && key !== null ? facts.get(key) : undefined;
	if (!found) throw Object.assign(new TypeError('The "key" argument must be an instance of CryptoKey.'), { code: "ERR_INVALID_ARG_TYPE" });
	return found;
}

export class CryptoKey {
	constructor(key?: symbol) {
		if (key !== inside) throw Object.assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
	}
	get type(): string {
		return factsOf(this).type;
	}
	get extractable(): boolean {
		return factsOf(this).extractable;
	}
	get algorithm(): Algorithm {
		return factsOf(this).algorithm;
	}
	get usages(): Usage[] {
		return factsOf(this).usages;
	}
	get [Symbol.toStringTag](): string {
		return "CryptoKey";
	}
}

brands.isCryptoKey = (value) => typeof value === "object" && value !== null && facts.has(value);
cryptoKeys.objectOf = (value) => (typeof value === "object" && value !== null ? facts.get(value)?.object : undefined);

const order: Usage[] = ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey"];

export function makeCryptoKey(object: KeyObject, algorithm: Algorithm, extractable: boolean, usages: readonly Usage[]): CryptoKey {
	const key = new CryptoKey(inside);
	const sorted = order.filter((usage) => usages.includes(usage));
	facts.set(key, { type: object.type, extractable: !!extractable, algorithm, usages: sorted, object });
	return key;
}

/** Refused as the specification says it: by the name of a DOMException. */
export function refuse(name: string, message: string): Error {
	return new DOMException(message, name);
}

const names = [
	...["AES-CBC", "AES-CTR", "AES-GCM", "ECDH", "ECDSA", "Ed25519", "HKDF", "HMAC", "PBKDF2"],
	...["RSA-OAEP", "RSA-PSS", "RSASSA-PKCS1-v1_5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "X25519"],
];

/** An algorithm, with its name as the specification spells it. */
export function algorithmOf(given: unknown): Algorithm {
	const object = typeof given === "string" ? { name: given } : (given as Algorithm | null);
	const upper = `${object?.name}`.toUpperCase();
	const name = names.find((one) => one.toUpperCase() === upper);
	if (name === undefined) throw refuse("NotSupportedError", "Unrecognized algorithm name");
	return { ...object, name };
}

/** The name of a digest as node:crypto has it, from `hash` of an algorithm. */
export function digestOf(hash: unknown): string {
	const { name } = algorithmOf(hash);
	if (!name.startsWith("SHA-")) throw refuse("NotSupportedError", "Unrecognized algorithm name");
	return name.replace("-", "").toLowerCase();
}

/** A copy of bytes that were given. */
export function dataOf(data: unknown, name = "data"): Buffer {
	if (ArrayBuffer.isView(data)) return Buffer.from(Buffer.from(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength));
	if (types.isArrayBuffer(data)) return Buffer.from(Buffer.from(data as ArrayBuffer));
	if (data === undefined && name.startsWith("algorithm."))
		throw Object.assign(new TypeError(`Failed to normalize algorithm: '${name.slice(10)}' is required`), { code: "ERR_MISSING_OPTION" });
	const message = `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`;
	throw Object.assign(new TypeError(message), { code: "ERR_INVALID_ARG_TYPE" });
}

/** What the functions of the web give: an ArrayBuffer of its own. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
	return new Uint8Array(bytes).buffer as ArrayBuffer;
}
