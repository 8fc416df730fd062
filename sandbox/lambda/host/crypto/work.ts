import { STEPS_PER_MS } from "../../environment/cost-model.ts";
import type { HostWork } from "../host-work.ts";
import { pbkdf2Rounds, scryptWork } from "./derivation.ts";
import type { CryptoMessage } from "./messages.ts";

/** Virtual milliseconds at one full virtual CPU; round figures of one ordinary server core with OpenSSL. */
const rates = {
	/** Any call: its way through Node and OpenSSL. */
	callMs: 0.003,
	/** Hashing what is signed, and encrypting: 400 MB/s. */
	msPerMb: 2.5,
	/** One iteration of PBKDF2 for one block of the key: 100,000 of them with SHA-256 are 40 ms. */
	pbkdf2RoundMs: { sha1: 0.000_25, sha256: 0.000_4, sha512: 0.000_5, other: 0.000_5 },
	/** N × r × p of 131,072, the default, is 40 ms. */
	scryptUnitMs: 0.000_3,
	/** For a key of 2,048 bits; they grow with the cube and the square of its length. */
	rsaPrivateMs: 0.7,
	rsaPublicMs: 0.03,
	/** Signing, verifying and agreeing on curves. */
	curveMs: 0.1,
	importMs: 0.05,
} as const;

/**
 * What a call of node:crypto costs in virtual time: for a key derivation, rounds × blocks.
 * @param answer JSON text. What was refused was not computed.
 */
export function cryptoWork(message: CryptoMessage, answer: string): HostWork {
	const refused = answer.startsWith('{"error"') || answer.startsWith('{"beyond"');
	return { steps: (rates.callMs + (refused ? 0 : extraMs(message))) * STEPS_PER_MS, ms: 0 };
}

function extraMs(message: CryptoMessage): number {
	switch (message.op) {
		case "pbkdf2": {
			const rate = (rates.pbkdf2RoundMs as Record<string, number>)[message.digest.toLowerCase()] ?? rates.pbkdf2RoundMs.other;
			return Math.max(0, pbkdf2Rounds(message)) * rate;
		}
		case "scrypt":
			return Math.max(0, scryptWork(message.options)) * rates.scryptUnitMs;
		case "cipher":
			return (message.data.length / 1.4e6) * rates.msPerMb;
		case "sign":
		case "verify":
			return (message.data.length / 1.4e6) * rates.msPerMb + keyMs(message.key);
		case "rsa":
			return keyMs(message.key);
		case "agree":
		case "generateKeyPair":
			return rates.curveMs;
		case "importKey":
		case "exportKey":
			return rates.importMs;
		default:
			return 0;
	}
}

/** The size of the key's bytes tells its kind: those of curves are short. */
function keyMs({ kind, der }: { kind: "public" | "private"; der: string }): number {
	const bytes = (der.length * 3) / 4;
	if (bytes < 260) return rates.curveMs;
	// PKCS#8 of an RSA key has about nine times the half of its modulus, SPKI little more than the modulus.
	const bits = kind === "private" ? (bytes / 1218) * 2048 : (bytes / 294) * 2048;
	const relative = bits / 2048;
	return kind === "private" ? rates.rsaPrivateMs * relative ** 3 : rates.rsaPublicMs * relative ** 2;
}
