import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestOf } from "#sandbox/lambda/host/crypto/digests.ts";
import { answerCrypto } from "#sandbox/lambda/host/crypto/host-crypto.ts";
import { type CryptoMessage, cryptoMessage } from "#sandbox/lambda/host/crypto/messages.ts";
import { readGuestMessage } from "#sandbox/lambda/process/guest-messages.ts";
import { only, responses, traceOf } from "../lambda/run-project.ts";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const seed = base64(Buffer.alloc(32, 1));

describe("what one call of node:crypto may take of the host (S3)", () => {
	it.each([
		["PBKDF2 for ever", 'crypto.pbkdf2Sync("a", "b", 2 ** 31 - 1, 32, "sha256")'],
		["PBKDF2 of a long key", 'crypto.pbkdf2Sync("a", "b", 1, 2 ** 31 - 1, "sha256")'],
		["PBKDF2 with a slow digest", 'crypto.pbkdf2Sync("a", "b", 200_000, 32, "sha3-512")'],
		["scrypt that mixes long", 'crypto.scryptSync("a", "b", 32, { N: 2 ** 17, maxmem: 2 ** 40 })'],
		["scrypt that takes memory", 'crypto.scryptSync("a", "b", 32, { N: 2, r: 2 ** 20, maxmem: 2 ** 40 })'],
		["scrypt of a long key", 'crypto.scryptSync("a", "b", 2 ** 31 - 1)'],
		["a digest without end", 'crypto.createHash("shake256", { outputLength: 2 ** 31 })'],
		["much to hash", 'const h = crypto.createHash("md5"); for (;;) h.update(Buffer.alloc(2 ** 22))'],
		["much to encrypt", 'crypto.createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(20 * 2 ** 20))'],
		[
			"much to encrypt slowly",
			'crypto.createCipheriv("aes-128-cfb8", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(3 * 2 ** 20))',
		],
		["a locked key, whose maker decided about the iterations", "crypto.createPrivateKey({ key: locked, passphrase: 'secret' })"],
		["a new RSA key", 'crypto.generateKeyPairSync("rsa", { modulusLength: 16_384 })'],
		["random bytes without end", "crypto.randomBytes(2 ** 31 - 1)"],
	])("%s is refused by name", async (_, work) => {
		const { privateKey: locked } = generateKeyPairSync("ec", {
			namedCurve: "P-256",
			publicKeyEncoding: { type: "spki", format: "pem" },
			privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" },
		});
		const source = `const crypto = require("crypto"); const locked = ${JSON.stringify(locked)};
			exports.handler = async () => { try { ${work}; return "done"; } catch (error) { return error.code; } };`;
		expect(only(responses(await traceOf({ "handler.js": source }, { memory: 1769, timeout: 60 })))).toBe("ERR_NOT_SIMULATED");
	});

	it("key derivation takes virtual time by rounds and blocks, less with more memory (L228)", async () => {
		const timed = async (work: string, memory = 1769) => {
			const source = `const crypto = require("crypto");
				exports.handler = async () => { const began = performance.now(); ${work}; return performance.now() - began; };`;
			return only(responses(await traceOf({ "handler.js": source }, { memory, timeout: 60 }))) as number;
		};
		const one = await timed('crypto.pbkdf2Sync("a", "b", 100_000, 32, "sha256")');
		expect(one).toBeGreaterThan(30);
		expect((await timed('crypto.pbkdf2Sync("a", "b", 100_000, 64, "sha256")')) / one).toBeCloseTo(2, 1);
		expect((await timed('crypto.pbkdf2Sync("a", "b", 100_000, 32, "sha256")', 128)) / one).toBeCloseTo(1769 / 128, 0);
		expect(await timed('crypto.scryptSync("a", "b", 32)')).toBeGreaterThan(30);
		expect(await timed('try { crypto.scryptSync("a", "b", 32, { N: 3 }) } catch {}')).toBeLessThan(5);
	});
});

describe("messages to node:crypto that no library of ours would send", () => {
	const key = { kind: "private", der: "" } as const;
	const messages: CryptoMessage[] = [
		{ op: "names" },
		{ op: "importKey", want: "private", format: "jwk", data: base64("{}") },
		{ op: "importKey", want: "public", format: "jwk", data: base64("null") },
		{ op: "importKey", want: "public", format: "jwk", data: base64("[") },
		{ op: "importKey", want: "public", format: "der", data: "" },
		{ op: "exportKey", key, format: "pem" },
		{ op: "sign", key, algorithm: "nope", data: "", seed },
		{ op: "verify", key, algorithm: null, data: "", signature: "" },
		{ op: "rsa", way: "publicEncrypt", key, data: "", seed },
		{ op: "agree", privateKey: key, publicKey: key },
		{ op: "generateKeyPair", type: "ec", curve: "__proto__", seed },
		{ op: "pbkdf2", password: "", salt: "", iterations: -0.5, keylen: 1e300, digest: "sha1" },
		{ op: "scrypt", password: "", salt: "", keylen: -1, options: { N: -1, r: 0.5, p: 1e308, maxmem: 0 } },
		{ op: "hkdf", digest: "", key: "", salt: "", info: "", keylen: 1e300 },
		{ op: "cipher", way: "decrypt", cipher: "aes-128-gcm", key: "", iv: null, autoPadding: true, data: "", final: true },
		{
			op: "cipher",
			way: "encrypt",
			cipher: "aes-128-ccm",
			key: base64("k".repeat(16)),
			iv: base64("i".repeat(12)),
			autoPadding: true,
			data: "",
			final: true,
		},
		{
			op: "cipher",
			way: "encrypt",
			cipher: "aes-128-gcm",
			key: base64("k".repeat(16)),
			iv: base64("i".repeat(12)),
			tagLength: 1e9,
			autoPadding: true,
			data: "",
			final: true,
		},
		{ op: "cipherInfo", cipher: "", keyLength: -1, ivLength: 0.5 },
	];

	it.each(messages.map((message) => [JSON.stringify(message).slice(0, 90), message] as const))("%s", (_, message) => {
		expect(cryptoMessage.safeParse(message).success).toBe(true);
		const answer = JSON.parse(answerCrypto(message)) as { error?: { message: string } };
		expect(typeof answer).toBe("object");
		expect(answer.error?.message ?? "").not.toMatch(/\/|node_modules|node:internal/);
	});

	it("of the wrong form are no messages", () => {
		for (const text of [
			"null",
			"{}",
			'{"op":"sign"}',
			'{"op":"names","more":1}',
			'{"op":"pbkdf2","iterations":"9"}',
			`{"op":"hkdf","digest":"${"x".repeat(65)}"}`,
		])
			expect(readGuestMessage("crypto", text)).toBeUndefined();
	});

	it("to hash never throw", () => {
		for (const algorithm of ["", "__proto__", "sha256\0", "shake128", "RSA-SHA1", "x".repeat(64)])
			expect(Object.keys(JSON.parse(digestOf({ algorithm, data: "%%%", outputLength: 3 })))).toHaveLength(1);
	});
});
