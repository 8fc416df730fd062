import type { MessageAttribute } from "#sandbox/services/delivery.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";

/** What a message is sent with. */
export type MessageInput = {
	body: string;
	attributes?: Readonly<Record<string, MessageAttribute>>;
	/** FIFO queues only, where a queue's own delay counts. */
	groupId?: string;
	deduplicationId?: string;
	/** Standard queues only; the queue's own when absent. */
	delaySeconds?: number;
	/** AWSTraceHeader, the one system attribute that a sender can set. */
	traceHeader?: string;
	/** Who sends it, and the ARN of what it comes from; absent: the scenario. */
	from?: { principal: string; sourceArn: string };
	/** SenderId; one of an account's own user when absent. */
	senderId?: string;
	lineage?: Lineage;
};

/**
 * delayed: sent, not yet to be received. inFlight: received, invisible until `visibleAt`. gone: deleted, expired or moved away.
 */
export type MessageState = "delayed" | "visible" | "inFlight" | "gone";

/** A message in a queue. Times are virtual milliseconds. */
export type SqsMessage = {
	readonly messageId: string;
	readonly body: string;
	readonly md5OfBody: string;
	readonly attributes: Readonly<Record<string, MessageAttribute>>;
	readonly md5OfAttributes: string | undefined;
	readonly senderId: string;
	readonly groupId: string | undefined;
	readonly deduplicationId: string | undefined;
	readonly traceHeader: string | undefined;
	readonly lineage: Lineage | undefined;
	/** Of a message that a redrive policy moved here. */
	readonly deadLetterSourceArn: string | undefined;
	/** SentTimestamp. */
	readonly sentAt: number;
	/** Place in the order of the queue, from 1. */
	readonly sequence: number;
	/** The place by which a standard queue hands it out now; a higher one after it went to the back. */
	rank: number;
	state: MessageState;
	/** When it is visible, or visible again; in the past once it is. */
	visibleAt: number;
	receiveCount: number;
	/** When it was first received, and last. */
	firstReceivedAt: number | undefined;
	receivedAt: number | undefined;
	/** Deleting it leaves a copy on one server, which comes back once (L316); then this is false. */
	leavesCopy: boolean;
};

/** A message as one ReceiveMessage returns it; its handle is good until it is received again. */
export type ReceivedMessage = { message: SqsMessage; receiptHandle: string };

/**
 * SequenceNumber of a FIFO queue: 20 digits, growing.
 * @param sequence From 1.
 */
export function sequenceNumber(sequence: number): string {
	return (18_849_496_460_467_696_128n + BigInt(sequence) * 256n).toString();
}

/** All system attributes, in the order in which a Lambda event has them. @param epochMs Calendar time at virtual time 0. */
export function systemAttributes(message: SqsMessage, epochMs: number): Record<string, string> {
	const { deadLetterSourceArn, traceHeader, groupId, deduplicationId, firstReceivedAt } = message;
	return {
		...(deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSourceArn }),
		ApproximateReceiveCount: String(message.receiveCount),
		...(traceHeader === undefined ? {} : { AWSTraceHeader: traceHeader }),
		SentTimestamp: timestamp(epochMs + message.sentAt),
		...(deduplicationId === undefined ? {} : { SequenceNumber: sequenceNumber(message.sequence) }),
		...(groupId === undefined ? {} : { MessageGroupId: groupId }),
		SenderId: message.senderId,
		...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
		...(firstReceivedAt === undefined ? {} : { ApproximateFirstReceiveTimestamp: timestamp(epochMs + firstReceivedAt) }),
	};
}

/** Whole milliseconds, as text. */
function timestamp(epochMs: number): string {
	return String(Math.floor(epochMs));
}
