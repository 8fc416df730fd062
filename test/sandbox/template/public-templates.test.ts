import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";

/** What templates that are published have in common and a careful author would not write. */

const HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n";

function read(text: string) {
	const stack = readStack("template.yaml", HEAD + text, "eu-central-1", new Map([["index.js", "exports.handler = async () => 1;"]]));
	if (!stack.ok) throw new Error(stack.problems.map(({ message }) => message).join("; "));
	return stack;
}

function problems(text: string): string[] {
	const stack = readStack("template.yaml", HEAD + text, "eu-central-1");
	return stack.ok ? [] : stack.problems.map(({ message }) => message);
}

function aFunction(id: string, runtime: string, more = ""): string {
	return `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n      Runtime: ${runtime}\n${more}`;
}

describe("the runtime of a function", () => {
	it.each(["nodejs8.10", "nodejs12.x", "nodejs18.x"])("%s is retired: it is run as the oldest that is simulated, and named", (runtime) => {
		const { functions, notSimulated } = read(`Resources:\n${aFunction("Old", runtime)}`);
		expect(functions).toMatchObject([{ name: "Old", runtime: "nodejs20.x" }]);
		expect(notSimulated).toMatchObject([
			{ line: 8, what: `the runtime ${runtime} of Old`, consequence: expect.stringContaining("nodejs20.x") },
		]);
	});

	it("of another language makes it no function of the simulation, and leaves the others", () => {
		const queue = "  Queue:\n    Type: AWS::SQS::Queue\n";
		const event = "      Events:\n        Work:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Queue.Arn\n";
		const { functions, notSimulated } = read(
			`Resources:\n${queue}${aFunction("Python", "python3.13", event)}${aFunction("Node", "nodejs24.x")}`,
		);
		expect(functions.map(({ name }) => name)).toEqual(["Node"]);
		expect(notSimulated).toContainEqual(expect.objectContaining({ line: 10, what: "Python, a function of the runtime python3.13" }));
	});

	it("that nobody has stays a problem", () => {
		expect(problems(`Resources:\n${aFunction("Fn", "nodejs99.x")}`)).toEqual(["Runtime nodejs99.x of Fn is not simulated."]);
	});
});

describe("a parameter without a Default", () => {
	const value = (parameter: string, id = "SourceBucketName") => {
		const variables = `      Environment:\n        Variables:\n          VALUE: !Ref ${id}\n`;
		const { functions, notSimulated } = read(`Parameters:\n  ${id}:\n${parameter}Resources:\n${aFunction("Fn", "nodejs24.x", variables)}`);
		return { value: functions[0]?.environment.VALUE, notSimulated };
	};

	it("gets its own name in place of what a deployment would give, and is named", () => {
		expect(value("    Type: String\n")).toEqual({
			value: "source-bucket-name",
			notSimulated: [
				{
					line: 4,
					what: "the parameter SourceBucketName has no Default",
					consequence: 'A deployment must give it a value; here "source-bucket-name" stands in.',
				},
			],
		});
	});

	it.each([
		["the first of AllowedValues", "    Type: String\n    AllowedValues: [dev, prod]\n", "dev"],
		["the least number", "    Type: Number\n    MinValue: 3\n", "3"],
		["a text that is long enough", "    Type: String\n    MinLength: 20\n", "source-bucket-namexx"],
		["a text that is short enough", "    Type: String\n    MaxLength: 6\n", "source"],
	])("gets %s", (_, parameter, expected) => {
		expect(value(parameter).value).toBe(expected);
	});

	it("that means a resource elsewhere stays unknown: no ARN could stand in", () => {
		expect(value("    Type: String\n", "QueueArn").value).toBe("");
	});
});

describe("what SAM makes of a template", () => {
	it("includes the deployment application, which policies of hooks name", () => {
		const hook =
			"      Policies:\n        - Version: '2012-10-17'\n          Statement:\n            - Effect: Allow\n              Action: codedeploy:*\n";
		const resource = "              Resource: !Sub '${ServerlessDeploymentApplication}/*'\n";
		const deployed = "      AutoPublishAlias: live\n      DeploymentPreference:\n        Type: AllAtOnce\n";
		const template = `Resources:\n${aFunction("Fn", "nodejs24.x", deployed)}${aFunction("Hook", "nodejs24.x", hook + resource)}`;
		expect(read(template).functions.map(({ name }) => name)).toEqual(["Fn", "Hook"]);
	});

	it("includes the topic and the queue of destinations, under the names that SAM documents", () => {
		const config =
			"      EventInvokeConfig:\n        DestinationConfig:\n          OnSuccess: { Type: SQS }\n          OnFailure: { Type: SNS }\n";
		const subscription =
			"  Mail:\n    Type: AWS::SNS::Subscription\n    Properties: { Protocol: sqs, Endpoint: !GetAtt Failures.Arn, TopicArn: !Ref Fn.DestinationTopic }\n";
		const queue = "  Failures:\n    Type: AWS::SQS::Queue\n";
		const variables = "      Environment: { Variables: { QUEUE: !Ref Fn.DestinationQueue } }\n";
		const { stack, functions } = read(
			`Resources:\n${aFunction("Fn", "nodejs24.x", config)}${queue}${subscription}${aFunction("Reader", "nodejs24.x", variables)}`,
		);
		expect(stack.subscriptions).toMatchObject([{ topicArn: stack.topics[0]?.arn, protocol: "sqs" }]);
		expect(functions[1]?.environment.QUEUE).toContain("FnEventInvokeConfigOnSuccessQueue");
	});

	it("does not let an API wait for the usage plan that it names", () => {
		const api = "  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: Prod\n      Auth:\n        UsagePlan:\n";
		const plan =
			"  Plan:\n    Type: AWS::ApiGateway::UsagePlan\n    Properties:\n      ApiStages:\n        - { ApiId: !Ref Api, Stage: !Ref Api.Stage }\n";
		const named = "          CreateUsagePlan: NONE\n          UsagePlanId: !Ref Plan\n";
		expect(problems(`Resources:\n${api}${named}${plan}${aFunction("Fn", "nodejs24.x")}`)).toEqual([]);
	});
});

describe("CodeUri that names a file", () => {
	it("deploys the folder that the file is in, and is named", () => {
		const { functions, notSimulated } = read(`Resources:\n${aFunction("Fn", "nodejs24.x", "      CodeUri: ./index.js\n")}`);
		expect(functions).toMatchObject([{ codeUri: "" }]);
		expect(notSimulated).toMatchObject([{ line: 9, what: "CodeUri of Fn, which is the file index.js" }]);
	});
});
