import { type CipherGCMTypes, type CipherInfo, createCipheriv, createDecipheriv, type DecipherGCM, getCipherInfo } from "node:crypto";
import { BeyondSimulator, fromBase64, toBase64 } from "./answers.ts";
import type { CryptoRequest } from "./messages.ts";

/** Real bytes of one call; nothing can stop it once it runs. */
const MOST_BYTES = 16 * 2 ** 20;
/** Ciphers that take a byte or a short block at a time need as long for less. */
const MOST_BYTES_OF_SLOW = 2 * 2 ** 20;
const slow = /cfb8$|^des/i;
const offered = /^(?:aes-(?:128|192|256)-(?:cbc|ctr|gcm|ecb|cfb|cfb8|ofb)|chacha20|chacha20-poly1305|des-ede3-cbc)$/;

/** Names that `getCiphers` gives: those that can be used here. */
export const cipherNames = [
	...["128", "192", "256"].flatMap((bits) => ["cbc", "cfb", "cfb8", "ctr", "ecb", "gcm", "ofb"].map((mode) => `aes-${bits}-${mode}`)),
	...["aes128", "aes192", "aes256", "chacha20", "chacha20-poly1305", "des-ede3-cbc", "des3"],
	...["id-aes128-gcm", "id-aes192-gcm", "id-aes256-gcm"],
];

/** The cipher that Node finds under a name, if it is offered here; unknown names are left to Node to refuse. */
function infoOf(name: string): CipherInfo | undefined {
	const info = getCipherInfo(name);
	// A cipher has several names (aes256, id-aes256-GCM); Node tells it by the one of OpenSSL.
	if (info && !offered.test(info.name) && !offered.test(name.toLowerCase()) && !cipherNames.includes(name.toLowerCase()))
		throw new BeyondSimulator(`The cipher ${info.name} of node:crypto`);
	return info;
}

export function cipherInfo({ cipher, keyLength, ivLength }: CryptoRequest<"cipherInfo">): object {
	const asked = { ...(keyLength === undefined ? {} : { keyLength }), ...(ivLength === undefined ? {} : { ivLength }) };
	return { info: getCipherInfo(cipher, asked) ?? null };
}

/**
 * Encrypts or decrypts at once. The host keeps no state between calls, so a cipher's `update` asks for what the data so far gives,
 * without `final`.
 * @returns `data` that `update` and, if asked for, `final` give; `tag` of ciphers that authenticate.
 */
export function cipher(request: CryptoRequest<"cipher">): object {
	const info = infoOf(request.cipher);
	const input = fromBase64(request.data);
	if (input.length > (slow.test(info?.name ?? "") ? MOST_BYTES_OF_SLOW : MOST_BYTES))
		throw new BeyondSimulator("Encrypting more than 16 MB (2 MB in mode cfb8 or with DES) with one cipher");
	const authenticated = info?.mode === "gcm" || info?.name === "chacha20-poly1305";
	const options = request.tagLength === undefined ? undefined : { authTagLength: request.tagLength };
	const create = (request.way === "encrypt" ? createCipheriv : createDecipheriv) as typeof createDecipheriv;
	const iv = request.iv === null ? null : fromBase64(request.iv);
	const made = create(request.cipher as CipherGCMTypes, fromBase64(request.key), iv as Buffer, options) as DecipherGCM;
	if (request.way === "decrypt" && request.tag !== undefined) made.setAuthTag(fromBase64(request.tag));
	if (request.aad !== undefined) made.setAAD(fromBase64(request.aad));
	if (!request.autoPadding) made.setAutoPadding(false);
	const parts = [made.update(input)];
	if (request.final) parts.push(made.final());
	const tag = authenticated && request.final && request.way === "encrypt" ? toBase64(tagOf(made)) : undefined;
	return { data: toBase64(Buffer.concat(parts)), tag, blockSize: info?.blockSize, mode: info?.mode, authenticated };
}

function tagOf(cipher: unknown): Buffer {
	return (cipher as { getAuthTag(): Buffer }).getAuthTag();
}
