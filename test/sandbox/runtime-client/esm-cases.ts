import type { Case } from "./case.ts";

/** Files that load each other by `import` (L61-L71). */
export const esModules: Case[] = [
	{
		name: "own place of an ES module",
		files: {
			"handler.mjs":
				'import { place } from "./lib/place.mjs"; export const handler = async () => [place, import.meta.url, import.meta.dirname, import.meta.filename, Object.keys(import.meta)];',
			"lib/place.mjs": "export const place = [import.meta.url, import.meta.dirname, import.meta.filename];",
		},
	},
	{
		name: "module.require and module.exports swap",
		files: {
			"handler.js": 'const n = module.require("./n"); module.exports = { handler: async () => n() };',
			"n.js": 'module.exports = () => "called";',
		},
	},
	{
		name: "this at the top of an ES module",
		files: { "handler.mjs": "const t = this; export const handler = async () => [t === undefined];" },
	},
	{
		name: "strict ES module",
		files: { "handler.mjs": "let m; try { undeclared = 1; } catch (e) { m = e.message; } export const handler = async () => m;" },
	},
	{
		name: "circle of ES modules by functions",
		files: {
			"handler.mjs": 'import { even } from "./even.mjs"; export const handler = async () => [even(10), even(7)];',
			"even.mjs": 'import { odd } from "./odd.mjs"; export function even(n) { return n === 0 ? true : odd(n - 1); }',
			"odd.mjs":
				'import { even } from "./even.mjs"; export function odd(n) { return n === 0 ? false : even(n - 1); } export const early = even(0);',
		},
	},
	{
		name: "circle of ES modules read too early",
		files: {
			"handler.mjs": 'import { a } from "./a.mjs"; export const handler = async () => a;',
			"a.mjs": 'import { b } from "./b.mjs"; export const a = b + 1;',
			"b.mjs": 'import { a } from "./a.mjs"; export const b = a + 1;',
		},
	},
	{
		name: "live bindings",
		files: {
			"handler.mjs":
				'import { count, bump } from "./counter.mjs"; import * as all from "./counter.mjs"; export const handler = async () => { bump(); const before = count; bump(); return [before, count, all.count]; };',
			"counter.mjs": "export let count = 0; export const bump = () => { count++; };",
		},
		events: [{}, {}],
	},
	{
		name: "assigning to an import",
		files: { "handler.mjs": 'import { x } from "./x.mjs"; export const handler = async () => { x = 2; };', "x.mjs": "export const x = 1;" },
	},
	{
		name: "assigning to a live import",
		files: {
			"handler.mjs": 'import { x } from "./x.mjs"; export const handler = async () => { x = 2; };',
			"x.mjs": "export let x = 1; x = 3;",
		},
	},
	{
		name: "an import that is no function",
		files: { "handler.mjs": 'import x from "./x.mjs"; export const handler = async () => x();', "x.mjs": "export default 1;" },
	},
	{
		name: "export * as, export * and their clash",
		files: {
			"handler.mjs": 'import * as all from "./all.mjs"; export const handler = async () => [Object.keys(all), all.ns.a, all.b];',
			"all.mjs": 'export * as ns from "./a.mjs"; export * from "./a.mjs"; export * from "./b.mjs";',
			"a.mjs": "export const a = 1, same = 1; export default 0;",
			"b.mjs": "export const b = 2, same = 2;",
		},
	},
	{
		name: "namespace objects",
		files: {
			"handler.mjs":
				'import * as all from "./a.mjs"; const refused = (change) => { try { change(); } catch (e) { return e.name; } }; export const handler = async () => [Object.getPrototypeOf(all) === null, Object.prototype.toString.call(all), Object.isExtensible(all), "toString" in all, refused(() => { all.a = 2; }), refused(() => { all.z = 2; }), refused(() => delete all.a), JSON.stringify(all)];',
			"a.mjs": "export const b = 2, a = 1; export default function () {}",
		},
	},
	{
		name: "default exports and their names",
		files: {
			"handler.mjs":
				'import f from "./f.mjs"; import c from "./c.mjs"; import a from "./a.mjs"; import n from "./n.mjs"; import g from "./g.mjs"; export const handler = async () => [f.name, c.name, a.name, n.name, g.name, [...g()]];',
			"f.mjs": "export default function () {}",
			"c.mjs": "export default class {}",
			"a.mjs": "export default () => 1",
			"n.mjs": "export default function named() {}",
			"g.mjs": "export default function* /* ( */ () { yield 1; }",
		},
	},
	{
		name: "order of evaluation with top-level await",
		files: {
			"handler.mjs":
				'import "./a.mjs"; import "./b.mjs"; globalThis.order.push("handler"); export const handler = async () => globalThis.order;',
			"a.mjs": '(globalThis.order ??= []).push("a1"); await null; globalThis.order.push("a2");',
			"b.mjs": '(globalThis.order ??= []).push("b1"); await null; globalThis.order.push("b2");',
		},
	},
	{
		name: "top-level await in a dependency of a dependency",
		files: {
			"handler.mjs": 'import { v } from "./a.mjs"; export const handler = async () => v;',
			"a.mjs": 'import { w } from "./b.mjs"; export const v = w + 1;',
			"b.mjs": "export const w = await new Promise((r) => setTimeout(r, 5, 41));",
		},
	},
	{
		name: "top-level await that rejects in a dependency",
		files: {
			"handler.mjs": 'import "./a.mjs"; export const handler = async () => 1;',
			"a.mjs": 'await Promise.reject(new RangeError("dep"));',
		},
	},
	{
		name: "for await at the top",
		files: {
			"handler.mjs": "const got = []; for await (const x of [Promise.resolve(1), 2]) got.push(x); export const handler = async () => got;",
		},
	},
	{
		name: "dynamic import of own files",
		files: {
			"handler.mjs":
				'export const handler = async (e) => { const m = await import("./lib.mjs"); const c = await import("./c.cjs"); const again = await import("./lib.mjs"); return [m.default, m.x, c.default, c.y, m === again, Object.keys(c)]; };',
			"lib.mjs": "export default 1; export const x = 2;",
			"c.cjs": "exports.y = 3;",
		},
	},
	{
		name: "dynamic import of a computed path",
		files: {
			"handler.mjs": "export const handler = async (e) => (await import(`./plugins/${e.name}.mjs`)).default;",
			"plugins/a.mjs": 'export default "A";',
			"plugins/b.mjs": 'export default "B";',
		},
		events: [{ name: "a" }, { name: "b" }, { name: "c" }],
	},
	{
		name: "dynamic import in CommonJS",
		files: {
			"handler.js":
				'exports.handler = async () => { const { x } = await import("./lib.mjs"); const fs = await import("node:path"); return [x, typeof fs.join, typeof fs.default.join]; };',
			"lib.mjs": "export const x = 1;",
		},
	},
	{
		name: "JSON with the attribute",
		files: {
			"handler.mjs":
				'import data from "./data.json" with { type: "json" }; export const handler = async () => [data.a, (await import("./data.json", { with: { type: "json" } })).default === data];',
			"data.json": '\ufeff{"a":1}',
		},
	},
	{
		name: "JSON without the attribute",
		files: { "handler.mjs": 'import data from "./data.json"; export const handler = async () => data.a;', "data.json": '{"a":1}' },
	},
	{
		name: "JSON without the attribute, dynamically",
		files: { "handler.mjs": 'export const handler = async () => import("./data.json");', "data.json": '{"a":1}' },
	},
	{
		name: "JSON of CommonJS",
		files: {
			"handler.js": 'const data = require("./data"); exports.handler = async () => [data, require("./data.json") === data];',
			"data.json": '{"a":[1]}',
		},
	},
	{ name: "JSON that is broken", files: { "handler.js": 'require("./data.json"); exports.handler = 1;', "data.json": '{"a":' } },
	{
		name: "JSON of an ES module that is broken",
		files: { "handler.mjs": 'import d from "./data.json" with { type: "json" }; export const handler = 1;', "data.json": '{"a":' },
	},
	{
		name: "import of CommonJS, default and named",
		files: {
			"handler.mjs":
				'import lib, { a, b } from "./lib.cjs"; import * as all from "./lib.cjs"; export const handler = async () => [lib, a, b, Object.keys(all)];',
			"lib.cjs":
				'exports.a = 1; module.exports.b = 2; exports["c"] = 3; Object.defineProperty(exports, "d", { enumerable: true, value: 4 }); exports.__esModule = true;',
		},
	},
	{
		name: "named imports of an object literal",
		files: {
			"handler.mjs":
				'import { a, b } from "./lib.cjs"; import * as all from "./lib.cjs"; export const handler = async () => [a, b, Object.keys(all)];',
			"lib.cjs": "const a = 1, b = 2; module.exports = { a, b: b, c: 3, d: 4 };",
		},
	},
	{
		name: "named imports through a re-export of CommonJS",
		files: {
			"handler.mjs": 'import { a } from "./index.cjs"; export const handler = async () => a;',
			"index.cjs": 'module.exports = require("./lib.cjs");',
			"lib.cjs": "exports.a = 1;",
		},
	},
	{
		name: "a named import that CommonJS does not show",
		files: {
			"handler.mjs": 'import { a } from "./lib.cjs"; export const handler = async () => a;',
			"lib.cjs": "module.exports = Object.assign({}, { a: 1 });",
		},
	},
	{
		name: "a named import that does not exist",
		files: {
			"handler.mjs": 'import { nope } from "./lib.mjs"; export const handler = async () => nope;',
			"lib.mjs": "export const yes = 1;",
		},
	},
	{
		name: "a named import that a built-in has not",
		files: { "handler.mjs": 'import { nope } from "node:path"; export const handler = async () => nope;' },
	},
	{
		name: "a default import that does not exist",
		files: { "handler.mjs": 'import lib from "./lib.mjs"; export const handler = async () => lib;', "lib.mjs": "export const yes = 1;" },
	},
	{
		name: "require of an ES module",
		files: { "handler.js": 'require("./lib.mjs"); exports.handler = 1;', "lib.mjs": "export const a = 1;" },
	},
	{
		name: "require of an ES module by package.json",
		files: {
			"handler.cjs": 'const run = () => require("./lib.js"); exports.handler = async () => run();',
			"lib.js": "export const a = 1;",
			"package.json": '{"type":"module"}',
		},
	},
	{ name: "a missing file of an ES module", files: { "handler.mjs": 'import "./missing.mjs"; export const handler = 1;' } },
	{
		name: "a missing file of an ES module, dynamically",
		files: {
			"handler.mjs":
				'export const handler = async () => { try { await import("./missing"); } catch (e) { return [e.code, e.message, e.url]; } };',
			"missing.js": "",
		},
	},
	{ name: "a folder of an ES module", files: { "handler.mjs": 'import "./lib"; export const handler = 1;', "lib/index.js": "" } },
	{
		name: "exports in an ES module of package.json",
		files: { "handler.js": "exports.handler = async () => 1;", "package.json": '{"type":"module"}' },
	},
	{ name: "__dirname in an ES module", files: { "handler.mjs": "const d = __dirname; export const handler = async () => d;" } },
	{
		name: "createRequire",
		files: {
			"handler.mjs":
				'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); const data = require("./data.json"); export const handler = async () => [data, require("./c.cjs"), require.resolve("./c.cjs"), typeof require("fs").readFileSync];',
			"data.json": '{"a":1}',
			"c.cjs": 'module.exports = "c";',
		},
	},
	{ name: "await at the top of CommonJS", files: { "handler.js": "const x = await Promise.resolve(1); exports.handler = async () => x;" } },
	{ name: "import.meta in CommonJS", files: { "handler.js": "exports.handler = async () => import.meta.url;" } },
	{ name: "the error null thrown by an ES module", files: { "handler.mjs": "throw null;" } },
	{
		name: "a module that failed stays failed by import",
		files: {
			"handler.mjs":
				'const tries = []; for (let i = 0; i < 2; i++) await import("./once.mjs").catch((e) => tries.push(e)); export const handler = async () => [tries[0] === tries[1], globalThis.n];',
			"once.mjs": 'globalThis.n = (globalThis.n ?? 0) + 1; throw new Error("x");',
		},
	},
];
