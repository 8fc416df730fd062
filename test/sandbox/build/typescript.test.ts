import { describe, expect, it } from "vitest";
import { endings, only, responses, traceOf } from "../lambda/run-project.ts";

const handler = "export const handler = async (event: unknown) => ";

/** What the handler returns. */
async function answer(files: Record<string, string>, name = "handler.handler"): Promise<unknown> {
	const trace = await traceOf(files, { handler: name });
	const { error } = only(endings(trace));
	return error ? `${error.errorType}: ${error.errorMessage}` : only(responses(trace));
}

describe("TypeScript is taken as bundlers take it (L72)", () => {
	it.each<[string, Record<string, string>, unknown]>([
		["enums, also constant ones", { "handler.ts": `enum C { Red = "r" } const enum N { A = 4 } ${handler}[C.Red, N.A];` }, ["r", 4]],
		["namespaces", { "handler.ts": `namespace N { export const a = 1; } ${handler}N.a;` }, 1],
		[
			"import = require",
			{
				"handler.ts": `import fs = require("node:path"); import lib = require("./lib"); ${handler}[typeof fs.join, lib.x];`,
				"lib.ts": "export const x = 1;",
			},
			["function", 1],
		],
		["export =", { "handler.ts": "const handler = async () => 'whole'; export = { handler };" }, "whole"],
		[
			"import beside exports.x",
			{ "handler.ts": 'import { x } from "./lib"; exports.handler = async () => x;', "lib.ts": "export const x: number = 1;" },
			1,
		],
		[
			"require beside export",
			{
				"handler.ts": `const lib = require("./lib"); ${handler}[lib.x, typeof __filename, typeof module];`,
				"lib.ts": "export const x: number = 1;",
			},
			[1, "string", "object"],
		],
		[
			"files by the ending .js, or without one",
			{
				"handler.ts": `import { x } from "./lib.js"; import { y } from "./y"; ${handler}[x, y];`,
				"lib.ts": "export const x = 1;",
				"y/index.ts": "export const y = 2;",
			},
			[1, 2],
		],
		[
			"a default export that CommonJS marks",
			{
				"handler.ts": `import d, { n } from "./lib.cjs"; import * as all from "./lib.cjs"; ${handler}[d, n, all.n];`,
				"lib.cjs": 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = "D"; exports.n = 1;',
			},
			["D", 1, 1],
		],
		[
			"names that CommonJS does not show",
			{
				"handler.ts": `import d, { n } from "./lib.cjs"; import * as all from "./lib.cjs"; ${handler}[d, n, all.n, Object.keys(all)];`,
				"lib.cjs": "module.exports = Object.assign({}, { n: 1 });",
			},
			[{ n: 1 }, 1, 1, ["default", "n"]],
		],
		["JSON without an attribute", { "handler.ts": `import data from "./data.json"; ${handler}data;`, "data.json": '{"a":1}' }, { a: 1 }],
		["top-level await", { "handler.ts": `const x: number = await Promise.resolve(3); ${handler}x;` }, 3],
		[
			"imports of types only",
			{ "handler.ts": `import type { X } from "./nope"; import { type Y } from "./y"; ${handler}1;`, "y.ts": "export type Y = 1;" },
			1,
		],
		[
			"files that import each other in a circle",
			{
				"handler.ts": `import { A } from "./a"; ${handler}new A().b();`,
				"a.ts": 'import { B } from "./b"; export class A { b() { return new B().name(); } }',
				"b.ts": 'import { A } from "./a"; export class B { name() { return A.name; } }',
			},
			"A",
		],
		["a computed path", { "handler.ts": `${handler}(await import("./p/" + "a")).default;`, "p/a.ts": "export default 1;" }, 1],
		["packages by name, in CommonJS", { "handler.ts": `import { chunk } from "lodash"; ${handler}chunk([1, 2], 1);` }, [[1], [2]]],
		[
			"decorators of the language",
			{
				"handler.ts": `const log: string[] = []; function d(fn: any, c: any) { log.push(c.kind + c.name); return fn; } class A { @d m() {} } ${handler}log;`,
			},
			["methodm"],
		],
		[
			"the older decorators, when tsconfig.json says so",
			{
				"tsconfig.json": '{ // as TypeScript allows it\n "compilerOptions": { "experimentalDecorators": true, /* and */ }, }',
				"handler.ts": `const log: string[] = []; function d(t: any, key: string) { log.push(key); } class A { @d m() {} } ${handler}log;`,
			},
			["m"],
		],
		[
			"files of both systems of modules",
			{ "handler.mts": `import { x } from "./lib.cjs"; ${handler}x;`, "lib.cts": "exports.x = __filename;" },
			"/var/task/lib.cts",
		],
		["its own CommonJS", { "handler.cts": "exports.handler = async () => __dirname;" }, "/var/task"],
	])("with %s", async (_, files, expected) => {
		expect(await answer(files)).toEqual(expected);
	});

	it("with the default export as the handler", async () => {
		expect(await answer({ "handler.ts": "export default async () => 1;" }, "handler.default")).toBe(1);
	});

	it("and its errors have the place in the file as it was written (L87)", async () => {
		const source = `type A = {\n\ta: 1;\n};\n${handler}{\n\tconst a: any = undefined;\n\treturn a.b;\n};`;
		expect(only(endings(await traceOf({ "handler.ts": source }))).error?.place).toEqual({ file: "handler.ts", line: 6, column: 11 });
	});
});
