import { Buffer } from "buffer";
import { NotSimulatedError } from "../not-simulated.ts";
import { argumentError } from "../system-error.ts";
import { brands } from "../util-types.ts";
import { validateObject, validateOneOf, wrongType } from "../validate.ts";
import { askCrypto, type Data, sourceBytes } from "./bytes.ts";

type Details = Record<string, unknown>;
/** A public or private key as the host tells it; `der` is SPKI or PKCS#8 in base64. */
export type Described = { kind: "public" | "private"; der: string; keyType: string; details: Details };
/** A key as it crosses the border. */
export type Travelling = { kind: "public" | "private"; der: string };
export type KeyInput = {
	key: unknown;
	format?: string;
	type?: string;
	passphrase?: unknown;
	encoding?: string;
	padding?: number;
	saltLength?: number;
	dsaEncoding?: string;
	oaepHash?: string;
	oaepLabel?: Data;
};
export type KeyLike = Data | KeyObject | KeyInput;

const ANY_KEY = "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey";
const TEXT_KEY = "of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, or URL";

/** What a CryptoKey holds; set by the web's part, which not everyone needs. */
export const cryptoKeys = { objectOf: (_: unknown): KeyObject | undefined => undefined };

brands.isKeyObject = (value) => typeof value === "object" && value !== null && held.has(value);

type Held = { secret: Buffer } | { asymmetric: Described };
const held = new WeakMap<object, Held>();
const inside = Symbol("inside");

function heldBy(key: object): Held {
	const found = held.get(key);
	if (!found) throw new TypeError("Illegal invocation");
	return found;
}

export class KeyObject {
	constructor(key?: unknown, type?: unknown) {
		if (key === inside) return;
		if (typeof key !== "string" || !["secret", "public", "private"].includes(key))
			throw argumentError(
				"ERR_INVALID_ARG_VALUE",
				`The argument 'type' is invalid. Received ${typeof key === "string" ? `'${key}'` : String(key)}`,
			);
		throw wrongType("handle", "of type object", type);
	}
	static from(key: unknown): KeyObject {
		const object = cryptoKeys.objectOf(key);
		if (!object) throw wrongType("key", "an instance of CryptoKey", key);
		return object;
	}
	get type(): "secret" | "public" | "private" {
		const own = heldBy(this);
		return "secret" in own ? "secret" : own.asymmetric.kind;
	}
	equals(other: unknown): boolean {
		if (!(other instanceof KeyObject)) throw wrongType("otherKeyObject", "an instance of KeyObject", other);
		const a = heldBy(this);
		const b = heldBy(other);
		if ("secret" in a) return "secret" in b && a.secret.equals(b.secret);
		return "asymmetric" in b && a.asymmetric.kind === b.asymmetric.kind && a.asymmetric.der === b.asymmetric.der;
	}
	get [Symbol.toStringTag](): string {
		return "KeyObject";
	}
}

class SecretKeyObject extends KeyObject {
	get symmetricKeySize(): number {
		return secretOf(this).length;
	}
	export(options?: { format?: string }): Buffer | object {
		if (options !== undefined) {
			validateObject(options, "options");
			validateOneOf(options.format, "options.format", [undefined, "buffer", "jwk"]);
			if (options.format === "jwk") return { kty: "oct", k: base64url(secretOf(this)) };
		}
		return Buffer.from(secretOf(this));
	}
}

class AsymmetricKeyObject extends KeyObject {
	get asymmetricKeyType(): string {
		return describedBy(this).keyType;
	}
	get asymmetricKeyDetails(): Details {
		const { publicExponent, ...rest } = describedBy(this).details;
		return publicExponent === undefined ? rest : { ...rest, publicExponent: BigInt(publicExponent as string) };
	}
}

type ExportOptions = { format?: string; type?: string; cipher?: string; passphrase?: unknown };

function exported(key: KeyObject, options: ExportOptions | undefined, types: readonly string[]): string | Buffer | object {
	validateObject(options, "options");
	const { format, type } = options as ExportOptions;
	if (format !== "pem" && format !== "der" && format !== "jwk") throw invalidProperty("options.format", format);
	if (format === "jwk") return JSON.parse(askCrypto<{ text: string }>({ op: "exportKey", key: travelling(key), format }).text);
	if (!types.includes(type as string)) throw invalidProperty("options.type", type);
	if ((options as ExportOptions).cipher !== undefined || (options as ExportOptions).passphrase !== undefined)
		throw new NotSimulatedError("Exporting a key under a passphrase");
	const answer = askCrypto<{ text?: string; data?: string }>({ op: "exportKey", key: travelling(key), format, type });
	return answer.text ?? Buffer.from(answer.data ?? "", "base64");
}

class PublicKeyObject extends AsymmetricKeyObject {
	export(options?: ExportOptions): string | Buffer | object {
		return exported(this, options, ["pkcs1", "spki"]);
	}
}

class PrivateKeyObject extends AsymmetricKeyObject {
	export(options?: ExportOptions): string | Buffer | object {
		return exported(this, options, ["pkcs1", "pkcs8", "sec1"]);
	}
}

export function invalidProperty(name: string, value: unknown): TypeError {
	const shown = typeof value === "string" ? `'${value}'` : String(value);
	return argumentError("ERR_INVALID_ARG_VALUE", `The property '${name}' is invalid. Received ${shown}`);
}

export function base64url(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64").replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function makeSecretKey(secret: Uint8Array): KeyObject {
	const key = new SecretKeyObject(inside);
	held.set(key, { secret: Buffer.from(secret) });
	return key;
}

export function makeKey(asymmetric: Described): KeyObject {
	const key = asymmetric.kind === "public" ? new PublicKeyObject(inside) : new PrivateKeyObject(inside);
	held.set(key, { asymmetric });
	return key;
}

export function secretOf(key: KeyObject): Buffer {
	const own = heldBy(key);
	if (!("secret" in own)) throw wrongKind(own.asymmetric.kind, "secret");
	return own.secret;
}

export function describedBy(key: KeyObject): Described {
	const own = heldBy(key);
	if ("secret" in own) throw wrongKind("secret", "private or public");
	return own.asymmetric;
}

export function travelling(key: KeyObject): Travelling {
	const { kind, der } = describedBy(key);
	return { kind, der };
}

export function wrongKind(actual: string, expected: string): TypeError {
	return Object.assign(new TypeError(`Invalid key object type ${actual}, expected ${expected}.`), {
		code: "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE",
	});
}

/** The bytes of a secret key, which may be a KeyObject, a CryptoKey, bytes or text. */
export function secretBytes(key: unknown, name: string, encoding?: string): Buffer {
	const object = key instanceof KeyObject ? key : cryptoKeys.objectOf(key);
	return object ? secretOf(object) : sourceBytes(key, name, ANY_KEY, encoding);
}

/** crypto.createSecretKey. */
export function createSecretKey(key: unknown, encoding?: string): KeyObject {
	return makeSecretKey(sourceBytes(key, "key", "an instance of ArrayBuffer, Buffer, TypedArray, or DataView", encoding));
}

function imported(want: "public" | "private", given: unknown, kinds: string, name = "key"): Described {
	const isInput = typeof given === "object" && given !== null && !ArrayBuffer.isView(given) && !(given instanceof ArrayBuffer);
	if (!isInput) {
		const data = sourceBytes(given, name, kinds).toString("base64");
		return askCrypto<Described>({ op: "importKey", want, format: "pem", data });
	}
	const { key, format = "pem", type, passphrase, encoding } = given as KeyInput;
	if (format === "jwk") {
		validateObject(key, `${name}.key`);
		return askCrypto<Described>({ op: "importKey", want, format, data: Buffer.from(JSON.stringify(key)).toString("base64") });
	}
	if (format !== "pem" && format !== "der") throw invalidProperty(`${name}.format`, format);
	const types = want === "public" ? ["pkcs1", "spki", "pkcs8", "sec1"] : ["pkcs1", "pkcs8", "sec1"];
	if (!(types.includes(type as string) || (format === "pem" && type === undefined))) throw invalidProperty(`${name}.type`, type);
	const data = sourceBytes(key, `${name}.key`, kinds, encoding);
	if (passphrase !== undefined && passphrase !== null && (format === "der" || data.includes("ENCRYPTED")))
		throw new NotSimulatedError("A private key under a passphrase");
	return askCrypto<Described>({ op: "importKey", want, format, data: data.toString("base64"), ...(format === "der" ? { type } : {}) });
}

/** A private key, however it was given. */
export function privateKeyOf(given: unknown, kinds = ANY_KEY.replace(", or CryptoKey", ", CryptoKey, or URL"), name = "key"): KeyObject {
	const object = objectIn(given);
	if (!object) return makeKey(imported("private", given, kinds, name));
	if (object.type !== "private") throw wrongKind(object.type, "private");
	return object;
}

/** A public key, or a private one, in which it is contained. */
export function publicKeyOf(given: unknown, kinds = ANY_KEY, name = "key"): KeyObject {
	const object = objectIn(given);
	if (!object) return makeKey(imported("public", given, kinds, name));
	if (object.type === "secret") throw wrongKind("secret", "private or public");
	return object;
}

function objectIn(given: unknown): KeyObject | undefined {
	const key = typeof given === "object" && given !== null && "key" in given ? given.key : given;
	return key instanceof KeyObject ? key : cryptoKeys.objectOf(key);
}

/** crypto.createPrivateKey. */
export function createPrivateKey(given: unknown): KeyObject {
	if (given instanceof KeyObject) throw wrongType("key", TEXT_KEY, given);
	return makeKey(imported("private", given, TEXT_KEY));
}

/** crypto.createPublicKey: from a private key as well. */
export function createPublicKey(given: unknown): KeyObject {
	const object = objectIn(given);
	if (!object) return makeKey(imported("public", given, ANY_KEY));
	if (object.type !== "private") throw wrongKind(object.type, "private");
	const { der } = describedBy(object);
	return makeKey(askCrypto<Described>({ op: "importKey", want: "public", format: "der", type: "pkcs8", data: der }));
}
