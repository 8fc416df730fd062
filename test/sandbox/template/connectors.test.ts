import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";

const template = (resources: string, embedded = "") => `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: app.handler, Runtime: nodejs24.x }
${embedded}  Items: { Type: AWS::Serverless::SimpleTable }
  Orders: { Type: AWS::SQS::Queue }
  News: { Type: AWS::SNS::Topic }
  Placed: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Arn: !GetAtt Fn.Arn, Id: Fn }] } }
${resources}`;
const connector = (id: string, source: string, destination: string, permissions: string) =>
	`  ${id}: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: ${source} }, Destination: ${destination}, Permissions: [${permissions}] } }\n`;
const read = (text: string) => readStack("template.yaml", text, "eu-central-1");
function stackOf(text: string) {
	const result = read(text);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return { ...result.stack, notSimulated: result.notSimulated };
}
function problemsOf(text: string) {
	const result = read(text);
	return result.ok ? [] : result.problems.map(({ message, place }) => `${place?.line}: ${message}`);
}
const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/Items";

describe("a connector of SAM", () => {
	it("lets the role of a function use a table, by a policy of its own", () => {
		const { roles, notSimulated } = stackOf(template(connector("Uses", "Fn", "{ Id: Items }", "Read")));
		expect(roles[0]?.policies.map(({ name }) => name)).toEqual(["AWSLambdaBasicExecutionRole", "UsesPolicy"]);
		expect(roles[0]?.policies[1]?.document.Statement).toMatchObject([
			{ Effect: "Allow", Action: expect.arrayContaining(["dynamodb:GetItem"]), Resource: [table, `${table}/index/*`] },
		]);
		expect(notSimulated).toEqual([]);
	});

	it("may stand in a resource, and lead to several", () => {
		const embedded = "    Connectors: { Uses: { Properties: { Destination: [{ Id: Items }, { Id: News }], Permissions: [Write] } } }\n";
		expect(stackOf(template("", embedded)).roles[0]?.policies.map(({ name }) => name)).toEqual([
			"AWSLambdaBasicExecutionRole",
			"FnUsesPolicyDestination0",
			"FnUsesPolicyDestination1",
		]);
	});

	it("gives a queue and a topic their policies, and a function a permission", () => {
		const { resourcePolicies, permissions } = stackOf(
			template(connector("ToQueue", "News", "{ Id: Orders }", "Write") + connector("ToFn", "Placed", "{ Id: Fn }", "Write")),
		);
		expect(resourcePolicies).toMatchObject([
			{
				id: "ToQueueQueuePolicy",
				resources: ["arn:aws:sqs:eu-central-1:123456789012:Orders"],
				document: { Statement: [{ Principal: { Service: "sns.amazonaws.com" } }] },
			},
		]);
		expect(permissions).toMatchObject([
			{
				id: "ToFnWriteLambdaPermission",
				principal: "events.amazonaws.com",
				functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:Fn",
				sourceArn: "arn:aws:events:eu-central-1:123456789012:rule/Placed",
			},
		]);
	});

	it("puts what a function needs of the queue that it reads into the function's role", () => {
		const { roles } = stackOf(template(connector("Reads", "Orders", "{ Id: Fn }", "Read, Write")));
		expect(roles[0]?.policies[1]).toMatchObject({
			name: "ReadsPolicy",
			document: { Statement: [{ Resource: ["arn:aws:sqs:eu-central-1:123456789012:Orders"] }, {}] },
		});
	});

	it.each([
		["a resource that is not there", connector("C", "Fn", "{ Id: Gone }", "Read"), "10: Unable to find resource with logical ID 'Gone'."],
		[
			"a pair that SAM does not connect",
			connector("C", "Orders", "{ Id: Items }", "Read"),
			"10: Unable to create connector from AWS::SQS::Queue to AWS::DynamoDB::Table; it's not supported or the template is invalid.",
		],
		[
			"a permission that the pair does not have",
			connector("C", "Fn", "{ Id: News }", "Read"),
			"10: Unsupported Permissions provided for connector from AWS::Lambda::Function to AWS::SNS::Topic; valid are: Write.",
		],
		[
			"half of what goes together",
			connector("C", "Orders", "{ Id: Fn }", "Read"),
			"10: Unsupported Permissions provided for connector from AWS::SQS::Queue to AWS::Lambda::Function; valid are: Read and Write together.",
		],
	])("is refused with %s", (_, resources, problem) => {
		expect(problemsOf(template(resources))).toEqual([problem]);
	});
});
