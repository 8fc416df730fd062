import type { Json } from "#sandbox/json-value.ts";
import { ACCOUNT, arnOf } from "#sandbox/stack/arn.ts";
import type { PolicyDocument } from "#sandbox/stack/iam.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { readDocument } from "./policy-document.ts";

/** AWS::SQS::QueuePolicy and QueueInlinePolicy. Queues are named by their URL. */
export const readQueuePolicy: ResourceReader = (resource, properties, reading) => {
	const urls = [...properties.texts("Queues"), ...properties.texts("Queue")];
	const arns = urls.flatMap((url) => {
		const [, region, account, name] = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
		if (region !== undefined && account === ACCOUNT && name !== undefined) return arnOf("sqs", region, name);
		properties.problem(
			properties.has("Queues") ? "Queues" : "Queue",
			`${url} of ${resource.id} is no URL of a queue.`,
			"Queues are named by their URL here: !Ref Queue, not !GetAtt Queue.Arn.",
		);
		return [];
	});
	keep(resource.id, arns, readDocument(properties, "PolicyDocument", "resource"), placed(resource).line, reading);
	properties.done();
};

/** AWS::SNS::TopicPolicy and TopicInlinePolicy. */
export const readTopicPolicy: ResourceReader = (resource, properties, reading) => {
	const arns = [...properties.texts("Topics"), ...properties.texts("TopicArn")];
	keep(resource.id, arns, readDocument(properties, "PolicyDocument", "resource"), resource.line, reading);
	properties.done();
};

/** AWS::S3::BucketPolicy */
export const readBucketPolicy: ResourceReader = (resource, properties, reading) => {
	const bucket = properties.needed("Bucket", "Add for example Bucket: !Ref Bucket.");
	const document = readDocument(properties, "PolicyDocument", "resource");
	properties.done();
	if (bucket !== undefined) keep(resource.id, [`arn:aws:s3:::${bucket}`], document, resource.line, reading);
};

/** AWS::Events::EventBusPolicy: one statement of the policy of a bus, which has as many as there are of these. */
export const readBusPolicy: ResourceReader = (resource, properties, { region, stack }) => {
	const name = properties.text("EventBusName") ?? "default";
	const arn = arnOf("events", region, `event-bus/${name.slice(name.lastIndexOf("/") + 1)}`);
	const sid = properties.needed("StatementId", "Add a StatementId that is unique within the policy of the bus.");
	const statement = properties.has("Statement") ? properties.json("Statement") : statementOf(properties, arn);
	properties.done();
	if (sid === undefined || statement === undefined) return;
	const statements = (Array.isArray(statement) ? statement : [statement]).map((one) => withSid(one, sid));
	stack.resourcePolicies.push({ ...placed(resource), resources: [arn], document: { Version: "2012-10-17", Statement: statements } });
};

/** The older form: Action, Principal (an account, or `*`) and Condition stand beside each other. */
function statementOf(properties: Properties, arn: string): Json {
	const principal = properties.text("Principal") ?? "*";
	const condition = properties.part("Condition");
	const key = condition?.text("Key");
	const value = condition?.text("Value");
	return {
		Effect: "Allow",
		Action: properties.text("Action") ?? "events:PutEvents",
		Principal: principal === "*" ? "*" : { AWS: `arn:aws:iam::${principal}:root` },
		Resource: arn,
		...(key === undefined || value === undefined ? {} : { Condition: { [condition?.text("Type") ?? "StringEquals"]: { [key]: value } } }),
	};
}

function withSid(statement: Json, sid: string): Json {
	return typeof statement === "object" && statement !== null && !Array.isArray(statement) ? { Sid: sid, ...statement } : statement;
}

/** Queues, topics and buckets have one policy: another resource that sets it replaces the first. */
function keep(id: string, arns: string[], document: PolicyDocument, line: number, { stack, notes }: Reading): void {
	for (const earlier of stack.resourcePolicies)
		for (const arn of arns) {
			if (!earlier.resources.includes(arn)) continue;
			notes.skip(
				line,
				`${id}, the second policy of ${arn},`,
				`It replaces ${earlier.id}: a resource has one policy. Which of the two is set last is up to CloudFormation; put the statements into one.`,
			);
			earlier.resources = earlier.resources.filter((one) => one !== arn);
		}
	stack.resourcePolicies.push({ id, line, resources: arns, document });
}
