import { getAttNode, referredId, refNode, scalarNode } from "../node-builders.ts";
import type { TemplateNode } from "../template-node.ts";
import { type Expansion, take } from "./expansion.ts";
import { permit, type SamEvent } from "./function-events.ts";
import { sendMessageDocument } from "./queue-policy.ts";

/** The event SNS: a subscription of the function, or of a queue that the function reads (SqsSubscription). */
export function expandSnsEvent(event: SamEvent, expansion: Expansion): void {
	const { at, properties, target } = event;
	const topic = properties.entry("Topic")?.value;
	if (!topic) properties.problem("Topic", `${properties.owner} has no Topic.`, "Add for example Topic: !Ref Topic.");
	const between = properties.entry("SqsSubscription");
	if (!between || (between.value.kind !== "map" && !properties.flag("SqsSubscription", false))) {
		subscribe(event, expansion, topic, "lambda", target.arn(at));
		permit(event, expansion, "sns.amazonaws.com", topic);
		return;
	}
	const queue = between.value.kind === "map" ? ownQueue(event) : madeQueue(event, expansion);
	if (!queue) return;
	target.role?.attach("AWSLambdaSQSQueueExecutionRole");
	subscribe(event, expansion, topic, "sqs", queue.arn);
	expansion.make(target.fn, at, `${event.id}EventSourceMapping`, "AWS::Lambda::EventSourceMapping", {
		FunctionName: target.name(at),
		EventSourceArn: queue.arn,
		BatchSize: queue.batchSize ?? scalarNode(at, 10),
		Enabled: queue.enabled ?? scalarNode(at, true),
	});
	const policyId = queue.policyId ?? `${event.id}QueuePolicy`;
	expansion.make(target.fn, at, policyId, "AWS::SQS::QueuePolicy", {
		Queues: { kind: "list", items: [queue.url], line: at.line, column: at.column },
		PolicyDocument: sendMessageDocument(at, scalarNode(at, "*"), queue.arn, topic),
	});
}

type Between = {
	arn: TemplateNode;
	url: TemplateNode;
	batchSize?: TemplateNode | undefined;
	enabled?: TemplateNode | undefined;
	policyId?: string | undefined;
};

/** Of a FIFO topic the queue is FIFO as well. */
function madeQueue({ id, at, target, properties }: SamEvent, expansion: Expansion): Between {
	const queue = `${id}Queue`;
	const topic = expansion.resources.get(referredId(properties.entry("Topic")?.value) ?? "");
	const fifo = topic?.type === "AWS::SNS::Topic" && expansion.properties(topic.id, topic, topic.properties).flag("FifoTopic", false);
	expansion.make(target.fn, at, queue, "AWS::SQS::Queue", fifo ? { FifoQueue: scalarNode(at, true) } : {});
	return { arn: getAttNode(at, queue, "Arn"), url: refNode(at, queue) };
}

function ownQueue({ properties }: SamEvent): Between | undefined {
	const given = properties.part("SqsSubscription");
	const arn = given?.entry("QueueArn")?.value;
	const url = given?.entry("QueueUrl")?.value;
	const between = {
		batchSize: given?.entry("BatchSize")?.value,
		enabled: given?.entry("Enabled")?.value,
		policyId: given?.text("QueuePolicyLogicalId"),
	};
	given?.done();
	if (arn && url) return { arn, url, ...between };
	given?.problem("QueueArn", "No QueueARN or QueueURL provided.", "SqsSubscription needs QueueArn and QueueUrl, or is true.");
	return undefined;
}

function subscribe(event: SamEvent, expansion: Expansion, topic: TemplateNode | undefined, protocol: string, endpoint: TemplateNode): void {
	const { id, at, properties, target } = event;
	expansion.make(target.fn, at, id, "AWS::SNS::Subscription", {
		Protocol: scalarNode(at, protocol),
		Endpoint: endpoint,
		TopicArn: topic,
		...take(properties, "Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"),
	});
}
