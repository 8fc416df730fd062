import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { readStack } from "#sandbox/template/read-stack.ts";

const FN = `Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x, Code: ., Role: "arn:aws:iam::123456789012:role/r" } }
`;
const VERSION = "  First: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }\n";
const alias = (id: string, name: string, more = "", version = "!GetAtt First.Version") =>
	`  ${id}: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, Name: ${name}, FunctionVersion: ${version}${more} } }\n`;
const routed = (version: string | number, weight: number) =>
	`, RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: "${version}", FunctionWeight: ${weight} }] }`;
const provisioned = (count: number) => `, ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: ${count} }`;

async function reported(template: string, traffic: ScenarioInput["traffic"], code?: string) {
	const source =
		"export const handler = async (event, context) => [context.invokedFunctionArn.split(':').slice(6).join(':'), context.functionVersion];";
	const result = await buildProject({ files: { "template.yaml": template, "app.mjs": code ?? source } });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	const scenario = scenarioSchema.parse({ seed: 1, traffic });
	const outcome = simulate({ built: result.built, scenario, limits: defaultLimits, guestLibrary: await buildGuestLibrary() });
	if (outcome.status !== "completed") throw new Error(outcome.message);
	return reportOf(outcome.trace);
}
const calls = (...qualifiers: (string | undefined)[]): ScenarioInput["traffic"] =>
	qualifiers.map((qualifier, index) => ({ at: index * 1000, event: {}, ...(qualifier === undefined ? {} : { qualifier }) }));
function problemsOf(text: string) {
	const result = readStack("template.yaml", text, "eu-central-1");
	return result.ok ? [] : result.problems.map(({ message }) => message);
}

describe("aliases of a template", () => {
	it("are several for one function, each called by its own ARN; $LATEST and numbers as well (L103, L218)", async () => {
		const template = FN + VERSION + alias("Live", "live") + alias("Beta", "beta") + alias("Dev", "dev", "", "$LATEST");
		const report = await reported(template, calls(undefined, "live", "beta", "dev", "1", "$LATEST", "gone"));
		expect(report.invocations.map(({ response, status }) => response ?? status)).toEqual([
			["Fn:live", "1"],
			["Fn:live", "1"],
			["Fn:beta", "1"],
			["Fn:dev", "$LATEST"],
			["Fn:1", "1"],
			["Fn:$LATEST", "$LATEST"],
			"rejected",
		]);
	});

	it("share their requests by weight, drawn for each request (L215, L216)", async () => {
		const template = FN + VERSION + alias("Live", "live", routed(2, 0.25));
		const report = await reported(template, [{ at: 0, event: {}, repeat: { count: 200, everyMs: 100 } }]);
		const second = report.invocations.filter(({ executedVersion }) => executedVersion === "2").length;
		expect(second).toBeGreaterThan(30);
		expect(second).toBeLessThan(70);
	});

	it("are targets by their ARN, and a service that names the function alone runs $LATEST (L103, L219)", async () => {
		const mapping = (id: string, queue: string, name: string) => `  ${queue}: { Type: AWS::SQS::Queue }
  ${id}: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: ${name}, EventSourceArn: !GetAtt ${queue}.Arn } }
`;
		const template = FN + VERSION + alias("Live", "live") + mapping("ToAlias", "Q1", "!Ref Live") + mapping("ToFunction", "Q2", "!Ref Fn");
		const report = await reported(template, [
			{ at: 0, send: { service: "sqs", queue: "Q1", body: "a" } },
			{ at: 60_000, send: { service: "sqs", queue: "Q2", body: "b" } },
		]);
		expect(report.invocations.map(({ response }) => response)).toEqual([
			["Fn:live", "1"],
			["Fn", "$LATEST"],
		]);
	});

	it.each<[string, string, string]>([
		["a share above 1", FN + VERSION + alias("Live", "live", routed(2, 1.5)), "Member must have value less than or equal to 1.0"],
		[
			"the same version twice",
			FN + VERSION + alias("Live", "live", routed(1, 0.1)),
			"Invalid function version 1. Function version 1 is already included in routing configuration.",
		],
		[
			"$LATEST beside a version",
			FN + alias("Live", "live", routed(1, 0.1), "$LATEST"),
			"$LATEST is not supported for an alias pointing to more than 1 version",
		],
		[
			"a name that is taken",
			FN + VERSION + alias("A", "live") + alias("B", "live"),
			"Alias already exists: arn:aws:lambda:eu-central-1:123456789012:function:Fn:live",
		],
		[
			"a second version without a change",
			FN + VERSION + VERSION.replace("First", "Second"),
			"A version for this Lambda function exists ( 1 ). Modify the function to create a new version.",
		],
	])("are refused with %s, as CloudFormation would (L217)", (_, template, message) => {
		expect(problemsOf(template)).toEqual([expect.stringContaining(message)]);
	});

	it("name a version that the stack does not publish, and have it with the same code", () => {
		const result = readStack("template.yaml", FN + VERSION + alias("Live", "live", routed(7, 0.1)), "eu-central-1");
		expect(result.ok && result.notSimulated.map(({ what }) => what)).toContain("version 7 of Fn, to which Live points");
	});
});

describe("a configuration of asynchronous invocation", () => {
	it("is of the alias or of the function alone for which it was made (L219)", async () => {
		const config = (id: string, qualifier: string, retries: number) =>
			`  ${id}: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${qualifier}, MaximumRetryAttempts: ${retries} } }\n`;
		const template = `${FN}${VERSION}${alias("Live", "live")}${config("OfAlias", "!Select [7, !Split [':', !Ref Live]]", 0)}${config("OfLatest", "$LATEST", 1)}`;
		const traffic: ScenarioInput["traffic"] = ["live", "$LATEST"].map((qualifier) => ({
			at: 0,
			event: {},
			qualifier,
			invocationType: "Event",
		}));
		const report = await reported(template, traffic, 'export const handler = async () => { throw new Error("no"); };');
		expect(report.asyncEvents.map(({ qualifier, attempts }) => [qualifier, attempts.length])).toEqual([
			["live", 1],
			["$LATEST", 2],
		]);
	});
});

describe("provisioned concurrency", () => {
	it("is of any alias or version, and of no other request (L136)", async () => {
		const template = FN + VERSION + alias("Live", "live") + alias("Two", "two", provisioned(2), '"2"');
		const report = await reported(template, calls("live", "two", "2", undefined));
		expect(report.environments.filter(({ initialization }) => initialization === "provisioned-concurrency")).toHaveLength(2);
		expect(report.invocations.map(({ start }) => start)).toEqual(["cold", "provisioned", "warm", "warm"]);
	});

	it("may be of the version itself", async () => {
		const template = FN + VERSION.replace("!Ref Fn", `!Ref Fn${provisioned(1)}`);
		const report = await reported(template, calls("1", undefined));
		expect(report.invocations.map(({ response }) => response)).toEqual([
			["Fn:1", "1"],
			["Fn", "$LATEST"],
		]);
		expect(report.environments.map(({ initialization }) => initialization)).toEqual(["provisioned-concurrency", "on-demand"]);
	});

	it.each<[string, string, string]>([
		[
			"$LATEST",
			FN + alias("Dev", "dev", provisioned(1), "$LATEST"),
			"Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
		],
		[
			"an alias and the version that it points to",
			FN + VERSION.replace("!Ref Fn", `!Ref Fn${provisioned(1)}`) + alias("Live", "live", provisioned(1)),
			"Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
		],
	])("is refused on %s (L136)", (_, template, message) => {
		expect(problemsOf(template)).toEqual([message]);
	});
});

describe("a permission", () => {
	it("is refused on $LATEST (L219)", () => {
		const permission =
			"  P: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: 'Fn:$LATEST', Principal: sns.amazonaws.com } }\n";
		expect(problemsOf(FN + permission)).toEqual(["We currently do not support adding policies for $LATEST."]);
	});
});
