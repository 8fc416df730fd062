import { getHashes } from "node:crypto";
import { answered } from "./answers.ts";
import { cipher, cipherInfo, cipherNames } from "./ciphers.ts";
import { curveNames, generateKeyPair } from "./curves.ts";
import { hkdf, pbkdf2, scrypt } from "./derivation.ts";
import { exportKey, importKey } from "./keys.ts";
import type { CryptoMessage } from "./messages.ts";
import { agree, rsa, sign, verify } from "./signatures.ts";

/**
 * What the guest's node:crypto borrows from Node. Nothing is kept between calls, and no randomness of the machine goes into an answer.
 * @returns JSON text, as `answered` describes it. Total: nothing is thrown.
 */
export function answerCrypto(message: CryptoMessage): string {
	return answered(() => performed(message) as Record<string, unknown>);
}

function performed(message: CryptoMessage): object {
	switch (message.op) {
		case "names":
			return { hashes: getHashes(), ciphers: cipherNames, curves: curveNames };
		case "importKey":
			return importKey(message);
		case "exportKey":
			return exportKey(message);
		case "generateKeyPair":
			return generateKeyPair(message);
		case "sign":
			return sign(message);
		case "verify":
			return verify(message);
		case "rsa":
			return rsa(message);
		case "agree":
			return agree(message);
		case "pbkdf2":
			return pbkdf2(message);
		case "scrypt":
			return scrypt(message);
		case "hkdf":
			return hkdf(message);
		case "cipher":
			return cipher(message);
		case "cipherInfo":
			return cipherInfo(message);
	}
}
