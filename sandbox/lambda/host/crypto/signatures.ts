import * as node from "node:crypto";
import {
	constants,
	createHash,
	diffieHellman,
	type KeyObject,
	privateDecrypt,
	privateEncrypt,
	publicDecrypt,
	publicEncrypt,
} from "node:crypto";
import { BeyondSimulator, fromBase64, toBase64 } from "./answers.ts";
import { curveOf } from "./curves.ts";
import { keyOf } from "./keys.ts";
import type { CryptoRequest } from "./messages.ts";
import { encryptOaep, encryptPkcs1, signPss } from "./rsa-padding.ts";

/** @returns The signature. Equal keys, data and seeds give equal signatures, unlike Node's for ECDSA and RSA-PSS. */
export function sign(request: CryptoRequest<"sign">): object {
	const { algorithm, padding, saltLength, dsaEncoding } = request;
	const key = keyOf(request.key);
	const data = fromBase64(request.data);
	const options = { key, padding, saltLength, dsaEncoding };
	if (key.type === "private" && key.asymmetricKeyType === "ec") {
		const made = signEcdsa(key, algorithm, data, dsaEncoding);
		if (made) return { data: made };
	}
	if (key.asymmetricKeyType === "rsa-pss") throw new BeyondSimulator("Signing with a key of type rsa-pss");
	if (key.type === "private" && key.asymmetricKeyType === "rsa" && padding === constants.RSA_PKCS1_PSS_PADDING && algorithm !== null) {
		const made = signPss(key, algorithm, data, saltLength ?? constants.RSA_PSS_SALTLEN_MAX_SIGN, fromBase64(request.seed));
		if (made) return { data: toBase64(made) };
	}
	return { data: toBase64(node.sign(algorithm, data, options)) };
}

/** ECDSA with the nonce of RFC 6979, which is made of key and digest. */
function signEcdsa(key: KeyObject, algorithm: string | null, data: Buffer, encoding: string | undefined): string | undefined {
	// Without a digest Node takes that of the key's size: for P-256 SHA-256, as OpenSSL's default.
	const digest = createHash(algorithm ?? "sha256")
		.update(data)
		.digest();
	const name = key.asymmetricKeyDetails?.namedCurve ?? "";
	const curve = curveOf(name);
	if (!curve) throw new BeyondSimulator(`Signing on the curve ${name}`);
	const secret = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
	const format = encoding === "ieee-p1363" ? "compact" : "der";
	return toBase64(curve.sign(digest, secret, { prehash: false, lowS: false, format }));
}

export function verify(request: CryptoRequest<"verify">): object {
	const { algorithm, padding, saltLength, dsaEncoding } = request;
	const options = { key: keyOf(request.key), padding, saltLength, dsaEncoding };
	return { valid: node.verify(algorithm, fromBase64(request.data), options, fromBase64(request.signature)) };
}

const ways = { publicEncrypt, privateDecrypt, privateEncrypt, publicDecrypt };

export function rsa(request: CryptoRequest<"rsa">): object {
	const { way, padding, oaepHash, oaepLabel } = request;
	const key = keyOf(request.key);
	const data = fromBase64(request.data);
	if (way === "publicEncrypt" && key.asymmetricKeyType === "rsa") {
		const seed = fromBase64(request.seed);
		const label = oaepLabel === undefined ? Buffer.alloc(0) : fromBase64(oaepLabel);
		let made: Buffer | undefined;
		if (padding === undefined || padding === constants.RSA_PKCS1_OAEP_PADDING)
			made = encryptOaep(key, data, oaepHash ?? "sha1", label, seed);
		else if (padding === constants.RSA_PKCS1_PADDING) made = encryptPkcs1(key, data, seed);
		if (made) return { data: toBase64(made) };
	}
	const options = { key, padding, oaepHash, oaepLabel: oaepLabel === undefined ? undefined : fromBase64(oaepLabel) };
	return { data: toBase64(ways[way](options as never, data)) };
}

/** The secret that two keys of one curve share. */
export function agree(request: CryptoRequest<"agree">): object {
	const { publicKey, privateKey } = request;
	return { data: toBase64(diffieHellman({ privateKey: keyOf(privateKey), publicKey: keyOf(publicKey) })) };
}
