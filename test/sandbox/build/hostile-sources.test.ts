import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { endings, only, responses, template, traceOf } from "../lambda/run-project.ts";

const handler = "export const handler = async (a) => 1;";

async function problemOf(files: Record<string, string>) {
	const result = await buildProject({ files: { "template.yaml": template(), ...files } });
	return result.ok ? undefined : result.problems[0];
}
const answer = async (files: Record<string, string>) => only(responses(await traceOf(files)));
const errorOf = async (files: Record<string, string>) => only(endings(await traceOf(files))).error;

describe("a source that is nested too deeply is a problem of its build, with the file and what to do (S3)", () => {
	it.each([
		["brackets that nobody closes", "(".repeat(400_000)],
		["lists", `${handler} const a = ${"[".repeat(30_000)}${"]".repeat(30_000)};`],
		["templates", `${handler} const a = ${"`${".repeat(10_000)}1${"}`".repeat(10_000)};`],
		["sums", `${handler} const a = ${"1+".repeat(200_000)}1;`],
		["calls", `${handler} const a = (b) => b${".c()".repeat(50_000)};`],
		["else if", `export const handler = async (a) => { ${"if (a) {} else ".repeat(3_000)}{} };`],
		["functions", `${handler} ${"(() => {".repeat(20_000)}${"})".repeat(20_000)}`],
		["blocks", `${handler} ${"{".repeat(20_000)}${"}".repeat(20_000)}`],
		["classes", `${handler} ${"(class { static x = ".repeat(5_000)}1${"})".repeat(5_000)}`],
		["unary operators", `${handler} const a = ${"!".repeat(100_000)}1;`],
	])("by %s", async (_, source) => {
		const problem = await problemOf({ "handler.mjs": source });
		expect(problem).toMatchObject({ place: { file: "handler.mjs" }, cure: expect.stringMatching(/nesting|closed|this place/) });
		expect(await answer({ "handler.mjs": handler })).toBe(1);
	});

	it("in TypeScript as well", async () => {
		const source = `${handler.replace("(a)", "(a: unknown)")} const a: unknown = ${"[".repeat(200_000)}${"]".repeat(200_000)};`;
		expect(await problemOf({ "handler.ts": source })).toMatchObject({ cure: expect.stringContaining("nesting") });
		expect(await answer({ "handler.mjs": handler })).toBe(1);
	});

	it("while what people write runs: long sums of texts, and many branches", async () => {
		const branches = Array.from({ length: 300 }, (_, n) => `if (a === ${n}) { x = ${n}; } else `).join("");
		const source = `const text = ${"'x' + ".repeat(2_000)}''; export const handler = async (a) => { let x; ${branches}{ x = -1; } return [text.length, x]; };`;
		expect(await answer({ "handler.mjs": source })).toEqual([2_000, -1]);
	});
});

describe("a source of unusual form runs (S3)", () => {
	it.each<[string, Record<string, string>, unknown]>([
		[
			"one line of 800,000 characters",
			{ "handler.mjs": `export const handler = async () => 1;const a = () => {};${"a();".repeat(200_000)}` },
			1,
		],
		[
			"a million lines",
			{ "handler.mjs": `export const handler = async () => new Error().stack.length > 0;\n${"\n".repeat(1_000_000)}` },
			true,
		],
		[
			"fifty thousand variables",
			{ "handler.mjs": `${handler} const {${Array.from({ length: 50_000 }, (_, n) => `a${n}`).join()}} = {};` },
			1,
		],
		[
			"a live import that is used a hundred thousand times",
			{
				"handler.mjs": `import { x } from "./x.mjs"; export const handler = async () => [${"x,".repeat(100_000)}].length;`,
				"x.mjs": "export let x = 1; x++;",
			},
			100_000,
		],
		["forty thousand imports of itself", { "handler.mjs": `${"import './handler.mjs';".repeat(40_000)}${handler}` }, 1],
		[
			"files that export each other's exports",
			Object.fromEntries([
				[
					"handler.mjs",
					"export * from './m0.mjs'; import * as all from './m0.mjs'; export const handler = async () => Object.keys(all).length;",
				],
				...Array.from({ length: 30 }, (_, n) => [
					`m${n}.mjs`,
					`${Array.from({ length: 30 }, (__, k) => `export * from './m${k}.mjs';`).join("")} export const x${n} = 1;`,
				]),
			]),
			30,
		],
		[
			"NUL and lone surrogates in texts",
			{ "handler.mjs": "export const handler = async () => ['a\0b'.length, '\ud800x'.length];" },
			[3, 2],
		],
		[
			"a comment that HTML knows, in texts",
			{ "handler.mjs": "let x = 5, y = 3; export const handler = async () => ['<!--', x<!--y];" },
			["<!--", false],
		],
		[
			"a comment that HTML knows, in CommonJS",
			{ "handler.js": "var x = 1; <!-- x = 2\nx++;\n--> x = 9\nexports.handler = async () => x;" },
			2,
		],
		[
			"JSON nested a hundred thousand times",
			{ "handler.js": "require('./d.json'); exports.handler = async () => 1;", "d.json": "[".repeat(100_000) + "]".repeat(100_000) },
			1,
		],
		[
			"package.json that leads in a circle",
			{
				"handler.mjs": "export const handler = async () => import('#a').catch((e) => e.code);",
				"package.json": '{"imports":{"#a":"#b","#b":"#a"}}',
			},
			"ERR_MODULE_NOT_FOUND",
		],
		[
			"package.json that exports itself",
			{
				"handler.mjs": "export const handler = async () => import('me').catch((e) => e.code);",
				"package.json": '{"name":"me","exports":{".":"me"}}',
			},
			"ERR_INVALID_PACKAGE_TARGET",
		],
		[
			"package.json with conditions in conditions",
			{
				"handler.mjs": "export const handler = async () => import('#a').catch((e) => e.code);",
				"package.json": `{"imports":{"#a":${'{"import":'.repeat(20_000)}"./x.mjs"${"}".repeat(20_000)}}}`,
			},
			"ERR_PACKAGE_IMPORT_NOT_DEFINED",
		],
		["tsconfig.json that is nested", { "handler.ts": handler, "tsconfig.json": `{"compilerOptions":${"[".repeat(90_000)}` }, 1],
		[
			"names that the meter would give",
			{
				"handler.js":
					"var \\u005f_steps = 1, __overrun = 2, __imports = 3; exports.handler = async () => { for (let i = 0; i < 9; i++); return [__steps, __overrun, __imports]; };",
			},
			[1, 2, 3],
		],
	])("%s", async (_, files, expected) => {
		expect(await answer(files)).toEqual(expected);
	});

	it.each([
		["\\n", "\n"],
		["\\r\\n", "\r\n"],
		["\\r", "\r"],
		["U+2028", "\u2028"],
	])("with lines that end in %s, and errors have their line", async (_, end) => {
		const source = ["export const a = 1;", "export const handler = async () => {", "\tthrow new Error('x');", "};", ""].join(end);
		expect((await errorOf({ "handler.mjs": source }))?.place).toEqual({ file: "handler.mjs", line: 3, column: 8 });
	});

	it("with a syntax error that only V8 knows is a problem of the build, never a fault of the run", async () => {
		const problem = await problemOf({ "handler.mjs": `${handler} const a = /(?<n>a)|(?<n>b)[/;` });
		expect(problem?.message).toBeDefined();
	});
});
