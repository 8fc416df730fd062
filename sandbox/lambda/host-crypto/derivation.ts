import { createHash, hkdfSync, pbkdf2Sync, scryptSync } from "node:crypto";
import { BeyondSimulator, fromBase64, toBase64 } from "./answers.ts";
import type { CryptoRequest } from "./messages.ts";

/** Real bounds of one call, none of them Lambda's: it holds the thread of the whole simulation. About a third of a second each. */
const MOST_ITERATIONS = 1_500_000;
const MOST_KEY_BYTES = 2 ** 20;
const MOST_SCRYPT_MEMORY = 128 * 2 ** 20;
const MOST_SCRYPT_WORK = 2 ** 20;

/** Bytes of a digest, or undefined when there is no such digest. */
function digestBytes(name: string): number | undefined {
	try {
		return createHash(name).digest().length;
	} catch {
		return undefined;
	}
}

/** How often PBKDF2 computes its function: iterations × blocks of the key. */
export function pbkdf2Rounds({ iterations, keylen, digest }: { iterations: number; keylen: number; digest: string }): number {
	return iterations * Math.max(1, Math.ceil(keylen / (digestBytes(digest) ?? 1)));
}

export function pbkdf2(request: CryptoRequest<"pbkdf2">): object {
	const { iterations, keylen, digest } = request;
	// Beyond these bounds Node computes; below zero and for fractions it refuses by itself.
	if (digestBytes(digest) !== undefined && Number.isInteger(iterations) && iterations > 0 && iterations < 2 ** 31) {
		if (pbkdf2Rounds(request) > MOST_ITERATIONS || keylen > MOST_KEY_BYTES)
			throw new BeyondSimulator(`PBKDF2 with more than ${MOST_ITERATIONS.toLocaleString("en-US")} iterations in one call`);
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
		throw new BeyondSimulator("scrypt with N × r × p above 2^20 (or more than 128 MB) in one call");
	return { data: toBase64(scryptSync(fromBase64(password), fromBase64(salt), keylen, options)) };
}

export function hkdf({ digest, key, salt, info, keylen }: CryptoRequest<"hkdf">): object {
	// Here Node itself would end the process: its native part takes lengths of 32 bits only.
	if (keylen >= 2 ** 32) throw new BeyondSimulator("HKDF with a key of 4 GB or more");
	return { data: toBase64(hkdfSync(digest, fromBase64(key), fromBase64(salt), fromBase64(info), keylen)) };
}
