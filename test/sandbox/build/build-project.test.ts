import { SourceMap } from "node:module";
import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { MAX_BYTES, MAX_FILES } from "#sandbox/build/project-files.ts";
import { built, endings, responses, template, traceOf } from "../lambda/run-project.ts";

const sam = { "template.yaml": template() };
const answer = async (files: Record<string, string>, handler?: string) => responses(await traceOf(files, handler ? { handler } : {}))[0];
async function problemsOf(files: Record<string, string>) {
	const result = await buildProject({ files: { ...sam, ...files } });
	return result.ok ? [] : result.problems;
}
const codeOf = async (files: Record<string, string>) => (await built({ ...sam, ...files })).functions[0]?.code;

describe("imports", () => {
	it("take relative files, JSON and CommonJS together", async () => {
		const files = {
			"handler.mjs": `import { tax } from "./lib/tax.mjs";
import rates from "./rates.json" with { type: "json" };
import round from "./lib/round.cjs";
export const handler = async () => round(tax(100, rates.vat));`,
			"lib/tax.mjs": "export const tax = (net, rate) => net * rate + 0.004;",
			"lib/round.cjs": 'const { digits } = require("../digits"); module.exports = (n) => Number(n.toFixed(digits));',
			"digits.js": "exports.digits = 2;",
			"rates.json": '{"vat":0.19}',
		};
		expect(await answer(files)).toBe(19);
	});

	it("load built-in modules that are simulated, with and without node:", async () => {
		const source = `import { join } from "path"; import { format } from "node:util";
export const handler = async () => format("%s", join("a", "..", "b"));`;
		expect(await answer({ "handler.mjs": source })).toBe("b");
	});

	it("await at the top level", async () => {
		expect(await answer({ "handler.mjs": "const n = await Promise.resolve(4); export const handler = async () => n;" })).toBe(4);
	});

	it("of a package name it, the place, and what is simulated", async () => {
		const [problem] = await problemsOf({ "handler.mjs": '\n  import _ from "ramda";\nexport const handler = _;' });
		expect(problem).toEqual({
			message: 'The package "ramda" is not simulated and cannot be installed here.',
			place: { file: "handler.mjs", line: 2, column: 17 },
			cure: expect.stringContaining("Import files of the project by ./"),
		});
	});

	it.each(["node:nonsense", "node:sqlite"])("of the built-in %s name it and what is simulated", async (name) => {
		const [problem] = await problemsOf({ "handler.mjs": `import * as x from "${name}"; export const handler = x;` });
		expect(problem?.message).toBe(`The built-in module "${name}" is not simulated.`);
		expect(problem?.place).toEqual({ file: "handler.mjs", line: 1, column: 20 });
		expect(problem?.cure).toMatch(/node:crypto.*fetch/);
	});

	it("of a file that is not there are an error of INIT (L68)", async () => {
		const errorOf = async (files: Record<string, string>) => endings(await traceOf(files))[0]?.error?.errorMessage;
		expect(await errorOf({ "handler.mjs": 'import "./lib"; export const handler = 1;', "lib.js": "" })).toBe(
			`Cannot find module '/var/task/lib' imported from /var/task/handler.mjs\nDid you mean to import "./lib.js"?`,
		);
		expect(await errorOf({ "handler.js": 'require("./lib"); exports.handler = 1;', "lib.mjs": "" })).toBe(
			"Error: Cannot find module './lib'\nRequire stack:\n- /var/task/handler.js",
		);
	});
});

describe("a .js file", () => {
	const esm = "export const handler = async () => 1;";

	it("is taken by the nearest package.json (L65)", async () => {
		const files = {
			"handler.js": 'import one from "./lib/one.js"; export const handler = async () => one;',
			"package.json": '{"type":"module"}',
			"lib/one.js": "module.exports = 1;",
			"lib/package.json": "{}",
		};
		expect(await answer(files)).toBe(1);
	});

	it("is CommonJS without one, and ESM syntax in it is an error of INIT with its place (L71)", async () => {
		expect(endings(await traceOf({ "handler.js": `\n${esm}` }))[0]?.error).toMatchObject({
			errorType: "Runtime.UserCodeSyntaxError",
			errorMessage: "SyntaxError: Unexpected token 'export'",
			place: { file: "handler.js", line: 2, column: 1 },
		});
	});

	it.each(["not json", "[]", "null", '{"__proto__":{"type":"module"}}'])("is CommonJS beside the package.json %s", async (manifest) => {
		expect(await codeOf({ "handler.js": esm, "package.json": manifest })).toMatchObject({
			syntaxErrors: [{ file: "handler.js", line: 1 }],
		});
	});
});

describe("a syntax error", () => {
	it("has place and cure", async () => {
		expect(await problemsOf({ "handler.mjs": "export const handler = async () => {\n\treturn 1;\n" })).toEqual([
			{
				message: "Unexpected end of file",
				place: { file: "handler.mjs", line: 3, column: 1 },
				cure: "A bracket, brace or quote that was opened is not closed.",
			},
		]);
	});

	it("of deep nesting is a problem of that build only", async () => {
		const deep = problemsOf({ "handler.mjs": "(".repeat(300_000) });
		expect((await deep)[0]).toMatchObject({ message: expect.stringContaining("gave up"), cure: expect.stringContaining("nesting") });
		expect((await codeOf({ "handler.mjs": "export const handler = 1;" }))?.script).toContain("handler = 1");
	});
});

describe("the disk", () => {
	/** Problems of the build, or the error of the first invocation, as text. */
	async function outcomeOf(files: Record<string, string>): Promise<string> {
		const problems = await problemsOf(files);
		if (problems.length > 0) return problems.map(({ message }) => message).join();
		return `${endings(await traceOf(files, {}, { events: ["wd"] }))[0]?.error?.errorMessage}`;
	}

	it.each([
		"../../etc/passwd",
		"./../../../../../../../etc/passwd",
		"/etc/passwd",
		"/var/task/../../etc/passwd",
		"file:///etc/passwd",
		"data:text/javascript,1",
		"https://example.com/x.mjs",
		"./package.json",
		"#sandbox/outcome.ts",
	])("is never touched by the import of %s", async (specifier) => {
		const imported = await outcomeOf({ "handler.mjs": `import ${JSON.stringify(specifier)}; export const handler = 1;` });
		const required = await outcomeOf({ "handler.mjs": "", "handler.js": `require(${JSON.stringify(specifier)});` });
		for (const outcome of [imported, required])
			expect(outcome).toMatch(/not simulated|Cannot find module|needs an import attribute|is not defined/);
	});

	// The project's own package.json is found from the working directory, /etc/passwd from anywhere: both exist where this runs.
	const climb = "../".repeat(20);
	it.each([
		['import("./package" + e)', "import"],
		["import(`./package${e}`)", "import"],
		["import(`./sandbox/build/${e}.ts`)", "import"],
		[`import("${climb}etc/pass" + e)`, "import"],
		['import(/* "./x.mjs") */ "./package" + e)', "import"],
		['import("\\x2e/package" + e)', "import"],
		['import(e ? "./package" + e : "./handler.mjs")', "import"],
		['require("./package" + e)', "require"],
		['(require)("./package" + e)', "require"],
		['\\u0072equire("./package" + e)', "require"],
		['require?.("./package" + e)', "require"],
		['require.resolve("./package" + e)', "require"],
		['module.require("./package" + e)', "require"],
		['module["require"]("./package" + e)', "require"],
		["require('module').createRequire('/etc/x.js')('./pass' + e)", "require"],
	])("is never searched by %s", async (call, name) => {
		const file = name === "import" ? "handler.mjs" : "handler.js";
		const head = name === "import" ? "export const handler =" : "exports.handler =";
		expect(await outcomeOf({ [file]: `${head} async (e) => ${call};` })).toMatch(/^(?:Error: )?Cannot find module/);
	});

	it("stays out of it when the path is plain", async () => {
		const source = 'export const handler = async () => (await import("./lib.mjs", { with: {} })).n + (await import(`./lib.mjs`)).n;';
		expect(await answer({ "handler.mjs": source, "lib.mjs": "export const n = 1;" })).toBe(2);
	});
});

describe("files", () => {
	it.each([
		"../x.mjs",
		"/x.mjs",
		"a//b",
		"a/./b",
		"__proto__",
		"a/__proto__/b",
		"a\\b",
		"x\0.mjs",
		"",
		"C:x",
		"ü.mjs",
		`${"a".repeat(256)}`,
	])("named %j are refused", async (path) => {
		const files = Object.fromEntries([...Object.entries(sam), ["handler.mjs", "export const handler = 1;"], [path, ""]]);
		const result = await buildProject({ files });
		expect(result).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining("not a path that can be taken") }] });
	});

	it("are at most fifty", async () => {
		const files = (count: number) => Object.fromEntries(Array.from({ length: count - 2 }, (_, n) => [`f${n}.mjs`, ""]));
		const own = { "handler.mjs": "export const handler = 1;" };
		expect(await problemsOf({ ...own, ...files(MAX_FILES) })).toEqual([]);
		expect((await problemsOf({ ...own, ...files(MAX_FILES + 1) }))[0]?.message).toBe("The project has 51 files; at most 50 are taken.");
	});

	it("are at most one megabyte together, in bytes of UTF-8", async () => {
		const [problem] = await problemsOf({ "handler.mjs": "export const handler = 1;", "a.txt": "é".repeat(MAX_BYTES / 2) });
		expect(problem?.message).toMatch(/at most 1048576 \(1 MB\) are taken/);
	});

	it("are text", async () => {
		const files = { ...sam, "a.txt": 5 as unknown as string };
		expect(await buildProject({ files })).toMatchObject({ ok: false, problems: [{ message: '"a.txt" is not text.' }] });
	});

	it("include a template", async () => {
		expect(await buildProject({ files: { "handler.mjs": "" } })).toMatchObject({
			ok: false,
			problems: [{ message: "The project has no template.yaml." }],
		});
	});
});

describe("the built project", () => {
	const files = {
		...sam,
		"handler.mjs": 'import { total } from "./lib/total.mjs";\nexport const handler = async (event) => total(event.items);\n',
		"lib/total.mjs": 'export function total(items) {\n\tif (!items) throw new TypeError("no items");\n\treturn items.length;\n}\n',
	};

	it("is plain JSON", async () => {
		const project = await built(files);
		expect(JSON.parse(JSON.stringify(project))).toStrictEqual(project);
	});

	it("is identical for the same input twice", async () => {
		expect(JSON.stringify(await built(files))).toBe(JSON.stringify(await built(files)));
	});

	it("leads from the script to the learner's own line", async () => {
		const code = await codeOf(files);
		if (!code) throw new Error("It did not build.");
		const lines = code.script.split("\n");
		const line = lines.findIndex((text) => text.includes("new TypeError"));
		const map = new SourceMap(JSON.parse(code.sourceMap));
		expect(map.findEntry(line, lines[line]?.indexOf("new TypeError") ?? 0)).toMatchObject({
			originalSource: "lib/total.mjs",
			originalLine: 1,
			originalColumn: 19,
		});
	});

	it("charges the learner's own bytes only", async () => {
		const code = await codeOf(files);
		const expected = files["handler.mjs"].length + files["lib/total.mjs"].length;
		expect(code).toMatchObject({ sourceBytes: expected, commonJs: [] });
	});

	it("carries a missing handler file as the error that Lambda reports at INIT (L68)", async () => {
		expect(endings(await traceOf({}))[0]?.error?.errorType).toBe("Runtime.ImportModuleError");
	});

	it("says that TypeScript is compiled here only (L72)", async () => {
		const { notSimulated } = await built({ ...sam, "handler.ts": "export const handler = async (): Promise<number> => 1;" });
		expect(notSimulated).toEqual([expect.objectContaining({ what: "handler.ts is TypeScript" })]);
	});
});
