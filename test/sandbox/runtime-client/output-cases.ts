import { asyncBody, type Case, callback, REASON_BY_COPY, silent, streamed } from "./case.ts";

const CLASS_BY_NAME = "The build or the host words it, and knows no class of the client's.";

export const streaming: Case[] = [
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

export const log: Case[] = [
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

export const json: Case[] = [
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
	{ name: "a missing file", mjs: asyncBody(""), handler: "other.handler", differs: { 24: CLASS_BY_NAME } },
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
