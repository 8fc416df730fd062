import type { StackResource } from "./stack.ts";

/** AWS::SQS::Queue. Times in seconds, as the template says them. */
export type StackQueue = StackResource & {
	name: string;
	arn: string;
	url: string;
	fifo: boolean;
	contentBasedDeduplication: boolean;
	/** FIFO only: `queue` counts deduplication and throughput for the whole queue, `messageGroup` for each group. */
	deduplicationScope: "queue" | "messageGroup";
	delaySeconds: number;
	visibilityTimeoutSeconds: number;
	messageRetentionSeconds: number;
	maximumMessageBytes: number;
	receiveWaitSeconds: number;
	redrive: { deadLetterTargetArn: string; maxReceiveCount: number } | undefined;
};
