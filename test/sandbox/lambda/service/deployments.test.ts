import { describe, expect, it } from "vitest";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import type { StackAlarm } from "#sandbox/stack/cloudwatch.ts";
import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { runStack, type TestFunction } from "../../services/run-stack.ts";

const MINUTE = 60_000;
const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const answering = (text: string) => `
export const handler = async (event, context) => {
	if (${JSON.stringify(text)} === "broken") throw new Error("broken");
	return { code: ${JSON.stringify(text)}, colour: process.env.COLOUR, version: context.functionVersion, arn: context.invokedFunctionArn };
};`;
const alias = ["AutoPublishAlias: live"];
/** Its first deployment is of version 1; `v2/` has other code. */
const v2 = (text = "second") => ({ "v2/Fn.mjs": answering(text) });

type Hooks = { pre?: string; post?: string; alarms?: string[] };
const preference = (type: string, { pre, post, alarms = [] }: Hooks = {}): FunctionServiceConfig => ({
	deployment: { type, preTrafficHookArn: pre && arn(pre), postTrafficHookArn: post && arn(post), alarms },
});

type Given = { fn?: Partial<TestFunction>; others?: Record<string, TestFunction>; code?: string; alarms?: StackAlarm[] };

async function run({ fn, others = {}, code = "second", alarms = [] }: Given, scenario: ScenarioInput): Promise<Report> {
	const functions = { Fn: { code: answering("first"), properties: alias, ...fn }, ...others };
	const trace = await runStack(functions, { alarms }, scenario, v2(code));
	expect(() => traceSchema.parse(trace)).not.toThrow();
	return reportOf(trace);
}

const every = (everyMs: number, count: number, at = 0) => ({ at, function: "Fn", event: {}, repeat: { count, everyMs } });
const deploy = (at: number) => ({ at, function: "Fn", codeUri: "v2/" });
const ofFn = (report: Report) => report.invocations.filter((one) => one.function === "Fn");
const versions = (report: Report) => ofFn(report).map(({ executedVersion }) => executedVersion);
const only = (report: Report) => report.deployments[0] as Report["deployments"][number];

const errors: StackAlarm = {
	id: "Errors",
	line: 1,
	name: "errors",
	arn: "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:errors",
	namespace: "AWS/Lambda",
	metric: "Errors",
	dimensions: { FunctionName: "Fn", Resource: "Fn:live" },
	statistic: "Sum",
	periodSeconds: 60,
	evaluationPeriods: 1,
	datapointsToAlarm: 1,
	threshold: 0,
	comparison: "GreaterThanThreshold",
	treatMissingData: "notBreaching",
	actionArns: [],
};

describe("a version", () => {
	it("has the next number, its own code, environments and log stream, and is what the context names (L214, L218)", async () => {
		const report = await run({}, { traffic: [every(10_000, 3)], deploy: [deploy(15_000)] });
		expect(ofFn(report).map(({ response }) => response)).toMatchObject([
			{ code: "first", version: "1", arn: `${arn("Fn")}:live` },
			{ code: "first", version: "1" },
			{ code: "second", version: "2", arn: `${arn("Fn")}:live` },
		]);
		expect(versions(report)).toEqual(["1", "1", "2"]);
		expect(report.environments.map(({ logStream }) => /\[(.*)\]/.exec(logStream)?.[1])).toEqual(["1", "2"]);
		expect(report.log.filter(({ text }) => text.startsWith("START")).at(-1)?.text).toMatch(/Version: 2$/);
	});

	it("can be invoked by its number, also when the alias has moved on; another number is not found (L154, L214)", async () => {
		const traffic = ["1", "2", "live", "$LATEST", "3"].map((qualifier, i) => ({
			at: 20_000 + i * 1000,
			function: "Fn",
			event: {},
			qualifier,
		}));
		const report = await run({}, { traffic, deploy: [deploy(10_000)] });
		expect(versions(report)).toEqual(["1", "2", "2", "$LATEST", undefined]);
		expect(ofFn(report).map(({ response }) => (response as { arn?: string } | null)?.arn)).toEqual([
			`${arn("Fn")}:1`,
			`${arn("Fn")}:2`,
			`${arn("Fn")}:live`,
			`${arn("Fn")}:$LATEST`,
			undefined,
		]);
		expect(ofFn(report)[4]?.error).toEqual({
			errorType: "ResourceNotFoundException",
			errorMessage: `Function not found: ${arn("Fn")}:3`,
		});
	});

	it("is not published when nothing is different (L214)", async () => {
		const report = await run({}, { traffic: [every(10_000, 2)], deploy: [{ at: 5_000, function: "Fn", environment: {} }] });
		expect(only(report)).toMatchObject({ status: "unchanged" });
		expect(versions(report)).toEqual(["1", "1"]);
	});

	it("may differ in its variables alone", async () => {
		const report = await run(
			{},
			{ traffic: [every(10_000, 2)], deploy: [{ at: 5_000, function: "Fn", environment: { COLOUR: "green" } }] },
		);
		expect(ofFn(report).map(({ response }) => response)).toMatchObject([
			{ code: "first" },
			{ code: "first", colour: "green", version: "2" },
		]);
	});

	it("has its provisioned environments ready before the alias moves to it, and those of the old one end after (L136, L137)", async () => {
		const properties = [...alias, "ProvisionedConcurrencyConfig:", "  ProvisionedConcurrentExecutions: 1"];
		const report = await run({ fn: { properties } }, { traffic: [every(1_000, 20)], deploy: [deploy(5_500)] });
		expect(report.invocations.map(({ start }) => start).filter((start) => start !== "warm")).toEqual(["provisioned", "provisioned"]);
		expect(new Set(versions(report))).toEqual(new Set(["1", "2"]));
		expect(report.environments).toMatchObject([{ endReason: "spindown" }, { version: "2", endReason: "scenarioEnd" }]);
	});
});

describe("$LATEST", () => {
	it("is replaced by a deployment of a function without an alias, and no environment with the old code serves again (L214)", async () => {
		const report = await run({ fn: { properties: [] } }, { traffic: [every(10_000, 2)], deploy: [deploy(5_000)] });
		expect(ofFn(report).map(({ response }) => response)).toMatchObject([
			{ code: "first", version: "$LATEST" },
			{ code: "second", version: "$LATEST" },
		]);
		expect(report.environments[0]).toMatchObject({ endedAt: 5_000, endReason: "spindown" });
	});
});

describe("a weighted alias", () => {
	it("sends each request by chance to one of its two versions, about by their shares, and equally with an equal seed (L215, L216)", async () => {
		const scenario = { traffic: [every(100, 400, 10_000)], deploy: [{ ...deploy(0), weight: 0.25 }] };
		const report = await run({}, scenario);
		const second = versions(report).filter((version) => version === "2").length;
		expect(second).toBeGreaterThan(70);
		expect(second).toBeLessThan(130);
		expect(only(report).routed).toEqual([{ at: 0, version: "1", additional: { version: "2", weight: 0.25 } }]);
		expect(versions(await run({}, scenario))).toEqual(versions(report));
		expect(versions(await run({}, { ...scenario, seed: 2 }))).not.toEqual(versions(report));
	});
});

describe("CodeDeploy", () => {
	it("moves a tenth of the traffic first and the rest after five minutes with Canary10Percent5Minutes (L220)", async () => {
		const report = await run(
			{ fn: { service: preference("Canary10Percent5Minutes") } },
			{ traffic: [every(1_000, 480)], deploy: [deploy(MINUTE)] },
		);
		expect(only(report)).toMatchObject({
			type: "Canary10Percent5Minutes",
			status: "succeeded",
			from: "1",
			version: "2",
			endedAt: 6 * MINUTE,
		});
		expect(only(report).routed).toEqual([
			{ at: MINUTE, version: "1", additional: { version: "2", weight: 0.1 } },
			{ at: 6 * MINUTE, version: "2", additional: null },
		]);
		const share = (from: number, to: number) => {
			const during = ofFn(report).filter(({ requestedAt }) => requestedAt > from && requestedAt < to);
			return during.filter(({ executedVersion }) => executedVersion === "2").length / during.length;
		};
		expect(share(0, MINUTE)).toBe(0);
		expect(share(MINUTE, 6 * MINUTE)).toBeGreaterThan(0.04);
		expect(share(MINUTE, 6 * MINUTE)).toBeLessThan(0.18);
		expect(share(6 * MINUTE, 8 * MINUTE)).toBe(1);
	});

	it("moves a tenth each minute with Linear10PercentEvery1Minute (L220)", async () => {
		const report = await run(
			{ fn: { service: preference("Linear10PercentEvery1Minute") } },
			{ traffic: [every(60_000, 12)], deploy: [deploy(0)] },
		);
		expect(only(report).routed.map(({ at, additional }) => [at / MINUTE, additional?.weight ?? 1])).toEqual(
			Array.from({ length: 10 }, (_, i) => [i, i === 9 ? 1 : (i + 1) / 10]),
		);
	});

	it("runs a hook before and one after the traffic (L220)", async () => {
		const hook = { code: "export const handler = async (event) => event;" };
		const service = preference("AllAtOnce", { pre: "Before", post: "After" });
		const report = await run(
			{ fn: { service }, others: { Before: hook, After: hook } },
			{ traffic: [every(10_000, 2)], deploy: [deploy(0)] },
		);
		expect(only(report)).toMatchObject({
			status: "succeeded",
			hooks: [
				{ phase: "BeforeAllowTraffic", status: "Succeeded" },
				{ phase: "AfterAllowTraffic", status: "Succeeded" },
			],
		});
		const [before, after] = only(report).hooks;
		expect(before?.at).toBeLessThanOrEqual(only(report).routed[0]?.at ?? 0);
		expect(after?.at).toBeGreaterThan(only(report).routed[0]?.at ?? 0);
		expect(report.invocations.find(({ n }) => n === before?.invocation)?.event).toEqual({
			DeploymentId: expect.stringMatching(/^d-[0-9A-F]{9}$/),
			LifecycleEventHookExecutionId: expect.any(String),
		});
	});

	it("moves no traffic when the hook before it fails, and moves it back when the one after it does (L220)", async () => {
		const failing = { code: `export const handler = async () => { throw new RangeError("not valid"); };` };
		const before = await run(
			{ fn: { service: preference("AllAtOnce", { pre: "Hook" }) }, others: { Hook: failing } },
			{ traffic: [every(10_000, 2)], deploy: [deploy(0)] },
		);
		expect(only(before)).toMatchObject({ status: "rolledBack", routed: [] });
		expect(only(before).reason).toContain("RangeError: not valid");
		const after = await run(
			{ fn: { service: preference("AllAtOnce", { post: "Hook" }) }, others: { Hook: failing } },
			{ traffic: [every(10_000, 2)], deploy: [deploy(0)] },
		);
		expect(only(after)).toMatchObject({ status: "rolledBack", routed: [{ version: "2" }, { version: "1", additional: null }] });
		expect(versions(after).at(-1)).toBe("1");
	});

	it("rolls back when an alarm goes off, with the share that has met the new version until then (L220)", async () => {
		const service = preference("Canary10Percent5Minutes", { alarms: ["errors"] });
		const report = await run(
			{ fn: { service }, code: "broken", alarms: [errors] },
			{ traffic: [every(500, 960)], deploy: [deploy(MINUTE)] },
		);
		expect(report.alarmChanges).toMatchObject([
			{ from: "INSUFFICIENT_DATA", to: "OK" },
			{ from: "OK", to: "ALARM" },
			{ from: "ALARM", to: "OK", value: 0 },
		]);
		expect(only(report)).toMatchObject({ status: "rolledBack", reason: "The alarm errors went off." });
		expect(only(report).endedAt).toBe(report.alarmChanges[1]?.at);
		expect(only(report).routed.at(-1)).toMatchObject({ version: "1", additional: null });
		const broken = ofFn(report).filter(({ status }) => status === "failed");
		expect(broken.length).toBeGreaterThan(0);
		expect(broken.every(({ requestedAt }) => requestedAt <= (only(report).endedAt ?? 0))).toBe(true);
	});

	it("takes one deployment of a function at a time", async () => {
		const service = preference("Canary10Percent5Minutes");
		const second = { at: 2 * MINUTE, function: "Fn", environment: { COLOUR: "red" } };
		const report = await run({ fn: { service } }, { traffic: [every(60_000, 8)], deploy: [deploy(MINUTE), second] });
		expect(report.deployments.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
		expect(report.deployments[1]?.reason).toBe("Deployment 1 of Fn is still under way.");
	});
});

describe("a deployment of the scenario", () => {
	it("is refused at the build when its function or its folder is not there", async () => {
		const refused = (deploy: ScenarioInput["deploy"]) => run({}, { traffic: [every(1, 1)], deploy });
		await expect(refused([{ at: 0, function: "Nobody", codeUri: "v2" }])).rejects.toThrow(/deploys the function Nobody/);
		await expect(refused([{ at: 0, function: "Fn", codeUri: "v3" }])).rejects.toThrow(/where the project has no file/);
	});
});
