import { describe, expect, it } from "vitest";
import { endings, eventsOf, logOf, only, responses, type Sam, traceOf } from "./run-project.ts";

const answerOf = async (body: string, sam: Sam = {}) =>
	only(responses(await traceOf(`export const handler = async (event, context) => { ${body} };`, sam)));

describe("the context object", () => {
	it("has no callback-era members on Node.js 24 (L86)", async () => {
		const body = 'return ["callbackWaitsForEmptyEventLoop", "succeed", "fail", "done"].filter((name) => name in context);';
		expect(await answerOf(body)).toEqual([]);
		expect(await answerOf(body, { runtime: "nodejs22.x" })).toEqual(["callbackWaitsForEmptyEventLoop", "succeed", "fail", "done"]);
	});

	it("carries the unqualified ARN and the version $LATEST (L103)", async () => {
		expect(await answerOf("return [context.invokedFunctionArn, context.functionVersion];")).toEqual([
			"arn:aws:lambda:eu-central-1:123456789012:function:Fn",
			"$LATEST",
		]);
	});

	it("names the function's log group and the environment's own stream, as the variables do (L105)", async () => {
		const source =
			"export const handler = async (e, c) => [c.logGroupName, c.logStreamName, process.env.AWS_LAMBDA_LOG_GROUP_NAME, process.env.AWS_LAMBDA_LOG_STREAM_NAME];";
		const trace = await traceOf(
			source,
			{},
			{
				traffic: [
					{ at: 0, event: {} },
					{ at: 0, event: {} },
					{ at: 60_000, event: {} },
				],
			},
		);
		const seen = responses(trace);
		for (const [group, stream, groupVariable, streamVariable] of seen) {
			expect(group).toBe("/aws/lambda/Fn");
			expect(stream).toMatch(/^2026\/11\/24\/\[\$LATEST\][0-9a-f]{32}$/);
			expect([groupVariable, streamVariable]).toEqual([group, stream]);
		}
		const environments = endings(trace).map((ended) => ended.environment);
		expect(new Set(seen.map(([, stream]) => stream)).size).toBe(new Set(environments).size);
	});
});

describe("the variables of the process", () => {
	it.each([
		["nodejs22.x", 22],
		["nodejs24.x", 24],
	] as const)("search modules and programs in the places of %s (L107)", async (runtime, major) => {
		expect(await answerOf("return [process.env.NODE_PATH, process.env.PATH];", { runtime })).toEqual([
			`/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
			"/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
		]);
	});

	it("have another trace id at every invocation (L108)", async () => {
		const source = "export const handler = async (e, c) => process.env._X_AMZN_TRACE_ID;";
		const ids = responses(await traceOf(source, {}, { events: [{}, {}, {}] }));
		expect(new Set(ids).size).toBe(3);
		for (const id of ids) expect(id).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0/);
	});
});

describe("what goes in and out", () => {
	it.each(["async (event, context) =>", "(event, context) =>", "async () =>", "async function (event)"])(
		"handlers may be written %s (L76)",
		async (signature) => {
			expect(only(responses(await traceOf(`export const handler = ${signature} { return "seen"; };`)))).toBe("seen");
		},
	);

	it("returning nothing is the payload null (L51)", async () => {
		expect(only(endings(await traceOf("export const handler = async () => {};"))).response).toBe("null");
	});

	it("console methods have their level in the line (L113)", async () => {
		const source = `export const handler = async () => { for (const level of ["trace", "debug", "log", "info", "warn", "error"]) console[level]("%s is %d", level, 7); };`;
		const trace = await traceOf(source);
		const lines = eventsOf(trace, "log").filter((line) => line.source === "function");
		expect(lines.map((line) => line.text.split("\t").slice(2).join(" ").split("\n")[0])).toEqual([
			expect.stringMatching(/^TRACE .*trace is 7/),
			"DEBUG debug is 7",
			"INFO log is 7",
			"INFO info is 7",
			"WARN warn is 7",
			"ERROR error is 7",
		]);
	});

	it("a failure of the function is an answer with errorType, never a failed call (L89)", async () => {
		const ended = only(endings(await traceOf("export const handler = async () => { throw new TypeError('no'); };")));
		expect(ended).toMatchObject({ status: "failed", error: { errorType: "TypeError", errorMessage: "no" } });
		expect(ended.response).toBeUndefined();
	});

	it.each([
		["x86_64", "x64"],
		["arm64", "arm64"],
	])("architecture %s is process.arch %s (L58)", async (architecture, arch) => {
		const { template } = await import("./run-project.ts");
		const files = {
			"template.yaml": `${template()}\n      Architectures: [${architecture}]`,
			"handler.mjs": "export const handler = async () => process.arch;",
		};
		expect(only(responses(await traceOf(files)))).toBe(arch);
	});

	it("a file in TypeScript is compiled here, and would be missing on Lambda (L72)", async () => {
		const trace = await traceOf({ "handler.ts": "export const handler = async (event: object): Promise<string> => typeof event;" });
		expect(only(responses(trace))).toBe("object");
		expect(logOf(trace).filter((line) => line.startsWith("REPORT"))).toHaveLength(1);
	});
});
