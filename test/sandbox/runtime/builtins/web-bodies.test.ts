import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("Headers beside Node.js", () => {
	alike({
		"names in any case, values combined and in order":
			"const h = new Headers([['B', '1'], ['a', ' x '], ['b', '2'], ['Cookie', 'c=1'], ['cookie', 'd=2']]); h.append('A', 'y'); h.set('z', '9'); return [[...h], [...h.keys()], [...h.values()], h.get('B'), h.has('Z'), h.get('no')];",
		"set-cookie stays apart":
			"const h = new Headers(); h.append('set-cookie', 'a=1'); h.append('Set-Cookie', 'b=2'); h.append('x', '1'); const out = [h.getSetCookie(), h.get('set-cookie'), [...h]]; h.set('set-cookie', 'c=3'); out.push(h.getSetCookie()); h.delete('set-cookie'); return [...out, h.getSetCookie()];",
		"what it takes":
			"return [[...new Headers({ a: 1, b: null })], [...new Headers(new Map([['x', 'y']]))], [...new Headers(new Headers({ q: 'r' }))], [...new Headers(undefined)]];",
		"what it refuses":
			"const h = new Headers(); return Promise.all([() => new Headers(null), () => new Headers(5), () => new Headers([['a']]), () => new Headers([['a', 'b', 'c']]), () => new Headers({ 'a b': 'c' }), () => new Headers({ a: 'b\\nc' }), () => h.append('a'), () => h.append('a', '\u20ac'), () => h.get(), () => h.get('a b'), () => h.set('\u00e4', 'x'), () => h.delete(''), () => h.forEach(1), () => h.append('a', 'x\\0')].map((f) => later(f)));",
		"its members and iterators":
			"const tag = (v) => Object.prototype.toString.call(v); return [Object.keys(Headers.prototype).sort(), tag(new Headers().keys()), tag(new FormData().entries()), [Response, Request, Headers, Blob, File, FormData, URL, ReadableStream, Event].map((c) => c.length), await later(() => queueMicrotask(5))];",
		"forEach and what console.log shows":
			"const h = new Headers({ B: '1', 'x-y': '2' }); const seen = []; h.forEach(function (v, n, all) { seen.push(v, n, all === h, this.me); }, { me: 1 }); return [seen, require('util').inspect(h), Object.prototype.toString.call(h), JSON.stringify(h)];",
	});
});

describe("Response and Request beside Node.js", () => {
	alike({
		"bodies of every kind are read in every way":
			"const kinds = { text: 'a\u00e4', bytes: new Uint8Array([0, 255, 65]), part: new Uint8Array([1, 2, 3, 4]).subarray(1, 3), buffer: new Uint8Array([7]).buffer, params: new URLSearchParams({ a: 'b c' }), blob: new Blob(['x'], { type: 'image/png' }), number: 5 }; const out = {}; for (const k of Object.keys(kinds)) { const r = () => new Response(kinds[k]); const b = await r().blob(); out[k] = [[...(await r().bytes())], (await r().arrayBuffer()).byteLength, b.size, b.type, r().headers.get('content-type')]; } return out;",
		"a body is read once":
			"const r = new Response('{'); const out = [r.bodyUsed, await later(() => r.json()), r.bodyUsed, await later(() => r.text()), await later(() => r.clone())]; const n = new Response(); return [...out, n.body, await n.text(), await n.text(), n.bodyUsed];",
		"a body as a stream":
			"const r = new Response('hello'); const s = r.body; const out = [r.body === s, s instanceof ReadableStream, r.bodyUsed]; for await (const c of s) out.push(Buffer.from(c).toString()); return [...out, r.bodyUsed, await later(() => r.text())];",
		"a stream as a body":
			"const make = (...parts) => new ReadableStream({ async pull(c) { await sleep(1); const p = parts.shift(); p === undefined ? c.close() : c.enqueue(p); } }); return [await new Response(make(Buffer.from('a'), Buffer.from('b'))).text(), await later(() => new Response(make('text')).text()), await new Response((async function* () { yield Buffer.from('gen'); })()).text()];",
		"a stream in use is no body":
			"const r = new Response('x'); const reader = r.body.getReader(); return [await later(() => r.text()), await later(() => r.clone()), await later(() => new Response(r.body)), r.bodyUsed, Buffer.from((await reader.read()).value).toString(), r.bodyUsed];",
		"clone reads the same, before and after the stream was taken":
			"const a = new Response('abc', { status: 201, headers: { x: 'y' } }); const b = a.clone(); const out = [await a.text(), await b.text(), b.status, b.headers.get('x')]; const c = new Response('def'); c.body; const d = c.clone(); return [...out, await d.text(), await c.text()];",
		"Response.json, redirect and error":
			"const j = Response.json({ a: [1] }, { status: 202, headers: { x: '1' } }); const r = Response.redirect('http://x/a b', 307); const e = Response.error(); return [j.status, [...j.headers], await j.json(), r.status, [...r.headers], await later(() => r.headers.set('a', 'b')), e.status, e.type, e.ok, await later(() => Response.redirect('http://x', 200)), await later(() => Response.redirect('/x')), await later(() => Response.json()), await later(() => Response.json(() => {}))];",
		"what a Response refuses":
			"return Promise.all([() => new Response('x', { status: 204 }), () => new Response('', { status: 199 }), () => new Response('', { status: 600 }), () => new Response('', { statusText: 'a\\nb' })].map((f) => later(f)));",
		"statuses and what goes with them":
			"return [200, 204, 299, 300, 404, 503].map((status) => { const r = new Response(null, { status, statusText: 'S' }); return [r.ok, r.statusText, r.type, r.redirected, r.url, r.body]; });",
		"a Request has defaults":
			"const r = new Request('http://x/a?b#c'); return [r.method, r.url, r.mode, r.credentials, r.cache, r.redirect, r.referrer, r.referrerPolicy, r.integrity, r.keepalive, r.destination, r.duplex, r.body, r.bodyUsed, r.signal instanceof AbortSignal, r.signal.aborted];",
		"methods are normalised as browsers do it":
			"return ['get', 'post', 'Put', 'patch', 'delete', 'options', 'x-own'].map((method) => new Request('http://x', { method }).method);",
		"what a Request refuses":
			"return Promise.all([() => new Request('x'), () => new Request('http://u:p@x/'), () => new Request('http://x/', { method: 'TRACE' }), () => new Request('http://x/', { method: 'a b' }), () => new Request('http://x/', { body: 'x' }), () => new Request('http://x/', { method: 'HEAD', body: 'x' }), () => new Request('http://x/', { method: 'POST', body: new ReadableStream() }), () => new Request('http://x/', { signal: {} }), () => new Request('http://x/', { mode: 'navigate' })].map((f) => later(f)));",
		"a Request made from a Request":
			"const a = new Request('http://x/', { method: 'POST', body: 'abc', headers: { x: '1' } }); const b = new Request(a, { headers: { y: '2' } }); const out = [a.bodyUsed, b.method, [...b.headers], await b.text()]; return [...out, await later(() => new Request(a)), await new Request(new Request('http://x/', { method: 'PUT', body: 'q' })).clone().text()];",
		"its signal follows the one that was given":
			"const stop = new AbortController(); const r = new Request('http://x', { signal: stop.signal }); const c = r.clone(); stop.abort('why'); return [r.signal === stop.signal, r.signal.aborted, r.signal.reason, c.signal.aborted];",
		"what console.log shows":
			"const { inspect } = require('util'); return [new Response('abc', { status: 201 }), Response.error()].map((x) => inspect(x));",
	});
});

describe("Blob, File and FormData beside Node.js", () => {
	alike({
		"a Blob of parts":
			"const b = new Blob(['a\u00e4', new Uint8Array([1, 2]), new Uint8Array([3]).buffer, new Blob(['z']), 5], { type: 'Text/PLAIN' }); return [b.size, b.type, [...(await b.bytes())], await b.slice(0, 3).text(), await b.slice(-2).text(), b.slice(1, 2, 'A/B').type, b.slice().type, Object.prototype.toString.call(b)];",
		"a Blob as a stream": "const out = []; for await (const c of new Blob(['abc', 'def']).stream()) out.push(...c); return out;",
		"a large Blob comes as one chunk":
			"const sizes = []; for await (const c of new Blob([new Uint8Array(150_000)]).stream()) sizes.push(c.length); return sizes;",
		"what a Blob refuses":
			"return Promise.all([() => new Blob('x'), () => new Blob({}), () => new Blob([], { endings: 'x' }), () => new File(['a'])].map((f) => later(f)));",
		"line ends": "return [new Blob(['a\\r\\nb\\rc'], { endings: 'native' }).size, new Blob([], { type: '\u00e9' }).type];",
		"a File":
			"const f = new File(['ab'], 'n\u00e4me.txt', { type: 'text/plain', lastModified: 5.7 }); return [f.name, f.size, f.type, f.lastModified, f instanceof Blob, await f.text(), f.slice(0, 1) instanceof File];",
		"node:buffer has them": "const b = require('buffer'); return [b.Blob === Blob, b.File === File];",
		"a FormData":
			"const f = new FormData(); f.append('a', '1'); f.append('b', 2); f.append('a', '3'); f.append('file', new Blob(['x'], { type: 'text/css' }), 'n.css'); f.append('plain', new Blob(['y'])); f.set('b', 'set'); const seen = [...f].map(([n, v]) => [n, typeof v === 'string' ? v : [v.name, v.type, v.size]]); f.delete('a'); return [seen, f.get('a'), f.getAll('b'), f.has('file'), [...f.keys()], Object.prototype.toString.call(f)];",
		"what a FormData refuses":
			"const f = new FormData(); return Promise.all([() => f.append('a'), () => f.append('a', 'b', 'c'), () => new FormData({}), () => f.get(), () => f.forEach()].map((f) => later(f)));",
		"a form is sent and read again":
			"const f = new FormData(); f.append('a \"q\"', 'line\\nline\u00e4'); f.append('file', new File([new Uint8Array([13, 10, 45, 45, 0, 255])], 'b\"in', { type: 'a/b' })); f.append('empty', ''); const r = new Response(f); const type = r.headers.get('content-type'); const back = await r.formData(); const file = back.get('file'); return [type.replace(/\\d{9,}/, 'N'), [...back.keys()], back.get('a \"q\"'), file.name, file.type, [...(await file.bytes())], back.get('empty')];",
		"the bytes of a form":
			"const f = new FormData(); f.append('a', 'b'); f.append('c', new Blob(['d'])); const r = new Response(f); const b = r.headers.get('content-type').split('=')[1]; return (await r.text()).replaceAll(b, 'B');",
		"a form of another client":
			"const body = 'preamble is none\\r\\n'.slice(18) + '--B\\r\\nContent-Disposition: form-data; name=x\\r\\n\\r\\n1\\r\\n--B\\r\\nContent-Type: text/x\\r\\ncontent-disposition: form-data; name=\"f\"; filename=\"g\"\\r\\n\\r\\ndata\\r\\n--B--\\r\\n'; const f = await new Response(body, { headers: { 'content-type': 'multipart/form-data; boundary=\"B\"' } }).formData(); return [f.get('x'), f.get('f').type, await f.get('f').text()];",
		"forms of a URL and what is none":
			"const f = await new Response(new URLSearchParams({ a: 'b c' })).formData(); const no = (type, text) => later(() => new Response(text, { headers: { 'content-type': type } }).formData()); return [[...f], await no('text/x', 'x'), (await no('multipart/form-data; boundary=a', 'x')).name, (await no('multipart/form-data', 'x')).name];",
		"what console.log shows":
			"const f = new FormData(); f.append('x', '1'); f.append('y', new File(['a'], 'n', { lastModified: 1 })); return [new Blob(['a']), new File(['a'], 'n', { lastModified: 5 }), f].map((x) => require('util').inspect(x));",
	});
});
