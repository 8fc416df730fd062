import { createHash, hkdfSync, pbkdf2Sync, scryptSync } from "node:crypto";
import { BeyondSimulator, fromBase64, toBase64 } from "./answers.ts";
import type { CryptoRequest } from "./messages.ts";

/**
 * Real bounds of one call, none of them Lambda's: it holds the thread of the whole simulation. About a third of a second each, and
 * enough for what is recommended: 600,000 iterations with SHA-256, 1,300,000 with SHA-1.
 */
const MOST_ITERATIONS = new Map([
	["md5", 650_000],
	["sha1", 1_300_000],
	["sha224", 650_000],
	["sha256", 650_000],
	["sha384", 500_000],
	["sha512", 500_000],
]);
const MOST_ITERATIONS_OF_SLOW = 60_000;
const MOST_KEY_BYTES = 2 ** 20;
const MOST_SCRYPT_MEMORY = 64 * 2 ** 20;
const MOST_SCRYPT_WORK = 2 ** 18;

/** Bytes of a digest, or undefined when there is no such digest. */
function digestBytes(name: string): number | undefined {
	try {
		return createHash(name).digest().length;
	} catch {
		return undefined;
	}
}

const mostIterations = (digest: string) => MOST_ITERATIONS.get(digest.toLowerCase().replace("-", "")) ?? MOST_ITERATIONS_OF_SLOW;

/** How often PBKDF2 computes its function: iterations × blocks of the key. */
export function pbkdf2Rounds({ iterations, keylen, digest }: { iterations: number; keylen: number; digest: string }): number {
	return iterations * Math.max(1, Math.ceil(keylen / (digestBytes(digest) ?? 1)));
}

export function pbkdf2(request: CryptoRequest<"pbkdf2">): object {
	const { iterations, keylen, digest } = request;
	// Beyond these bounds Node computes; below zero and for fractions it refuses by itself.
	if (digestBytes(digest) !== undefined && Number.isInteger(iterations) && iterations > 0 && iterations < 2 ** 31) {
		const most = mostIterations(digest);
		if (pbkdf2Rounds(request) > most || keylen > MOST_KEY_BYTES)
			throw new BeyondSimulator(
				`PBKDF2 with ${digest} and more than ${most.toLocaleString("en-US")} iterations (for each block of the key) in one call`,
			);
	}
	return { data: toBase64(pbkdf2Sync(fromBase64(request.password), fromBase64(request.salt), iterations, keylen, digest)) };
}

/** Work of scrypt in units of 128 bytes mixed. */
export function scryptWork({ N, r, p }: { N: number; r: number; p: number }): number {
	return N * r * p;
}

export function scrypt({ password, salt, keylen, options }: CryptoRequest<"scrypt">): object {
	const { N, r, p, maxmem } = options;
	const needed = 128 * r * (N + p + 2);
	if (needed <= maxmem && (needed > MOST_SCRYPT_MEMORY || scryptWork(options) > MOST_SCRYPT_WORK || keylen > MOST_KEY_BYTES))
		throw new BeyondSimulator("scrypt with N × r × p above 2^18 (32 MB) in one call");
	return { data: toBase64(scryptSync(fromBase64(password), fromBase64(salt), keylen, options)) };
}

export function hkdf({ digest, key, salt, info, keylen }: CryptoRequest<"hkdf">): object {
	// Here Node itself would end the process: its native part takes lengths of 32 bits only.
	if (keylen >= 2 ** 32) throw new BeyondSimulator("HKDF with a key of 4 GB or more");
	return { data: toBase64(hkdfSync(digest, fromBase64(key), fromBase64(salt), fromBase64(info), keylen)) };
}
