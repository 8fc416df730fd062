import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../../lambda/run-project.ts";
import { alike } from "./beside-node.ts";

const pem = { publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } } as const;
const keys = {
	rsa: generateKeyPairSync("rsa", { modulusLength: 2048, ...pem }),
	ec: generateKeyPairSync("ec", { namedCurve: "P-256", ...pem }),
	ec384: generateKeyPairSync("ec", { namedCurve: "P-384", ...pem }),
	ec521: generateKeyPairSync("ec", { namedCurve: "P-521", ...pem }),
	k1: generateKeyPairSync("ec", { namedCurve: "secp256k1", ...pem }),
	ed: generateKeyPairSync("ed25519", pem),
	x: generateKeyPairSync("x25519", pem),
	locked: generateKeyPairSync("ec", {
		namedCurve: "P-256",
		publicKeyEncoding: pem.publicKeyEncoding,
		privateKeyEncoding: { ...pem.privateKeyEncoding, cipher: "aes-256-cbc", passphrase: "secret" },
	}),
};

const c = 'const crypto = require("crypto");';

describe("keys of node:crypto", () => {
	alike(
		{
			"kinds and details": `${c} return Object.values(keys).slice(0, 7).map(({ publicKey, privateKey }) => [crypto.createPublicKey(publicKey), crypto.createPrivateKey(privateKey), crypto.createPublicKey(privateKey)].map((k) => [k.type, k.asymmetricKeyType, Object.entries(k.asymmetricKeyDetails).map(String), k.symmetricKeySize ?? null, k instanceof crypto.KeyObject, k.constructor.name, String(k)]));`,
			"export in every form": `${c} const out = []; for (const { publicKey, privateKey } of Object.values(keys).slice(0, 7)) for (const [key, types] of [[crypto.createPublicKey(publicKey), ["spki", "pkcs1"]], [crypto.createPrivateKey(privateKey), ["pkcs8", "sec1", "pkcs1"]]]) for (const type of types) for (const format of ["pem", "der", "jwk"]) out.push(attempt(() => { const o = key.export({ type, format }); return Buffer.isBuffer(o) ? o.toString("hex") : o; })); return out;`,
			"import in every form": `${c} const out = []; for (const { privateKey } of [keys.rsa, keys.ec, keys.ed]) { const key = crypto.createPrivateKey(privateKey); const jwk = key.export({ format: "jwk" }); const der = key.export({ format: "der", type: "pkcs8" }); out.push(crypto.createPrivateKey({ key: jwk, format: "jwk" }).equals(key), crypto.createPrivateKey({ key: der, format: "der", type: "pkcs8" }).equals(key), crypto.createPrivateKey(Buffer.from(privateKey)).equals(key), crypto.createPrivateKey({ key: privateKey }).equals(key), crypto.createPublicKey({ key: jwk, format: "jwk" }).equals(crypto.createPublicKey(key)), crypto.createPublicKey(key).equals(key)); } return out;`,
			"what is no key": `${c} return [attempt(() => crypto.createPublicKey()), attempt(() => crypto.createPrivateKey("x")), attempt(() => crypto.createPublicKey("x")), attempt(() => crypto.createPublicKey({ key: { kty: "x" }, format: "jwk" })), attempt(() => crypto.createPublicKey({ key: { kty: "EC", crv: "P-256" }, format: "jwk" })), attempt(() => crypto.createPublicKey({ key: "x", format: "jwk" })), attempt(() => crypto.createPublicKey({ key: "x", format: "yyy" })), attempt(() => crypto.createPublicKey({ key: Buffer.alloc(3), format: "der" })), attempt(() => crypto.createPrivateKey(crypto.createPrivateKey(keys.ec.privateKey))), attempt(() => crypto.createPublicKey(crypto.createPublicKey(keys.ec.publicKey))), attempt(() => crypto.createPrivateKey(keys.ec.publicKey)), attempt(() => new crypto.KeyObject()), attempt(() => crypto.createPrivateKey(keys.locked.privateKey).type).name];`,
			"wrong ways to export": `${c} const k = crypto.createPublicKey(keys.rsa.publicKey); return [attempt(() => k.export()), attempt(() => k.export({ format: "pem" })), attempt(() => k.export({ format: "x", type: "spki" })), attempt(() => k.export({ format: "pem", type: "pkcs8" })), attempt(() => k.equals(5)), k.equals(crypto.createPrivateKey(keys.rsa.privateKey))];`,
			"secret keys": `${c} const k = crypto.createSecretKey("abc"); return [k.type, k.symmetricKeySize, k.export().toString(), k.export({ format: "jwk" }), attempt(() => k.export({ format: "pem" })), k.equals(crypto.createSecretKey(Buffer.from("abc"))), crypto.createSecretKey("6162", "hex").export().toString(), attempt(() => crypto.createSecretKey(5)), k.asymmetricKeyType ?? null, crypto.generateKeySync("aes", { length: 192 }).symmetricKeySize, attempt(() => crypto.generateKeySync("aes", { length: 100 })), attempt(() => crypto.generateKeySync("hmac", { length: 7 })), attempt(() => crypto.generateKeySync("x", {}))];`,
			"the secret that two keys share": `${c} const mine = (k) => crypto.createPrivateKey(k.privateKey); const theirs = (k) => crypto.createPublicKey(k.publicKey); return [crypto.diffieHellman({ privateKey: mine(keys.x), publicKey: theirs(keys.x) }).toString("hex"), crypto.diffieHellman({ privateKey: mine(keys.ec), publicKey: theirs(keys.ec) }).toString("hex"), attempt(() => crypto.diffieHellman({ privateKey: mine(keys.ec), publicKey: theirs(keys.rsa) })), attempt(() => crypto.diffieHellman({ privateKey: theirs(keys.ec), publicKey: theirs(keys.ec) }))];`,
		},
		{ keys },
	);
});

const kinds =
	"const kinds = [['rsa', 'sha256'], ['ec', 'sha256'], ['ec384', 'sha384'], ['ec521', 'sha512'], ['k1', 'sha256'], ['ed', null]];";

describe("signatures of node:crypto", () => {
	alike(
		{
			"those that Node gives are always the same: PKCS#1 and Ed25519": `${c} return [crypto.sign("sha256", Buffer.from("a"), keys.rsa.privateKey).toString("hex"), crypto.createSign("RSA-SHA512").update("a").update("b").sign(keys.rsa.privateKey, "base64"), crypto.createSign("sha1").update("a").sign({ key: keys.rsa.privateKey, padding: crypto.constants.RSA_PKCS1_PADDING }, "hex"), crypto.sign(null, Buffer.from("a"), keys.ed.privateKey).toString("hex")];`,
			"each is verified, and nothing else": `${c} ${kinds} return kinds.map(([name, digest]) => { const { publicKey, privateKey } = keys[name]; const made = crypto.sign(digest, Buffer.from("text"), privateKey); const broken = Buffer.from(made); broken[10] ^= 1; return [crypto.verify(digest, Buffer.from("text"), publicKey, made), crypto.verify(digest, Buffer.from("texT"), publicKey, made), crypto.verify(digest, Buffer.from("text"), publicKey, broken), crypto.verify(digest, Buffer.from("text"), privateKey, made)]; });`,
			"RSA-PSS with salts of any length": `${c} const P = crypto.constants; const pss = (saltLength) => { const made = crypto.sign("sha256", Buffer.from("a"), { key: keys.rsa.privateKey, padding: P.RSA_PKCS1_PSS_PADDING, saltLength }); return [made.length, crypto.verify("sha256", Buffer.from("a"), { key: keys.rsa.publicKey, padding: P.RSA_PKCS1_PSS_PADDING, saltLength: saltLength === -2 ? undefined : saltLength }, made), crypto.verify("sha256", Buffer.from("b"), { key: keys.rsa.publicKey, padding: P.RSA_PKCS1_PSS_PADDING }, made)]; }; return [pss(undefined), pss(-1), pss(-2), pss(0), pss(20), attempt(() => pss(500))];`,
			"ECDSA in both encodings": `${c} const made = crypto.sign("sha256", Buffer.from("a"), { key: keys.ec.privateKey, dsaEncoding: "ieee-p1363" }); return [made.length, crypto.verify("sha256", Buffer.from("a"), { key: keys.ec.publicKey, dsaEncoding: "ieee-p1363" }, made), crypto.verify("sha256", Buffer.from("a"), keys.ec.publicKey, made), attempt(() => crypto.sign("sha256", Buffer.from("a"), { key: keys.ec.privateKey, dsaEncoding: "x" })), crypto.verify(null, Buffer.from("a"), keys.ec.publicKey, crypto.sign(null, Buffer.from("a"), keys.ec.privateKey)), crypto.sign("sha256", Buffer.from("a"), { key: keys.ec521.privateKey, dsaEncoding: "ieee-p1363" }).length];`,
			"wrong arguments": `${c} const pub = crypto.createPublicKey(keys.rsa.publicKey); return [attempt(() => crypto.createSign()), attempt(() => crypto.createSign("nope")), attempt(() => crypto.createSign("sha256").sign()), attempt(() => crypto.createSign("sha256").sign("bad")), attempt(() => crypto.createSign("sha256").update("a").sign(5)), attempt(() => crypto.createSign("sha256").update("a").sign(pub)), attempt(() => crypto.createSign("sha256").update("a").sign(keys.ed.privateKey)), attempt(() => crypto.sign("sha256", Buffer.from("a"))), attempt(() => crypto.sign("sha256", 5, "x")), attempt(() => crypto.sign("sha256", Buffer.from("a"), crypto.createSecretKey("k"))), attempt(() => crypto.sign("sha256", Buffer.from("a"), keys.ed.privateKey)), attempt(() => crypto.verify("sha256", Buffer.from("a"), pub, 5)), attempt(() => crypto.createVerify("sha256").update("a").verify(pub, "aa", "hex")), attempt(() => crypto.sign("nope", Buffer.from("a"), keys.rsa.privateKey))];`,
			"with a callback": `${c} const made = await new Promise((ok) => crypto.sign("sha256", Buffer.from("a"), keys.rsa.privateKey, (e, s) => ok(s))); return [made.length, await new Promise((ok) => crypto.verify("sha256", Buffer.from("a"), keys.rsa.publicKey, made, (e, v) => ok([e, v])))];`,
			"encryption by RSA": `${c} const P = crypto.constants; const ways = [undefined, { padding: P.RSA_PKCS1_PADDING }, { oaepHash: "sha256" }, { oaepHash: "sha512", oaepLabel: Buffer.from("l") }]; return [...ways.map((o) => { const sealed = crypto.publicEncrypt({ key: keys.rsa.publicKey, ...o }, Buffer.from("secret")); return [sealed.length, crypto.privateDecrypt({ key: keys.rsa.privateKey, ...o }, sealed).toString()]; }), attempt(() => crypto.publicEncrypt(keys.rsa.publicKey, Buffer.alloc(300))), attempt(() => crypto.privateDecrypt(keys.rsa.privateKey, Buffer.alloc(256))), attempt(() => crypto.privateDecrypt(crypto.createPublicKey(keys.rsa.publicKey), Buffer.alloc(256))), crypto.publicDecrypt(keys.rsa.publicKey, crypto.privateEncrypt(keys.rsa.privateKey, Buffer.from("signed"))).toString()];`,
		},
		{ keys },
	);

	it("made by Node verify in the simulator, and the other way round", async () => {
		const crypto = await import("node:crypto");
		const names = ["rsa", "ec", "ec384", "ec521", "k1", "ed"] as const;
		const digest = (name: string) => (name === "ed" ? null : "sha256");
		const made = names.map((name) => crypto.sign(digest(name), Buffer.from("from node"), keys[name].privateKey).toString("base64"));
		const source = `const crypto = require("crypto"); const keys = ${JSON.stringify(keys)}; const names = ${JSON.stringify(names)};
			exports.handler = async ({ made }) => ({
				valid: names.map((name, i) => crypto.verify(name === "ed" ? null : "sha256", Buffer.from("from node"), keys[name].publicKey, Buffer.from(made[i], "base64"))),
				signed: names.map((name) => crypto.sign(name === "ed" ? null : "sha256", Buffer.from("from the simulator"), keys[name].privateKey).toString("base64")),
			});`;
		const { valid, signed } = only(responses(await traceOf({ "handler.js": source }, {}, { events: [{ made }] })));
		expect(valid).toEqual(names.map(() => true));
		const check = (name: (typeof names)[number], i: number) =>
			crypto.verify(digest(name), Buffer.from("from the simulator"), keys[name].publicKey, Buffer.from(signed[i], "base64"));
		expect(names.map(check)).toEqual(names.map(() => true));
	});

	it("are the same in every run of one seed, and so are new keys", async () => {
		const source = `const crypto = require("crypto"); const keys = ${JSON.stringify(keys)}; const P = crypto.constants.RSA_PKCS1_PSS_PADDING;
			exports.handler = async () => [
				crypto.sign("sha256", Buffer.from("a"), keys.ec.privateKey).toString("hex"),
				crypto.sign("sha256", Buffer.from("a"), { key: keys.rsa.privateKey, padding: P }).toString("hex"),
				crypto.publicEncrypt(keys.rsa.publicKey, Buffer.from("a")).toString("hex"),
				...["ec", "ed25519", "x25519", "ed448", "x448"].map((type) => crypto.generateKeyPairSync(type, { namedCurve: "P-256", publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } })),
			];`;
		const answers = async (seed: number) => only(responses(await traceOf({ "handler.js": source }, {}, { seed })));
		const [first, again, other] = [await answers(1), await answers(1), await answers(2)];
		expect(again).toEqual(first);
		expect(other[0]).toBe(first[0]); // RFC 6979: of key and text alone.
		for (let i = 1; i < first.length; i++) expect(other[i]).not.toEqual(first[i]);
	});

	it("of JSON web tokens: HS256, RS256, ES256 and PS256", async () => {
		const source = `const crypto = require("crypto"); const keys = ${JSON.stringify(keys)};
			const b64 = (v) => Buffer.from(JSON.stringify(v)).toString("base64url");
			const how = { HS256: [], RS256: [keys.rsa], PS256: [keys.rsa, { padding: 6, saltLength: 32 }], ES256: [keys.ec, { dsaEncoding: "ieee-p1363" }] };
			const sign = (alg, text) => alg === "HS256" ? crypto.createHmac("sha256", "shared").update(text).digest("base64url") : crypto.createSign("SHA256").update(text).sign({ key: how[alg][0].privateKey, ...how[alg][1] }).toString("base64url");
			const valid = (alg, text, s) => alg === "HS256" ? crypto.timingSafeEqual(Buffer.from(sign(alg, text)), Buffer.from(s)) : crypto.createVerify("SHA256").update(text).verify({ key: how[alg][0].publicKey, ...how[alg][1] }, s, "base64url");
			exports.handler = async () => Object.keys(how).map((alg) => { const text = b64({ alg }) + "." + b64({ sub: "me" }); const s = sign(alg, text); return [alg, valid(alg, text, s), valid(alg, text + "x", s)]; });`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toEqual(
			["HS256", "RS256", "PS256", "ES256"].map((alg) => [alg, true, false]),
		);
	});
});
