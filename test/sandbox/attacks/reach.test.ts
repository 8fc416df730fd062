import { beforeAll, describe, expect, it } from "vitest";
import { type Attacked, attack, body, expectNoHarm } from "./attacks.ts";

/** [what is tried, what comes of it]; the second part of an answer lists what was leaked. */
const attempts: Record<string, [code: string, kind: string, before?: string]> = {
	"the constructor of the constructor of a literal": ["({}).constructor.constructor('return this')()", "object"],
	"the constructor of an event": ["event.constructor.constructor('return this')()", "object"],
	"the constructor of the context": ["context.getRemainingTimeInMillis.constructor('return this')()", "object"],
	"the constructor of a library function": ["setTimeout.constructor('return this')()", "object"],
	"the constructor of an async function of the library": ["fetch.constructor('return this')()", "object"],
	"the constructor of a generator": ["(function* () {}).constructor('yield this')().next().value", "object"],
	"the constructor of an async generator": ["(async function* () {}).constructor('yield this')().next().then((r) => r.value)", "object"],
	"process by new Function": ["new Function('return process')()", "object"],
	"process.mainModule": ["process.mainModule", "undefined"],
	"process.binding": ["process.binding('fs')", "throws TypeError"],
	"process._linkedBinding": ["process._linkedBinding('fs')", "throws TypeError"],
	"process.dlopen": ["process.dlopen({}, '/bin/sh')", "throws TypeError"],
	"process.getBuiltinModule": ["process.getBuiltinModule('fs')", "throws TypeError"],
	"process.report": ["process.report.getReport()", "throws TypeError"],
	"process.kill": ["process.kill(process.ppid, 9)", "throws TypeError"],
	"require by new Function": ["new Function('return require')()", "throws ReferenceError"],
	"require by indirect eval": ["(0, eval)('require(\"fs\")')", "throws ReferenceError"],
	"import by new Function": ["new Function('return import(\"node:fs\")')()", "throws Error"],
	"import by eval": ["(0, eval)('import(\"node:child_process\")')", "throws Error"],
	"module.constructor": ["(0, eval)('module.constructor._load(\"fs\")')", "throws ReferenceError"],
	"this of a sloppy function": ["new Function('return this')()", "object"],
	"arguments.callee.caller": ["new Function('return arguments.callee.caller')()", "null"],
	"the caller of a function called by the library": [
		"new Promise((ok) => setTimeout(new Function('ok', 'return () => ok(arguments.callee.caller)')(ok), 1))",
		"null",
	],
	"the arguments of a library function": ["setTimeout.arguments", "throws TypeError"],
	"frames by prepareStackTrace": [
		"(() => { Error.prepareStackTrace = (e, frames) => frames.map((f) => [f.getThis?.(), f.getFunction?.(), f.getFileName(), f.getEvalOrigin?.()]); try { return new Error('x').stack; } finally { delete Error.prepareStackTrace; } })()",
		"object",
	],
	"frames of an error of the library": [
		"(() => { Error.prepareStackTrace = (e, frames) => frames.map((f) => [f.getThis?.(), f.getFunction?.(), String(f)]); try { new URL('x'); } catch (e) { return e.stack; } finally { delete Error.prepareStackTrace; } })()",
		"object",
	],
	"frames through captureStackTrace": [
		"(() => { const o = {}; Error.prepareStackTrace = (e, f) => f; Error.captureStackTrace(o); try { return o.stack.map((f) => [f.getThis(), f.getFunction(), f.getTypeName()]); } finally { delete Error.prepareStackTrace; } })()",
		"object",
	],
	"a stack without a limit": ["(() => { Error.stackTraceLimit = Infinity; return new Error('deep').stack; })()", "string"],
	"the stack at the end of the stack": ["(() => { const f = () => f() + 1; try { f(); } catch (e) { return e; } })()", "object"],
	"the end of the stack inside the library": [
		"(() => { let out; const f = () => { try { f(); } catch (e) { try { new URL('https://x.test'); console.log('x'); } catch (inner) { out = inner; } throw e; } }; try { f(); } catch (e) { out ??= e; } return out; })()",
		"object",
	],
	"a proxy as event of structuredClone": ["structuredClone(new Proxy({}, { ownKeys() { throw new Error('seen'); } }))", "throws Error"],
	"a proxy as options of fetch": [
		"(async () => { const seen = []; const spy = (o) => new Proxy(o, { get(t, k, r) { seen.push([k, r, t]); return Reflect.get(t, k, r); } }); await fetch('https://api.test/paid', spy({ method: 'POST', body: 'x', headers: spy({ a: 'b' }) })); return seen; })()",
		"object",
	],
	"a proxy as an argument of a timer": [
		"new Promise((ok) => setTimeout(function (...all) { ok([this, all, new.target]); }, 1, new Proxy({}, { get() { throw new Error('read'); } })))",
		"object",
	],
	"this of a timer's callback": ["new Promise((ok) => setTimeout(function () { ok(this); }, 1))", "object"],
	"this of a microtask": ["new Promise((ok) => queueMicrotask(function () { ok(this ?? 'nothing'); }))", "string"],
	"a delay that is asked for its value": [
		"(() => { const seen = []; setTimeout(() => {}, { valueOf() { seen.push(this, arguments.length); return 1; }, [Symbol.toPrimitive](hint) { seen.push(hint); return 1; } }); return seen; })()",
		"object",
	],
	"Symbol.species of an array that the library maps": [
		"(() => { const seen = []; class Mine extends Array { static get [Symbol.species]() { seen.push(new Error('s').stack); return Array; } } console.log(Mine.from([1, 2])); new Headers(Mine.from([['a', 'b']])); return seen; })()",
		"object",
	],
	"Symbol.species of a buffer": [
		"(() => { class Mine extends Uint8Array { static get [Symbol.species]() { return function () { return globalThis; }; } } try { return Buffer.from(new Mine(4)); } catch (e) { return e; } })()",
		"object",
	],
	"Symbol.hasInstance of Error": [
		"(() => { const seen = []; Object.defineProperty(Error, Symbol.hasInstance, { value(v) { seen.push(v); return true; }, configurable: true }); console.log({}); delete Error[Symbol.hasInstance]; return seen; })()",
		"object",
	],
	"Symbol.toStringTag that throws": ["console.log({ get [Symbol.toStringTag]() { throw new Error('tag'); } }) ?? 'logged'", "string"],
	"the inspect hook of a logged object": [
		"(() => { const seen = []; console.log({ [Symbol.for('nodejs.util.inspect.custom')](...all) { seen.push(this, all); return 'x'; } }); return seen; })()",
		"object",
	],
	"a thenable returned from a then": ["({ then(ok, no) { ok({ then(ok2) { ok2([ok, no, ok2]); } }); } })", "object"],
	"the resolvers of an awaited thenable": [
		"new Promise((out) => { (async () => await { then(ok, no) { out([ok, no, this]); } })(); })",
		"object",
	],
	"Promise subclasses in await": [
		"(() => { const seen = []; class Mine extends Promise { constructor(run) { super((ok, no) => { seen.push(ok, no); run(ok, no); }); } static get [Symbol.species]() { seen.push(this); return Mine; } } return Promise.resolve(fetch('https://api.test/paid')).then.call(Mine.resolve(1), () => seen); })()",
		"object",
	],
	"a generator as headers": [
		"(() => { const h = new Headers((function* () { yield ['a', 'b']; yield [{ toString() { return 'c'; } }, 'd']; })()); return [...h]; })()",
		"object",
	],
	"an iterator that never was one": ["new Headers({ [Symbol.iterator]: () => 5 })", "throws TypeError"],
	"an event listener's this": [
		"(() => { const t = new EventTarget(); let seen; t.addEventListener('x', function (e) { seen = [this, e, e.target, e.composedPath?.()]; }); t.dispatchEvent(new Event('x')); return seen; })()",
		"object",
	],
	"an abort signal's reason": [
		"(() => { const c = new AbortController(); c.abort(); return [c, c.signal, c.signal.reason]; })()",
		"object",
	],
	"the response of a request, with all its insides": ["fetch('https://api.test/paid')", "object"],
	"the error of a host that is not there": ["fetch('https://nowhere.test/')", "throws TypeError"],
	"an address of the machine": ["fetch('http://127.0.0.1:1/')", "throws TypeError"],
	"an address of cloud metadata": [
		"fetch('http://169.254.169.254/latest/meta-data/', { signal: AbortSignal.timeout(500) })",
		"throws TimeoutError",
	],
	"the address of the Runtime API": [
		"fetch('http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/next', { signal: AbortSignal.timeout(500) })",
		"throws TimeoutError",
	],
	"a file by its address": ["fetch('file:///etc/passwd')", "throws TypeError"],
	"an address of data": ["fetch('data:text/plain,hello')", "object"],
	"all own symbols of the globals": [
		"Reflect.ownKeys(globalThis).filter((k) => typeof k === 'symbol').map((k) => globalThis[k])",
		"object",
	],
	"the prototype of the globals": ["Object.getPrototypeOf(globalThis)", "object"],
	"a realm of its own": ["typeof ShadowRealm + typeof Worker + typeof importScripts", "string"],
	"the debugger's console": ["console.context?.('x') ?? [console.memory, console._stdout, console.Console]", "object"],
	"a finalizer's view": ["new FinalizationRegistry(() => {})", "object"],
};

describe("an attempt to reach the host (S1)", () => {
	let attacked: Attacked;
	beforeAll(async () => {
		attacked = await attack(
			Object.fromEntries(
				Object.entries(attempts).map(([name, [code, , before]]) => [name, body(`return reach(event, () => (${code}));`, before)]),
			),
		);
	});

	it.each(Object.entries(attempts))("by %s finds nothing of it", (name, [, kind]) => {
		expect(attacked.answersOf(name)).toEqual([[kind, []]]);
	});

	it("does no harm to the function beside it, and puts no secret into the record", () => {
		expectNoHarm(attacked);
	});
});
