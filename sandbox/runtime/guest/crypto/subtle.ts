import { Buffer } from "buffer";
import { missing } from "../not-simulated.ts";
import { timers } from "../process/timers.ts";
import { createCipheriv, createDecipheriv } from "./cipher.ts";
import { type Algorithm, algorithmOf, arrayBuffer, type CryptoKey, dataOf, digestOf, factsOf, refuse, type Usage } from "./crypto-key.ts";
import { hkdfSync, pbkdf2Sync } from "./derivation.ts";
import { createHmac, Hash } from "./hash.ts";
import { type KeyObject, secretOf } from "./key-object.ts";
import { diffieHellman } from "./key-pair.ts";
import { timingSafeEqual } from "./random.ts";
import { rsaFunction, sign as signBytes, verify as verifyBytes } from "./signature.ts";
import { exportKey, generateKey, importKey } from "./web-keys.ts";

const PSS_PADDING = 6;

/** The key, if it is one for this algorithm and use. */
function keyFor(algorithm: Algorithm, key: unknown, usage: Usage): { object: KeyObject; algorithm: Algorithm } {
	const found = factsOf(key);
	if (found.algorithm.name !== algorithm.name) throw refuse("InvalidAccessError", "Key algorithm mismatch");
	if (!found.usages.includes(usage)) throw refuse("InvalidAccessError", `Unable to use this key to ${usage}`);
	return found;
}

/** What goes wrong in the computation is told without its reason. */
function computed<T>(work: () => T): T {
	try {
		return work();
	} catch (error) {
		if ((error as { code?: string }).code === "ERR_NOT_SIMULATED") throw error;
		throw refuse("OperationError", "The operation failed for an operation-specific reason");
	}
}

/** How a key signs: the digest, and the key with its options. */
function signing(algorithm: Algorithm, key: { object: KeyObject; algorithm: Algorithm }): [string | null, object] {
	switch (algorithm.name) {
		case "RSASSA-PKCS1-v1_5":
			return [digestOf(key.algorithm.hash), { key: key.object }];
		case "RSA-PSS":
			return [digestOf(key.algorithm.hash), { key: key.object, padding: PSS_PADDING, saltLength: Number(algorithm.saltLength) }];
		case "ECDSA":
			return [digestOf(algorithm.hash), { key: key.object, dsaEncoding: "ieee-p1363" }];
		case "Ed25519":
			return [null, { key: key.object }];
		default:
			throw refuse("NotSupportedError", "Unrecognized algorithm name");
	}
}

function hmac(key: { object: KeyObject; algorithm: Algorithm }, data: Buffer): Buffer {
	return createHmac(digestOf(key.algorithm.hash), secretOf(key.object)).update(data).digest() as Buffer;
}

function sign(given: unknown, key: unknown, data: unknown): ArrayBuffer {
	const algorithm = algorithmOf(given);
	const found = keyFor(algorithm, key, "sign");
	const bytes = dataOf(data);
	if (algorithm.name === "HMAC") return arrayBuffer(hmac(found, bytes));
	const [digest, options] = signing(algorithm, found);
	return computed(() => arrayBuffer(signBytes(digest, bytes, options) as Buffer));
}

function verify(given: unknown, key: unknown, signature: unknown, data: unknown): boolean {
	const algorithm = algorithmOf(given);
	const found = keyFor(algorithm, key, "verify");
	const [bytes, expected] = [dataOf(data), dataOf(signature, "signature")];
	if (algorithm.name === "HMAC") {
		const own = hmac(found, bytes);
		return own.length === expected.length && timingSafeEqual(own, expected);
	}
	const [digest, options] = signing(algorithm, found);
	return computed(() => verifyBytes(digest, bytes, options, expected) as boolean);
}

function cipherName({ name }: Algorithm, object: KeyObject): string {
	return `aes-${secretOf(object).length * 8}-${name.slice(4).toLowerCase()}`;
}

function tagBytes({ tagLength = 128 }: Algorithm): number {
	if (![32, 64, 96, 104, 112, 120, 128].includes(tagLength as number))
		throw refuse("OperationError", `${tagLength} is not a valid AES-GCM tag length`);
	return (tagLength as number) / 8;
}

function encryptWith(algorithm: Algorithm, object: KeyObject, hash: unknown, bytes: Buffer): Buffer {
	if (algorithm.name === "RSA-OAEP") return rsaFunction("publicEncrypt")(oaep(algorithm, object, hash), bytes);
	const iv = dataOf(algorithm.name === "AES-CTR" ? algorithm.counter : algorithm.iv, "algorithm.iv");
	if (algorithm.name !== "AES-GCM") {
		const cipher = createCipheriv(cipherName(algorithm, object), object, iv);
		return Buffer.concat([cipher.update(bytes) as Buffer, cipher.final() as Buffer]);
	}
	const cipher = createCipheriv(cipherName(algorithm, object), object, iv, { authTagLength: tagBytes(algorithm) });
	if (algorithm.additionalData !== undefined) cipher.setAAD(dataOf(algorithm.additionalData));
	return Buffer.concat([cipher.update(bytes) as Buffer, cipher.final() as Buffer, cipher.getAuthTag()]);
}

function decryptWith(algorithm: Algorithm, object: KeyObject, hash: unknown, bytes: Buffer): Buffer {
	if (algorithm.name === "RSA-OAEP") return rsaFunction("privateDecrypt")(oaep(algorithm, object, hash), bytes);
	const iv = dataOf(algorithm.name === "AES-CTR" ? algorithm.counter : algorithm.iv, "algorithm.iv");
	if (algorithm.name !== "AES-GCM") {
		const decipher = createDecipheriv(cipherName(algorithm, object), object, iv);
		return Buffer.concat([decipher.update(bytes) as Buffer, decipher.final() as Buffer]);
	}
	const end = bytes.length - tagBytes(algorithm);
	if (end < 0) throw refuse("OperationError", "The provided data is too small.");
	const decipher = createDecipheriv(cipherName(algorithm, object), object, iv, { authTagLength: tagBytes(algorithm) });
	decipher.setAuthTag(bytes.subarray(end));
	if (algorithm.additionalData !== undefined) decipher.setAAD(dataOf(algorithm.additionalData));
	return Buffer.concat([decipher.update(bytes.subarray(0, end)) as Buffer, decipher.final() as Buffer]);
}

function oaep(algorithm: Algorithm, key: KeyObject, hash: unknown): object {
	const label = algorithm.label === undefined ? {} : { oaepLabel: dataOf(algorithm.label) };
	return { key, oaepHash: digestOf(hash), ...label };
}

const ciphers = ["AES-CBC", "AES-CTR", "AES-GCM", "RSA-OAEP"];

function crypt(way: "encrypt" | "decrypt", usage: Usage, given: unknown, key: unknown, bytes: Buffer): ArrayBuffer {
	const algorithm = algorithmOf(given);
	if (!ciphers.includes(algorithm.name)) throw refuse("NotSupportedError", "Unrecognized algorithm name");
	const found = keyFor(algorithm, key, usage);
	if (algorithm.name.startsWith("AES-")) checkVector(algorithm);
	const work = way === "encrypt" ? encryptWith : decryptWith;
	return computed(() => arrayBuffer(work(algorithm, found.object, found.algorithm.hash, bytes)));
}

function checkVector(algorithm: Algorithm): void {
	if (algorithm.name === "AES-GCM") {
		dataOf(algorithm.iv, "algorithm.iv");
		tagBytes(algorithm);
	} else if (algorithm.name === "AES-CBC" && dataOf(algorithm.iv, "algorithm.iv").length !== 16) {
		throw refuse("OperationError", "algorithm.iv must contain exactly 16 bytes");
	} else if (algorithm.name === "AES-CTR") {
		if (dataOf(algorithm.counter, "algorithm.counter").length !== 16)
			throw refuse("OperationError", "algorithm.counter must contain exactly 16 bytes");
		const length = Number(algorithm.length);
		if (!(length > 0 && length <= 128)) throw refuse("OperationError", "AES-CTR algorithm.length must be between 1 and 128");
	}
}

function derived(algorithm: Algorithm, key: unknown, usage: Usage, bits: number | null | undefined): ArrayBuffer {
	const { object } = keyFor(algorithm, key, usage);
	if (algorithm.name === "ECDH" || algorithm.name === "X25519") {
		const other = factsOf(algorithm.public);
		const secret = computed(() => diffieHellman({ privateKey: object, publicKey: other.object }));
		if (bits === null || bits === undefined) return arrayBuffer(secret);
		if (bits > secret.length * 8) throw refuse("OperationError", "derived bit length is too small");
		return arrayBuffer(secret.subarray(0, Math.ceil(bits / 8)));
	}
	if (bits === null || bits === undefined) throw refuse("OperationError", "length cannot be null");
	if (bits % 8 !== 0) throw refuse("OperationError", "length must be a multiple of 8");
	const digest = digestOf(algorithm.hash);
	const salt = dataOf(algorithm.salt, "algorithm.salt");
	if (algorithm.name === "HKDF") {
		const info = dataOf(algorithm.info, "algorithm.info");
		return computed(() => hkdfSync(digest, object, salt, info, bits / 8));
	}
	const iterations = Number(algorithm.iterations);
	if (iterations === 0) throw refuse("OperationError", "iterations cannot be zero");
	return computed(() => arrayBuffer(bits === 0 ? Buffer.alloc(0) : pbkdf2Sync(secretOf(object), salt, iterations, bits / 8, digest)));
}

function bitsFor(given: Algorithm): number | null {
	if (given.name === "HMAC") return Number(given.length ?? { "SHA-1": 512, "SHA-256": 512 }[algorithmOf(given.hash).name] ?? 1024);
	return given.name.startsWith("AES-") ? Number(given.length) : null;
}

function deriveKey(given: unknown, key: unknown, wanted: unknown, extractable: boolean, usages: Usage[]): CryptoKey {
	const target = algorithmOf(wanted);
	return importKey("raw", derived(algorithmOf(given), key, "deriveKey", bitsFor(target)), target, extractable, usages);
}

function wrapKey(format: string, key: unknown, wrapping: unknown, algorithm: unknown): ArrayBuffer {
	const told = exportKey(format, key);
	const bytes = told instanceof ArrayBuffer ? Buffer.from(told) : Buffer.from(JSON.stringify(told));
	return crypt("encrypt", "wrapKey", algorithm, wrapping, bytes);
}

function unwrapKey(format: string, wrapped: unknown, key: unknown, algorithm: unknown, ...wanted: [unknown, boolean, Usage[]]): CryptoKey {
	const bytes = Buffer.from(crypt("decrypt", "unwrapKey", algorithm, key, dataOf(wrapped)));
	return importKey(format, format === "jwk" ? JSON.parse(bytes.toString()) : bytes, ...wanted);
}

function digest(algorithm: unknown, data: unknown): ArrayBuffer {
	const name = digestOf(algorithm);
	return arrayBuffer(new Hash(name).update(dataOf(data)).digest() as Buffer);
}

/** How many arguments each function insists on. */
const arities: Record<string, number> = {
	digest: 2,
	sign: 3,
	verify: 4,
	encrypt: 3,
	decrypt: 3,
	deriveBits: 2,
	deriveKey: 5,
	importKey: 5,
	exportKey: 2,
	generateKey: 3,
	wrapKey: 4,
	unwrapKey: 7,
};

function checkArity(name: string, given: number): void {
	const needed = arities[name] as number;
	if (given >= needed) return;
	const message = `Failed to execute '${name}' on 'SubtleCrypto': ${needed} arguments required, but only ${given} present.`;
	throw Object.assign(new TypeError(message), { code: "ERR_MISSING_ARGS" });
}

type Work = (...args: never[]) => unknown;
const works: Record<string, Work> = {
	digest,
	sign,
	verify,
	encrypt: (algorithm: unknown, key: unknown, data: unknown) => crypt("encrypt", "encrypt", algorithm, key, dataOf(data)),
	decrypt: (algorithm: unknown, key: unknown, data: unknown) => crypt("decrypt", "decrypt", algorithm, key, dataOf(data)),
	deriveBits: (algorithm: unknown, key: unknown, bits?: number | null) => derived(algorithmOf(algorithm), key, "deriveBits", bits),
	deriveKey,
	importKey,
	exportKey,
	generateKey,
	wrapKey,
	unwrapKey,
};

const inside = Symbol("inside");

/** The class of crypto.subtle. */
export class SubtleCrypto {
	constructor(key?: symbol) {
		if (key !== inside) throw Object.assign(new TypeError("Illegal constructor"), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
	}
	get [Symbol.toStringTag](): string {
		return "SubtleCrypto";
	}
}

/** Data is taken when a function is called, the answer comes in a later turn, as from the thread pool. */
for (const [name, work] of Object.entries(works)) {
	const method = async (...args: never[]) => {
		checkArity(name, args.length);
		try {
			return work(...args);
		} finally {
			await new Promise<void>((resolve) => void timers.setImmediate(resolve));
		}
	};
	Object.defineProperty(method, "name", { value: name, configurable: true });
	Object.defineProperty(SubtleCrypto.prototype, name, { value: method, writable: true, configurable: true, enumerable: true });
}
for (const name of ["encapsulateBits", "encapsulateKey", "decapsulateBits", "decapsulateKey"])
	Object.defineProperty(SubtleCrypto.prototype, name, { value: missing(`crypto.subtle.${name}`), writable: true, configurable: true });

export const subtle = new SubtleCrypto(inside) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
