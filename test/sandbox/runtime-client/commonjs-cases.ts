import { type Case, PRINTED_NAME } from "./case.ts";

/** Files that load each other by `require` (L61-L71). */
export const commonJs: Case[] = [
	{
		name: "own place of CommonJS",
		files: {
			"handler.js": 'exports.handler = async () => [require("./lib/place"), __filename, __dirname];',
			"lib/place.js":
				"module.exports = [__filename, __dirname, module.id, module.filename, module.path, module.loaded, module.paths.slice(0, 2), typeof module.parent, module.children.length];",
		},
	},
	{
		name: "require.main, cache, resolve",
		files: {
			"handler.js":
				'const lib = require("./lib"); exports.handler = async () => [require.main === undefined, Object.keys(require.cache).filter((path) => path.startsWith(__dirname)), require.resolve("./lib"), require.resolve("fs"), require.resolve("node:fs"), Object.keys(require), module.children.map((c) => c.id), typeof require.resolve.paths, lib];',
			"lib/index.js": "module.exports = 5;",
		},
	},
	{
		name: "deleting from require.cache",
		files: {
			"handler.js":
				'exports.handler = async () => { const a = require("./n"); delete require.cache[require.resolve("./n")]; return [a.id === require("./n").id, require("./n") === require("./n")]; };',
			"n.js": "exports.id = {};",
		},
	},
	{
		name: "this, arguments and return at the top of CommonJS",
		files: {
			"handler.js":
				"const same = this === module.exports; const n = arguments.length; exports.handler = async () => [same, n, arguments[1] === require, typeof arguments.callee]; if (n) return; exports.handler = null;",
		},
	},
	{
		name: "sloppy CommonJS",
		files: {
			"handler.js":
				"undeclared = 010; var o = { x: 3 }; with (o) { var y = x; } exports.handler = async function () { return [undeclared, y, (function () { return typeof this; })(), (function f() { return arguments.callee === f; })(), delete globalThis.nothing]; };",
		},
	},
	{
		name: "strict CommonJS",
		files: {
			"handler.js":
				'"use strict"; try { undeclared = 1; } catch (e) { exports.m = e.message; } exports.handler = async () => [exports.m, (function () { return this === undefined; })()];',
		},
	},
	{
		name: "circle of CommonJS",
		files: {
			"handler.js": 'const a = require("./a"); exports.handler = async () => [a.done, a.b.done, a.b.saw];',
			"a.js": 'exports.done = false; const b = require("./b"); exports.b = b; exports.done = true;',
			"b.js": 'const a = require("./a"); exports.saw = a.done; exports.done = true;',
		},
	},
	{
		name: "require of a computed path",
		files: {
			"handler.js": 'const path = require("path"); exports.handler = async (e) => require(path.join(__dirname, "plugins", e.name));',
			"plugins/a.js": 'module.exports = "A";',
			"plugins/b.json": '{"b":1}',
		},
		events: [{ name: "a" }, { name: "b" }, { name: "c" }],
	},
	{
		name: "a missing file of CommonJS",
		files: { "handler.js": 'const a = require("./a"); exports.handler = 1;', "a.js": 'require("./missing");' },
		differs: { 24: PRINTED_NAME },
	},
	{
		name: "a missing file, caught",
		files: {
			"handler.js":
				'let a; try { a = require("./missing"); } catch (e) { a = [e.code, e.message, e.requireStack, Object.keys(e)]; } exports.handler = async () => a;',
		},
	},
	{ name: "a file that no system of modules knows", files: { "handler.mjs": 'import "./a.txt"; export const handler = 1;', "a.txt": "x" } },
	{ name: "a byte order mark", files: { "handler.mjs": "\ufeffexport const handler = async () => 1;" } },
	{ name: "a hashbang", files: { "handler.js": '#!/usr/bin/env node\nexports.handler = async () => { throw new Error("x"); };' } },
	{
		name: "an error thrown in a dependency",
		files: { "handler.mjs": 'import "./a.cjs"; export const handler = 1;', "a.cjs": 'throw new RangeError("dep");' },
	},
	{
		name: "a syntax error in a file that is required later",
		files: {
			"handler.js": 'exports.handler = async () => { try { require("./bad"); } catch (e) { return [e.name, e.message]; } };',
			"bad.js": "export const a = 1;",
		},
	},
	{ name: "the error undefined thrown by CommonJS", files: { "handler.js": "throw undefined;" } },
	{
		name: "a module that failed is tried again by require",
		files: {
			"handler.js":
				'let n = 0; const tries = []; for (let i = 0; i < 2; i++) try { require("./once"); } catch (e) { tries.push(e.message); } exports.handler = async () => [tries, globalThis.n];',
			"once.js": 'globalThis.n = (globalThis.n ?? 0) + 1; throw new Error("x");',
		},
	},
	{
		name: "toString of functions",
		files: {
			"handler.mjs":
				'import { x } from "./x.mjs"; function f(a) { for (const b of [1]) if (a) return x + b; return { x, y: import.meta.url, z: () => import("./x.mjs") }; } export const handler = async () => f.toString();',
			"x.mjs": "export let x = 1; x++;",
		},
	},
	{
		name: "process.env",
		files: {
			"handler.mjs":
				'export const handler = async () => { process.env.N = 5; process.env.U = undefined; const before = ["N" in process.env, "ZZ" in process.env, process.env.N, process.env.U, typeof process.env.N]; delete process.env.N; return [...before, process.env.N, Object.hasOwn(process.env, "U"), Object.keys(process.env).includes("U"), process.env.toString === Object.prototype.toString, "toString" in process.env]; };',
		},
	},
	{
		name: "require of ES modules, allowed by NODE_OPTIONS",
		files: {
			"handler.js":
				"const lib = require('./lib.mjs'); const plain = require('./plain.mjs'); exports.handler = async () => [lib.default, lib.a, lib.__esModule, Object.keys(lib).sort(), plain.__esModule, Object.keys(plain), require('./own.mjs')];",
			"lib.mjs": "export default 1; export const a = 2;",
			"plain.mjs": "export const b = 3;",
			"own.mjs": "const f = 'whole'; export { f as 'module.exports' };",
		},
		variables: { NODE_OPTIONS: "--experimental-require-module --enable-source-maps" },
	},
	{
		name: "require of an ES module that awaits, allowed by NODE_OPTIONS",
		files: {
			"handler.js": "exports.handler = async () => { try { require('./lib.mjs'); } catch (e) { return e.code; } };",
			"lib.mjs": "await null; export const a = 2;",
		},
		variables: { NODE_OPTIONS: "--experimental-require-module" },
	},
	{
		name: "require of an ES module, allowed and refused again",
		files: {
			"handler.js": "exports.handler = async () => { try { require('./lib.mjs'); } catch (e) { return e.code; } };",
			"lib.mjs": "export const a = 2;",
		},
		variables: { NODE_OPTIONS: "--experimental-require-module --no-experimental-require-module" },
	},
];
