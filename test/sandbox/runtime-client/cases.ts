import type { Generation } from "./run-reference.ts";

/** A handler that AWS's client and the simulator both run. */
export type Case = {
	name: string;
	/** Text of handler.mjs or, with `cjs`, of handler.js; or several files. */
	mjs?: string;
	cjs?: string;
	files?: Record<string, string>;
	handler?: string;
	events?: unknown[];
	variables?: Record<string, string>;
	/** ApplicationLogLevel; the log format is then JSON. */
	logLevel?: string;
	/** The only generation in which the case says something. */
	only?: Generation;
	/** Differences that are right on purpose, with the reason; the test holds that they are differences still. */
	differs?: Partial<Record<Generation, string>>;
};

const NEVER_SETTLED =
	"The managed runtime up to Node.js 22 answers Runtime.NodeJsExit since the client's later releases; the published 3.3.0 still answers null (L97).";
const CALLBACK_WARNING = "The managed runtime up to Node.js 22 warns of callbacks at INIT; the published 3.3.0 does not yet (L78).";

const REASON_BY_COPY =
	"Of a rejection's reason the host of the isolate reads name, message and stack only, so that own properties are not logged.";
const LAZY_STACK = "Node.js writes the first line of the stack when it is first read, V8 without Node.js when the error is made.";
const INNER_CALLBACK =
	"3.3.0 throws from a timer of its own, logs Uncaught Exception and exits with 129; the simulator posts the same error and lives on.";
const MODULE_NAMES = "The build bundles `require` of an ES module as well; Node.js refuses it.";
const NOT_LOADED =
	"The build finds it, and the host words it: without the name that 24 adds, the stack as one line, and not printed once more.";
const LISTENERS = "Listeners of `process` for rejections are not simulated.";

const asyncBody = (body: string) => `export const handler = async (event, context) => { ${body} };`;
const callback = (body: string) => `exports.handler = (event, context, callback) => { ${body} };`;
const silent = { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: "1" };

const results: Case[] = [
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

const errors: Case[] = [
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

const legacy: Case[] = [
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

const endings: Case[] = [
	{
		name: "process.exit(1)",
		mjs: "let n = 0; export const handler = async (e) => { n++; if (e.exit) process.exit(1); return n; };",
		events: [{ exit: 1 }, {}],
	},
	{ name: "process.exit(0)", mjs: asyncBody("process.exit(0);") },
	{ name: "process.exitCode alone", mjs: asyncBody("process.exitCode = 3; return 1;") },
	{
		name: "an unhandled rejection",
		mjs: asyncBody("Promise.reject(new RangeError('stray')); await new Promise((r) => setTimeout(r, 50));"),
	},
	{ name: "an unhandled rejection of a string", mjs: asyncBody("Promise.reject('stray'); await new Promise((r) => setTimeout(r, 50));") },
	{
		name: "an unhandled rejection of an object",
		mjs: asyncBody("Promise.reject({ a: 1 }); await new Promise((r) => setTimeout(r, 50));"),
		differs: { 22: REASON_BY_COPY },
	},
	{
		name: "an unhandled rejection with own properties",
		mjs: asyncBody(
			"Promise.reject(Object.assign(new Error('stray'), { code: 'E7', name: 'Own' })); await new Promise((r) => setTimeout(r, 50));",
		),
		differs: { 22: REASON_BY_COPY, 24: REASON_BY_COPY },
	},
	{
		name: "an exception in a timer",
		mjs: asyncBody("setTimeout(() => { throw new TypeError('in timer'); }, 5); await new Promise((r) => setTimeout(r, 50));"),
	},
	{
		name: "a string thrown in a timer",
		mjs: asyncBody("setTimeout(() => { throw 'text'; }, 5); await new Promise((r) => setTimeout(r, 50));"),
	},
	{
		name: "a rejection that is handled in time",
		mjs: asyncBody("const p = Promise.reject(new Error('x')); await null; await p.catch(() => {}); return 1;"),
	},
	{ name: "a promise that never settles", mjs: asyncBody("await new Promise(() => {});"), differs: { 22: NEVER_SETTLED } },
	{ name: "a never-settling promise of a function that is not async", mjs: "export const handler = () => new Promise(() => {});" },
	{ name: "a never-settling promise and an interval", mjs: asyncBody("setInterval(() => {}, 100); await new Promise(() => {});") },
	{
		name: "an own listener for unhandled rejections",
		mjs: `process.on("unhandledRejection", (e) => console.log("mine", e.message));\n${asyncBody("Promise.reject(new Error('x')); await new Promise((r) => setTimeout(r, 20)); return 1;")}`,
		differs: { 24: LISTENERS },
	},
];

const init: Case[] = [
	{ name: "an exception of the module", mjs: "throw new RangeError('bad config');\nexport const handler = async () => 1;" },
	{
		name: "an exception of the module with own properties",
		mjs: "throw Object.assign(new Error('bad'), { code: 'E1', at: 3 });\nexport const handler = async () => 1;",
	},
	{ name: "an exception of a CommonJS module", cjs: "throw new TypeError('bad config');" },
	{ name: "a string thrown by the module", mjs: "throw 'text';" },
	{ name: "process.exit in the module", mjs: "process.exit(3);" },
	{ name: "a rejection of top-level await", mjs: "await Promise.reject(new Error('tla'));\nexport const handler = async () => 1;" },
	{ name: "top-level await", mjs: "const x = await new Promise((r) => setTimeout(() => r(5), 10)); export const handler = async () => x;" },
	{ name: "console lines of INIT", mjs: `console.log("init"); console.error("oops");\n${asyncBody("console.log('invoke'); return 1;")}` },
	{
		name: "an unhandled rejection in INIT",
		mjs: `Promise.reject(new Error('stray')); await new Promise((r) => setTimeout(r, 20));\n${asyncBody("return 1;")}`,
	},
	{ name: "a missing file", mjs: asyncBody(""), handler: "other.handler", differs: { 22: NOT_LOADED, 24: NOT_LOADED } },
	{ name: "a missing export", mjs: "export const other = 1;" },
	{ name: "an export that is no function", mjs: "export const handler = 5;" },
	{ name: "an export that is null", mjs: "export const handler = null;" },
	{ name: "a name without dot", mjs: asyncBody(""), handler: "handler", differs: { 24: NOT_LOADED } },
	{ name: "a name with ..", mjs: asyncBody(""), handler: "../handler.handler", differs: { 24: NOT_LOADED } },
	{ name: "a nested export", mjs: "export const a = { b: { handler: async () => 'deep' } };", handler: "handler.a.b.handler" },
	{ name: "a missing nested export", mjs: "export const a = {};", handler: "handler.a.b.handler" },
	{ name: "a file in a folder", files: { "src/sub.mjs": "export const handler = async () => 'sub';" }, handler: "src/sub.handler" },
	{ name: "a default export", mjs: "export default { handler: async () => 1 };" },
	{ name: "a default export that is the handler", mjs: "export default async () => 1;", handler: "handler.default" },
	{ name: "module.exports that is the handler", cjs: "module.exports = async () => 1;", handler: "handler.handler" },
	{ name: "module.exports with a handler", cjs: "module.exports = { handler: async () => 'cjs' };" },
	{ name: "exports set in a way that no parser sees", cjs: "const name = 'handler'; exports[name] = async () => 'computed';" },
	{
		name: "ESM syntax in a CommonJS file",
		files: { "handler.js": "import fs from 'node:path';\nexport const handler = async () => 1;" },
		differs: { 24: NOT_LOADED },
	},
	{ name: "ESM with type module", files: { "handler.js": asyncBody("return 'esm';"), "package.json": '{"type":"module"}' } },
	{ name: "a .cjs file", files: { "handler.cjs": "exports.handler = async () => 'cjs';" } },
	{ name: "CommonJS names in an ES module", mjs: "module.exports = {};" },
	{ name: "require in an ES module", mjs: "const x = require('node:path');", differs: { 22: MODULE_NAMES, 24: MODULE_NAMES } },
	{
		name: "a handler with a getter",
		cjs: "Object.defineProperty(exports, 'handler', { enumerable: true, get: () => async () => 'got' });",
	},
	{ name: "a class as handler", mjs: "export class handler {}" },
];

const log: Case[] = [
	{
		name: "levels",
		mjs: asyncBody(
			"console.log('l'); console.info('i'); console.debug('d'); console.warn('w'); console.error('e'); console.trace('t'); console.fatal('f');",
		),
	},
	{
		name: "formats",
		mjs: asyncBody(
			"console.log('%s %d %i %f %j %o %O %%', 'a', 1.5, 1.5, 1.5, { a: 1 }, [1], { b: 2 }, 'rest'); console.log('%c styled', 'color: red'); console.log('100%', 5); console.log('%s', null, undefined, Symbol('s'));",
		),
	},
	{
		name: "values",
		mjs: asyncBody(
			"console.log({ a: [1, { b: { c: { d: 1 } } }], f() {}, s: Symbol('x'), d: new Date(0), r: /x/g, m: new Map([[1, { a: 2 }]]), n: null, u: undefined, big: 5n }); console.log([undefined, , 3], new Set(['a']), -0, NaN); console.log(class A {}, function f() {}, async () => {});",
		),
	},
	{ name: "no arguments", mjs: asyncBody("console.log(); console.log(undefined); console.log(null); console.log('');") },
	{
		name: "an error",
		mjs: asyncBody(
			"console.error(new RangeError('r')); console.log('failed:', new Error('e')); console.log({ e: 1 }, 'text', new TypeError('t'));",
		),
	},
	{
		name: "an error with properties and cause",
		mjs: asyncBody("console.error(Object.assign(new Error('m', { cause: new Error('c') }), { code: 'E1' }));"),
	},
	{ name: "several lines", mjs: asyncBody("console.log('one\\ntwo'); console.log({ long: 'x'.repeat(60), other: 'y'.repeat(60) });") },
	{
		name: "a long array",
		mjs: asyncBody("console.log(Array.from({ length: 120 }, (_, i) => i)); console.log('x'.repeat(12000).length, ['x'.repeat(20)]);"),
	},
	{ name: "stdout", mjs: asyncBody("process.stdout.write('raw\\n'); console.log('then'); process.stdout.write('two\\nlines\\n');") },
	{ name: "group", mjs: asyncBody("console.group('outer'); console.log('in'); console.groupEnd(); console.log('out');") },
	{
		name: "count, assert and time",
		mjs: asyncBody(
			"console.count(); console.count('a'); console.count(); console.countReset(); console.count(); console.assert(true, 'no'); console.assert(false, 'yes %d', 5); console.assert(false);",
		),
	},
	{ name: "dir", mjs: asyncBody("console.dir({ a: { b: { c: { d: 1 } } } }); console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });") },
	{
		name: "table",
		mjs: asyncBody("console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]); console.table([[1, 2], [3]]); console.table('text');"),
	},
	{
		name: "classes",
		mjs: asyncBody(
			"class P { x = 1; get y() { return 2; } } console.log(new P(), Object.create(null), new (class extends Map {})()); console.log([new P()], Buffer.from('hi'), new Uint8Array(3),); console.log(`${new URL('https://a.b/c?d=e')}`);",
		),
	},
	{ name: "console methods kept by name", mjs: asyncBody("const { log } = console; log('kept'); ['x'].forEach(console.log);") },
	{ name: "a console call beside an error", mjs: asyncBody("console.log('before'); throw new Error('x');") },
];

const streamed = (body: string) => `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

const streaming: Case[] = [
	{ name: "chunks", mjs: streamed("stream.write('a'); stream.write('b'); stream.end();"), events: [{}, {}] },
	{ name: "an end with text", mjs: streamed("stream.end('all');") },
	{ name: "nothing but the end", mjs: streamed("stream.end();") },
	{
		name: "waits between chunks",
		mjs: streamed("for (const x of ['1', '2']) { stream.write(x); await new Promise((r) => setTimeout(r, 5)); } stream.end();"),
	},
	{ name: "an end after the handler returned", mjs: streamed("setTimeout(() => { stream.write('late'); stream.end(); }, 10);") },
	{ name: "a content type", mjs: streamed("stream.setContentType('text/html'); stream.write('<p>'); stream.end();") },
	{ name: "a content type that is too late", mjs: streamed("stream.write('a'); stream.setContentType('text/html'); stream.end();") },
	{ name: "objects as chunks", mjs: streamed("stream.write({ a: 1 }); stream.write([1]); stream.write(5); stream.end();") },
	{
		name: "bytes as chunks",
		mjs: streamed(
			"stream.write(Buffer.from('buffer ')); stream.write(new Uint8Array([104, 105])); stream.write('68', 'hex'); stream.end();",
		),
	},
	{ name: "null as a chunk", mjs: streamed("stream.write(null); stream.end();") },
	{ name: "an object as the end", mjs: streamed("stream.end({ a: 1 });") },
	{
		name: "a prelude",
		mjs: streamed(
			"const s = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'x-a': '1' }, cookies: ['c=1'] }); s.write('body'); s.end();",
		),
	},
	{
		name: "a prelude and no write",
		mjs: streamed("const s = awslambda.HttpResponseStream.from(stream, { statusCode: 204 }); s.end('body');"),
	},
	{ name: "a returned value", mjs: streamed("stream.end('x'); return 5;") },
	{ name: "an error before the first chunk", mjs: streamed("throw new RangeError('early');") },
	{ name: "an error after a chunk", mjs: streamed("stream.write('part'); throw Object.assign(new Error('broken'), { code: 'E1' });") },
	{
		name: "an error after the end",
		mjs: streamed("stream.write('all'); stream.end(); await new Promise((r) => setTimeout(r, 20)); throw new Error('after');"),
	},
	{ name: "a string thrown", mjs: streamed("throw 'text';") },
	{ name: "a stream that is never ended", mjs: streamed("stream.write('a');") },
	{
		name: "a handler that is not async",
		mjs: "export const handler = awslambda.streamifyResponse((event, stream) => { stream.write('x'); });",
	},
	{
		name: "a thenable",
		mjs: "export const handler = awslambda.streamifyResponse((event, stream) => { stream.end('x'); return { then(ok) { ok(); } }; });",
	},
	{
		name: "events and callbacks",
		mjs: streamed(
			"stream.on('finish', () => console.log('finish')); stream.write('a', () => console.log('written')); stream.end(() => console.log('ended')); await new Promise((r) => setTimeout(r, 30));",
		),
	},
	{
		name: "the fields of the stream",
		mjs: streamed(
			"stream.write(JSON.stringify([stream.writableEnded, stream.destroyed, stream.writableObjectMode, typeof stream.pipe, typeof stream.writev])); stream.end(); console.log(stream.writableEnded);",
		),
	},
	{
		name: "the methods of the stream",
		mjs: streamed(
			"stream.write(JSON.stringify(Object.keys(stream).filter((key) => typeof stream[key] === 'function').sort())); stream.end();",
		),
	},
	{ name: "the keys of the context", mjs: streamed("stream.write(JSON.stringify(Object.keys(context))); stream.end();") },
	{
		name: "a write after the end",
		mjs: streamed("stream.write('a'); stream.end(); stream.write('b'); await new Promise((r) => setTimeout(r, 20));"),
		differs: { 22: REASON_BY_COPY, 24: REASON_BY_COPY },
	},
	{
		name: "three parameters and a default of none",
		mjs: "export const handler = awslambda.streamifyResponse(async (event, stream, context) => { stream.end(context.functionName); });",
	},
	{
		name: "an own mark",
		mjs: "export const handler = async () => 1; handler[Symbol.for('aws.lambda.runtime.handler.streaming')] = 'request';",
		only: 24,
	},
	{ name: "process.exit in the middle", mjs: streamed("stream.write('a'); process.exit(2);") },
	{ name: "a timer left behind", mjs: streamed("stream.end('x'); setTimeout(() => console.log('timer'), 40);"), only: 22 },
];

const CLASS_BY_NAME = "The build or the host words it, and knows no class of the client's.";

const json: Case[] = [
	{
		name: "one argument",
		mjs: asyncBody(
			"console.log('text'); console.log({ a: 1, u: undefined }); console.log(5); console.log(null); console.log(); console.log([1, { b: 2 }]); console.log(new Date(0));",
		),
	},
	{
		name: "several arguments",
		mjs: asyncBody("console.log('a %s %d', 'b', 5, { c: 1 }); console.warn('x', [1]); console.error({ a: 1 }, { b: 2 });"),
	},
	{
		name: "a cycle and a BigInt",
		mjs: asyncBody(
			"const a = { n: 1 }; a.a = a; console.log(a); console.log({ big: 5n }); console.log(Symbol('s')); console.log(() => 1);",
		),
	},
	{
		name: "an error",
		mjs: asyncBody(
			"console.error(new RangeError('r')); console.error(Object.assign(new Error('m'), { code: 'E1', name: 'Own' })); console.log({ nested: { e: new TypeError('t') } });",
		),
	},
	{
		name: "errors among several arguments",
		mjs: asyncBody("console.error('failed', new RangeError('r'), new TypeError('t')); console.error(new Error('first'), 'text');"),
	},
	{
		name: "all levels",
		mjs: asyncBody("for (const level of ['trace', 'debug', 'info', 'log', 'warn', 'error', 'fatal']) console[level](level);"),
		logLevel: "TRACE",
	},
	{
		name: "levels from WARN",
		mjs: asyncBody(
			"for (const level of ['trace', 'debug', 'info', 'log', 'warn', 'error', 'fatal']) console[level](level); process.stdout.write('raw\\n');",
		),
		logLevel: "WARN",
	},
	{
		name: "levels from FATAL and an error",
		mjs: asyncBody("console.error('e'); console.fatal('f'); throw new Error('x');"),
		logLevel: "FATAL",
	},
	{
		name: "arguments that are not read below the level",
		mjs: asyncBody("let n = 0; console.debug({ get a() { n++; return 1; }, toJSON() { n++; } }); return n;"),
	},
	{
		name: "a thrown error",
		mjs: `class OutOfStock extends Error { constructor(m) { super(m); this.name = "Shown"; this.code = "E1"; } }\n${asyncBody("throw new OutOfStock('no pens');")}`,
	},
	{ name: "a thrown string", mjs: asyncBody("throw 'text';") },
	{ name: "an error that JSON refuses", mjs: asyncBody("throw Object.assign(new Error('m'), { big: 1n });") },
	{ name: "a result that JSON refuses", mjs: asyncBody("return 1n;") },
	{ name: "an exception of the module", mjs: "throw new RangeError('bad config');\nexport const handler = async () => 1;" },
	{ name: "lines of INIT", mjs: `console.log("init");\n${asyncBody("console.log('invoke');")}` },
	{ name: "a missing export", mjs: "export const other = 1;" },
	{ name: "a missing file", mjs: asyncBody(""), handler: "other.handler", differs: { 22: CLASS_BY_NAME, 24: CLASS_BY_NAME } },
	{ name: "a callback", cjs: callback("callback(new TypeError('bad'));"), variables: silent },
	{
		name: "an unhandled rejection",
		mjs: asyncBody("Promise.reject(new RangeError('stray')); await new Promise((r) => setTimeout(r, 50));"),
	},
	{
		name: "an exception in a timer",
		mjs: asyncBody("setTimeout(() => { throw new TypeError('in timer'); }, 5); await new Promise((r) => setTimeout(r, 50));"),
	},
	{ name: "streaming", mjs: streamed("stream.write('a'); console.log({ written: 1 }); stream.end(); return 5;") },
	{ name: "console.table and console.count", mjs: asyncBody("console.count(); console.table([{ a: 1 }]); console.assert(false, 'x');") },
];

/** Every case with a name of its own. */
export const cases: Case[] = [
	...results.map((one) => ({ ...one, name: `result: ${one.name}` })),
	...errors.map((one) => ({ ...one, name: `error: ${one.name}` })),
	...legacy.map((one) => ({ ...one, name: `up to 22: ${one.name}` })),
	...endings.map((one) => ({ ...one, name: `process: ${one.name}` })),
	...init.map((one) => ({ ...one, name: `init: ${one.name}` })),
	...streaming.map((one) => ({ ...one, name: `stream: ${one.name}` })),
	...json.map((one) => ({ logLevel: "INFO", ...one, name: `json: ${one.name}` })),
	...log.map((one) => ({ ...one, name: `log: ${one.name}` })),
];
