import { Buffer } from "buffer";
import { NotSimulatedError } from "../not-simulated.ts";
import { timers } from "../process/timers.ts";
import { fillRandom } from "../random.ts";
import { argumentError, received } from "../system-error.ts";
import { validateFunction, validateInteger, validateObject, validateOneOf, validateString } from "../validate.ts";
import { askCrypto, bytesOf, coded } from "./bytes.ts";
import { createPublicKey, type Described, describedBy, KeyObject, makeKey, makeSecretKey, travelling, wrongKind } from "./key-object.ts";
import { later, seedForHost } from "./random.ts";

type Callback = (error: Error | null, ...values: unknown[]) => void;
type Encoding = { format: string; type: string };
type PairOptions = { namedCurve?: string; publicKeyEncoding?: Encoding; privateKeyEncoding?: Encoding };

const types = ["ec", "ed25519", "ed448", "x25519", "x448"];
const known = [...types, "rsa", "rsa-pss", "dsa", "dh", "ml-kem-512", "ml-kem-768", "ml-kem-1024"];

/** crypto.generateKeyPairSync: the same keys in every run of the same seed. */
export function generateKeyPairSync(type: unknown, options: PairOptions = {}): { publicKey: unknown; privateKey: unknown } {
	validateString(type, "type");
	if (!known.includes(type))
		throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'type' must be a supported key type. Received '${type}'`);
	if (!types.includes(type)) {
		const why = "its primes would be searched for long, and not alike in each run; make a pair of type ec or ed25519, or read a PEM file";
		throw new NotSimulatedError(`A key pair of type ${type}`, why);
	}
	if (type === "ec") {
		validateObject(options, "options");
		validateString(options.namedCurve, "options.namedCurve");
	}
	const pair = askCrypto<{ privateKey: Described; publicKey: Described }>({
		op: "generateKeyPair",
		type,
		curve: type === "ec" ? options.namedCurve : undefined,
		seed: seedForHost(),
	});
	const told = (key: KeyObject, encoding: Encoding | undefined) =>
		encoding === undefined ? key : (key as unknown as { export(encoding: Encoding): unknown }).export(encoding);
	return {
		publicKey: told(makeKey(pair.publicKey), options.publicKeyEncoding),
		privateKey: told(makeKey(pair.privateKey), options.privateKeyEncoding),
	};
}

export function generateKeyPair(type: unknown, options: unknown, callback?: unknown): void {
	const given = typeof options === "function" ? options : callback;
	validateFunction(given, "callback");
	const { publicKey, privateKey } = generateKeyPairSync(type, (typeof options === "function" ? undefined : options) as PairOptions);
	timers.setImmediate(given as Callback, null, publicKey, privateKey);
}

/** crypto.generateKeySync: secrets for AES and HMAC. */
export function generateKeySync(type: unknown, options: { length?: unknown }): KeyObject {
	validateString(type, "type");
	validateObject(options, "options");
	const { length } = options;
	if (type === "aes") validateOneOf(length, "options.length", [128, 192, 256]);
	else if (type === "hmac") validateInteger(length, "options.length", 8, 2 ** 31 - 1);
	else throw argumentError("ERR_INVALID_ARG_VALUE", `The argument 'type' must be a supported key type. Received '${type}'`);
	const bytes = Buffer.alloc(Math.floor((length as number) / 8));
	fillRandom(bytes);
	return makeSecretKey(bytes);
}

export function generateKey(type: unknown, options: { length?: unknown }, callback: unknown): void {
	validateFunction(callback, "callback");
	const key = generateKeySync(type, options);
	later(callback as Callback, () => key);
}

/** crypto.diffieHellman: the secret that two keys share. */
export function diffieHellman(options: { privateKey?: unknown; publicKey?: unknown }): Buffer {
	validateObject(options, "options");
	const { privateKey, publicKey } = options;
	if (!(privateKey instanceof KeyObject)) throw invalidOption("options.privateKey", privateKey);
	if (!(publicKey instanceof KeyObject)) throw invalidOption("options.publicKey", publicKey);
	if (privateKey.type !== "private") throw wrongKind(privateKey.type, "private");
	if (publicKey.type === "secret") throw wrongKind("secret", "private or public");
	const a = describedBy(privateKey).keyType;
	const b = describedBy(publicKey).keyType;
	if (a !== b) throw coded("ERR_CRYPTO_INCOMPATIBLE_KEY", `Incompatible key types for Diffie-Hellman: ${a} and ${b}`);
	const other = publicKey.type === "private" ? createPublicKey(publicKey) : publicKey;
	return bytesOf(askCrypto({ op: "agree", privateKey: travelling(privateKey), publicKey: travelling(other) }));
}

function invalidOption(name: string, value: unknown): TypeError {
	return argumentError("ERR_INVALID_ARG_VALUE", `The property '${name}' is invalid. ${received(value)}`);
}
