import { describe, expect, it } from "vitest";
import { readStack } from "#sandbox/template/read-stack.ts";
import { POLICY_TEMPLATES } from "#sandbox/template/sam/policy-templates.ts";

const template = (properties: string, more = "") => `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs24.x
${properties.replace(/^(?=.)/gm, "      ")}
${more}`;
const read = (text: string) => readStack("template.yaml", text, "eu-central-1");
function stackOf(text: string) {
	const result = read(text);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return { ...result.stack, notSimulated: result.notSimulated };
}
function roleOf(text: string, id = "FnRole") {
	const role = stackOf(text).roles.find((one) => one.id === id);
	if (!role) throw new Error(`no role ${id}`);
	return role;
}
const namesOf = (text: string) => roleOf(text).policies.map(({ name }) => name);
/** Statements of the inline policies of a function's role. */
const statementsOf = (text: string) =>
	roleOf(text).policies.flatMap(({ name, document }) => (/^Fn|^Dead/.test(name) ? (document.Statement as object[]) : []));
function problemsOf(text: string) {
	const result = read(text);
	return result.ok ? [] : result.problems.map(({ message, cure, place }) => `${place?.line}: ${message} | ${cure}`);
}
const QUEUE = "  Orders: { Type: AWS::SQS::Queue }\n";
const allow = (Action: string | string[], Resource: string | string[]) => expect.objectContaining({ Effect: "Allow", Action, Resource });
const orders = "arn:aws:sqs:eu-central-1:123456789012:Orders";

describe("the role that SAM makes for a function", () => {
	it("may write logs, and may be taken by Lambda alone", () => {
		expect(namesOf(template(""))).toEqual(["AWSLambdaBasicExecutionRole"]);
		expect(roleOf(template("")).trust).toMatchObject({ Statement: [{ Principal: { Service: "lambda.amazonaws.com" } }] });
		expect(stackOf(template("")).executionRoles).toMatchObject([{ id: "Fn", roleArn: "arn:aws:iam::123456789012:role/FnRole" }]);
	});

	it.each([
		["Events: { E: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } } }", "AWSLambdaSQSQueueExecutionRole"],
		["Events: { E: { Type: SNS, Properties: { Topic: !Ref News, SqsSubscription: true } } }", "AWSLambdaSQSQueueExecutionRole"],
		[
			"Events: { E: { Type: Kinesis, Properties: { Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST } } }",
			"AWSLambdaKinesisExecutionRole",
		],
		[
			"Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt Items.StreamArn, StartingPosition: LATEST } } }",
			"AWSLambdaDynamoDBExecutionRole",
		],
		["VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }", "AWSLambdaVPCAccessExecutionRole"],
		["Tracing: Active", "AWSXrayWriteOnlyAccess"],
	])("has what %s needs", (property, name) => {
		const others = `${QUEUE}  News: { Type: AWS::SNS::Topic }
  Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }
  Items: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], BillingMode: PAY_PER_REQUEST, StreamSpecification: { StreamViewType: NEW_IMAGE } } }
`;
		expect(namesOf(template(property, others))).toEqual(["AWSLambdaBasicExecutionRole", name]);
	});

	it("may not read queues for an SNS event without a queue between", () => {
		const text = template("Events: { E: { Type: SNS, Properties: { Topic: !Ref News } } }", "  News: { Type: AWS::SNS::Topic }\n");
		expect(namesOf(text)).toEqual(["AWSLambdaBasicExecutionRole"]);
	});

	it("may send to its dead-letter queue and to its destinations", () => {
		const text = template(
			`DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Orders.Arn }
EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: EventBridge, Destination: "arn:aws:events:eu-central-1:123456789012:event-bus/default" }, OnFailure: { Type: SQS } } }`,
			QUEUE,
		);
		expect(statementsOf(text)).toEqual([
			allow("sqs:SendMessage", orders),
			allow("events:PutEvents", "arn:aws:events:eu-central-1:123456789012:event-bus/default"),
			allow("sqs:SendMessage", "arn:aws:sqs:eu-central-1:123456789012:FnEventInvokeConfigOnFailureQueue"),
		]);
	});

	it("is not made for a function with a Role, whose Policies SAM ignores", () => {
		const { roles, notSimulated } = stackOf(template("Role: arn:aws:iam::123456789012:role/mine\nPolicies: [AmazonS3FullAccess]"));
		expect(roles).toEqual([]);
		expect(notSimulated.map(({ line, what }) => [line, what])).toEqual([
			[9, "Policies of Fn, which has a Role"],
			[3, "the role arn:aws:iam::123456789012:role/mine of Fn"],
		]);
	});

	it("of a schedule may invoke the function, and is taken by Scheduler", () => {
		const role = roleOf(
			template("Events: { Night: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } } }"),
			"FnNightRole",
		);
		expect(role.trust).toMatchObject({ Statement: [{ Principal: { Service: "scheduler.amazonaws.com" } }] });
		expect(role.policies[0]?.document.Statement).toEqual([
			allow("lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:123456789012:function:Fn"),
		]);
	});
});

describe("Policies of a function", () => {
	it.each([
		["a name", "Policies: AmazonS3ReadOnlyAccess", ["AmazonS3ReadOnlyAccess"]],
		["an ARN", "Policies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]", ["AmazonS3ReadOnlyAccess"]],
		["a policy of the template", "Policies: [!Ref Own]", ["Own"]],
		["a document", "Policies: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }] }", ["FnRolePolicy0"]],
		[
			"several",
			"Policies: [AWSLambdaBasicExecutionRole, AmazonS3ReadOnlyAccess, SQSPollerPolicy: { QueueName: q }]",
			["AmazonS3ReadOnlyAccess", "FnRolePolicy2"],
		],
	])("are %s", (_, property, names) => {
		const own =
			"  Own: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] } } }\n";
		expect(namesOf(template(property, own))).toEqual(["AWSLambdaBasicExecutionRole", ...names]);
	});

	it("leave out what a condition takes away", () => {
		const text = template(
			"Policies: [!If [Never, AmazonS3FullAccess, !Ref AWS::NoValue], AmazonSQSFullAccess]",
			"Conditions: { Never: !Equals [a, b] }\n",
		);
		expect(namesOf(text)).toEqual(["AWSLambdaBasicExecutionRole", "AmazonSQSFullAccess"]);
	});
});

describe("a policy template of SAM", () => {
	it("says actions and resources with its parameters put in", () => {
		expect(statementsOf(template("Policies:\n  - SQSSendMessagePolicy:\n      QueueName: !GetAtt Orders.QueueName\n", QUEUE))).toEqual([
			allow(["sqs:SendMessage*"], orders),
		]);
		expect(statementsOf(template("Policies: [{ S3ReadPolicy: { BucketName: files } }]"))).toEqual([
			expect.objectContaining({ Resource: ["arn:aws:s3:::files", "arn:aws:s3:::files/*"] }),
		]);
		expect(statementsOf(template("Policies: [{ CloudWatchPutMetricPolicy: {} }]"))).toEqual([allow(["cloudwatch:PutMetricData"], "*")]);
	});

	it.each(Object.keys(POLICY_TEMPLATES))("can be %s: nothing of its parameters is left open", (name) => {
		const parameters = POLICY_TEMPLATES[name]?.parameters.map((parameter) => `${parameter}: the-${parameter}`).join(", ");
		const statements = JSON.stringify(statementsOf(template(`Policies: [{ ${name}: { ${parameters} } }]`)));
		expect(statements).not.toContain("${");
		for (const parameter of POLICY_TEMPLATES[name]?.parameters ?? []) expect(statements).toContain(`the-${parameter}`);
	});

	it.each([
		[
			"- DynamoDBCrudPolicy: { Table: items }",
			"9: Following required parameters of template 'DynamoDBCrudPolicy' don't have values: ['TableName'] | Table is no parameter of it: write TableName.",
		],
		[
			"- SQSPollerPolicy:",
			"9: Must specify valid parameter values for policy template 'SQSPollerPolicy' | Give it QueueName: for example - SQSPollerPolicy: { QueueName: … }.",
		],
		[
			"- DynamoCrudPolicy: { TableName: items }",
			"9: Policy at index 0 in the 'Policies' property is not valid | \"DynamoCrudPolicy\" is no policy template that SAM knows: correct its name, or write a Statement.",
		],
	])("is refused as %s, with line and cure", (item, problem) => {
		expect(problemsOf(template(`Policies:\n  ${item}`))).toEqual([problem]);
	});

	it("names a parameter that it does not have, which SAM ignores", () => {
		const { notSimulated } = stackOf(template("Policies: [{ SQSPollerPolicy: { QueueName: q, Region: x } }]"));
		expect(notSimulated).toEqual([{ line: 8, what: "Region of the policy template SQSPollerPolicy", consequence: "SAM ignores it, too." }]);
	});
});

describe("AWS::IAM::Role", () => {
	const role = (properties: string) => template("", `  Own: { Type: AWS::IAM::Role, Properties: { ${properties} } }\n`);
	const trust =
		"AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole } }";
	const inline = (statement: string) =>
		`Policies: [{ PolicyName: p, PolicyDocument: { Version: '2012-10-17', Statement: [${statement}] } }]`;

	it.each([
		["no trust policy", "RoleName: x", /Own has no AssumeRolePolicyDocument/],
		[
			"a trust policy that names nobody",
			"AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole }] }",
			/Missing required field Principal/,
		],
		[
			"a permission that names a principal",
			`${trust}, ${inline("{ Effect: Allow, Action: 's3:*', Resource: '*', Principal: '*' }")}`,
			/should not specify a principal/,
		],
		["a permission without a resource", `${trust}, ${inline("{ Effect: Allow, Action: 's3:*' }")}`, /must contain resources/],
		["a permission without an action", `${trust}, ${inline("{ Effect: Allow, Resource: '*' }")}`, /must contain actions/],
		[
			"an effect that IAM does not know",
			`${trust}, ${inline("{ Effect: allow, Action: 's3:*', Resource: '*' }")}`,
			/Effect of a statement is "allow"/,
		],
		["a managed policy by its name", `${trust}, ManagedPolicyArns: [AmazonS3FullAccess]`, /ARN AmazonS3FullAccess is not valid/],
	])("is refused with %s", (_, properties, message) => {
		expect(problemsOf(role(properties))).toEqual([expect.stringMatching(message)]);
	});

	it("has its boundary, and the policies that other resources attach to it", () => {
		const text = template(
			"",
			`  Own: { Type: AWS::IAM::Role, Properties: { RoleName: own, ${trust}, PermissionsBoundary: !Ref Limit } }
  Limit: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] } } }
  Extra: { Type: AWS::IAM::Policy, Properties: { PolicyName: extra, Roles: [!Ref Own], PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "sqs:*", Resource: "*" }] } } }
`,
		);
		expect(roleOf(text, "Own")).toMatchObject({ name: "own", boundary: { name: "Limit" }, policies: [{ name: "extra" }] });
	});
});

describe("the policy of a queue, a topic or a bus", () => {
	const statement = "{ Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*' }";
	const policy = (id: string, queue: string) =>
		`  ${id}: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [${queue}], PolicyDocument: { Version: '2012-10-17', Statement: [${statement}] } } }\n`;

	it("is one: a second resource replaces the first, and is named", () => {
		const { resourcePolicies, notSimulated } = stackOf(template("", QUEUE + policy("One", "!Ref Orders") + policy("Two", "!Ref Orders")));
		expect(resourcePolicies.map(({ id, resources }) => [id, resources])).toEqual([
			["One", []],
			["Two", [orders]],
		]);
		expect(notSimulated).toMatchObject([{ line: 11, what: `Two, the second policy of ${orders},` }]);
	});

	it("names queues by their URL, not by their ARN", () => {
		expect(problemsOf(template("", QUEUE + policy("One", "!GetAtt Orders.Arn")))).toEqual([
			expect.stringMatching(/is no URL of a queue\. \| .*!Ref Queue/),
		]);
	});

	it("of a bus may stand in the bus", () => {
		const bus = `  Shop: { Type: AWS::Events::EventBus, Properties: { Name: shop, Policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: events:PutEvents, Resource: "*" }] } } }\n`;
		expect(stackOf(template("", bus)).resourcePolicies).toMatchObject([
			{ id: "Shop", resources: ["arn:aws:events:eu-central-1:123456789012:event-bus/shop"] },
		]);
	});

	it("of a bus is put together of statements", () => {
		const bus = `  Shop: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  A: { Type: AWS::Events::EventBusPolicy, Properties: { EventBusName: shop, StatementId: a, Action: events:PutEvents, Principal: "111122223333" } }
  B: { Type: AWS::Events::EventBusPolicy, Properties: { EventBusName: shop, StatementId: b, Statement: { Effect: Allow, Principal: "*", Action: events:PutEvents, Resource: !GetAtt Shop.Arn } } }
`;
		expect(stackOf(template("", bus)).resourcePolicies.map(({ resources, document }) => [resources, document.Statement])).toEqual([
			[
				["arn:aws:events:eu-central-1:123456789012:event-bus/shop"],
				[expect.objectContaining({ Sid: "a", Principal: { AWS: "arn:aws:iam::111122223333:root" } })],
			],
			[["arn:aws:events:eu-central-1:123456789012:event-bus/shop"], [expect.objectContaining({ Sid: "b", Principal: "*" })]],
		]);
	});
});
