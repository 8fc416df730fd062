import { describe, expect, it } from "vitest";
import { explain } from "#sandbox/report/explain.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { runHandler } from "./run-handler.ts";

const resources = `  Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }
  Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }
  Other: { Type: AWS::IAM::Role, Properties: { RoleName: other, AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt CallerRole.Arn }, Action: "sts:AssumeRole" }] }, Policies: [{ PolicyName: send, PolicyDocument: { Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Orders.Arn }] } }] } }`;
const send = `
	import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
	import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
	import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
	const QueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders";
	const said = (promise) => promise.then(() => "allowed", (error) => [error.name, error.$metadata.httpStatusCode, error.message]);
	const message = new SendMessageCommand({ QueueUrl, MessageBody: "x" });
	const object = new GetObjectCommand({ Bucket: "files", Key: "missing" });`;
const sending = `${send} export const handler = () => said(new SQSClient({}).send(message));`;
const reading = `${send} export const handler = () => said(new S3Client({}).send(object));`;

async function said(policies: string, source: string, more = "") {
	return (await runHandler(resources + more, source, { policies })).responses[0];
}

describe("what the execution role may do (L360)", () => {
	it("is nothing but writing logs, when the function has no Policies: the error names principal, action and resource", async () => {
		expect(await said("[]", sending)).toEqual([
			"AccessDenied",
			400,
			"User: arn:aws:sts::123456789012:assumed-role/CallerRole/Caller is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:123456789012:orders because no identity-based policy allows the sqs:SendMessage action",
		]);
	});

	it.each([
		["a policy template of SAM", "[{ SQSSendMessagePolicy: { QueueName: !GetAtt Orders.QueueName } }]"],
		["a policy of AWS by its name", "AmazonSQSFullAccess"],
		["a policy of AWS by its ARN", '["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]'],
		["statements of its own", "[{ Statement: [{ Effect: Allow, Action: sqs:Send*, Resource: !GetAtt Orders.Arn }] }]"],
	])("is what %s allows", async (_, policies) => {
		expect(await said(policies, sending)).toBe("allowed");
	});

	it("is what a policy beside the role allows, and the queue's own policy", async () => {
		const attached = `
  Extra: { Type: AWS::IAM::Policy, Properties: { PolicyName: extra, Roles: [!Ref CallerRole], PolicyDocument: { Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: "*" }] } } }`;
		expect(await said("[]", sending, attached)).toBe("allowed");
		const ofQueue = `
  May: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Orders], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt CallerRole.Arn }, Action: sqs:SendMessage, Resource: !GetAtt Orders.Arn }] } } }`;
		expect(await said("[]", sending, ofQueue)).toBe("allowed");
	});

	it("lets S3 tell a missing key only to who may list the bucket", async () => {
		expect(await said("[{ S3ReadPolicy: { BucketName: files } }]", reading)).toMatchObject(["NoSuchKey", 404, expect.any(String)]);
		expect(await said('[{ Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::files/*" }] }]', reading)).toEqual([
			"AccessDenied",
			403,
			"Access Denied",
		]);
	});

	it("is another role's, once code has assumed it; a role that does not trust it refuses", async () => {
		const source = `${send} export const handler = async () => {
			const { Credentials: c } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::123456789012:role/other", RoleSessionName: "me" }));
			const client = new SQSClient({ credentials: { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken } });
			const refused = await said(new STSClient({}).send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::123456789012:role/CallerRole", RoleSessionName: "me" })));
			return [await said(client.send(message)), refused[2]];
		};`;
		expect(await said("[]", source)).toEqual([
			"allowed",
			"User: arn:aws:sts::123456789012:assumed-role/CallerRole/Caller is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/CallerRole",
		]);
	});
});

describe("the report about a call that is not allowed", () => {
	it("says which permission is missing, and what to add", async () => {
		const source = `${send} export const handler = () => new SQSClient({}).send(message);`;
		const { trace } = await runHandler(resources, source, { policies: "[]" });
		expect(explain(reportOf(trace))).toMatchObject({
			title: "The function may not do sqs:SendMessage",
			nextStep:
				"Add the permission to Policies of the function: SQSSendMessagePolicy, or a statement with Action: sqs:SendMessage for this resource, and no more.",
		});
	});
});
