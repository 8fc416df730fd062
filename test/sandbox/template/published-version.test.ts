import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";

function read(properties: string, globals = "") {
	const all = `Handler: handler.handler\nRuntime: nodejs24.x\n${properties}`.replace(/^(?=.)/gm, "      ");
	const text = `Transform: AWS::Serverless-2016-10-31\n${globals}Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n${all}\n`;
	return readStack("template.yaml", text, "eu-central-1");
}
function found(properties: string, globals?: string) {
	const result = read(properties, globals);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return { ...result.functions[0], notSimulated: result.notSimulated };
}
function problemsOf(properties: string) {
	const result = read(properties);
	return result.ok ? [] : result.problems.map(({ message, place }) => [message, place?.line]);
}
const alias = "AutoPublishAlias: live";
const provisioned = (n: number | string) => `ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: ${n} }`;
const snapStart = "SnapStart: { ApplyOn: PublishedVersions }";

describe("a published version", () => {
	it("exists when AutoPublishAlias says so, in Globals too", () => {
		expect(found(alias)).toMatchObject({ alias: "live", notSimulated: [] });
		expect(found("", "Globals: { Function: { AutoPublishAlias: prod } }\n")).toMatchObject({ alias: "prod", notSimulated: [] });
		expect(found("").alias).toBeUndefined();
	});

	it.each(["12", "a b", "a.b", "''"])("has no alias %s: digits alone are a version, other signs are refused", (name) => {
		expect(problemsOf(`AutoPublishAlias: ${name}`)).toEqual([[expect.stringMatching(/^AutoPublishAlias of Fn is/), expect.any(Number)]]);
	});

	it("may have provisioned concurrency", () => {
		expect(found(`${alias}\n${provisioned(5)}`)).toMatchObject({ provisionedConcurrency: 5, notSimulated: [] });
	});

	it("is needed for provisioned concurrency, as SAM says in its own words (L136)", () => {
		expect(problemsOf(provisioned(1))).toEqual([
			["Fn: To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function.", 8],
		]);
	});

	it("cannot have more provisioned than reserved concurrency (L135)", () => {
		const reserved = "ReservedConcurrentExecutions: 2";
		expect(problemsOf(`${alias}\n${reserved}\n${provisioned(3)}`)).toEqual([
			["Fn: Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function.", 10],
		]);
		expect(problemsOf(`${alias}\n${reserved}\n${provisioned(2)}`)).toEqual([]);
	});

	it("cannot provision what an account must leave unreserved (L131)", () => {
		expect(problemsOf(`${alias}\n${provisioned(901)}`)).toEqual([
			[expect.stringMatching(/decreases account's UnreservedConcurrentExecution below its minimum value of \[100\]/), 9],
		]);
		expect(problemsOf(`${alias}\n${provisioned(900)}`)).toEqual([]);
	});

	it.each([
		[provisioned(0), /must be a whole number of environments from 1/],
		["ProvisionedConcurrencyConfig: {}", /has no ProvisionedConcurrentExecutions/],
		["ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1, Target: 2 }", /has Target/],
		["SnapStart: {}", /has no ApplyOn/],
		["SnapStart: { ApplyOn: Always }", /has ApplyOn Always/],
	])("is refused with %s", (property, message) => {
		expect(problemsOf(`${alias}\n${property}`)).toEqual([[expect.stringMatching(message), expect.any(Number)]]);
	});
});

describe("SnapStart", () => {
	it("is a what-if for a ZIP package of Node.js, with the answer that AWS would give (L221)", () => {
		const { snapStart: on, notSimulated } = found(`${alias}\n${snapStart}`);
		expect(on?.whatIf).toMatch(/^InvalidParameterValueException: nodejs24\.x is not supported/);
		expect(notSimulated).toEqual([
			{
				line: 9,
				what: "SnapStart of Fn on nodejs24.x",
				consequence: expect.stringMatching(
					/what-if.*InvalidParameterValueException: nodejs24\.x is not supported for SnapStart enabled functions\. .*container images/,
				),
			},
		]);
	});

	it("does nothing without a published version, and that is said (L222)", () => {
		const { snapStart: on, notSimulated } = found(snapStart);
		expect(on).toBeUndefined();
		expect(notSimulated[0]).toMatchObject({ line: 8, what: "SnapStart of Fn", consequence: expect.stringMatching(/\$LATEST/) });
	});

	it("is off with ApplyOn: None", () => {
		expect(found(`${alias}\nSnapStart: { ApplyOn: None }`)).toMatchObject({ notSimulated: [] });
	});

	it("excludes provisioned concurrency and a larger /tmp (L143, L225)", () => {
		expect(problemsOf(`${alias}\n${snapStart}\n${provisioned(1)}`)).toEqual([[expect.stringMatching(/has both/), 10]]);
		expect(problemsOf(`${alias}\n${snapStart}\nEphemeralStorage: { Size: 513 }`)).toEqual([[expect.stringMatching(/513 MB/), 9]]);
		expect(problemsOf(`${alias}\n${snapStart}\nEphemeralStorage: { Size: 512 }`)).toEqual([]);
	});
});
