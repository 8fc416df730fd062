import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../lambda/run-project.ts";

/** The body of an asynchronous function; `require` gives Node's modules, `sleep` waits. Node itself and the simulator must answer alike. */
const programs: Record<string, Record<string, string>> = {
	stream: {
		"a pipeline of transforms":
			'const { pipeline } = require("stream/promises"); const { Readable, Transform } = require("stream"); const out = []; await pipeline(Readable.from(["a", "b", "c"]), new Transform({ objectMode: true, transform(c, _, done) { done(null, c.toUpperCase()); } }), async function (source) { for await (const c of source) out.push(c); }); return out;',
		"a pipeline that fails":
			'const { pipeline } = require("stream/promises"); const { Readable, PassThrough } = require("stream"); const p = new PassThrough(); try { await pipeline(Readable.from((async function* () { yield "a"; throw new Error("broken"); })()), p); } catch (e) { return [e.message, p.destroyed]; }',
		"a pipeline with a callback":
			'const { pipeline, Readable, Writable } = require("stream"); const out = []; return new Promise((ok) => pipeline(Readable.from([1, 2]), new Writable({ objectMode: true, write(c, _, done) { out.push(c); setTimeout(done, 2); } }), (e) => ok([out, e ?? null])));',
		"an aborted pipeline":
			'const { pipeline } = require("stream/promises"); const { Readable, Writable } = require("stream"); const stop = new AbortController(); setTimeout(() => stop.abort(), 5); try { await pipeline(Readable.from((async function* () { for (;;) { await sleep(2); yield "x"; } })()), new Writable({ write(c, e, d) { d(); } }), { signal: stop.signal }); } catch (e) { return [e.name, e.code]; }',
		"reading in pieces":
			'const { Readable } = require("stream"); const r = new Readable({ read() {} }); r.push("hello "); r.push(Buffer.from("wörld")); r.push(null); r.setEncoding("utf8"); const out = []; for await (const c of r) out.push(c); return out.join("");',
		"the order of events":
			'const { PassThrough } = require("stream"); const seen = []; const p = new PassThrough(); for (const n of ["end", "finish", "close", "prefinish", "error"]) p.on(n, () => seen.push(n)); p.on("data", (c) => seen.push(String(c))); p.write("a"); p.end("b"); await new Promise((ok) => p.on("close", ok)); return seen;',
		"back pressure":
			'const { Writable } = require("stream"); const w = new Writable({ highWaterMark: 3, write(c, e, done) { setTimeout(done, 1); } }); const out = [w.write("ab"), w.write("cd"), w.writableLength, w.writableNeedDrain]; await new Promise((ok) => w.once("drain", ok)); return [...out, w.writableLength];',
		finished:
			'const { finished, Readable } = require("stream"); const r = Readable.from(["a"]); r.resume(); return new Promise((ok) => finished(r, (e) => ok(e ?? "done")));',
		"finished too early":
			'const { finished } = require("stream/promises"); const { Readable } = require("stream"); const r = new Readable({ read() {} }); setTimeout(() => r.destroy(), 1); try { await finished(r); } catch (e) { return [e.code, e.message]; }',
		"helpers of Readable":
			'const { Readable } = require("stream"); return [await Readable.from([1, 2, 3, 4]).filter((n) => n % 2).map(async (n) => { await sleep(1); return n * 10; }).toArray(), await Readable.from([1, 2, 3]).reduce((a, b) => a + b, 0), await Readable.from([1, 2, 3]).take(2).toArray(), await Readable.from([3, 4]).some((n) => n > 3)];',
		"an error without a listener to a write after the end":
			'const { PassThrough } = require("stream"); const p = new PassThrough(); p.on("error", () => {}); p.end(); return new Promise((ok) => p.write("x", (e) => ok([e.code, e.message])));',
		"kinds of stream":
			'const s = require("stream"); const d = new s.Duplex(); return [typeof s, s === s.Stream, d instanceof s.Readable, d instanceof s.Writable, new s.PassThrough() instanceof require("events"), s.promises === require("stream/promises"), s.getDefaultHighWaterMark(true)];',
		"a class that extends Transform":
			'const { Transform } = require("stream"); class Lines extends Transform { rest = ""; constructor() { super({ readableObjectMode: true }); } _transform(c, e, done) { const l = (this.rest + c).split("\\n"); this.rest = l.pop(); for (const x of l) this.push(x); done(); } _flush(done) { if (this.rest) this.push(this.rest); done(); } } const l = new Lines(); l.write("a\\nb"); l.end("c\\nd"); return l.toArray();',
		"text that is split within a character":
			'const { StringDecoder } = require("string_decoder"); const d = new StringDecoder("utf8"); const b = Buffer.from("a€😀"); return [d.write(b.subarray(0, 2)), d.write(b.subarray(2, 5)), d.write(b.subarray(5, 7)), d.end(), d.encoding];',
		"base64 in pieces":
			'const { StringDecoder } = require("string_decoder"); const d = new StringDecoder("base64"); return [d.write(Buffer.from("abcd")), d.write(Buffer.from("e")), d.end()];',
	},
	events: {
		"once and error":
			'const { once, EventEmitter } = require("events"); const e = new EventEmitter(); setTimeout(() => e.emit("x", 1, 2), 1); const a = await once(e, "x"); setTimeout(() => e.emit("error", new Error("no")), 1); return [a, await once(e, "x").catch((r) => r.message)];',
		"on as an iterator":
			'const { on, EventEmitter } = require("events"); const e = new EventEmitter(); const stop = new AbortController(); setTimeout(() => { e.emit("x", 1); e.emit("x", 2); stop.abort(); }, 1); const out = []; try { for await (const a of on(e, "x", { signal: stop.signal })) out.push(a); } catch (r) { out.push(r.name); } return out;',
		"an older class":
			'const E = require("events"); const { inherits } = require("util"); function Old() { E.call(this); } inherits(Old, E); const o = new Old(); const out = []; o.once("a", (x) => out.push(x)); o.prependListener("a", () => out.push("first")); return [o.emit("a", 1), o.emit("a", 2), out, o instanceof E, o.listenerCount("a"), Old.super_ === E];',
		"an object without the constructor":
			'const E = require("events"); const o = Object.assign(Object.create(E.prototype), { n: 1 }); o.on("a", function () { this.n++; }); o.emit("a"); return [o.n, o.eventNames()];',
		"newListener and removeListener":
			'const E = require("events"); const e = new E(); const out = []; e.on("newListener", (n) => out.push("+" + n)); e.on("removeListener", (n) => out.push("-" + n)); const f = () => {}; e.on("a", f); e.once("b", f); e.off("a", f); e.emit("b"); e.on("c", f); e.removeAllListeners(); return [out, e.eventNames()];',
		"an error nobody listens to":
			'const E = require("events"); const e = new E(); const out = []; for (const x of [new Error("real"), "text", 7]) try { e.emit("error", x); } catch (r) { out.push([r.message, r.code ?? null]); } return out;',
		"what is shown of an emitter":
			'const E = require("events"); const e = new E(); e.on("a", function f() {}); return require("util").inspect(e);',
		"listeners that change while they are called":
			'const E = require("events"); const e = new E(); const out = []; const b = () => out.push("b"); e.on("x", () => { out.push("a"); e.off("x", b); e.on("x", () => out.push("c")); }); e.on("x", b); e.emit("x"); e.emit("x"); return [out, e.listeners("x").length, e.rawListeners("x").length];',
	},
	querystring: {
		parse: 'return require("querystring").parse("a=1&b=x+y&a=2&c&=d&e=%E4%BD%A0&f=%zz&a=3&&g=a%3Db=c");',
		"other separators": 'return require("querystring").parse("a:1;b:2", ";", ":");',
		maxKeys:
			'return [require("querystring").parse("a=1&b=2&c=3", null, null, { maxKeys: 2 }), Object.getPrototypeOf(require("querystring").parse("a")) === null];',
		stringify:
			'const q = require("querystring"); return [q.stringify({ a: [1, "x y"], b: true, c: null, d: undefined, e: NaN, f: "ä&=", g: 10n, h: {}, i: "!\'()*~" }), q.stringify({ a: 1, b: 2 }, ";", ":"), q.stringify("x"), q.escape("a b"), q.unescape("a%20b%")];',
	},
	url: {
		"the legacy parser":
			'const u = require("url"); return ["http://user:pa%20ss@Host.com:8080/p/a?q=1&r=2#h", "/a/b?x=1", "//h/p", "mailto:a@b.c", "a b", "https://x", "HTTP://EXAMPLE.com/a b\'c?x={y}", "?a", "#b", "javascript:alert(1)", "http://[::1]:80/", "http://münchen.de/", "s3://bucket/key name", "postgres://u:p@h:5432/db", ""].map((t) => u.parse(t));',
		"the query, parsed":
			'const u = require("url"); return [u.parse("/a?b=1&b=2&c", true), u.parse("/a", true), u.parse("//h/p", false, true)];',
		"addresses that cannot be":
			'const u = require("url"); return [undefined, 5, null].map((t) => { try { u.parse(t); } catch (e) { return [e.name, e.code, e.message]; } });',
		format:
			'const u = require("url"); return [u.format({ protocol: "https", hostname: "h", port: 8, pathname: "p", query: { a: [1, 2] }, hash: "x" }), u.format({ host: "h", pathname: "/a?b#c", search: "q" }), u.format(new URL("http://a:b@c/d?e#f"), { auth: false, fragment: false, search: false }), u.format("HTTP://A.com"), u.format({ pathname: "/x", query: { y: "z" } }), u.format({ protocol: "file", pathname: "/a" })];',
		resolve:
			'const { resolve } = require("url"); return [["/one/two/three", "four"], ["http://example.com/", "/one"], ["http://example.com/one", "/two"], ["http://a/b/c", "../d?e"], ["one/two", "three"], ["http://a/b", "https://c/d"], ["http://a/b", ""], ["http://a/b", "#x"], ["/a/b", "?q=1"], ["http://a/b", "//c/d"]].map(([a, b]) => resolve(a, b));',
		"paths and addresses of files":
			'const u = require("url"); const out = [u.fileURLToPath("file:///a%20b/%C3%A4"), u.pathToFileURL("/a b/#%?ä").href]; for (const t of ["http://x/y", "file://host/x", "file:///a%2Fb", 5]) try { u.fileURLToPath(t); } catch (e) { out.push([e.code]); } return out;',
		urlToHttpOptions:
			'const { path, port, auth, hostname, protocol, href } = require("url").urlToHttpOptions(new URL("https://u:p@x.y:81/a?b#c")); return { path, port, auth, hostname, protocol, href };',
	},
	util: {
		callbackify:
			'const { callbackify } = require("util"); const run = (f, ...a) => new Promise((ok) => callbackify(f)(...a, (e, v) => ok([e && e.message, e && e.code, v]))); return [await run(async (x) => x * 2, 4), await run(async () => { throw new Error("no"); }), await run(() => Promise.reject(null))];',
		promisify:
			'const { promisify } = require("util"); const f = promisify((x, done) => setTimeout(done, 1, null, x + 1)); const g = promisify((done) => done(new Error("no"))); return [await f(1), await g().catch((e) => e.message), await promisify(setTimeout)(1, "v")];',
		inherits:
			'const { inherits } = require("util"); function A() {} A.prototype.hi = () => "hi"; function B() {} inherits(B, A); const out = [new B().hi(), B.super_ === A]; try { inherits(B, null); } catch (e) { out.push(e.code); } return out;',
		deprecate:
			'const { deprecate } = require("util"); class K { constructor(n) { this.n = n; } } const D = deprecate(K, "old"); const f = deprecate(function (a) { return [this.x, a]; }, "old"); return [new D(3).n, new D(1) instanceof K, f.call({ x: 1 }, 2)];',
		debuglog: 'const log = require("util").debuglog("mine"); log("nothing %d", 1); return [typeof log, log.enabled];',
		types:
			'const { types: t } = require("util"); const values = [async () => {}, function* () {}, async function* () {}, Promise.resolve(), new Date(), /x/, new Map(), new Set(), new WeakMap(), new WeakSet(), new Error("x"), new Uint8Array(1), new DataView(new ArrayBuffer(1)), new ArrayBuffer(1), Object(1), Object("s"), Object(Symbol.iterator), Object(1n), Object(true), new Map().entries(), new Set().values(), (function* () {})(), (function () { return arguments; })(), Buffer.alloc(1), new Float64Array(1), {}, null, 1, { [Symbol.toStringTag]: "Map" }]; const names = ["isAsyncFunction", "isGeneratorFunction", "isPromise", "isDate", "isRegExp", "isMap", "isSet", "isWeakMap", "isWeakSet", "isNativeError", "isUint8Array", "isTypedArray", "isFloat64Array", "isDataView", "isArrayBuffer", "isAnyArrayBuffer", "isArrayBufferView", "isNumberObject", "isStringObject", "isSymbolObject", "isBigIntObject", "isBooleanObject", "isBoxedPrimitive", "isMapIterator", "isSetIterator", "isGeneratorObject", "isArgumentsObject"]; return names.map((n) => [n, values.map((v) => (t[n](v) ? 1 : 0)).join("")]);',
		isDeepStrictEqual:
			'const { isDeepStrictEqual: eq } = require("util"); return [eq({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), eq([1], ["1"]), eq(NaN, NaN), eq(0, -0), eq(new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 1]])), eq(new Set([{ a: 1 }]), new Set([{ a: 1 }])), eq(new Date(1), new Date(1)), eq(new Date(1), new Date(2)), eq(Buffer.from("a"), Buffer.from("b")), eq([1, , 2], [1, undefined, 2]), eq({ a: undefined }, {}), eq(new Error("a"), new Error("b")), eq(Object(1), Object(2)), eq({ [Symbol.for("x")]: 1 }, { [Symbol.for("x")]: 2 })];',
		styleText:
			'const { styleText } = require("util"); const out = [styleText("red", "x", { validateStream: false }), styleText(["bold", "green"], "y", { validateStream: false })]; try { styleText("nocolour", "x"); } catch (e) { out.push(e.code); } return out;',
		texts:
			'const u = require("util"); return [u.stripVTControlCharacters("\u001b[31mred\u001b[39m"), u.toUSVString("a\ud800b"), u.format("%s %d %i %f %j %o %O %c%%", "a", 1.5, 2.7, "3.5", { a: 1 }, [1], { b: 2 }, "css"), u.inspect({ a: { b: { c: {} } } }, { depth: 0 }), u.inspect("x".repeat(5), { colors: true })];',
		"names that other modules share":
			'const u = require("util"); return [typeof u.TextEncoder, new u.TextDecoder().decode(new u.TextEncoder().encode("é")), u.promisify.custom === Symbol.for("nodejs.util.promisify.custom"), u.inspect.custom === Symbol.for("nodejs.util.inspect.custom"), require("util/types") === u.types];',
		aborted:
			'const { aborted } = require("util"); const stop = new AbortController(); setTimeout(() => stop.abort(), 1); await aborted(stop.signal, {}); return stop.signal.aborted;',
	},
	diagnostics_channel: {
		"a channel":
			'const dc = require("diagnostics_channel"); const out = []; const f = (m, n) => out.push([m, n]); dc.subscribe("c", f); dc.channel("c").publish({ a: 1 }); const had = dc.hasSubscribers("c"); return [out, had, dc.unsubscribe("c", f), dc.unsubscribe("c", f), dc.hasSubscribers("c"), dc.channel("c") === dc.channel("c")];',
		"a tracing channel":
			'const dc = require("diagnostics_channel"); const t = dc.tracingChannel("job"); const seen = []; const note = (event) => (message) => seen.push([event, { ...message }]); t.subscribe({ start: note("start"), end: note("end"), asyncStart: note("asyncStart"), asyncEnd: note("asyncEnd"), error: note("error") }); const out = [t.hasSubscribers, t.traceSync((a) => a + 1, { id: 1 }, null, 4)]; try { t.traceSync(() => { throw new Error("no"); }, { id: 2 }); } catch (e) { out.push(e.message); } out.push(await t.tracePromise(async (a) => a * 2, { id: 3 }, null, 4)); out.push(await t.tracePromise(async () => { throw new Error("late"); }, { id: 4 }).catch((e) => e.message)); await new Promise((ok) => t.traceCallback((x, done) => setTimeout(done, 1, null, x), -1, { id: 5 }, null, "v", (e, v) => { out.push(v); ok(); })); return [out, seen.map(([event, { id, result, error }]) => [event, id, typeof result === "object" ? "object" : result, error && error.message]), t.start.name, dc.tracingChannel("other").hasSubscribers ?? false];',
		"a store":
			'const dc = require("diagnostics_channel"); const { AsyncLocalStorage } = require("async_hooks"); const s = new AsyncLocalStorage(); const c = dc.channel("s"); c.bindStore(s, (m) => m.id); return [c.runStores({ id: 5 }, (x) => [s.getStore(), x], null, 9), s.getStore() ?? null];',
	},
};

const all = Object.entries(programs).flatMap(([module, bodies]) =>
	Object.entries(bodies).map(([name, body]) => [module, name, body] as const),
);

describe("built-in modules answer as Node.js does", () => {
	it.each(all)("%s: %s", async (_module, _name, body) => {
		const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
		const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
		const inNode = await new AsyncFunction("require", "sleep", body)(process.getBuiltinModule, sleep);
		const source = `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
			exports.handler = async () => { ${body} };`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toEqual(JSON.parse(JSON.stringify(inNode)));
	});
});

describe("node:os", () => {
	it("shows the function's machine and nothing of the one that runs the simulator", async () => {
		const source = `const os = require("os");
			exports.handler = async () => [os.hostname(), os.platform(), os.arch(), os.tmpdir(), os.EOL, os.totalmem() / 2 ** 20, os.networkInterfaces(), os.userInfo().username];`;
		expect(only(responses(await traceOf({ "handler.js": source }, { memory: 512 })))).toEqual([
			"169.254.100.6",
			"linux",
			"x64",
			"/tmp",
			"\n",
			512,
			{},
			"sbx_user1051",
		]);
	});

	it("answers alike in every run", async () => {
		const source = `const os = require("os"); exports.handler = async () => [os.cpus(), os.freemem(), os.uptime(), os.loadavg(), os.release()];`;
		const [first, second] = await Promise.all([traceOf({ "handler.js": source }), traceOf({ "handler.js": source })]);
		expect(responses(second)).toEqual(responses(first));
		expect(only(responses(first))[0]).toHaveLength(2);
	});
});
