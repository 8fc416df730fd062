import { parseArn } from "#sandbox/stack/arn.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import { queueUrl } from "../references.ts";

const SECONDS = "seconds";

/** AWS::SQS::Queue (L313, L314, L320). */
export const readQueue: ResourceReader = (resource, properties, reading) => {
	const name = reading.references.physicalName(resource.id);
	properties.ignore("QueueName");
	const fifo = properties.flag("FifoQueue", false);
	checkName(name, fifo, properties);
	const contentBasedDeduplication = properties.flag("ContentBasedDeduplication", false);
	if (contentBasedDeduplication && !fifo)
		properties.problem(
			"ContentBasedDeduplication",
			"Unknown Attribute ContentBasedDeduplication.",
			`Only FIFO queues have it: set FifoQueue: true on ${resource.id}, or leave it out.`,
		);
	const queue: StackQueue = {
		...placed(resource),
		name,
		arn: String(reading.references.attribute(resource.id, "Arn")),
		url: queueUrl(reading.region, name),
		fifo,
		contentBasedDeduplication,
		deduplicationScope: properties.oneOf("DeduplicationScope", ["queue", "messageGroup"], "queue"),
		delaySeconds: properties.whole("DelaySeconds", { min: 0, max: 900, fallback: 0, unit: SECONDS }),
		visibilityTimeoutSeconds: properties.whole("VisibilityTimeout", { min: 0, max: 43_200, fallback: 30, unit: SECONDS }),
		messageRetentionSeconds: properties.whole("MessageRetentionPeriod", { min: 60, max: 1_209_600, fallback: 345_600, unit: SECONDS }),
		maximumMessageBytes: properties.whole("MaximumMessageSize", { min: 1024, max: 1_048_576, fallback: 1_048_576, unit: "bytes" }),
		receiveWaitSeconds: properties.whole("ReceiveMessageWaitTimeSeconds", { min: 0, max: 20, fallback: 0, unit: SECONDS }),
		redrive: readRedrive(properties),
	};
	properties.ignore("FifoThroughputLimit", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled");
	properties.notSimulated({ RedriveAllowPolicy: "Any queue may use it for its dead letters." });
	properties.done();
	reading.stack.queues.push(queue);
};

function checkName(name: string, fifo: boolean, properties: Properties): void {
	if (fifo && !/^[A-Za-z0-9_-]{1,75}\.fifo$/.test(name)) {
		properties.problem(
			"QueueName",
			"The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
			`${JSON.stringify(name.slice(0, 100))} is none: end it in .fifo.`,
		);
	}
	if (!fifo && !/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
		properties.problem(
			"QueueName",
			"Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
			name.endsWith(".fifo")
				? `${JSON.stringify(name.slice(0, 100))} is the name of a FIFO queue: add FifoQueue: true.`
				: `Rename ${JSON.stringify(name.slice(0, 100))}.`,
		);
	}
}

function readRedrive(properties: Properties): StackQueue["redrive"] {
	const policy = properties.part("RedrivePolicy");
	if (!policy) return undefined;
	const deadLetterTargetArn = policy.needed("deadLetterTargetArn", "Add for example deadLetterTargetArn: !GetAtt DeadLetters.Arn.");
	const count = policy.number("maxReceiveCount");
	if (count === undefined || !Number.isInteger(count) || count < 1 || count > 1000) {
		policy.problem(
			"maxReceiveCount",
			`Value for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: ${count}, valid values are from 1 to 1000 both inclusive.`,
			"Set for example maxReceiveCount: 5.",
		);
	}
	policy.done();
	return deadLetterTargetArn === undefined ? undefined : { deadLetterTargetArn, maxReceiveCount: count ?? 1 };
}

/** Checks what only all queues together show: that dead letters go to a queue of the same kind (L320). */
export function checkRedrives({ stack, notes }: Reading): void {
	const byArn = new Map(stack.queues.map((queue) => [queue.arn, queue]));
	for (const queue of stack.queues) {
		if (!queue.redrive) continue;
		const at = { line: queue.line, column: 1 };
		const target = byArn.get(queue.redrive.deadLetterTargetArn);
		if (target && target.fifo !== queue.fifo)
			notes.problem(
				at,
				`Value for parameter RedrivePolicy of ${queue.id} is invalid. Reason: Dead-letter queue must be same type of queue as the source.`,
				`Make ${target.id} ${queue.fifo ? "a FIFO" : "a standard"} queue, as ${queue.id} is.`,
			);
		if (!target && parseArn(queue.redrive.deadLetterTargetArn)?.service === "sqs")
			notes.skip(
				queue.line,
				`the dead-letter queue ${queue.redrive.deadLetterTargetArn} of ${queue.id}`,
				"It is not in this template; what is moved there is lost.",
			);
	}
}
