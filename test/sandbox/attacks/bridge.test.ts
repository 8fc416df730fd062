import { beforeAll, describe, expect, it } from "vitest";
import { type Attacked, attack, expectNoHarm } from "./attacks.ts";

/** What the library does for a handler, each with a result that can be compared. */
const operations: Record<string, { run: string; gives: unknown }> = {
	"a console line": { run: 'console.log("a", { b: [1, { c: 2 }] }, new Map([[1, 2]])); return "logged";', gives: "logged" },
	"a timer": { run: 'await new Promise((ok) => setTimeout(ok, 5)); return "waited";', gives: "waited" },
	"a request": {
		run: 'const r = await fetch("https://api.test/paid", { method: "POST", headers: { a: "b" }, body: "x" }); return [r.status, await r.json()];',
		gives: [200, { ok: true }],
	},
	"a digest": {
		run: 'return createHash("sha256").update("x").digest("hex");',
		gives: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
	},
	"a buffer": { run: 'return Buffer.from("aGk=", "base64").toString("hex");', gives: "6869" },
	"a URL": {
		run: 'const u = new URL("/p?a=1", "https://api.test"); u.searchParams.append("b", "2"); return u.href;',
		gives: "https://api.test/p?a=1&b=2",
	},
	"a body as a stream": {
		run: 'let text = ""; const { body } = await fetch("https://api.test/paid"); for await (const part of body.pipeThrough(new TextDecoderStream())) text += part; return text;',
		gives: '{"ok":true}',
	},
	"a form": {
		run: 'const form = new FormData(); form.append("a", new Blob(["b"]), "c"); const r = new Response(form); return (await r.formData()).get("a").text();',
		gives: "b",
	},
	"compressed bytes": {
		run: 'const packed = new Response("abc").body.pipeThrough(new CompressionStream("gzip")); return new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();',
		gives: "abc",
	},
	"a message": {
		run: "const { port1, port2 } = new MessageChannel(); const got = new Promise((ok) => { port2.onmessage = (e) => ok(e.data); }); port1.postMessage({ a: new Set([1]) }); const { a } = await got; port1.close(); return a.has(1);",
		gives: true,
	},
	"an aborted request": {
		run: 'const stop = new AbortController(); const p = fetch("https://api.test/paid", { signal: AbortSignal.any([stop.signal]) }).catch((e) => e.name); stop.abort(); return p;',
		gives: "AbortError",
	},
	"a result": { run: "return { a: [1, new Date(0)] };", gives: { a: [1, "1970-01-01T00:00:00.000Z"] } },
	"an error": { run: 'throw Object.assign(new RangeError("far"), { code: "E" });', gives: "RangeError" },
};

/** Objects whose methods are replaced by ones that keep this and arguments before they do as before. */
const watched = [
	"Object",
	"Object.prototype",
	"Array",
	"Array.prototype",
	"String.prototype",
	"Function.prototype",
	"Promise",
	"Promise.prototype",
	"JSON",
	"Reflect",
	"Map.prototype",
	"RegExp.prototype",
	"Error",
	"Number.prototype",
	"Date",
	"Uint8Array.prototype",
	"Symbol.prototype",
	"Math",
];

/**
 * Spies on every method while the operation runs, and while its result or error is read. The second invocation, without spies, searches
 * what they caught, and calls every caught function as the library calls the host: were one of them the host, it would write a line.
 */
const spying = (target: string, run: string) => `import { createHash } from "node:crypto";
import { search } from "./reach.mjs";
const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
const caught = [], before = [];
let n = 0;
const restore = () => { for (let i = 0; i < before.length; i++) defineProperty(${target}, before[i][0], before[i][1]); };
export const handler = async (event) => {
	if (event.n === 2) {
		restore();
		const parts = caught.flatMap(({ self, all }) => [self, ...all]).flatMap((part) => (Array.isArray(part) ? [part, ...part] : [part]));
		for (const part of new Set(parts.filter((part) => typeof part === "function")))
			// Methods of streams answer with a rejected promise where others throw.
			try { const r = apply(part, undefined, ["log", '{"level":"INFO","message":"reached-the-host"}', 0]); if (r instanceof Promise) r.catch(() => {}); } catch {}
		return search(event.needles, caught);
	}
	for (const key of ownKeys(${target})) {
		const d = getOwnPropertyDescriptor(${target}, key);
		if (typeof d.value !== "function" || key === "constructor" || !d.configurable) continue;
		before[before.length] = [key, d];
		const original = d.value;
		defineProperty(${target}, key, { ...d, value: function (...all) { if (n < 5000) caught[n++] = { self: this, all }; return apply(original, this, all); } });
	}
	${run}
};`;

const nameOf = (target: string, operation: string) => `${operation} under spies on ${target}`;

describe("spies on what the library may use (S1, S2)", () => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(
				watched.flatMap((target) =>
					Object.entries(operations).map(([operation, { run }]) => [nameOf(target, operation), spying(target, run)]),
				),
			),
			{ times: 2 },
		);
	});

	describe.each(watched)("on every method of %s", (target) => {
		it.each(Object.entries(operations))("catch nothing of the host in %s, and do not change it", (operation, { gives }) => {
			const [first, second] = attacked.answersOf(nameOf(target, operation));
			expect(first).toEqual(gives);
			expect(second).toEqual([]);
			expect(attacked.logOf(nameOf(target, operation)).filter((line) => line.endsWith("\treached-the-host"))).toEqual([]);
		});
	});

	it("do no harm to the function beside them, and put no secret into the record", () => {
		expectNoHarm(attacked);
	});
});
