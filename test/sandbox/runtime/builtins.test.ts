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
	diagnostics_channel: {
		"a channel":
			'const dc = require("diagnostics_channel"); const out = []; const f = (m, n) => out.push([m, n]); dc.subscribe("c", f); dc.channel("c").publish({ a: 1 }); const had = dc.hasSubscribers("c"); return [out, had, dc.unsubscribe("c", f), dc.unsubscribe("c", f), dc.hasSubscribers("c"), dc.channel("c") === dc.channel("c")];',
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
