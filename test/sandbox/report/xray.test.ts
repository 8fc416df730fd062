import { describe, expect, it } from "vitest";
import { parseTraceHeader } from "#sandbox/lambda/service/tracer.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { ReportedTrace } from "#sandbox/report/xray.ts";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import { runStack, type TestFunction } from "../services/run-stack.ts";

const header = "export const handler = async () => process.env._X_AMZN_TRACE_ID;";
const active: TestFunction = { code: header, properties: ["Tracing: Active"] };

async function run(functions: Record<string, TestFunction>, traffic: ScenarioInput["traffic"]) {
	return reportOf(await runStack(functions, {}, { traffic }));
}
const shapeOf = ({ segments }: ReportedTrace | { segments: never[] }) =>
	segments.map(({ origin, name, fault, subsegments }) => [origin, name, fault, subsegments.map((one) => one.name)]);

describe("X-Ray (L123)", () => {
	it("has a segment of the service and one of the function, with its initialization on a cold start only (L123)", async () => {
		const { traces, invocations } = await run(
			{ Fn: active },
			[0, 2_000].map((at) => ({ at, event: {} })),
		);
		expect(traces.map(shapeOf)).toEqual([
			[
				["AWS::Lambda", "Fn", false, []],
				["AWS::Lambda::Function", "Fn", false, ["Initialization", "Invocation", "Overhead"]],
			],
			[
				["AWS::Lambda", "Fn", false, []],
				["AWS::Lambda::Function", "Fn", false, ["Invocation", "Overhead"]],
			],
		]);
		const [service, fn] = traces[0]?.segments ?? [];
		const [first] = invocations;
		expect(service?.parent).toBeNull();
		expect(fn).toMatchObject({ parent: service?.id, invocation: 1, endedAt: first?.endedAt });
		expect(fn?.subsegments[1]).toMatchObject({ startedAt: first?.startedAt, endedAt: first?.endedAt });
		expect(first?.response).toMatch(new RegExp(`^Root=${traces[0]?.traceId};Parent=${fn?.id};Sampled=1;`));
	});

	it("samples the first request of a second and about 5 % of the others, and tells the function so", async () => {
		const { traces, invocations } = await run({ Fn: active }, [{ at: 0, event: {}, repeat: { count: 2_000, everyMs: 5 } }]);
		// Ten seconds have ten first requests; of the 1,990 others about a hundred.
		expect(traces.length).toBeGreaterThan(70);
		expect(traces.length).toBeLessThan(160);
		const sampled = invocations.filter(({ response }) => String(response).includes(";Sampled=1;"));
		expect(sampled).toHaveLength(traces.length);
		expect(invocations.find(({ requestedAt }) => requestedAt === 3_000)?.response).toContain(";Sampled=1;");
	});

	it("hears nothing of a function with PassThrough, whose trace header says that it is not sampled", async () => {
		const { traces, invocations } = await run({ Fn: { code: header } }, [{ at: 0, event: {} }]);
		expect(traces).toEqual([]);
		expect(invocations[0]?.response).toContain(";Sampled=0;");
	});

	it("keeps all attempts for one asynchronous event in one trace", async () => {
		const fails = { code: 'export const handler = async () => { throw new Error("no"); };', properties: ["Tracing: Active"] };
		const { traces } = await run({ Fn: fails }, [{ at: 0, event: {}, invocationType: "Event" }]);
		expect(traces).toHaveLength(1);
		const [service, ...attempts] = traces[0]?.segments ?? [];
		expect(service?.subsegments.map(({ name, fault }) => [name, fault])).toEqual([
			["Dwell Time", false],
			["Attempt #1", true],
			["Attempt #2", true],
			["Attempt #3", true],
		]);
		expect(attempts.map(({ parent, fault }) => [parent, fault])).toEqual(Array.from({ length: 3 }, () => [service?.id, true]));
		expect(new Set(attempts.map(({ id }) => id)).size).toBe(3);
	});

	it("goes on through a function with PassThrough that a sampled one invokes", async () => {
		const code = `import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
			const client = new LambdaClient({});
			export const handler = async () => { await client.send(new InvokeCommand({ FunctionName: "Callee" })); };`;
		const functions = { Caller: { code, properties: ["Tracing: Active", "Policies: AWSLambda_FullAccess"] }, Callee: { code: header } };
		const { traces } = await run(functions, [{ at: 0, function: "Caller", event: {} }]);
		expect(traces).toHaveLength(1);
		const [, caller, service, callee] = traces[0]?.segments ?? [];
		expect([caller, service, callee].map((one) => one?.name)).toEqual(["Caller", "Callee", "Callee"]);
		expect(service?.parent).toBe(caller?.id);
	});
});

describe("a trace header", () => {
	const root = "1-6743b2a0-0123456789abcdef01234567";
	it.each([
		[`Root=${root};Parent=0123456789abcdef;Sampled=1`, { traceId: root, parent: "0123456789abcdef", sampled: true }],
		[`Sampled=0; Root=${root}`, { traceId: root, parent: undefined, sampled: false }],
		[`Root=${root};Sampled=?;Parent=x`, { traceId: root, parent: undefined, sampled: undefined }],
		["Root=1-2-3;Sampled=1", undefined],
		["", undefined],
	])("%s", (text, parsed) => {
		expect(parseTraceHeader(text)).toEqual(parsed);
	});
});
