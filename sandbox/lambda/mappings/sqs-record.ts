import { type ReceivedMessage, systemAttributes } from "#sandbox/services/sqs/message.ts";
import { isBinary } from "#sandbox/services/sqs/message-digest.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";

/** A record of the event that a mapping sends (L280). Keys are in the order in which AWS sends them. */
export type SqsRecord = {
	messageId: string;
	receiptHandle: string;
	body: string;
	attributes: Record<string, string>;
	messageAttributes: Record<string, SqsRecordAttribute>;
	/** null without attributes. */
	md5OfMessageAttributes: string | null;
	md5OfBody: string;
	eventSource: "aws:sqs";
	eventSourceARN: string;
	awsRegion: string;
};

/** `binaryValue` is base64; the lists are always empty. */
type SqsRecordAttribute = { stringListValues: never[]; binaryListValues: never[]; dataType: string } & (
	| { stringValue: string }
	| { binaryValue: string }
);

/** @param epochMs Calendar time at virtual time 0. */
export function sqsRecord({ message, receiptHandle }: ReceivedMessage, queue: StackQueue, region: string, epochMs: number): SqsRecord {
	const messageAttributes: Record<string, SqsRecordAttribute> = {};
	for (const [name, { type, value }] of Object.entries(message.attributes)) {
		const rest = { stringListValues: [], binaryListValues: [], dataType: type };
		messageAttributes[name] = isBinary(type) ? { binaryValue: value, ...rest } : { stringValue: value, ...rest };
	}
	return {
		messageId: message.messageId,
		receiptHandle,
		body: message.body,
		attributes: systemAttributes(message, epochMs),
		messageAttributes,
		md5OfMessageAttributes: message.md5OfAttributes ?? null,
		md5OfBody: message.md5OfBody,
		eventSource: "aws:sqs",
		eventSourceARN: queue.arn,
		awsRegion: region,
	};
}
