import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { BeyondSimulator, fromBase64, toBase64 } from "./answers.ts";
import type { CryptoRequest } from "./messages.ts";

const MOST_MODULUS_BITS = 8192;
const offered = ["rsa", "rsa-pss", "ec", "ed25519", "ed448", "x25519", "x448"];

type Travelling = { kind: "public" | "private"; der: string };

/** A key, told to the guest: its bytes are those that the learner gave. */
export function described(key: KeyObject): object {
	const details = { ...key.asymmetricKeyDetails } as Record<string, unknown>;
	if (typeof details.publicExponent === "bigint") details.publicExponent = `${details.publicExponent}`;
	const kind = key.type as "public" | "private";
	const der = key.export({ format: "der", type: kind === "private" ? "pkcs8" : "spki" } as { format: "der"; type: "spki" });
	return { kind, der: toBase64(der), keyType: key.asymmetricKeyType, details };
}

/** Keys of other kinds, and of sizes with which one call would hold the simulation for long, are refused by name. */
function bounded(key: KeyObject): KeyObject {
	const type = key.asymmetricKeyType ?? "";
	if (!offered.includes(type)) throw new BeyondSimulator(`A key of type ${type} for node:crypto`);
	if ((key.asymmetricKeyDetails?.modulusLength ?? 0) > MOST_MODULUS_BITS)
		throw new BeyondSimulator(`An RSA key of more than ${MOST_MODULUS_BITS} bits`);
	return key;
}

export function keyOf({ kind, der }: Travelling): KeyObject {
	const key = fromBase64(der);
	return bounded(
		kind === "private" ? createPrivateKey({ key, format: "der", type: "pkcs8" }) : createPublicKey({ key, format: "der", type: "spki" }),
	);
}

// A passphrase is never handed to Node: the number of iterations that turn it into a key is up to whoever made the file.
export function importKey({ want, format, type, data }: CryptoRequest<"importKey">): object {
	const create = (want === "private" ? createPrivateKey : createPublicKey) as typeof createPrivateKey;
	if (format === "jwk") {
		const key = JSON.parse(fromBase64(data).toString()) as Record<string, string>;
		return described(bounded(create({ key, format: "jwk" })));
	}
	const key = format === "pem" ? fromBase64(data).toString() : fromBase64(data);
	return described(bounded(create({ key, format, type } as { key: Buffer; format: "der"; type: "pkcs8" })));
}

export function exportKey({ key, format, type }: CryptoRequest<"exportKey">): object {
	const made = keyOf(key).export({ format, type } as { format: "pem"; type: "spki" }) as string | Buffer | object;
	return Buffer.isBuffer(made) ? { data: toBase64(made) } : { text: typeof made === "string" ? made : JSON.stringify(made) };
}
