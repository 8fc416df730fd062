import { Cipheriv, createCipheriv, createDecipheriv, Decipheriv, getCipherInfo } from "./crypto/cipher.ts";
import { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } from "./crypto/derivation.ts";
import { createHash, createHmac, Hash, Hmac, hash } from "./crypto/hash.ts";
import { createPrivateKey, createPublicKey, createSecretKey, KeyObject } from "./crypto/key-object.ts";
import { diffieHellman, generateKey, generateKeyPair, generateKeyPairSync, generateKeySync } from "./crypto/key-pair.ts";
import { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID, timingSafeEqual } from "./crypto/random.ts";
import { createSign, createVerify, cryptoNames, rsaFunction, Sign, sign, Verify, verify } from "./crypto/signature.ts";
import { crypto as webCrypto } from "./crypto/web-crypto.ts";

/** Those constants of node:crypto that concern what is simulated. */
const constants = {
	RSA_PKCS1_PADDING: 1,
	RSA_NO_PADDING: 3,
	RSA_PKCS1_OAEP_PADDING: 4,
	RSA_X931_PADDING: 5,
	RSA_PKCS1_PSS_PADDING: 6,
	RSA_PSS_SALTLEN_DIGEST: -1,
	RSA_PSS_SALTLEN_MAX_SIGN: -2,
	RSA_PSS_SALTLEN_AUTO: -2,
	POINT_CONVERSION_COMPRESSED: 2,
	POINT_CONVERSION_UNCOMPRESSED: 4,
	POINT_CONVERSION_HYBRID: 6,
};

/** node:crypto: random values of the environment's stream; everything else is computed by the host's. */
export const cryptoModule = {
	Cipheriv,
	Decipheriv,
	Hash,
	Hmac,
	KeyObject,
	Sign,
	Verify,
	constants,
	createCipheriv,
	createDecipheriv,
	createHash,
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	createSign,
	createVerify,
	diffieHellman,
	generateKey,
	generateKeyPair,
	generateKeyPairSync,
	generateKeySync,
	getCipherInfo,
	getCiphers: () => [...cryptoNames().ciphers],
	getCurves: () => [...cryptoNames().curves],
	getHashes: () => [...cryptoNames().hashes],
	getFips: () => 0,
	getRandomValues,
	hash,
	hkdf,
	hkdfSync,
	pbkdf2,
	pbkdf2Sync,
	privateDecrypt: rsaFunction("privateDecrypt"),
	privateEncrypt: rsaFunction("privateEncrypt"),
	publicDecrypt: rsaFunction("publicDecrypt"),
	publicEncrypt: rsaFunction("publicEncrypt"),
	randomBytes,
	pseudoRandomBytes: randomBytes,
	randomFill,
	randomFillSync,
	randomInt,
	randomUUID,
	scrypt,
	scryptSync,
	sign,
	get subtle() {
		return webCrypto.subtle;
	},
	timingSafeEqual,
	verify,
	webcrypto: webCrypto,
};
