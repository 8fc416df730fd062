import type { StackSubscription } from "#sandbox/stack/sns.ts";
import { generatedUuid } from "../generated-ids.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import type { TemplateResource } from "../template-resource.ts";

const PROTOCOLS = ["lambda", "sqs", "firehose", "http", "https", "email", "email-json", "sms", "application"] as const;

/** AWS::SNS::Topic, with the subscriptions that stand in it. */
export const readTopic: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("TopicName", "DisplayName", "KmsMasterKeyId", "SignatureVersion", "TracingConfig", "FifoThroughputScope");
	const fifo = properties.flag("FifoTopic", false);
	if (fifo && !/^[A-Za-z0-9_-]{1,251}\.fifo$/.test(name))
		properties.problem(
			"TopicName",
			"Invalid parameter: Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.",
			`Rename ${JSON.stringify(name.slice(0, 100))}.`,
		);
	if (!fifo && !/^[A-Za-z0-9_-]{1,256}$/.test(name))
		properties.problem(
			"TopicName",
			"Invalid parameter: Topic Name",
			name.endsWith(".fifo") ? "Add FifoTopic: true." : "Use letters, digits, hyphens and underscores, at most 256.",
		);
	const arn = String(reading.references.ref(resource.id));
	reading.stack.topics.push({
		...placed(resource),
		name,
		arn,
		fifo,
		contentBasedDeduplication: properties.flag("ContentBasedDeduplication", false),
	});
	for (const [index, part] of properties.parts("Subscription").entries()) {
		const id = `${resource.id}Subscription${index}`;
		subscribe({ ...resource, id, line: part.at.line }, arn, part, reading);
		part.done();
	}
	properties.notSimulated({
		ArchivePolicy: "Messages are not archived.",
		DataProtectionPolicy: "Messages are not looked through.",
		DeliveryStatusLogging: "Deliveries are not logged; the trace has them.",
	});
	properties.done();
};

/** AWS::SNS::Subscription */
export const readSubscription: ResourceReader = (resource, properties, reading) => {
	const topicArn = properties.needed("TopicArn", "Add for example TopicArn: !Ref Topic.");
	if (topicArn !== undefined) subscribe(resource, topicArn, properties, reading);
	properties.ignore("Region");
	properties.done();
};

function subscribe(resource: TemplateResource, topicArn: string, properties: Properties, reading: Reading): void {
	const protocol = properties.oneOf("Protocol", PROTOCOLS, "https");
	if (!properties.has("Protocol"))
		properties.problem("Protocol", `${properties.owner} has no Protocol.`, "Add for example Protocol: lambda.");
	const endpoint = properties.text("Endpoint");
	const filterPolicyScope = properties.oneOf("FilterPolicyScope", ["MessageAttributes", "MessageBody"], "MessageAttributes");
	const filterPolicy = properties.json("FilterPolicy");
	const redrive = properties.part("RedrivePolicy");
	const subscription: Omit<StackSubscription, "protocol"> = {
		...placed(resource),
		arn: `${topicArn}:${generatedUuid("subscription", resource.id)}`,
		topicArn,
		endpoint: endpoint ?? "",
		filterPolicy,
		filterPolicyScope,
		rawMessageDelivery: properties.flag("RawMessageDelivery", false),
		deadLetterTargetArn: redrive?.text("deadLetterTargetArn"),
	};
	redrive?.done();
	properties.notSimulated({
		DeliveryPolicy: "Retries follow the policy of SNS.",
		ReplayPolicy: "Nothing is replayed.",
		SubscriptionRoleArn: "Permissions are not checked.",
	});
	if (protocol === "application") {
		reading.notes.skip(resource.line, `${resource.id}, to a mobile application`, "Nothing is delivered there.");
		return;
	}
	if (endpoint === undefined) return;
	if (subscription.rawMessageDelivery && !["sqs", "firehose", "http", "https"].includes(protocol))
		properties.problem(
			"RawMessageDelivery",
			`Invalid parameter: Attributes Reason: RawMessageDelivery: Raw message delivery is not supported for protocol ${protocol}.`,
			"Leave RawMessageDelivery out.",
		);
	reading.stack.subscriptions.push({ ...subscription, protocol });
}

/** Checks what topics and subscriptions together show (L324). */
export function checkSubscriptions({ stack, notes }: Reading): void {
	const topics = new Map(stack.topics.map((topic) => [topic.arn, topic]));
	for (const subscription of stack.subscriptions) {
		const topic = topics.get(subscription.topicArn);
		if (!topic)
			notes.skip(
				subscription.line,
				`the topic ${subscription.topicArn} of ${subscription.id}`,
				"It is not in this template; nothing is published to it.",
			);
		if (topic?.fifo && !["sqs", "firehose", "http", "https"].includes(subscription.protocol))
			notes.problem(
				{ line: subscription.line, column: 1 },
				`Invalid parameter: Invalid protocol type: ${subscription.protocol}. A FIFO topic such as ${topic.id} cannot have this subscriber.`,
				"Put a queue between topic and function.",
			);
	}
}
