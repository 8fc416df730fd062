import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("events and abort signals beside Node.js", () => {
	alike({
		"an event":
			"const e = new Event('a', { cancelable: true, bubbles: 1 }); const seen = [e.type, e.target, e.currentTarget, e.srcElement, e.cancelable, e.bubbles, e.composed, e.defaultPrevented, e.returnValue, e.eventPhase, e.isTrusted, e.composedPath(), typeof e.timeStamp, Object.keys(e), String(e)]; e.preventDefault(); e.cancelBubble = true; return [...seen, e.defaultPrevented, e.returnValue, e.cancelBubble, new CustomEvent('x', { detail: 5 }).detail, new CustomEvent('x').detail, [Event.NONE, Event.AT_TARGET]];",
		"listeners are called in order, once each":
			"const t = new EventTarget(); const seen = []; const f = (e) => seen.push('f' + e.type); t.addEventListener('a', f); t.addEventListener('a', f); t.addEventListener('a', f, true); t.addEventListener('a', { handleEvent(e) { seen.push(this === h, e.target === t, e.currentTarget === t, e.eventPhase); } }); const h = { handleEvent() { seen.push(this === h); } }; t.addEventListener('a', h, { once: true }); const e = new Event('a'); t.dispatchEvent(e); t.dispatchEvent(new Event('a')); t.removeEventListener('a', f); t.dispatchEvent(new Event('a')); return [seen, e.currentTarget, e.target === t, e.eventPhase];",
		"listeners that change while they are called":
			"const t = new EventTarget(); const seen = []; const b = () => seen.push('b'); t.addEventListener('x', () => { seen.push('a'); t.removeEventListener('x', b); t.addEventListener('x', () => seen.push('late')); }); t.addEventListener('x', b); t.dispatchEvent(new Event('x')); t.dispatchEvent(new Event('x')); return seen;",
		"stopImmediatePropagation and preventDefault":
			"const t = new EventTarget(); const seen = []; t.addEventListener('x', (e) => { seen.push(1); e.preventDefault(); e.stopImmediatePropagation(); }); t.addEventListener('x', () => seen.push(2)); return [t.dispatchEvent(new Event('x', { cancelable: true })), seen, t.dispatchEvent(new Event('y'))];",
		"a signal takes a listener away":
			"const t = new EventTarget(); const stop = new AbortController(); let n = 0; t.addEventListener('x', () => n++, { signal: stop.signal }); t.dispatchEvent(new Event('x')); stop.abort(); t.dispatchEvent(new Event('x')); t.addEventListener('x', () => n++, { signal: stop.signal }); t.dispatchEvent(new Event('x')); return n;",
		"what events refuse":
			"const t = new EventTarget(); let inside; const e = new Event('q'); t.addEventListener('q', () => { inside = attempt(() => t.dispatchEvent(e)); }); t.dispatchEvent(e); return [attempt(() => new Event()), attempt(() => new Event('x', 5)), attempt(() => t.dispatchEvent({})), inside, attempt(() => t.addEventListener('x', 5)), attempt(() => t.addEventListener('x')), attempt(() => EventTarget.prototype.addEventListener.call({}, 'x', () => {})), attempt(() => Event.prototype.type)];",
		"a class that extends EventTarget":
			"class Own extends EventTarget { go() { return this.dispatchEvent(new CustomEvent('go', { detail: this.n })); } n = 7; } const o = new Own(); let got; o.addEventListener('go', (e) => { got = e.detail; }); return [o.go(), got, require('events').getEventListeners(o, 'go').length];",
		AbortController:
			"const c = new AbortController(); const seen = []; c.signal.onabort = (e) => seen.push('attribute', e.type, e.target === c.signal); c.signal.addEventListener('abort', () => seen.push('listener', c.signal.reason)); const out = [c.signal.aborted, c.signal.reason ?? null, attempt(() => c.signal.throwIfAborted())]; c.abort('why'); c.abort('again'); return [...out, c.signal.aborted, c.signal.reason, seen, c.signal === c.signal, typeof c.signal.onabort];",
		"the reason that is given when none was":
			"const c = new AbortController(); c.abort(); const r = c.signal.reason; return [r.name, r.message, r.code, r instanceof DOMException, r instanceof Error, attempt(() => AbortSignal.abort().throwIfAborted()), AbortSignal.abort(5).reason];",
		"AbortSignal.timeout":
			"const s = AbortSignal.timeout(5); const keep = setTimeout(() => {}, 50); await new Promise((ok) => s.addEventListener('abort', ok)); clearTimeout(keep); return [s.reason.name, s.reason.message, s.reason.code, attempt(() => AbortSignal.timeout()), attempt(() => AbortSignal.timeout(-1)), attempt(() => AbortSignal.timeout('x')), attempt(() => new AbortSignal())];",
		"AbortSignal.any":
			"const a = new AbortController(), b = new AbortController(); const s = AbortSignal.any([a.signal, b.signal]); const deep = AbortSignal.any([s, AbortSignal.any([])]); const seen = []; s.addEventListener('abort', () => seen.push('s', deep.aborted)); deep.addEventListener('abort', () => seen.push('deep')); b.abort('b'); a.abort('a'); return [s.reason, deep.reason, seen.sort(), AbortSignal.any([a.signal, b.signal]).reason, AbortSignal.any([]).aborted, attempt(() => AbortSignal.any()), attempt(() => AbortSignal.any([5]))];",
		"what console.log shows":
			"const { inspect } = require('util'); return [new AbortController(), AbortSignal.abort(5), new EventTarget(), inspect(new Event('a')).replace(/[\\d.]+/, 'N'), new Request('http://x/').signal, { a: { b: { c: { d: new AbortController() } } } }].map((x) => (typeof x === 'string' ? x : inspect(x)));",
		DOMException:
			"const d = new DOMException('m', 'AbortError'); const e = new DOMException('m', { name: 'X', cause: 5 }); return [d.name, d.message, d.code, String(d), Object.getOwnPropertyNames(d), Object.prototype.toString.call(d), d instanceof Error, DOMException.ABORT_ERR, d.DATA_CLONE_ERR, d.stack.split('\\n')[0], e.name, e.code, e.cause, new DOMException().name, new DOMException().message, 'cause' in d, JSON.stringify(d), Object.keys(DOMException.prototype).length, require('util').inspect(d).split('\\n')[0], ['DataCloneError', 'TimeoutError', 'SyntaxError', 'QuotaExceededError', 'Unknown'].map((n) => new DOMException('', n).code)];",
	});
});
