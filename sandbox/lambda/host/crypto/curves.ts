import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { BeyondSimulator, fromBase64 } from "./answers.ts";
import { described } from "./keys.ts";
import type { CryptoRequest } from "./messages.ts";
import { stretched } from "./rsa-padding.ts";

type Curve = typeof p256;

const curves = new Map<string, { curve: Curve; jwk: string }>([
	["prime256v1", { curve: p256, jwk: "P-256" }],
	["P-256", { curve: p256, jwk: "P-256" }],
	["secp384r1", { curve: p384, jwk: "P-384" }],
	["P-384", { curve: p384, jwk: "P-384" }],
	["secp521r1", { curve: p521, jwk: "P-521" }],
	["P-521", { curve: p521, jwk: "P-521" }],
	["secp256k1", { curve: secp256k1, jwk: "secp256k1" }],
]);

/** Curves on which keys and signatures can be made of given randomness. */
export const curveNames = ["prime256v1", "secp256k1", "secp384r1", "secp521r1"];

/** @param name As OpenSSL has it; P-256, P-384 and P-521 stand for theirs. */
export function curveOf(name: string): Curve | undefined {
	return curves.get(name)?.curve;
}

/** Beginnings of PKCS#8 (RFC 8410), after which the secret stands. */
const prefixes = {
	ed25519: ["302e020100300506032b657004220420", 32],
	x25519: ["302e020100300506032b656e04220420", 32],
	ed448: ["3047020100300506032b6571043b0439", 57],
	x448: ["3046020100300506032b656f043a0438", 56],
} as const;

/** A pair of keys that the seed decides. */
export function generateKeyPair({ type, curve: name, seed }: CryptoRequest<"generateKeyPair">): object {
	const key = type === "ec" ? ecKey(name ?? "", fromBase64(seed)) : rawKey(type, fromBase64(seed));
	return { privateKey: described(key), publicKey: described(createPublicKey(key)) };
}

function rawKey(type: keyof typeof prefixes, seed: Buffer): KeyObject {
	const [prefix, length] = prefixes[type];
	const key = Buffer.concat([Buffer.from(prefix, "hex"), stretched(seed, length)]);
	return createPrivateKey({ key, format: "der", type: "pkcs8" });
}

function ecKey(name: string, seed: Buffer): KeyObject {
	const known = curves.get(name);
	if (!known) throw new BeyondSimulator(`A pair of keys on the curve ${name}`);
	const secret = known.curve.utils.randomSecretKey(stretched(seed, known.curve.lengths.seed ?? 48));
	const point = Buffer.from(known.curve.getPublicKey(secret, false)).subarray(1);
	const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
	const half = point.length / 2;
	const jwk = { kty: "EC", crv: known.jwk, d: text(secret), x: text(point.subarray(0, half)), y: text(point.subarray(half)) };
	return createPrivateKey({ key: jwk, format: "jwk" });
}
