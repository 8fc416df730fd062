import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("structuredClone beside Node.js", () => {
	alike({
		"values of the language":
			"const source = { a: [1, , 2], d: new Date(5), r: /x/gi, m: new Map([[{ k: 1 }, 'v']]), s: new Set([1, 'a']), n: null, u: undefined, big: 5n < 6n, nan: NaN, o: Object(1), str: Object('s'), bool: Object(false) }; source.self = source; const c = structuredClone(source); return [1 in c.a, c.a.length, c.d.getTime(), String(c.r), [...c.m][0], [...c.s], 'u' in c, Number.isNaN(c.nan), typeof c.o, c.str.valueOf(), c.bool.valueOf(), c.self === c, c !== source, typeof structuredClone(5n)];",
		"bytes, and views that share a buffer":
			"const b = new Uint8Array([1, 2, 3, 4]); const c = structuredClone({ b, part: b.subarray(1, 3), v: new DataView(b.buffer, 2), f: new Float64Array([1.5]), buf: Buffer.from('ab') }); c.b[1] = 9; return [[...c.b], [...c.part], c.v.getUint8(0), [...c.f], c.part.buffer === c.b.buffer, c.buf.constructor.name, [...c.buf], b[1]];",
		"a buffer that is transferred":
			"const b = new Uint8Array([1, 2]).buffer; const c = structuredClone({ b }, { transfer: [b] }); const v = new Uint8Array([5]); structuredClone(0, { transfer: [v.buffer] }); return [b.byteLength, c.b.byteLength, v.byteLength, attempt(() => structuredClone(1, { transfer: [{}] })).name];",
		errors:
			"class Own extends RangeError { extra = 1; } const e = structuredClone(new Own('m', { cause: { c: 1 } })); const t = structuredClone(new TypeError('t')); const d = structuredClone(new DOMException('d', 'AbortError')); return [e.name, e.message, e.constructor.name, e.cause, 'extra' in e, t instanceof TypeError, typeof t.stack, d.name, d.code, d instanceof DOMException];",
		"objects of classes lose them":
			"class A { #p = 1; b = 2; get c() { return 3; } } const c = structuredClone(new A()); return [c, c.constructor === Object, structuredClone(Object.create({ inherited: 1 })), structuredClone({ get g() { return 7; }, [Symbol('s')]: 1 })];",
		"what cannot be cloned":
			"return [() => structuredClone(() => {}), () => structuredClone(Symbol('x')), () => structuredClone({ a(){} }), () => structuredClone(new WeakMap()), () => structuredClone(Promise.resolve()), () => structuredClone((function* () {})()), () => structuredClone(new URL('http://x')), () => structuredClone(new Response('x')), () => structuredClone(new Headers())].map((f) => attempt(f));",
		"a stream has to be transferred": "return attempt(() => structuredClone(new ReadableStream()));",
		"a Blob and a File":
			"const b = structuredClone({ b: new Blob(['ab'], { type: 'x/y' }), f: new File(['c'], 'n', { lastModified: 3 }) }); return [await b.b.text(), b.b.type, b.f.name, b.f.lastModified, b.f instanceof File];",
		"an error is a DOMException":
			"const e = (() => { try { structuredClone(() => {}); } catch (x) { return x; } })(); return [e instanceof DOMException, e.code, e.name];",
	});
});
