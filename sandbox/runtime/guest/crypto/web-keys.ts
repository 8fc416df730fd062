import { Buffer } from "buffer";
import { fillRandom } from "../random.ts";
import {
	type Algorithm,
	algorithmOf,
	arrayBuffer,
	type CryptoKey,
	dataOf,
	digestOf,
	factsOf,
	makeCryptoKey,
	refuse,
	type Usage,
} from "./crypto-key.ts";
import { base64url, createPrivateKey, createPublicKey, type KeyObject, makeSecretKey, secretOf } from "./key-object.ts";
import { generateKeyPairSync } from "./key-pair.ts";

/** Import, export and generation of the keys of Web Crypto. */

type Jwk = Record<string, unknown>;
type Exporter = { export(options: object): unknown };

/** Usages of each kind of key: of secrets, or of the public and the private half. */
const usages: Record<string, { secret?: Usage[]; public?: Usage[]; private?: Usage[] }> = {
	__proto__: null as never,
	HMAC: { secret: ["sign", "verify"] },
	"AES-CBC": { secret: ["encrypt", "decrypt", "wrapKey", "unwrapKey"] },
	"AES-CTR": { secret: ["encrypt", "decrypt", "wrapKey", "unwrapKey"] },
	"AES-GCM": { secret: ["encrypt", "decrypt", "wrapKey", "unwrapKey"] },
	PBKDF2: { secret: ["deriveKey", "deriveBits"] },
	HKDF: { secret: ["deriveKey", "deriveBits"] },
	"RSASSA-PKCS1-v1_5": { public: ["verify"], private: ["sign"] },
	"RSA-PSS": { public: ["verify"], private: ["sign"] },
	"RSA-OAEP": { public: ["encrypt", "wrapKey"], private: ["decrypt", "unwrapKey"] },
	ECDSA: { public: ["verify"], private: ["sign"] },
	Ed25519: { public: ["verify"], private: ["sign"] },
	ECDH: { public: [], private: ["deriveKey", "deriveBits"] },
	X25519: { public: [], private: ["deriveKey", "deriveBits"] },
};

const curves: Record<string, string> = { "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" };

function checkUsages(name: string, kind: "secret" | "public" | "private", asked: readonly Usage[]): void {
	const allowed = usages[name]?.[kind] ?? [];
	if (asked.some((usage) => !allowed.includes(usage))) throw refuse("SyntaxError", `Unsupported key usage for a ${name} key`);
	if (kind !== "public" && asked.length === 0) throw refuse("SyntaxError", "Usages cannot be empty when importing a private key.");
}

/** The algorithm that a key tells, completed by what the key itself shows. */
function algorithmOfKey(given: Algorithm, object: KeyObject): Algorithm {
	const { name } = given;
	if (name === "HMAC") return { name, length: secretOf(object).length * 8, hash: { name: algorithmOf(given.hash).name } };
	if (name.startsWith("AES-")) return { name, length: secretOf(object).length * 8 };
	const details = (object as unknown as { asymmetricKeyDetails?: { modulusLength?: number; publicExponent?: bigint } })
		.asymmetricKeyDetails;
	if (name.startsWith("RSA")) {
		const exponent = (details?.publicExponent ?? 65537n).toString(16);
		const publicExponent = new Uint8Array(Buffer.from(exponent.padStart(exponent.length + (exponent.length % 2), "0"), "hex"));
		return { name, modulusLength: details?.modulusLength, publicExponent, hash: { name: algorithmOf(given.hash).name } };
	}
	if (name === "ECDSA" || name === "ECDH") return { name, namedCurve: given.namedCurve };
	return { name };
}

function fits({ name, namedCurve }: Algorithm, object: KeyObject): boolean {
	const { asymmetricKeyType, asymmetricKeyDetails } = object as unknown as {
		asymmetricKeyType: string;
		asymmetricKeyDetails: { namedCurve?: string };
	};
	if (name.startsWith("RSA")) return asymmetricKeyType === "rsa";
	if (name === "ECDSA" || name === "ECDH") return asymmetricKeyType === "ec" && asymmetricKeyDetails.namedCurve === curves[`${namedCurve}`];
	return asymmetricKeyType === name.toLowerCase();
}

/** The point of a public key, written out. */
function publicFromRaw(given: Algorithm, bytes: Buffer): KeyObject {
	const { name } = given;
	if (name === "Ed25519" || name === "X25519")
		return createPublicKey({ key: { kty: "OKP", crv: name, x: base64url(bytes) }, format: "jwk" });
	const size = Math.ceil(Number(`${given.namedCurve}`.slice(2)) / 8);
	if (!(bytes[0] === 4 && bytes.length === 2 * size + 1)) throw refuse("DataError", "Invalid keyData");
	const x = base64url(bytes.subarray(1, size + 1));
	const y = base64url(bytes.subarray(size + 1));
	return createPublicKey({ key: { kty: "EC", crv: given.namedCurve, x, y }, format: "jwk" });
}

function read(format: unknown, data: unknown, given: Algorithm): KeyObject {
	const secret = usages[given.name]?.secret !== undefined;
	if (format === "raw" || format === "raw-secret" || format === "raw-public")
		return secret ? makeSecretKey(dataOf(data, "keyData")) : publicFromRaw(given, dataOf(data, "keyData"));
	if (format === "jwk") {
		const jwk = data as Jwk;
		if (typeof jwk !== "object" || jwk === null || typeof jwk.kty !== "string") throw refuse("DataError", "Invalid keyData");
		if (secret) {
			if (jwk.kty !== "oct" || typeof jwk.k !== "string") throw refuse("DataError", 'Invalid JWK "kty" Parameter');
			return makeSecretKey(Buffer.from(jwk.k, "base64url"));
		}
		if (jwk.kty === "oct") throw refuse("DataError", 'Invalid JWK "kty" Parameter');
		return jwk.d === undefined ? createPublicKey({ key: jwk, format }) : createPrivateKey({ key: jwk, format });
	}
	if (secret || (format !== "spki" && format !== "pkcs8"))
		throw refuse("NotSupportedError", `Unable to import ${given.name} key with format ${format}`);
	const key = dataOf(data, "keyData");
	return format === "spki"
		? createPublicKey({ key, format: "der", type: "spki" })
		: createPrivateKey({ key, format: "der", type: "pkcs8" });
}

/** subtle.importKey. */
export function importKey(format: unknown, data: unknown, algorithm: unknown, extractable: boolean, asked: readonly Usage[]): CryptoKey {
	const given = algorithmOf(algorithm);
	const known = usages[given.name];
	if (!known) throw refuse("NotSupportedError", "Unrecognized algorithm name");
	if ("hash" in given || given.name === "HMAC" || given.name.startsWith("RSA")) digestOf(given.hash);
	let object: KeyObject;
	try {
		object = read(format, data, given);
	} catch (error) {
		if (
			/^(?:ERR_INVALID_ARG_TYPE|ERR_NOT_SIMULATED)$/.test((error as { code?: string }).code ?? "") ||
			(error as Error).name.endsWith("Error") === false
		)
			throw error;
		if (["DataError", "NotSupportedError"].includes((error as Error).name)) throw error;
		throw refuse("DataError", "Invalid keyData");
	}
	checkUsages(given.name, object.type, asked);
	if (object.type === "secret") {
		if (given.name.startsWith("AES-") && ![16, 24, 32].includes(secretOf(object).length)) throw refuse("DataError", "Invalid key length");
		if (given.name === "HMAC" && secretOf(object).length === 0) throw refuse("DataError", "Zero-length key is not supported");
		if ((given.name === "PBKDF2" || given.name === "HKDF") && extractable)
			throw refuse("SyntaxError", `${given.name} keys are not extractable`);
	} else if (!fits(given, object)) throw refuse("DataError", "Invalid key type");
	return makeCryptoKey(object, algorithmOfKey(given, object), extractable, asked);
}

function jwkAlg({ name, hash, length }: Algorithm): string | undefined {
	const digest = (hash as { name?: string } | undefined)?.name?.slice(4);
	if (name === "HMAC") return `HS${digest}`;
	if (name.startsWith("AES-")) return `A${length}${name.slice(4)}`;
	if (name === "RSASSA-PKCS1-v1_5") return `RS${digest}`;
	if (name === "RSA-PSS") return `PS${digest}`;
	if (name === "RSA-OAEP") return digest === "1" ? "RSA-OAEP" : `RSA-OAEP-${digest}`;
	return name === "Ed25519" ? "Ed25519" : undefined;
}

/** subtle.exportKey. */
export function exportKey(format: unknown, key: unknown): ArrayBuffer | Jwk {
	const { object, extractable, algorithm, usages: key_ops, type } = factsOf(key);
	if (!extractable) throw refuse("InvalidAccessException", "key is not extractable");
	const exporter = object as unknown as Exporter;
	if (format === "jwk") {
		const alg = jwkAlg(algorithm);
		return { ...(exporter.export({ format: "jwk" }) as Jwk), key_ops, ext: true, ...(alg === undefined ? {} : { alg }) };
	}
	if (format === "raw" && type === "secret") return arrayBuffer(secretOf(object));
	if (format === "raw" && type === "public" && !algorithm.name.startsWith("RSA")) {
		const { x, y } = exporter.export({ format: "jwk" }) as { x: string; y?: string };
		const point =
			y === undefined ? [Buffer.from(x, "base64url")] : [Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
		return arrayBuffer(Buffer.concat(point));
	}
	if (format === "spki" && type === "public") return arrayBuffer(exporter.export({ format: "der", type: "spki" }) as Buffer);
	if (format === "pkcs8" && type === "private") return arrayBuffer(exporter.export({ format: "der", type: "pkcs8" }) as Buffer);
	throw refuse("NotSupportedError", `Unable to export ${algorithm.name} ${type} key using ${format} format`);
}

const hmacBits: Record<string, number> = { "SHA-1": 512, "SHA-256": 512, "SHA-384": 1024, "SHA-512": 1024 };

/** subtle.generateKey: secrets and pairs of the seeded stream. RSA says by name that it is missing. */
export function generateKey(
	algorithm: unknown,
	extractable: boolean,
	asked: readonly Usage[],
): CryptoKey | { publicKey: CryptoKey; privateKey: CryptoKey } {
	const given = algorithmOf(algorithm);
	const known = usages[given.name];
	if (!known || given.name === "PBKDF2" || given.name === "HKDF") throw refuse("NotSupportedError", "Unrecognized algorithm name");
	if (known.secret) {
		checkUsages(given.name, "secret", asked);
		const bits = given.name === "HMAC" ? Number(given.length ?? hmacBits[algorithmOf(given.hash).name]) : Number(given.length);
		if (given.name !== "HMAC" && ![128, 192, 256].includes(bits)) throw refuse("OperationError", "Invalid key length");
		const bytes = Buffer.alloc(Math.ceil(bits / 8));
		fillRandom(bytes);
		const object = makeSecretKey(bytes);
		return makeCryptoKey(object, algorithmOfKey(given, object), extractable, asked);
	}
	const { public: forPublic = [], private: forPrivate = [] } = known;
	if (asked.some((usage) => !forPublic.includes(usage) && !forPrivate.includes(usage)))
		throw refuse("SyntaxError", `Unsupported key usage for a ${given.name} key`);
	const type = given.name.startsWith("RSA") ? "rsa" : given.name.startsWith("EC") ? "ec" : given.name.toLowerCase();
	if (type === "ec" && curves[`${given.namedCurve}`] === undefined) throw refuse("NotSupportedError", "Unrecognized namedCurve");
	const pair = generateKeyPairSync(type, { namedCurve: curves[`${given.namedCurve}`] }) as { publicKey: KeyObject; privateKey: KeyObject };
	const half = (object: KeyObject, allowed: Usage[], canExport: boolean) =>
		makeCryptoKey(
			object,
			algorithmOfKey(given, object),
			canExport,
			asked.filter((usage) => allowed.includes(usage)),
		);
	return { publicKey: half(pair.publicKey, forPublic, true), privateKey: half(pair.privateKey, forPrivate, extractable) };
}
