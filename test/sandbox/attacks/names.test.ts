import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { endings, only, outcomeOf, responses, template, traceOf } from "../lambda/run-project.ts";

const good = { "handler.mjs": "export const handler = async () => 1;" };
const problemsOf = async (files: Record<string, string>) => {
	const result = await buildProject({ files: { "template.yaml": template(), ...good, ...files } });
	return result.ok ? [] : result.problems.map((problem) => problem.message);
};

describe("the path of a file (S1)", () => {
	it.each([
		"../outside.js",
		"a/../../outside.js",
		"/etc/passwd",
		"//host/share.js",
		"C:\\windows.js",
		"a\\b.js",
		"a//b.js",
		"./a.js",
		"a/./b.js",
		"a/",
		" a.js",
		"a\u0000.js",
		"a\n.js",
		"a\u202ejs.txt",
		"ä.js",
		"~/a.js",
		"$HOME/a.js",
		"a|b.js",
		"file:a.js",
		"%2e%2e/a.js",
		"__proto__/a.js",
		"a/__proto__",
		`${"a".repeat(256)}.js`,
		"",
	])("%j is refused by name", async (path) => {
		expect(await problemsOf({ [path]: "export default 1;" })).toEqual([expect.stringMatching(/is not a path that can be taken/)]);
	});

	it.each(["constructor.mjs", "toString.mjs", "hasOwnProperty.mjs", "prototype/valueOf.mjs", "then.mjs"])(
		"%s is a name like any other",
		async (path) => {
			const source = {
				"handler.mjs": `import { x } from "./${path}"; export const handler = async () => x;`,
				[path]: "export const x = 7;",
			};
			expect(only(responses(await traceOf(source)))).toBe(7);
		},
	);
});

describe("a handler string (S1)", () => {
	it.each([
		["handler.__proto__", "Runtime.HandlerNotFound"],
		["handler.handler.constructor", "Runtime.HandlerNotFound"],
		["__proto__.handler", "Runtime.ImportModuleError"],
		["constructor.handler", "Runtime.ImportModuleError"],
		["/etc/passwd.handler", "Runtime.ImportModuleError"],
		["..handler", "Runtime.MalformedHandlerName"],
		["a/../../b.handler", "Runtime.MalformedHandlerName"],
		["node:fs.readFileSync", "Runtime.ImportModuleError"],
		["child_process.execSync", "Runtime.ImportModuleError"],
	])("%s leads to %s", async (handler, errorType) => {
		expect(only(endings(await traceOf(good, { handler }))).error?.errorType).toBe(errorType);
	});
});

describe("a name in a template (S6)", () => {
	it.each(["constructor", "toString", "hasOwnProperty", "valueOf", "then", "length"])(
		"%s as a logical id is a function like any other",
		async (id) => {
			const outcome = await outcomeOf({ ...good, "template.yaml": template().replace("  Fn:", `  ${id}:`) });
			expect(outcome.status).toBe("completed");
			expect(responses(outcome.trace)).toEqual([1]);
			expect(outcome.trace.functions.map((fn) => fn.name)).toEqual([id]);
		},
	);

	it.each(["constructor", "toString", "hasOwnProperty", "PATH", "NODE_OPTIONS", "NODE_PATH", "TZ", "LD_PRELOAD"])(
		"%s as a variable changes the function's own variables only",
		async (name) => {
			const source = {
				"handler.mjs": `export const handler = async () => [process.env[${JSON.stringify(name)}], new Date(0).getHours()];`,
			};
			const before = process.env[name];
			expect(only(responses(await traceOf(source, { variables: { [name]: "mine" } })))).toEqual(["mine", 0]);
			expect(process.env[name]).toBe(before);
		},
	);

	it.each(["constructor", "then", "toString", "length"])("%s in an event is data", async (key) => {
		const event = JSON.parse(`{"${key}": {"polluted": true}}`);
		const source = { "handler.mjs": "export const handler = async (event) => [Object.keys(event), ({}).polluted === undefined];" };
		expect(only(responses(await traceOf(source, {}, { events: [event] })))).toEqual([[key], true]);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it("__proto__ in an event gives nothing to any other object", async () => {
		const event = JSON.parse('{"__proto__": {"polluted": true}, "list": [{"__proto__": {"polluted": true}}]}');
		const source = {
			"handler.mjs": "export const handler = async (event) => [{}, [], event, event.list].map((it) => it.polluted ?? 'clean');",
		};
		expect(only(responses(await traceOf(source, {}, { events: [event] })))).toEqual(["clean", "clean", "clean", "clean"]);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});
