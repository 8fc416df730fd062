import { expect, it } from "vitest";
import { runHandler } from "./run-handler.ts";

const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const nested = (levels: number) => `${'{"L":['.repeat(levels)}${"]}".repeat(levels)}`;

/** Requests that no SDK would send. `target`: header of the JSON protocols. */
const requests: { [what: string]: { service: string; target?: string; body: string; path?: string; method?: string; type?: string } } = {
	"a body that is no JSON": { service: "dynamodb", target: "DynamoDB_20120810.PutItem", body: "{" },
	"a body that is null": { service: "dynamodb", target: "DynamoDB_20120810.PutItem", body: "null" },
	"a body nested 100,000 deep": { service: "dynamodb", target: "DynamoDB_20120810.PutItem", body: deep(100_000) },
	"an attribute nested 10,000 deep": {
		service: "dynamodb",
		target: "DynamoDB_20120810.PutItem",
		body: `{"TableName":"t","Item":{"id":{"S":"a"},"deep":${nested(10_000)}}}`,
	},
	"an operation that objects inherit": { service: "dynamodb", target: "DynamoDB_20120810.constructor", body: "{}" },
	"a table that objects inherit": {
		service: "dynamodb",
		target: "DynamoDB_20120810.GetItem",
		body: '{"TableName":"constructor","Key":{"id":{"S":"a"}}}',
	},
	"an expression of 20,000 brackets": {
		service: "dynamodb",
		target: "DynamoDB_20120810.Scan",
		body: `{"TableName":"t","FilterExpression":"${"(".repeat(20_000)}"}`,
	},
	"a start key of another form": {
		service: "dynamodb",
		target: "DynamoDB_20120810.Scan",
		body: '{"TableName":"t","ExclusiveStartKey":{"__proto__":{"S":"a"}}}',
	},
	"a queue that objects inherit": { service: "sqs", target: "AmazonSQS.SendMessage", body: '{"QueueUrl":"__proto__","MessageBody":"a"}' },
	"a metric of no finite value": {
		service: "monitoring",
		target: "GraniteServiceVersion20100801.PutMetricData",
		body: '{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1e400}]}',
	},
	"a metric of a year that no calendar has": {
		service: "monitoring",
		target: "GraniteServiceVersion20100801.PutMetricData",
		body: '{"Namespace":"n","MetricData":[{"MetricName":"m","Value":1,"Timestamp":1e300}]}',
	},
	"an execution whose name objects inherit": {
		service: "states",
		target: "AWSStepFunctions.DescribeExecution",
		body: '{"executionArn":"__proto__"}',
	},
	"a form with a path of 5,000 members": {
		service: "sns",
		body: `Action=Publish&Message=a&TopicArn${".entry.1".repeat(5_000)}=a`,
		type: "application/x-www-form-urlencoded",
	},
	"a form that names what objects inherit": {
		service: "sns",
		body: "Action=Publish&__proto__.entry.1.key=a&constructor.prototype.x=1",
		type: "application/x-www-form-urlencoded",
	},
	"a key of a bucket that is half a character": { service: "s3", path: "/files/%E0%A4%A", method: "GET", body: "" },
	"parts of an upload as XML that is none": { service: "s3", path: "/files/a?uploadId=1", method: "POST", body: "<a><b>" },
};

it.each(Object.entries(requests))("answers with an error of the client and goes on: %s", async (_, request) => {
	const { service, target, body, path = "/", method = "POST", type = "application/x-amz-json-1.0" } = request;
	const resources = `  T: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: t } }
  Files: { Type: AWS::S3::Bucket, Properties: { BucketName: files } }`;
	const source = `
		export const handler = async () => {
			const response = await fetch("https://${service}.eu-central-1.amazonaws.com${path}", {
				method: "${method}",
				headers: {
					"content-type": "${type}",
					"x-amz-security-token": process.env.AWS_SESSION_TOKEN,
					authorization: \`AWS4-HMAC-SHA256 Credential=\${process.env.AWS_ACCESS_KEY_ID}/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0\`,
					${target === undefined ? "" : `"x-amz-target": "${target}",`}
				},
				${body === "" ? "" : `body: ${JSON.stringify(body)},`}
			});
			return { status: response.status, text: await response.text() };
		};`;
	const { responses, errors } = await runHandler(resources, source);
	expect(errors).toEqual([undefined]);
	const { status, text } = responses[0] as { status: number; text: string };
	expect([status, text]).toEqual([expect.toSatisfy((code: number) => code >= 400 && code < 500), expect.stringMatching(/./)]);
	expect(text).not.toContain("/sandbox/");
});
