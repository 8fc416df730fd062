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
