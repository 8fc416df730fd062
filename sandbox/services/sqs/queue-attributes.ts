import type { Queue } from "./queue.ts";

/** Attributes of a queue as GetQueueAttributes gives them: all are texts. @param names `All`, or those that are asked for. */
export function queueAttributes({ config, counts }: Queue, names: readonly string[]): Record<string, string> {
	const all: Record<string, string> = {
		QueueArn: config.arn,
		ApproximateNumberOfMessages: String(counts.visible),
		ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
		ApproximateNumberOfMessagesDelayed: String(counts.delayed),
		VisibilityTimeout: String(config.visibilityTimeoutSeconds),
		DelaySeconds: String(config.delaySeconds),
		MessageRetentionPeriod: String(config.messageRetentionSeconds),
		MaximumMessageSize: String(config.maximumMessageBytes),
		ReceiveMessageWaitTimeSeconds: String(config.receiveWaitSeconds),
		...(config.fifo ? { FifoQueue: "true", ContentBasedDeduplication: String(config.contentBasedDeduplication) } : {}),
		...(config.redrive
			? {
					RedrivePolicy: JSON.stringify({
						deadLetterTargetArn: config.redrive.deadLetterTargetArn,
						maxReceiveCount: config.redrive.maxReceiveCount,
					}),
				}
			: {}),
	};
	return names.includes("All") ? all : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
