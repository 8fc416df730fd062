import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("streams of Node.js and of the web, one made from the other", () => {
	alike({
		"Readable.toWeb":
			"const { Readable } = require('stream'); const bytes = []; for await (const c of Readable.toWeb(Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false }))) bytes.push([c.constructor.name, ...c]); const objects = await Array.fromAsync(Readable.toWeb(Readable.from([1, { a: 2 }]))); return [bytes, objects];",
		"Readable.fromWeb":
			"const { Readable } = require('stream'); const r = Readable.fromWeb(new ReadableStream({ start(c) { c.enqueue(new Uint8Array([104, 105])); c.enqueue(Buffer.from('!')); c.close(); } })); const out = (await r.toArray()).map((c) => (Buffer.isBuffer(c) ? c.toString() : c)).join(''); const text = Readable.fromWeb(new Response('t\u00e4xt').body, { encoding: 'utf8' }); return [out, await text.toArray(), await Readable.fromWeb(ReadableStream.from([1, 2]), { objectMode: true }).toArray()];",
		"the body of a response through a pipeline":
			"const { Readable, Transform } = require('stream'); const { pipeline } = require('stream/promises'); const out = []; await pipeline(Readable.fromWeb(new Response('abc').body), new Transform({ transform(c, e, done) { done(null, c.toString().toUpperCase()); } }), async (source) => { for await (const c of source) out.push(c.toString()); }); return out;",
		"an error goes through, either way":
			"const { Readable } = require('stream'); const a = new Readable({ read() { this.destroy(new Error('node')); } }); const b = new ReadableStream({ pull(c) { c.error(new Error('web')); } }); return [await later(() => Array.fromAsync(Readable.toWeb(a))), await later(() => Readable.fromWeb(b).toArray())];",
		"what is cancelled is destroyed":
			"const { Readable } = require('stream'); const r = new Readable({ read() { this.push('x'); } }); r.on('error', () => {}); const w = Readable.toWeb(r); const reader = w.getReader(); await reader.read(); await reader.cancel(new Error('enough')); const seen = []; const web = new ReadableStream({ cancel(e) { seen.push(e.message); } }); const back = Readable.fromWeb(web); back.on('error', () => {}); back.destroy(new Error('gone')); await sleep(2); return [r.destroyed, seen];",
		"Writable.toWeb":
			"const { Writable } = require('stream'); const out = []; const w = Writable.toWeb(new Writable({ highWaterMark: 2, write(c, e, done) { out.push(c.toString()); setTimeout(done, 1); }, final(done) { out.push('end'); done(); } })); await ReadableStream.from([Buffer.from('abc'), Buffer.from('de')]).pipeTo(w); return out;",
		"Writable.fromWeb":
			"const { Writable } = require('stream'); const out = []; const w = Writable.fromWeb(new WritableStream({ write(c) { out.push(Buffer.from(c).toString()); }, close() { out.push('close'); } })); w.write('a'); w.end('b'); await require('stream/promises').finished(w); const bad = Writable.fromWeb(new WritableStream({ write() { throw new Error('no'); } })); bad.write('x'); return [out, await new Promise((ok) => bad.on('error', (e) => ok(e.message)))];",
		"Duplex.toWeb and Duplex.fromWeb":
			"const { Duplex, PassThrough } = require('stream'); const { readable, writable } = Duplex.toWeb(new PassThrough()); const w = writable.getWriter(); w.write(Buffer.from('hi')); w.close(); const one = Buffer.concat(await Array.fromAsync(readable)).toString(); const d = Duplex.fromWeb(new TransformStream({ transform(c, t) { t.enqueue(Buffer.from(c).toString().toUpperCase()); } }), { encoding: 'utf8' }); d.write('a'); d.end('b'); return [one, (await d.toArray()).join('')];",
		"what is no stream":
			"const { Readable, Writable } = require('stream'); return [() => Readable.toWeb({}), () => Readable.fromWeb({}), () => Writable.toWeb(5), () => Writable.fromWeb({})].map((f) => { const { name, code } = attempt(f); return [name, code]; });",
		isDisturbed:
			"const { isDisturbed } = require('stream'); const s = ReadableStream.from([1]); const out = [isDisturbed(s)]; await s.getReader().read(); return [...out, isDisturbed(s)];",
		"compression streams and zlib read each other":
			"const { Readable } = require('stream'); const zlib = require('zlib'); const packed = Readable.toWeb(Readable.from([Buffer.from('packed')]).pipe(zlib.createGzip())); return (await Array.fromAsync(packed.pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream()))).join('');",
	});
});
