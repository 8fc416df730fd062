import { describe, expect, it } from "vitest";
import { ServiceDeliveries } from "#sandbox/iam/service-delivery.ts";
import type { Json } from "#sandbox/json-value.ts";
import { readStack } from "#sandbox/template/read-stack.ts";

const QUEUE = "arn:aws:sqs:eu-central-1:123456789012:Orders";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:News";
const RULE = "arn:aws:events:eu-central-1:123456789012:rule/Nightly";

function refusal(
	statements: Json[],
	{ to = QUEUE, principal = "sns.amazonaws.com", sourceArn = TOPIC, roleArn = undefined as string | undefined } = {},
) {
	const policy = { id: "Policy", line: 1, resources: [to], document: { Version: "2012-10-17", Statement: statements } };
	return new ServiceDeliveries({ resourcePolicies: statements.length > 0 ? [policy] : [] }).refusal(to, {
		principal,
		sourceArn,
		...(roleArn ? { roleArn } : {}),
	});
}
const allow = (more: Record<string, Json> = {}) => ({
	Effect: "Allow",
	Principal: { Service: "sns.amazonaws.com" },
	Action: "sqs:SendMessage",
	Resource: QUEUE,
	...more,
});
const from = (arn: string, operator = "ArnEquals") => ({ Condition: { [operator]: { "aws:SourceArn": arn } } });

describe("what a service delivers to a queue (L155)", () => {
	it("is refused without a policy, in the words of IAM, and for good", () => {
		expect(refusal([])).toEqual({
			ok: false,
			code: "AccessDenied",
			message: `User: sns.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${QUEUE} because no resource-based policy allows the sqs:SendMessage action`,
			retryable: false,
		});
	});

	it.each<[string, Json]>([
		["names the service", allow()],
		["names everybody, and the topic in its condition, as SAM writes it", allow({ Principal: "*", ...from(TOPIC) })],
		["has a pattern of ARNs", allow(from("arn:aws:sns:*:123456789012:N*", "ArnLike"))],
		["names the account of the source", allow({ Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } })],
		["allows all actions of SQS", allow({ Action: "sqs:*", Resource: "*" })],
	])("is taken when the policy %s", (_, statement) => {
		expect(refusal([statement])).toBeUndefined();
	});

	it.each<[string, Json[]]>([
		["another topic", [allow(from("arn:aws:sns:eu-central-1:123456789012:Other"))]],
		["another service", [allow({ Principal: { Service: "events.amazonaws.com" } })]],
		["people of the account", [allow({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })]],
		["another action", [allow({ Action: "sqs:ReceiveMessage" })]],
		["another queue", [allow({ Resource: `${QUEUE}2` })]],
		["everybody, and a Deny keeps the service out", [allow(), allow({ Effect: "Deny", Principal: "*", ...from(TOPIC) })]],
	])("is refused when the policy allows %s", (_, statements) => {
		expect(refusal(statements)?.code).toBe("AccessDenied");
	});

	it("is not a matter of the policy when it is sent under a role", () => {
		expect(
			refusal([], { principal: "events.amazonaws.com", sourceArn: RULE, roleArn: "arn:aws:iam::123456789012:role/ForRule" }),
		).toBeUndefined();
		expect(
			refusal([], { principal: "scheduler.amazonaws.com", sourceArn: "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/S" }),
		).toBeUndefined();
	});
});

describe("what a service delivers to a topic", () => {
	it("is refused by the policy that a topic has by itself, but for alarms of the account", () => {
		const by = (principal: string, sourceArn: string) => refusal([], { to: TOPIC, principal, sourceArn });
		expect(by("events.amazonaws.com", RULE)?.code).toBe("AuthorizationError");
		expect(by("s3.amazonaws.com", "arn:aws:s3:::photos")?.code).toBe("AuthorizationError");
		expect(by("cloudwatch.amazonaws.com", "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Errors")).toBeUndefined();
	});

	it("loses that policy when the template gives it one", () => {
		const statement = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: TOPIC };
		expect(refusal([statement], { to: TOPIC, principal: "events.amazonaws.com", sourceArn: RULE })).toBeUndefined();
		expect(
			refusal([statement], { to: TOPIC, principal: "cloudwatch.amazonaws.com", sourceArn: "arn:aws:cloudwatch:eu-central-1:1:alarm:E" }),
		).toBeDefined();
	});
});

describe("a bucket that notifies a queue", () => {
	const template = (policy: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, Runtime: nodejs24.x } }
  Uploads: { Type: AWS::SQS::Queue }
  Photos:
    Type: AWS::S3::Bucket
    Properties: { BucketName: photos, NotificationConfiguration: { QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: !GetAtt Uploads.Arn }] } }
${policy}`;
	const policy = (service: string) => `  MayPut:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Uploads]
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: ${service} }, Action: sqs:SendMessage, Resource: !GetAtt Uploads.Arn, Condition: { ArnLike: { aws:SourceArn: "arn:aws:s3:::photos" } } }] }
`;
	const problemsOf = (text: string) => {
		const result = readStack("template.yaml", text, "eu-central-1");
		return result.ok ? [] : result.problems.map(({ message, cure, place }) => `${place?.line}: ${message}. ${cure}`);
	};

	it("is not deployed unless the queue's policy lets S3 in (L310)", () => {
		expect(problemsOf(template(""))).toEqual([
			"5: Unable to validate the following destination configurations. The policy of Uploads does not let s3.amazonaws.com in for Photos: allow it sqs:SendMessage in a policy that the bucket depends on.",
		]);
		expect(problemsOf(template(policy("sns.amazonaws.com")))).toHaveLength(1);
		expect(problemsOf(template(policy("s3.amazonaws.com")))).toEqual([]);
	});
});
