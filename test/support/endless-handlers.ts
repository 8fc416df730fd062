import { handler, type Source } from "./real-pool.ts";

/** Loops whose rounds are counted: virtual time goes on in them, so that they end at the function's timeout, as on Lambda. */
export const counted: Record<string, Source> = {
	"a do loop": handler("do {} while (true);"),
	"a labelled loop": handler("outer: for (;;) for (;;) continue outer;"),
	"for of over an endless generator": handler("for (const x of (function* () { for (;;) yield 1; })());"),
	"an exponential recursion": handler("const f = (n) => (n < 2 ? n : f(n - 1) + f(n - 2)); return f(100);"),
	"a class's static block": "class A { static { for (;;); } }\nexport const handler = async () => 1;",
	"microtasks that queue themselves": handler("const again = () => queueMicrotask(again); again(); await new Promise(() => {});"),
	"ticks that queue themselves": handler("const again = () => process.nextTick(again); again(); await new Promise(() => {});"),
	"immediates that queue themselves": handler("const again = () => setImmediate(again); again(); await new Promise(() => {});"),
	"a thenable that answers with itself": handler("const t = { then(ok) { ok(t); } }; return t;"),
	"an emitter that emits in its listener": handler(
		'const e = new EventEmitter(); e.on("x", () => setTimeout(() => e.emit("x"))); e.emit("x"); await new Promise(() => {});',
		'import { EventEmitter } from "node:events";',
	),
	"an endless chain at import": "for (;;) await null;\nexport const handler = async () => 1;",
	"a getter as the handler": "exports.__esModule = false; Object.defineProperty(exports, 'handler', { get() { for (;;); } });",
	"a reviver that never ends": handler('JSON.parse("[1]", () => { for (;;); });'),
	"an iterator without an end, spread": handler(
		"return Math.max(...{ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) });",
	),
	"a proxy as prototype of itself, asked for a key": handler(
		"const p = new Proxy({}, { has() { for (;;); } }); return 'x' in Object.create(p);",
	),
	"a getter deep in the result": handler("return { a: [{ get b() { for (;;); } }] };"),
	"keys of a proxy in the result": handler("return new Proxy({}, { ownKeys() { for (;;); } });"),
	"the message of a thrown error": handler('throw Object.defineProperty(new Error("x"), "message", { get() { for (;;); } });'),
	"the name of a thrown error": handler('throw Object.defineProperty(new Error("x"), "name", { get() { for (;;); } });'),
	"the stack of a thrown error": handler('throw Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } });'),
	"the cause of a thrown error": handler(
		'throw Object.defineProperty(new Error("x"), "cause", { enumerable: true, get() { for (;;); } });',
	),
	"the stack of a rejected error": handler(
		'Promise.reject(Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } })); await new Promise((ok) => setTimeout(ok, 5));',
	),
	"an inspect hook in a log": handler('console.log({ [Symbol.for("nodejs.util.inspect.custom")]() { for (;;); } });'),
	"a toJSON under a callback": {
		code: "export const handler = (event, context, callback) => { callback(null, { toJSON() { for (;;); } }); };",
		older: true,
	},
};

/** Code that takes its time, or repeats itself, where nothing is counted; of every kind that we could think of. More in hostile-handlers.ts. */
export const uncounted: Record<string, Source> = {
	"for await over an endless async generator": handler("for await (const x of (async function* () { for (;;) yield 1; })());"),
	"finally in a loop": handler("for (;;) { try { throw 1; } finally { continue; } }"),
	"finally that doubles": handler("const f = () => { try { f(); } finally { f(); } }; f();"),
	"catch at the end of the stack": handler("const f = () => { try { f(); } catch { f(); f(); } }; f();"),
	"new Function": handler('new Function("for (;;);")();'),
	"indirect eval": handler('(0, eval)("for (;;);");'),
	"a chain of promises": handler("const again = () => Promise.resolve().then(again); return again();"),
	"replacing with a pattern that backtracks": handler('return ("a".repeat(40) + "!").replace(/^(?:a?){40}a{40}$|(?:(?:a+)+)+$/g, "");'),
	"splitting with a pattern that backtracks": handler('return ("a".repeat(40) + "!").split(/(?:(?:a+)+)+b/).length;'),
	"lastIndexOf over 2^40 places": handler("return Array.prototype.lastIndexOf.call({ length: 2 ** 40 }, 1);"),
	"copyWithin over 2^40 places": handler("Array.prototype.copyWithin.call({ length: 2 ** 40 }, 1, 0);"),
	"unshift over 2^40 places": handler("Array.prototype.unshift.call({ length: 2 ** 40 }, 1);"),
	"splice over 2^40 places": handler("Array.prototype.splice.call({ length: 2 ** 40 }, 0, 1);"),
	"forEach over 2^40 places": handler("Array.prototype.forEach.call({ length: 2 ** 40 }, () => {});"),
	"findLast over 2^40 places": handler("Array.prototype.findLast.call({ length: 2 ** 40 }, () => false);"),
	"reduce over 2^40 places": handler("Array.prototype.reduce.call({ length: 2 ** 40 }, () => 0, 0);"),
	"powers of a BigInt": handler("for (;;) 3n ** 4_000_000n;"),
	"a BigInt of ten million digits": handler('return BigInt("9".repeat(1e7)) % 7n === 0n;'),
	"sorting three million numbers again and again": handler(
		"const a = Array.from({ length: 3e6 }, (_, i) => (i * 7919) % 3e6); for (;;) a.toSorted();",
	),
	"searching a text in a text": handler('for (;;) "a".repeat(1e6).indexOf("a".repeat(5e5) + "b");'),
	"parsing JSON again and again": handler('const text = JSON.stringify(Array(1e6).fill("x")); for (;;) JSON.parse(text);'),
	"formatting dates": handler('for (;;) new Intl.DateTimeFormat("de", { dateStyle: "full" }).format(0);'),
	"the stack of a rejected error, in code that is not counted": handler(
		'Promise.reject(Object.defineProperty(new Error("x"), "stack", { get: new Function("for (;;);") })); await new Promise((ok) => setTimeout(ok, 5));',
	),
	"a rejected proxy": handler(
		'Promise.reject(new Proxy(new Error("x"), { get: new Function("for (;;);"), getPrototypeOf: new Function("for (;;);") })); await new Promise((ok) => setTimeout(ok, 5));',
	),
	"rejections that reject again": handler(
		'const bad = () => Object.defineProperty(new Error("x"), "message", { get() { Promise.reject(bad()); return "m"; } }); Promise.reject(bad()); await new Promise((ok) => setTimeout(ok, 5));',
	),
	"a hook for stacks": handler('Error.prepareStackTrace = new Function("for (;;);"); null.x;'),
	"a toString in a rejection": handler(
		'Promise.reject({ toString: new Function("for (;;);"), [Symbol.toPrimitive]: new Function("for (;;);") }); await new Promise((ok) => setTimeout(ok, 5));',
	),
	"a thenable's then on Object.prototype": handler(
		'Object.defineProperty(Object.prototype, "then", { get: new Function("for (;;);") }); return {};',
	),
	// Calls to the host
	"lines without an end": handler('for (;;) console.log("x");'),
	"requests without an end": handler('for (;;) fetch("https://a.test/").catch(() => {});'),
	"URLs without an end": handler('for (;;) new URL("https://a.test/?" + "é".repeat(1e4));'),
	"digests without an end": handler(
		'for (;;) createHash("sha512").update("x".repeat(1e5)).digest();',
		'import { createHash } from "node:crypto";',
	),
	"files without an end": handler(
		'for (let i = 0; ; i++) fs.writeFileSync("/tmp/" + (i % 50), "x".repeat(1e5));',
		'import fs from "node:fs";',
	),
	"folders without an end": handler('for (let i = 0; ; i++) fs.mkdirSync("/tmp/" + i);', 'import fs from "node:fs";'),
	"compression without an end": handler("const b = Buffer.alloc(4e6); for (;;) zlib.gzipSync(b);", 'import zlib from "node:zlib";'),
	"brotli at its best without an end": handler(
		'const b = Buffer.alloc(1e6, "abcdefghij"); for (;;) zlib.brotliCompressSync(b);',
		'import zlib from "node:zlib";',
	),
	"chunks of a stream without an end":
		"export const handler = awslambda.streamifyResponse(async (event, stream) => { for (;;) stream.write('x'.repeat(1000)); });",
	"requests of node:http without an end": handler(
		'for (;;) http.get("http://a.test/").on("error", () => {});',
		'import http from "node:http";',
	),
	"a server that is asked by itself": handler(
		"const server = http.createServer((q, r) => r.end('x')); await new Promise((ok) => server.listen(0, ok)); const { port } = server.address(); for (;;) await new Promise((ok, no) => http.get({ port }, (r) => r.resume().on('end', ok)).on('error', no));",
		'import http from "node:http";',
	),
	"an echo that doubles": handler(
		"const server = net.createServer((c) => c.pipe(c)); await new Promise((ok) => server.listen(0, ok)); const c = net.connect(server.address().port); c.write('x'); c.on('data', (d) => c.write(Buffer.concat([d, d]))); await new Promise(() => {});",
		'import net from "node:net";',
	),
	"names without an end": handler('for (;;) dns.lookup("a.test", () => {});', 'import dns from "node:dns";'),
	"writes far apart in a file": handler(
		'const fd = fs.openSync("/tmp/a", "w"); for (let i = 1; ; i++) fs.writeSync(fd, "x", (i * 1e6) % 5e8);',
		'import fs from "node:fs";',
	),
	"a file made long and short": handler(
		'const fd = fs.openSync("/tmp/a", "w"); for (let i = 1; ; i++) fs.ftruncateSync(fd, i % 2 ? 5e8 : 0);',
		'import fs from "node:fs";',
	),
	"a cipher without an end": handler(
		'const c = crypto.createCipheriv("aes-256-gcm", Buffer.alloc(32), Buffer.alloc(12)); for (;;) c.update("x".repeat(1e6));',
		'import crypto from "node:crypto";',
	),
	"keys derived without an end": handler('for (;;) crypto.pbkdf2Sync("a", "b", 5e4, 64, "sha512");', 'import crypto from "node:crypto";'),
	"a web stream that always has more": handler("for await (const x of new ReadableStream({ pull(c) { c.enqueue('x'); } }));"),
	"a web stream into nowhere": handler("await new ReadableStream({ pull(c) { c.enqueue('x'); } }).pipeTo(new WritableStream());"),
	"a Blob that doubles": handler("let b = new Blob(['x'.repeat(1e6)]); for (;;) b = new Blob([b, b]);"),
	"lines without an end, read": handler(
		"for await (const line of readline.createInterface({ input: new Readable({ read() { this.push('line\\n'); } }) }));",
		'import readline from "node:readline"; import { Readable } from "node:stream";',
	),
	"a thousand intervals": handler("for (let i = 0; i < 1000; i++) setInterval(() => {}, 1); await new Promise(() => {});"),
	"an iterator without an end, dropped": handler("return (function* () { for (;;) yield 1; })().drop(Infinity).next();"),
};
