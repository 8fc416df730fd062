import { asyncBody, type Case, callback, silent } from "./case.ts";

const CALLBACK_WARNING = "The managed runtime up to Node.js 22 warns of callbacks at INIT; the published 3.3.0 does not yet (L78).";
const LAZY_STACK = "Node.js writes the first line of the stack when it is first read, V8 without Node.js when the error is made.";
const INNER_CALLBACK =
	"3.3.0 throws from a timer of its own, logs Uncaught Exception and exits with 129; the simulator posts the same error and lives on.";

export const results: Case[] = [
	{ name: "an object", mjs: asyncBody("return { a: 1, u: undefined, d: new Date(0), n: null };") },
	{ name: "nothing", mjs: asyncBody("") },
	{ name: "a string", mjs: asyncBody("return 'grüße \\u2028';") },
	{ name: "NaN and Infinity", mjs: asyncBody("return [NaN, Infinity, -0, 1e21];") },
	{ name: "a function", mjs: asyncBody("return () => 1;") },
	{ name: "a symbol", mjs: asyncBody("return Symbol('x');") },
	{ name: "toJSON", mjs: asyncBody("return { toJSON: () => ({ shown: true }) };") },
	{ name: "Map, Set and a class", mjs: asyncBody("class A { x = 1; #y = 2; } return [new Map([[1, 2]]), new Set([1]), new A()];") },
	{ name: "an Error as result", mjs: asyncBody("return new Error('x');") },
	{ name: "a Buffer", mjs: asyncBody("return Buffer.from('ab');") },
	{ name: "a cycle", mjs: asyncBody("const a = {}; a.a = a; return a;") },
	{ name: "a BigInt", mjs: asyncBody("return { big: 1n };") },
	{ name: "a toJSON that throws", mjs: asyncBody("return { toJSON() { throw new RangeError('no'); } };") },
	{ name: "the event back", mjs: asyncBody("return event;"), events: [null, 1, "x", [1, { a: "é" }], { n: { m: false } }] },
	{ name: "a thenable", mjs: "export const handler = () => ({ then(ok) { ok(7); } });" },
	{ name: "a thenable that rejects", mjs: "export const handler = () => ({ then(ok, no) { no(new TypeError('refused')); } });" },
	{ name: "a promise of a function that is not async", mjs: "export const handler = () => Promise.resolve({ ok: 1 });" },
	{ name: "a value of a function that is not async", mjs: "export const handler = () => ({ ok: 1 });" },
	{ name: "module state between invocations", mjs: "let n = 0; export const handler = async () => ++n;", events: [{}, {}, {}] },
	{ name: "the keys of the context", mjs: asyncBody("return Object.keys(context);") },
	{
		name: "the data of the context",
		mjs: asyncBody(
			"const { functionName, functionVersion, memoryLimitInMB, logGroupName, clientContext, identity, tenantId } = context; return { functionName, functionVersion, memoryLimitInMB, logGroupName, clientContext, identity, tenantId, left: typeof context.getRemainingTimeInMillis() };",
		),
	},
];

export const errors: Case[] = [
	{ name: "an Error", mjs: asyncBody("throw new Error('broken');") },
	{ name: "an Error without message", mjs: asyncBody("throw new TypeError();") },
	{ name: "a class of its own", mjs: `class OutOfStock extends Error {}\n${asyncBody("throw new OutOfStock('no pens');")}` },
	{
		name: "a name, a code and own properties",
		mjs: asyncBody("const e = new Error('m'); e.name = 'Custom'; e.code = 'E1'; e.statusCode = 404; e.detail = { a: [1] }; throw e;"),
	},
	{
		name: "a name in the constructor",
		mjs: `class A extends Error { constructor(m) { super(m); this.name = "A"; } }\n${asyncBody("throw new A('m');")}`,
	},
	{ name: "a name on the prototype", mjs: `class A extends Error {}\nA.prototype.name = "Proto";\n${asyncBody("throw new A('m');")}` },
	{ name: "a cause", mjs: asyncBody("throw new Error('outer', { cause: new RangeError('inner') });") },
	{
		name: "an own property that is an Error",
		mjs: asyncBody("const e = new Error('m'); e.inner = Object.assign(new TypeError('i'), { code: 7 }); throw e;"),
	},
	{ name: "an AggregateError", mjs: asyncBody("await Promise.any([Promise.reject(new Error('a')), Promise.reject(new Error('b'))]);") },
	{ name: "a message of several lines", mjs: asyncBody("throw new Error('one\\ntwo');") },
	{ name: "the DEL character", mjs: asyncBody("throw new Error('a\\x7fb');") },
	{ name: "a cyclic own property", mjs: asyncBody("const e = new Error('m'); e.self = e; throw e;") },
	{ name: "a BigInt as own property", mjs: asyncBody("throw Object.assign(new Error('m'), { big: 1n });") },
	{ name: "a stack of its own", mjs: asyncBody("const e = new Error('m'); e.stack = 'mine\\nsecond'; throw e;") },
	{ name: "no stack", mjs: asyncBody("const e = new Error('m'); e.stack = undefined; throw e;") },
	{ name: "a name that is not a string", mjs: asyncBody("throw Object.assign(new Error('m'), { name: 5 });") },
	{
		name: "a message that is not a string",
		mjs: asyncBody("throw Object.assign(new Error('m'), { message: { a: 1 } });"),
		differs: { 22: LAZY_STACK, 24: LAZY_STACK },
	},
	{
		name: "a getter that throws",
		mjs: asyncBody("throw Object.defineProperty(new Error('m'), 'message', { get() { throw new Error('no'); } });"),
	},
	{ name: "a look-alike of an error", mjs: asyncBody("throw { name: 'N', message: 'M', stack: 'S\\n    at x' };") },
	{ name: "a string", mjs: asyncBody("throw 'text';") },
	{ name: "a number", mjs: asyncBody("throw 42;") },
	{ name: "null", mjs: asyncBody("throw null;") },
	{ name: "undefined", mjs: asyncBody("throw undefined;") },
	{ name: "an object", mjs: asyncBody("throw { a: 1 };") },
	{ name: "an array", mjs: asyncBody("throw [1, 2];") },
	{ name: "a symbol", mjs: asyncBody("throw Symbol('s');") },
	{ name: "a BigInt", mjs: asyncBody("throw 5n;") },
	{ name: "an object without prototype", mjs: asyncBody("throw Object.create(null);") },
	{ name: "a toString that throws", mjs: asyncBody("throw { toString() { throw new Error('no'); } };") },
	{ name: "a throw of a function that is not async", mjs: "export const handler = () => { throw new RangeError('sync'); };" },
	{ name: "a rejection after a wait", mjs: asyncBody("await new Promise((r) => setTimeout(r, 5)); throw new SyntaxError('late');") },
	{
		name: "an error and the next invocation",
		mjs: "let n = 0; export const handler = async () => { if (n++ === 0) throw new Error('first'); return n; };",
		events: [{}, {}],
	},
	{ name: "JSON.parse of nonsense", mjs: asyncBody("JSON.parse('{');") },
	{ name: "a property of undefined", mjs: asyncBody("return event.a.b;") },
	{ name: "an AbortError", mjs: asyncBody("const c = new AbortController(); c.abort(); c.signal.throwIfAborted();") },
];

export const legacy: Case[] = [
	{ name: "callback with a result", cjs: callback("callback(null, { ok: 1 });"), variables: silent },
	{ name: "callback with an error", cjs: callback("callback(new TypeError('bad'));"), variables: silent },
	{ name: "callback with a string as error", cjs: callback("callback('Unauthorized');"), variables: silent },
	{ name: "callback with a falsy error", cjs: callback("callback(0, 'x');"), variables: silent },
	{ name: "callback called twice", cjs: callback("callback(null, 1); callback(null, 2);"), variables: silent },
	{ name: "callback with a BigInt", cjs: callback("callback(null, 1n);"), variables: silent, differs: { 22: INNER_CALLBACK } },
	{ name: "callback after a timer", cjs: callback("setTimeout(() => callback(null, 'late'), 20);"), variables: silent },
	{ name: "callback that never comes", cjs: callback("setTimeout(() => {}, 10);"), variables: silent },
	{ name: "callback, then a throw", cjs: callback("callback(null, 1); throw new Error('after');"), variables: silent },
	{
		name: "callback of an async handler",
		cjs: "exports.handler = async (event, context, callback) => { callback(null, 'by callback'); };",
		variables: silent,
	},
	{ name: "callback with its warning", cjs: callback("callback(null, 1);"), differs: { 22: CALLBACK_WARNING } },
	{
		name: "callbackWaitsForEmptyEventLoop",
		cjs: callback(
			"context.callbackWaitsForEmptyEventLoop = event.waits; setTimeout(() => console.log('timer'), event.waits ? 30 : 900); callback(null, event);",
		),
		variables: silent,
		events: [{ waits: true }, { waits: false }],
		only: 22,
	},
	{ name: "context.succeed", cjs: "exports.handler = (event, context) => context.succeed({ s: 1 });" },
	{ name: "context.fail", cjs: "exports.handler = (event, context) => context.fail(new Error('f'));" },
	{ name: "context.fail without an error", cjs: "exports.handler = (event, context) => context.fail();" },
	{ name: "context.done", cjs: "exports.handler = (event, context) => context.done(null, 'd');" },
	{ name: "context.done with an error", cjs: "exports.handler = (event, context) => context.done('bad');" },
	{ name: "context.succeed twice", cjs: "exports.handler = (event, context) => { context.succeed(1); context.succeed(2); };" },
	{
		name: "context.succeed, then fail",
		cjs: "exports.handler = (event, context) => { context.succeed(1); context.fail(new Error('x')); };",
	},
	{ name: "context.succeed with a BigInt", cjs: "exports.handler = (event, context) => { context.succeed(1n); };" },
];
