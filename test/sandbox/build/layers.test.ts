import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { readStack } from "#sandbox/template/read-stack.ts";

const LAYERS = `  Common: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/common/ } }
  Later: { Type: AWS::Lambda::LayerVersion, Properties: { LayerName: later, Content: layers/later } }
`;
const template = (layers: string, runtime = "nodejs24.x", more = "") => `Transform: AWS::Serverless-2016-10-31
Resources:
${LAYERS}  Fn: { Type: AWS::Serverless::Function, Properties: { CodeUri: src/, Handler: app.handler, Runtime: ${runtime}, Layers: ${layers}${more} } }
`;
const BOTH = "[!Ref Common, !Ref Later]";

/** What the handler returns, or the error that it ended with. */
async function answered(files: Record<string, string>) {
	const result = await buildProject({ files });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	const scenario = scenarioSchema.parse({ seed: 1, traffic: [{ at: 0, event: {} }] });
	const outcome = simulate({ built: result.built, scenario, limits: defaultLimits, guestLibrary: await buildGuestLibrary() });
	if (outcome.status !== "completed") throw new Error(outcome.message);
	const [invocation] = reportOf(outcome.trace).invocations;
	return invocation?.error ?? invocation?.response;
}
const packageOf = (name: string, value: string) => ({
	[`nodejs/node_modules/${name}/package.json`]: JSON.stringify({ name, main: "index.js" }),
	[`nodejs/node_modules/${name}/index.js`]: `module.exports = { from: ${JSON.stringify(value)}, file: __filename };`,
});
const inFolder = (folder: string, files: Record<string, string>) =>
	Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

describe("a package in a layer (L238)", () => {
	it.each([
		["require", "app.js", 'const it = require("greeting"); exports.handler = async () => it;'],
		["import", "app.mjs", 'import it from "greeting"; export const handler = async () => it;'],
	])("is found by %s in the folders of NODE_PATH under /opt", async (_, file, source) => {
		const files = {
			"template.yaml": template(BOTH),
			[`src/${file}`]: source,
			...inFolder("layers/common", packageOf("greeting", "common")),
		};
		expect(await answered(files)).toEqual({ from: "common", file: "/opt/nodejs/node_modules/greeting/index.js" });
	});

	it("is that of the later layer when two have it (L238)", async () => {
		const files = {
			"src/app.js": 'exports.handler = async () => require("greeting").from;',
			...inFolder("layers/common", packageOf("greeting", "common")),
			...inFolder("layers/later", packageOf("greeting", "later")),
		};
		expect(await answered({ "template.yaml": template(BOTH), ...files })).toBe("later");
		expect(await answered({ "template.yaml": template("[!Ref Later, !Ref Common]"), ...files })).toBe("common");
	});

	it("for a version of Node.js comes before one for all, and not for another version", async () => {
		const files = (runtime: string) => ({
			"template.yaml": template("[!Ref Common]", runtime),
			"src/app.js": 'exports.handler = async () => require("greeting").from;',
			...inFolder("layers/common", packageOf("greeting", "all")),
			"layers/common/nodejs/node24/node_modules/greeting/index.js": 'exports.from = "24";',
		});
		expect(await answered(files("nodejs24.x"))).toBe("24");
		expect(await answered(files("nodejs22.x"))).toBe("all");
	});

	it("of the function itself comes first", async () => {
		const files = {
			"template.yaml": template("[!Ref Common]"),
			"src/app.js": 'exports.handler = async () => require("greeting").from;',
			"src/node_modules/greeting/index.js": 'exports.from = "task";',
			...inFolder("layers/common", packageOf("greeting", "layer")),
		};
		expect(await answered(files)).toBe("task");
	});
});

describe("files of a layer", () => {
	it("are imported by their absolute path, import each other, and are seen by fs", async () => {
		const files = {
			"template.yaml": template("[!Ref Common]"),
			"src/app.mjs": `import { readFileSync, readdirSync } from "node:fs";
import { shout } from "/opt/nodejs/shout.mjs";
export const handler = async () => [shout("hi"), readdirSync("/opt"), readFileSync("/opt/words.txt", "utf8"), import.meta.url];`,
			"layers/common/nodejs/shout.mjs":
				'import { suffix } from "./lib/suffix.mjs"; export const shout = (text) => text.toUpperCase() + suffix + import.meta.filename;',
			"layers/common/nodejs/lib/suffix.mjs": 'export const suffix = "! ";',
			"layers/common/words.txt": "some words",
		};
		expect(await answered(files)).toEqual(["HI! /opt/nodejs/shout.mjs", ["nodejs", "words.txt"], "some words", "file:///var/task/app.mjs"]);
	});

	it("stand in stack traces under /opt", async () => {
		const files = {
			"template.yaml": template("[!Ref Common]"),
			"src/app.js": 'exports.handler = async () => require("/opt/nodejs/fails")();',
			"layers/common/nodejs/fails.js": 'module.exports = function fails() {\n\tthrow new Error("in a layer");\n};',
		};
		expect(await answered(files)).toMatchObject({
			errorMessage: "in a layer",
			trace: expect.arrayContaining([expect.stringMatching(/fails \(\/opt\/nodejs\/fails\.js:2:/)]),
		});
	});

	it("of a folder that has a package.json are put into nodejs, as sam build does", async () => {
		const files = {
			"template.yaml": template("[!Ref Common]"),
			"src/app.js": 'exports.handler = async () => require("/opt/nodejs/words").words;',
			"layers/common/package.json": "{}",
			"layers/common/words.js": 'exports.words = "built";',
		};
		expect(await answered(files)).toBe("built");
	});
});

describe("layers of a function", () => {
	const read = (layers: string) => readStack("template.yaml", template(layers), "eu-central-1");
	const problemsOf = (layers: string) => {
		const result = read(layers);
		return result.ok ? [] : result.problems.map(({ message, place }) => `${place?.line}: ${message}`);
	};
	const arn = (name: string, version: number) => `arn:aws:lambda:eu-central-1:123456789012:layer:${name}:${version}`;

	it.each([
		[
			"more than five",
			`[${[1, 2, 3, 4, 5, 6].map((n) => arn(`l${n}`, 1)).join(", ")}]`,
			/^5: Layers: Cannot reference more than 5 layers\.$/,
		],
		["two versions of one", `[${arn("x", 1)}, ${arn("x", 2)}]`, /^5: Two different versions of the same layer are not allowed/],
		[
			"an ARN without a version",
			"[arn:aws:lambda:eu-central-1:123456789012:layer:x]",
			/^5: Value .* at 'layers' failed to satisfy constraint/,
		],
	])("are refused when they are %s (L238)", (_, layers, message) => {
		expect(problemsOf(layers)).toEqual([expect.stringMatching(message)]);
	});

	it("that are elsewhere are named with their line; of Powertools the packages are there", () => {
		const result = read(`[${arn("x", 1)}, "arn:aws:lambda:eu-central-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:41"]`);
		expect(result.ok && result.notSimulated.map(({ line, what }) => [line, what])).toEqual([[5, `the layer ${arn("x", 1)}`]]);
	});
});
