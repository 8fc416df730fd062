import { asyncBody, type Case, PRINTED_NAME, REASON_BY_COPY } from "./case.ts";

const NEVER_SETTLED =
	"The managed runtime up to Node.js 22 answers Runtime.NodeJsExit since the client's later releases; the published 3.3.0 still answers null (L97).";
const PRINTED_WARNING = "The reference is started with --no-warnings: what Node.js would print is in the simulator's log.";
const RUNTIME_LISTENERS = "The client's own listeners for errors are the host's here: they are not in the list, and cannot be removed.";
const AFTER_POSTING = "Up to Node.js 22 the process of the simulator ends with the post of an error of INIT, before the next listener.";
const COUNTED_BEFORE_TICKS =
	"The isolate counts a rejection as unhandled when promises are done; ticks that promises have asked for come later, and cannot handle it.";

const stray = asyncBody("Promise.reject(new Error('x')); await new Promise((r) => setTimeout(r, 20)); return 1;");
const inTimer = asyncBody("setTimeout(() => { throw new Error('x'); }, 1); await new Promise((r) => setTimeout(r, 20)); return 1;");

export const endings: Case[] = [
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
	},
	{
		name: "an own listener for unhandled rejections of two kinds",
		mjs: `process.on("unhandledRejection", (e, p) => console.log("mine", typeof e, e?.name, e instanceof RangeError, p instanceof Promise));\n${asyncBody("Promise.reject(new RangeError('x')); await new Promise((r) => setTimeout(r, 20)); Promise.reject('text'); await new Promise((r) => setTimeout(r, 20)); return 1;")}`,
	},
	{
		name: "an own listener for unhandled rejections in INIT",
		mjs: `process.on("unhandledRejection", (e) => console.log("mine", e.message)); Promise.reject(new Error("init")); await new Promise((r) => setTimeout(r, 5));\n${asyncBody("return 1;")}`,
		differs: { 22: AFTER_POSTING },
	},
	{
		name: "an own listener for unhandled rejections that exits",
		mjs: `process.on("unhandledRejection", () => process.exit(9));\n${stray}`,
	},
	{
		name: "an own listener for exceptions",
		mjs: `process.on("uncaughtException", (e, origin) => console.log("mine", e.message, origin));\n${inTimer}`,
	},
	{
		name: "an own listener for exceptions, which gets rejections as well",
		mjs: `process.on("uncaughtException", (e, origin) => console.log("mine", e.message, origin));\n${stray}`,
	},
	{
		name: "an own listener for exceptions that throws",
		mjs: `process.on("uncaughtException", () => { throw new Error("second"); });\n${inTimer}`,
	},
	{
		name: "a monitor of exceptions",
		mjs: `process.on("uncaughtExceptionMonitor", (e, origin) => console.log("seen", e.message, origin));\n${inTimer}`,
	},
	{
		name: "the client's listeners among others",
		mjs: asyncBody("return ['uncaughtException', 'unhandledRejection', 'beforeExit'].map((name) => process.listenerCount(name));"),
		differs: { 22: RUNTIME_LISTENERS },
	},
	{
		name: "exit listeners and process.exit",
		mjs: `process.on("exit", (code) => console.log("exit", code, process.exitCode));\n${asyncBody("process.exit(4);")}`,
	},
	// With 24 one line is on stdout and one on stderr, which the reference does not bring into order.
	{ name: "exit listeners and an exception", mjs: `process.on("exit", (code) => console.log("exit", code));\n${inTimer}`, only: 22 },
	{ name: "exit listeners and a rejection", mjs: `process.on("exit", (code) => console.log("exit", code));\n${stray}`, only: 22 },
	{
		name: "beforeExit and exit listeners when nothing is left to run",
		mjs: `process.on("beforeExit", (code) => console.log("before", code)); process.on("exit", (code) => console.log("exit", code));\n${asyncBody("await new Promise(() => {});")}`,
		differs: { 22: NEVER_SETTLED },
	},
	{
		name: "a beforeExit listener that goes on",
		mjs: `let done; let n = 0; process.on("beforeExit", () => { if (n++ === 0) setTimeout(() => done(7), 5); });\n${asyncBody("return await new Promise((r) => { done = r; });")}`,
		differs: { 22: NEVER_SETTLED },
	},
	{
		name: "process.exitCode when nothing is left to run",
		mjs: asyncBody("process.exitCode = 5; await new Promise(() => {});"),
		differs: { 22: NEVER_SETTLED },
	},
	{
		name: "a listener for warnings",
		mjs: `process.on("warning", (w) => console.log("warned", w.name, w.message));\n${asyncBody("process.emitWarning('old', 'DeprecationWarning'); await new Promise((r) => setTimeout(r, 5)); return 1;")}`,
		differs: { 22: PRINTED_WARNING, 24: PRINTED_WARNING },
	},
	{
		name: "ticks of a handler, after its promises",
		mjs: asyncBody(
			"const seen = []; const log = (x) => () => seen.push(x); Promise.resolve().then(log('promise')); process.nextTick(log('tick 1')); queueMicrotask(log('micro')); process.nextTick(log('tick 2')); await new Promise((r) => setTimeout(r, 5)); return seen;",
		),
	},
	{
		name: "ticks of a timer, before its promises",
		mjs: asyncBody(
			"const seen = []; const log = (x) => () => seen.push(x); setTimeout(() => { Promise.resolve().then(() => { seen.push('p1'); process.nextTick(log('tick in p1')); Promise.resolve().then(log('p1.1')); }).then(log('p2')); process.nextTick(() => { seen.push('tick'); Promise.resolve().then(log('p in tick')); process.nextTick(log('tick in tick')); }); }, 1); await new Promise((r) => setTimeout(r, 20)); return seen;",
		),
	},
	{
		name: "ticks of the module",
		mjs: `const seen = []; process.nextTick(() => seen.push("tick")); Promise.resolve().then(() => seen.push("promise")); seen.push("module");\n${asyncBody("return seen;")}`,
	},
	{
		name: "a tick that throws",
		mjs: asyncBody("process.nextTick(() => { throw new Error('tick'); }); await new Promise((r) => setTimeout(r, 5)); return 1;"),
	},
	{ name: "a tick that is no function", mjs: asyncBody("try { process.nextTick(5); } catch (e) { return [e.name, e.code, e.message]; }") },
	{
		name: "a rejection that is handled in a tick",
		mjs: asyncBody(
			"const p = Promise.reject(new Error('x')); process.nextTick(() => p.catch(() => {})); await new Promise((r) => setTimeout(r, 5)); return 1;",
		),
		differs: { 22: COUNTED_BEFORE_TICKS, 24: COUNTED_BEFORE_TICKS },
	},
];

export const init: Case[] = [
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
	{ name: "a missing file", mjs: asyncBody(""), handler: "other.handler", differs: { 24: PRINTED_NAME } },
	{ name: "a missing export", mjs: "export const other = 1;" },
	{ name: "an export that is no function", mjs: "export const handler = 5;" },
	{ name: "an export that is null", mjs: "export const handler = null;" },
	{ name: "a name without dot", mjs: asyncBody(""), handler: "handler" },
	{ name: "a name with ..", mjs: asyncBody(""), handler: "../handler.handler" },
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
	},
	{ name: "ESM with type module", files: { "handler.js": asyncBody("return 'esm';"), "package.json": '{"type":"module"}' } },
	{ name: "a .cjs file", files: { "handler.cjs": "exports.handler = async () => 'cjs';" } },
	{ name: "CommonJS names in an ES module", mjs: "module.exports = {};" },
	{ name: "require in an ES module", mjs: "const x = require('node:path');" },
	{
		name: "a handler with a getter",
		cjs: "Object.defineProperty(exports, 'handler', { enumerable: true, get: () => async () => 'got' });",
	},
	{ name: "a class as handler", mjs: "export class handler {}" },
];
