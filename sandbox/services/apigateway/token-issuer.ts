import { checkPrimeSync, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { createRequire } from "node:module";
import type { JWTPayload } from "jose";
import type { Json } from "#sandbox/json-value.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";

// Loaded with the first token: most runs have none.
const require = createRequire(import.meta.url);
const jose = () => require("jose") as typeof import("jose");

const EXPONENT = 65_537n;
const PRIME_BITS = 1024;

/**
 * Who signs the tokens of a scenario: a user pool, or any other issuer that a JWT authorizer trusts. Its key of RS256 is drawn from the
 * seed, so that equal runs have equal tokens, byte for byte. Signing is Node's own, since jose signs asynchronously only.
 */
export class TokenIssuer {
	readonly issuer: string;
	readonly #keyId: string;
	readonly #privateKey: KeyObject;
	readonly #publicKey: KeyObject;

	constructor(issuer: string, seed: number) {
		this.issuer = issuer;
		const random = new RandomStream(seed, `key of ${issuer}`);
		this.#keyId = jose().base64url.encode(Buffer.from(random.hex(32), "hex"));
		this.#privateKey = privateKeyOf(random);
		this.#publicKey = createPublicKey(this.#privateKey);
	}

	/** @param claims As they are to stand in the token. */
	sign(claims: Record<string, Json>): string {
		const part = (value: object) => jose().base64url.encode(JSON.stringify(value));
		const signed = `${part({ kid: this.#keyId, alg: "RS256", typ: "JWT" })}.${part(claims)}`;
		return `${signed}.${jose().base64url.encode(sign("sha256", Buffer.from(signed), this.#privateKey))}`;
	}

	/** @returns The claims of a token that this issuer has signed; undefined for any other text. */
	verify(token: string): JWTPayload | undefined {
		try {
			const header = jose().decodeProtectedHeader(token);
			if (header.alg !== "RS256" || header.kid !== this.#keyId) return undefined;
			const end = token.lastIndexOf(".");
			const signature = jose().base64url.decode(token.slice(end + 1));
			return verify("sha256", Buffer.from(token.slice(0, end)), this.#publicKey, signature) ? jose().decodeJwt(token) : undefined;
		} catch {
			return undefined; // Not a token at all.
		}
	}
}

function privateKeyOf(random: RandomStream): KeyObject {
	const p = primeOf(random);
	const q = primeOf(random);
	const phi = (p - 1n) * (q - 1n);
	const d = inverse(EXPONENT, phi);
	const number = (value: bigint) => {
		const hex = value.toString(16);
		return jose().base64url.encode(Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex"));
	};
	const key = { kty: "RSA", n: number(p * q), e: number(EXPONENT), d: number(d), p: number(p), q: number(q) };
	const chinese = { dp: number(d % (p - 1n)), dq: number(d % (q - 1n)), qi: number(inverse(q, p)) };
	return createPrivateKey({ key: { ...key, ...chinese }, format: "jwk" });
}

/** An odd prime whose two highest bits are set, so that a product of two has its full length. */
function primeOf(random: RandomStream): bigint {
	for (;;) {
		const candidate = BigInt(`0x${random.hex(PRIME_BITS / 4)}`) | (3n << BigInt(PRIME_BITS - 2)) | 1n;
		if ((candidate - 1n) % EXPONENT !== 0n && checkPrimeSync(candidate)) return candidate;
	}
}

/** Multiplicative inverse, by the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
	let [r, newR] = [modulus, value % modulus];
	let [t, newT] = [0n, 1n];
	while (newR !== 0n) {
		const quotient = r / newR;
		[r, newR] = [newR, r - quotient * newR];
		[t, newT] = [newT, t - quotient * newT];
	}
	return t < 0n ? t + modulus : t;
}
