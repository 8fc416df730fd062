import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { endings, traceOf } from "../lambda/run-project.ts";

const MIXED = `Transform: AWS::Serverless-2016-10-31
Resources:
  Whole:
    Type: AWS::Serverless::Function
    Properties: { Handler: whole.handler, Runtime: nodejs22.x }
  Lacking:
    Type: AWS::Serverless::Function
    Properties: { Handler: lacking.handler, Runtime: nodejs22.x }
`;
const whole = 'exports.handler = async () => "whole";';
const traffic = { traffic: ["Whole", "Lacking"].map((name, i) => ({ at: i * 1000, function: name, event: {} })) };
const lacking = (files: Record<string, string>) => ({ "template.yaml": MIXED, "whole.js": whole, ...files });

describe("a package that cannot be had", () => {
	it.each([
		[
			"lacking.js",
			'require("sharp"); exports.handler = async () => 1;',
			"Runtime.ImportModuleError",
			"Error: Cannot find module 'sharp'\nRequire stack:\n- /var/task/lacking.js\n- /var/runtime/index.mjs",
		],
		[
			"lacking.mjs",
			'import "sharp"; export const handler = async () => 1;',
			"Error",
			"Cannot find package 'sharp' imported from /var/task/lacking.mjs",
		],
	])(
		"makes its function fail at INIT, as without it in node_modules, and the others run: %s (L71)",
		async (path, source, errorType, errorMessage) => {
			const trace = await traceOf(lacking({ [path]: source }), {}, traffic);
			expect(endings(trace)).toMatchObject([{ response: '"whole"' }, { error: { errorType, errorMessage } }]);
		},
	);

	it("is named with the line of the function", async () => {
		const result = await buildProject({ files: lacking({ "lacking.js": 'require("sharp");' }) });
		expect(result).toMatchObject({ ok: true, built: { functions: [{ name: "Whole" }, { name: "Lacking" }] } });
		expect(result.ok && result.built.notSimulated).toEqual([
			{
				line: 6,
				what: 'the package "sharp", which lacking.js imports',
				consequence: "It cannot be installed here: Lacking fails at INIT, as on Lambda when no node_modules has it.",
			},
		]);
	});

	it("is a problem of the build when no function would be left to run", async () => {
		const result = await buildProject({ files: { ...lacking({ "lacking.js": 'require("sharp");' }), "whole.js": 'require("chance");' } });
		expect(!result.ok && result.problems.map(({ message }) => message)).toEqual([
			'The package "chance" is not simulated and cannot be installed here.',
			'The package "sharp" is not simulated and cannot be installed here.',
		]);
	});
});
