import { z } from "zod";

/** Characters of base64 for the largest data of one call: 24 MB of bytes. */
const data = z.string().max(34_000_000);
/** Keys, salts, initialization vectors: nothing sensible is longer. */
const short = z.string().max(1_500_000);
const name = z.string().max(64);
const integer = z.number().int();

/** A key in the one form in which it travels: the bytes of a secret, PKCS#8 or SPKI, in base64. */
const key = z.strictObject({ kind: z.enum(["public", "private"]), der: z.string().max(64_000) });
/** Randomness comes from the simulation: 32 bytes of the environment's stream. */
const seed = z.string().length(44);

/** What learner code may ask of the host's node:crypto. Bytes are base64. */
export const cryptoMessage = z.discriminatedUnion("op", [
	z.strictObject({ op: z.literal("names") }),
	z.strictObject({
		op: z.literal("importKey"),
		want: z.enum(["public", "private"]),
		format: z.enum(["pem", "der", "jwk"]),
		type: z.enum(["pkcs1", "pkcs8", "spki", "sec1"]).optional(),
		/** PEM and JWK as text in base64. */
		data: z.string().max(64_000),
	}),
	z.strictObject({
		op: z.literal("exportKey"),
		key,
		format: z.enum(["pem", "der", "jwk"]),
		type: z.enum(["pkcs1", "pkcs8", "spki", "sec1"]).optional(),
	}),
	z.strictObject({
		op: z.literal("generateKeyPair"),
		type: z.enum(["ec", "ed25519", "ed448", "x25519", "x448"]),
		curve: name.optional(),
		seed,
	}),
	z.strictObject({
		op: z.literal("sign"),
		key,
		algorithm: name.nullable(),
		data,
		padding: integer.optional(),
		saltLength: integer.optional(),
		dsaEncoding: z.enum(["der", "ieee-p1363"]).optional(),
		seed,
	}),
	z.strictObject({
		op: z.literal("verify"),
		key,
		algorithm: name.nullable(),
		data,
		signature: short,
		padding: integer.optional(),
		saltLength: integer.optional(),
		dsaEncoding: z.enum(["der", "ieee-p1363"]).optional(),
	}),
	z.strictObject({
		op: z.literal("rsa"),
		way: z.enum(["publicEncrypt", "privateDecrypt", "privateEncrypt", "publicDecrypt"]),
		key,
		data: short,
		padding: integer.optional(),
		oaepHash: name.optional(),
		oaepLabel: short.optional(),
		seed,
	}),
	z.strictObject({ op: z.literal("agree"), privateKey: key, publicKey: key }),
	z.strictObject({
		op: z.literal("pbkdf2"),
		password: short,
		salt: short,
		iterations: z.number(),
		keylen: z.number(),
		digest: name,
	}),
	z.strictObject({
		op: z.literal("scrypt"),
		password: short,
		salt: short,
		keylen: z.number(),
		options: z.strictObject({ N: z.number(), r: z.number(), p: z.number(), maxmem: z.number() }),
	}),
	z.strictObject({ op: z.literal("hkdf"), digest: name, key: short, salt: short, info: short, keylen: z.number() }),
	z.strictObject({
		op: z.literal("cipher"),
		way: z.enum(["encrypt", "decrypt"]),
		cipher: name,
		key: z.string().max(1_000),
		iv: z.string().max(1_000).nullable(),
		aad: short.optional(),
		tag: z.string().max(100).optional(),
		tagLength: z.number().optional(),
		autoPadding: z.boolean(),
		data,
		/** Whether the data is complete. */
		final: z.boolean(),
	}),
	z.strictObject({ op: z.literal("cipherInfo"), cipher: name, keyLength: z.number().optional(), ivLength: z.number().optional() }),
]);

export type CryptoMessage = z.infer<typeof cryptoMessage>;
export type CryptoRequest<O extends CryptoMessage["op"]> = Extract<CryptoMessage, { op: O }>;
