import { Buffer } from "buffer";
import { outOfRange, validateFunction, validateInteger, validateString } from "../validate.ts";
import { askCrypto, bytesOf, coded, type Data, sourceBytes } from "./bytes.ts";
import { KeyObject, secretBytes } from "./key-object.ts";
import { later } from "./random.ts";

type Callback = (error: Error | null, value?: unknown) => void;
type ScryptOptions = Partial<Record<"N" | "cost" | "r" | "blockSize" | "p" | "parallelization" | "maxmem", number>>;

const MOST = 2 ** 31 - 1;
const base64 = (bytes: Buffer) => bytes.toString("base64");

/** Arguments are checked at once, also by the functions with a callback. @returns The computation. */
function pbkdf2Work(password: unknown, salt: unknown, iterations: unknown, keylen: unknown, digest: unknown): () => Buffer {
	validateString(digest, "digest");
	const given = { password: base64(sourceBytes(password, "password")), salt: base64(sourceBytes(salt, "salt")) };
	validateInteger(iterations, "iterations", 1, MOST);
	validateInteger(keylen, "keylen", 0, MOST);
	return () => bytesOf(askCrypto({ op: "pbkdf2", ...given, iterations, keylen, digest }));
}

export function pbkdf2Sync(password: Data, salt: Data, iterations: number, keylen: number, digest: string): Buffer {
	return pbkdf2Work(password, salt, iterations, keylen, digest)();
}

export function pbkdf2(password: Data, salt: Data, iterations: number, keylen: number, digest: unknown, callback?: Callback): void {
	const given = typeof digest === "function" ? digest : callback;
	const work = pbkdf2Work(password, salt, iterations, keylen, typeof digest === "function" ? undefined : digest);
	validateFunction(given, "callback");
	laterUnlessInvalid(given as Callback, work);
}

/** An unknown digest is an error of the call, not of the computation. */
function laterUnlessInvalid(callback: Callback, work: () => unknown): void {
	let value: unknown;
	try {
		value = work();
	} catch (error) {
		const { code } = error as { code?: string };
		if (code === "ERR_CRYPTO_INVALID_DIGEST" || code === "ERR_CRYPTO_INVALID_KEYLEN") throw error;
		later(callback, () => {
			throw error;
		});
		return;
	}
	later(callback, () => value);
}

const pairs = [
	["N", "cost"],
	["r", "blockSize"],
	["p", "parallelization"],
] as const;

function scryptWork(password: unknown, salt: unknown, keylen: unknown, given: ScryptOptions | undefined): () => Buffer {
	const bytes = { password: base64(sourceBytes(password, "password")), salt: base64(sourceBytes(salt, "salt")) };
	validateInteger(keylen, "keylen", 0, MOST);
	const options: Record<string, number> = { N: 16_384, r: 8, p: 1, maxmem: 32 * 2 ** 20 };
	for (const [short, long] of pairs) {
		if (given?.[short] !== undefined && given[long] !== undefined) {
			const message = `Option "${short}" cannot be used in combination with option "${long}"`;
			throw coded("ERR_INCOMPATIBLE_OPTION_PAIR", message, TypeError);
		}
		for (const name of [short, long]) {
			const value = given?.[name];
			if (value === undefined) continue;
			validateInteger(value, name, 0, 2 ** 32 - 1);
			options[short] = value;
		}
	}
	if (given?.maxmem !== undefined) {
		validateInteger(given.maxmem, "maxmem", 0, Number.MAX_SAFE_INTEGER);
		options.maxmem = given.maxmem;
	}
	return () => bytesOf(askCrypto({ op: "scrypt", ...bytes, keylen, options }));
}

export function scryptSync(password: Data, salt: Data, keylen: number, options?: ScryptOptions): Buffer {
	return scryptWork(password, salt, keylen, options)();
}

export function scrypt(password: Data, salt: Data, keylen: number, options: unknown, callback?: unknown): void {
	const given = typeof options === "function" ? options : callback;
	const work = scryptWork(password, salt, keylen, typeof options === "function" ? undefined : (options as ScryptOptions));
	validateFunction(given, "callback");
	// Wrong parameters are an error of the call.
	const value = work();
	later(given as unknown as Callback, () => value);
}

const KEY_MATERIAL = "of type string or an instance of SecretKeyObject, ArrayBuffer, TypedArray, DataView, or Buffer";

function hkdfWork(digest: unknown, key: unknown, salt: unknown, info: unknown, keylen: unknown): () => ArrayBuffer {
	validateString(digest, "digest");
	const bytes = key instanceof KeyObject ? secretBytes(key, "ikm") : sourceBytes(key, "ikm", KEY_MATERIAL);
	const given = { key: base64(bytes), salt: base64(sourceBytes(salt, "salt")), info: base64(sourceBytes(info, "info")) };
	validateInteger(keylen, "length", 0);
	const infoBytes = Buffer.from(given.info, "base64").length;
	if (infoBytes > 1024) throw outOfRange("info", "must not contain more than 1024 bytes", infoBytes);
	return () => new Uint8Array(bytesOf(askCrypto({ op: "hkdf", digest, ...given, keylen }))).buffer;
}

export function hkdfSync(digest: string, key: Data | KeyObject, salt: Data, info: Data, keylen: number): ArrayBuffer {
	return hkdfWork(digest, key, salt, info, keylen)();
}

export function hkdf(digest: string, key: Data | KeyObject, salt: Data, info: Data, keylen: number, callback: unknown): void {
	const work = hkdfWork(digest, key, salt, info, keylen);
	validateFunction(callback, "callback");
	laterUnlessInvalid(callback as unknown as Callback, work);
}
