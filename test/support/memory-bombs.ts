import { handler, type Source } from "./real-pool.ts";

/** Code that takes memory without a bound, by one kind of thing each. More in hostile-handlers.ts. */
export const bombs: Record<string, Source> = {
	"objects in a list": handler("const all = []; for (;;) all.push({ a: {}, b: [1.5] });"),
	closures: handler("let f = () => 1; for (;;) { const g = f; const kept = new Array(50).fill(g); f = () => kept; }"),
	"a Set of texts": handler("const all = new Set(); for (let i = 0; ; i++) all.add('text ' + i);"),
	"symbols of the registry": handler("for (let i = 0; ; i++) Symbol.for('s' + i + 'x'.repeat(1000));"),
	BigInts: handler("const all = []; for (let i = 0n; ; i++) all.push((1n << 100_000n) + i);"),
	"a text that doubles": handler('let s = "ab"; const all = []; for (;;) { s += s.slice(0, 1 << 24); all.push(s.split("")); }'),
	"texts of templates": handler("const all = []; for (let i = 0; ; i++) all.push(`${i}${'x'.repeat(1e6)}`.toUpperCase());"),
	Buffers: handler("const all = []; for (;;) all.push(Buffer.alloc(1e6, 1));"),
	"typed arrays that are filled": handler("const all = []; for (;;) all.push(new Float64Array(1e5).fill(1.5));"),
	"copies by structuredClone": handler(
		"const all = []; const one = { list: new Array(1e5).fill('x') }; for (;;) all.push(structuredClone(one));",
	),
	"formats of Intl": handler(
		"const all = []; for (let i = 0; ; i++) all.push(new Intl.NumberFormat('en', { minimumFractionDigits: i % 20 }), new Intl.DateTimeFormat('ar'));",
	),
	"regular expressions": handler(
		"const all = []; for (let i = 0; ; i++) { const r = new RegExp('(' + 'a?'.repeat(2000) + i + ')+'); r.test('a'.repeat(50)); all.push(r); }",
	),
	"functions made of text": handler(
		"const all = []; for (let i = 0; ; i++) all.push(new Function('return [' + '1.5,'.repeat(5000) + i + ']')());",
	),
	"promises that wait": handler("const all = []; for (;;) all.push(new Promise(() => {}).then(() => all));"),
	"async functions that wait": handler(
		"const never = new Promise(() => {}); const f = async () => { const held = new Array(100).fill(1); await never; return held; }; const all = []; for (;;) all.push(f());",
	),
	"errors with their stacks": handler(
		"Error.stackTraceLimit = 200; const all = []; const deep = (n) => (n ? deep(n - 1) : new Error('x')); for (;;) { const e = deep(150); all.push(e, e.stack); }",
	),
	"listeners of an emitter": handler(
		"const e = new EventEmitter(); e.setMaxListeners(0); for (;;) e.on('x', () => new Array(10));",
		'import { EventEmitter } from "node:events";',
	),
	"a deep object as JSON": handler("let o = {}; for (let i = 0; i < 1e7; i++) o = { o }; return o;"),
	"JSON that doubles": handler("let s = '1'; for (;;) s = JSON.stringify([s, s]);"),
	"JSON of numbers": handler("const text = '[' + '1.5,'.repeat(3e7) + '1]'; const all = []; for (;;) all.push(JSON.parse(text));"),
	"flattening what doubles": handler("let a = [1.5]; for (;;) a = [a, a].flat();"),
	"timers with what they hold": handler("for (;;) setTimeout((x) => x, 1e6, new Array(1e4).fill(1.5)); "),
	"lines that are too long": handler("const s = 'x'.repeat(2 ** 28); for (;;) console.log(s, s);"),
	"a body of half a gigabyte": handler(
		'for (;;) await fetch("https://a.test/", { method: "POST", body: "x".repeat(2 ** 28) }).catch(() => {});',
	),
	"headers without a bound": handler("const h = new Headers(); for (let i = 0; ; i++) h.append('x-' + i, 'y'.repeat(1e4));"),
	"a stream that nobody reads":
		"export const handler = awslambda.streamifyResponse(async (event, stream) => { for (;;) stream.write(Buffer.alloc(1e7)); });",
	"files that are read into memory": handler(
		'fs.writeFileSync("/tmp/a", Buffer.alloc(6e7)); const all = []; for (;;) all.push(fs.readFileSync("/tmp/a"));',
		'import fs from "node:fs";',
	),
	"what was compressed": handler(
		"const z = zlib.gzipSync(Buffer.alloc(15e6)); const all = []; for (;;) all.push(zlib.gunzipSync(z));",
		'import zlib from "node:zlib";',
	),
	"getters of a rejected error": handler(
		"Promise.reject(Object.defineProperty(new Error('x'), 'message', { get: new Function('const all = []; for (;;) all.push(new Array(1000).fill(1.5));') })); await new Promise((ok) => setTimeout(ok, 5));",
	),
	"static data": "const all = []; for (let i = 0; ; i++) all.push({ i });\nexport const handler = async () => all.length;",
};
