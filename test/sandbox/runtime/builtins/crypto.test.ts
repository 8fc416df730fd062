import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { responses, traceOf } from "../../lambda/run-project.ts";

/** Bodies of an asynchronous function of `crypto`, node:crypto. Node itself and the simulator must answer alike. */
const programs: Record<string, string> = {
	"a hash in pieces, in every encoding":
		'return ["hex", "base64", "base64url", "latin1"].map((e) => crypto.createHash("sha256").update("a€").update(Buffer.from([1, 2])).digest(e));',
	"a copy of a hash goes on by itself":
		'const h = crypto.createHash("sha1").update("a"); const c = h.copy(); h.update("b"); c.update("c"); return [h.digest("hex"), c.digest("hex")];',
	"a copy after the digest": 'const h = crypto.createHash("md5"); h.digest(); try { h.copy(); } catch (e) { return [e.code, e.message]; }',
	"an array that is changed after the update":
		'const b = new Uint8Array([1, 2, 3]); const h = crypto.createHash("sha256").update(b); b.fill(0); return h.digest("hex");',
	"the second digest of an HMAC is empty, that of a hash an error":
		'const h = crypto.createHmac("sha256", "key").update("a"); const out = [h.digest("hex"), h.digest("hex")]; const s = crypto.createHash("sha256"); s.digest(); try { s.digest(); } catch (e) { out.push(e.code); } return out;',
	"digests of the web":
		'const out = []; for (const a of ["SHA-1", "sha-256", { name: "SHA-512" }]) { const d = await crypto.webcrypto.subtle.digest(a, Buffer.from("text")); out.push(d instanceof ArrayBuffer, Buffer.from(d).toString("hex")); } return out;',
	"text is no data for a digest of the web": 'return crypto.webcrypto.subtle.digest("SHA-256", "text").catch((e) => [e.name, e.code]);',
	"an unknown digest of the web": 'return crypto.webcrypto.subtle.digest("MD5", Buffer.from("text")).catch((e) => [e.name, e.message]);',
};

describe("node:crypto in the isolate beside Node itself", () => {
	for (const [title, body] of Object.entries(programs))
		it(title, async () => {
			const run = new Function("crypto", "Buffer", `return (async () => { ${body} })()`);
			const real = await run(createRequire(import.meta.url)("node:crypto"), Buffer);
			const trace = await traceOf({
				"handler.mjs": `import * as crypto from "node:crypto"; export const handler = async () => { ${body} };`,
			});
			expect(real).toBeDefined();
			expect(responses(trace)).toEqual([JSON.parse(JSON.stringify(real))]);
		});
});
