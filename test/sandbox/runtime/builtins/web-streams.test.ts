import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("web streams beside Node.js", () => {
	alike({
		"a source that is pulled":
			"let n = 0; const s = new ReadableStream({ pull(c) { n++; n > 3 ? c.close() : c.enqueue(n); } }); const out = []; for await (const x of s) out.push(x); return [out, s.locked];",
		"ReadableStream.from of lists and generators":
			"const out = []; for (const from of [[1, 2], new Set(['a']), (async function* () { yield 1; await sleep(1); yield 2; })(), 'xy']) out.push(await Array.fromAsync(ReadableStream.from(from))); return out;",
		"leaving the loop cancels the source":
			"const seen = []; const s = new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(r) { seen.push('cancelled', r ?? null); } }); for await (const x of s) { seen.push(x); break; } return [seen, s.locked, await s.getReader().read()];",
		"preventCancel keeps it open":
			"const s = new ReadableStream({ start(c) { c.enqueue(1); c.enqueue(2); } }); for await (const x of s.values({ preventCancel: true })) break; return (await s.getReader().read()).value;",
		"tee gives both the same":
			"const [a, b] = ReadableStream.from([1, 2, 3]).tee(); return Promise.all([a, b].map((s) => Array.fromAsync(s)));",
		"pipeThrough transforms":
			"const up = new TransformStream({ transform(x, c) { c.enqueue(x.toUpperCase()); }, flush(c) { c.enqueue('!'); } }); return Array.fromAsync(ReadableStream.from(['a', 'b']).pipeThrough(up));",
		"pipeTo writes in order and closes":
			"const seen = []; await ReadableStream.from([1, 2]).pipeTo(new WritableStream({ start() { seen.push('start'); }, write(x) { seen.push(x); }, close() { seen.push('close'); } })); return seen;",
		"pipeTo that is aborted":
			"const stop = new AbortController(); const seen = []; const p = new ReadableStream({ async pull(c) { await sleep(2); c.enqueue(1); }, cancel(r) { seen.push(['cancel', r.name]); } }).pipeTo(new WritableStream({ abort(r) { seen.push(['abort', r.name]); } }), { signal: stop.signal }); setTimeout(() => stop.abort(), 7); return [await later(() => p), seen.sort()];",
		"an error of the source reaches the reader":
			"const s = new ReadableStream({ start(c) { c.error(new RangeError('broken')); } }); return [await later(() => s.getReader().read()), await later(() => Array.fromAsync(ReadableStream.from((async function* () { yield 1; throw new Error('late'); })())))];",
		"back pressure of a writer":
			"const w = new WritableStream({ write: () => sleep(1) }, { highWaterMark: 2 }).getWriter(); const out = [w.desiredSize]; w.write('a'); out.push(w.desiredSize); w.write('b'); out.push(w.desiredSize); await w.ready; out.push(w.desiredSize); await w.close(); return out;",
		"the size function of a strategy":
			"const s = new ReadableStream({ start(c) { c.enqueue('abc'); globalThis.left = c.desiredSize; c.close(); } }, { highWaterMark: 10, size: (x) => x.length }); return [globalThis.left, new ByteLengthQueuingStrategy({ highWaterMark: 4 }).size(new Uint8Array(3)), new CountQueuingStrategy({ highWaterMark: 4 }).size('x'), (await s.getReader().read()).value];",
		"a byte stream fills the buffer that is brought":
			"const s = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3, 4, 5])); c.close(); } }); const r = s.getReader({ mode: 'byob' }); const given = new Uint8Array(3); const a = await r.read(given); const b = await r.read(new Uint8Array(8)); const c = await r.read(new Uint8Array(2)); return [[...a.value], given.byteLength, [...b.value], c.done, c.value.length];",
		"a byte stream that answers byobRequest":
			"let n = 0; const s = new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 4, pull(c) { const v = c.byobRequest.view; v[0] = ++n; c.byobRequest.respond(1); if (n === 2) c.close(); } }); const out = []; for await (const x of s) out.push([...x]); return out;",
		"chunks of a byte stream are moved, not copied":
			"const chunk = new Uint8Array([7]); const s = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(chunk); } }); const { value } = await s.getReader().read(); return [chunk.byteLength, value[0]];",
		"what a stream in use refuses":
			"const s = new ReadableStream(); s.getReader(); const w = new WritableStream(); w.getWriter(); const c = new ReadableStream({ start(c) { globalThis.c = c; } }); globalThis.c.close(); return [await later(() => s.getReader()), await later(() => s.cancel()), await later(() => s.tee()), await later(() => w.getWriter()), await later(() => s.pipeThrough(new TransformStream())), await later(() => globalThis.c.enqueue(1)), await later(() => globalThis.c.close())];",
		"text to bytes and back, cut within characters":
			"const bytes = await Array.fromAsync(ReadableStream.from(['a\\ud83d', '\\ude00ä', 'z']).pipeThrough(new TextEncoderStream())); const all = Buffer.concat(bytes); const text = await Array.fromAsync(ReadableStream.from([all.subarray(0, 2), all.subarray(2, 6), all.subarray(6)]).pipeThrough(new TextDecoderStream())); return [all.toString('hex'), text.join('')];",
		"a TextDecoderStream that is fatal":
			"return (await later(() => Array.fromAsync(ReadableStream.from([new Uint8Array([0xff])]).pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))))).name;",
		"compression and decompression in every format":
			"const out = []; for (const f of ['gzip', 'deflate', 'deflate-raw']) { const packed = ReadableStream.from([Buffer.from('hello '.repeat(50)), Buffer.from('end')]).pipeThrough(new CompressionStream(f)); const text = await Array.fromAsync(packed.pipeThrough(new DecompressionStream(f)).pipeThrough(new TextDecoderStream())); out.push(text.join('').length); } return out;",
		"a format that is none": "return later(() => new CompressionStream('zip'));",
		"a CompressionStream makes what node:zlib reads":
			"const packed = Buffer.concat(await Array.fromAsync(ReadableStream.from([Buffer.from('abc')]).pipeThrough(new CompressionStream('gzip')))); return require('zlib').gunzipSync(packed).toString();",
		"broken input of a DecompressionStream":
			"return (await later(() => Array.fromAsync(ReadableStream.from([new Uint8Array([1, 2, 3, 4])]).pipeThrough(new DecompressionStream('gzip'))))).name;",
		"nothing of the inside shows":
			"const s = new ReadableStream(); return [Object.keys(s), JSON.stringify({ s, w: new WritableStream(), t: new TransformStream(), r: s.getReader() }), Object.prototype.toString.call(s), Object.prototype.toString.call(new CompressionStream('gzip'))];",
		"what console.log shows":
			"const { inspect } = require('util'); const r = new ReadableStream(); const reader = r.getReader(); return [new ReadableStream(), new ReadableStream({ type: 'bytes' }), reader, new WritableStream(), new TransformStream(), new TextEncoderStream(), new TextDecoderStream(), new CompressionStream('gzip'), new CountQueuingStrategy({ highWaterMark: 1 }), { deep: { r } }].map((x) => inspect(x));",
		"node:stream/web has the very globals":
			"const web = require('stream/web'); return Object.keys(web).sort().filter((n) => web[n] === globalThis[n]);",
		"a store follows the code through streams":
			"const { AsyncLocalStorage } = require('async_hooks'); const s = new AsyncLocalStorage(); const seen = []; await s.run(1, async () => { const r = new ReadableStream({ async pull(c) { await sleep(1); seen.push(s.getStore()); c.enqueue(1); c.close(); } }); for await (const x of r) seen.push(s.getStore()); }); return [seen, s.getStore() ?? null];",
	});
});
