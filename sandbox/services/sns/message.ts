import { quotaOf } from "#facts/index.ts";
import type { MessageAttribute } from "../delivery.ts";

/** What Publish is given. */
export type PublishInput = {
	message: string;
	subject?: string | undefined;
	attributes?: Readonly<Record<string, MessageAttribute>> | undefined;
	groupId?: string | undefined;
	deduplicationId?: string | undefined;
};

/** A message that a topic has taken. */
export type SnsMessage = PublishInput & {
	messageId: string;
	topicArn: string;
	/** ISO 8601 with milliseconds. */
	timestamp: string;
	/** Base64 of 256 bytes. Not signed by anyone: it cannot be verified with AWS's certificate. */
	signature: string;
	/** FIFO topics only: 20 digits. */
	sequenceNumber: string | undefined;
};

/** Message, subject and attributes together, unless the topic has a larger MaximumMessageSize (L326). */
const MOST_BYTES = quotaOf("sns.message.size.default");
const SIGNING_CERTIFICATE = "SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";

/**
 * Why Publish refuses a message.
 * @returns undefined for one that the topic takes.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function publishProblem(
	{ message, subject, attributes = {}, groupId, deduplicationId }: PublishInput,
	topic: { fifo: boolean; contentBasedDeduplication: boolean },
): string | undefined {
	if (message === "") return "Invalid parameter: Empty message";
	const texts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
	if ([message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0) > MOST_BYTES)
		return "Invalid parameter: Message too long";
	if (subject !== undefined && (subject === "" || subject.length > 100 || /[\n\r]/.test(subject))) return "Invalid parameter: Subject";
	for (const [name, { type, value }] of Object.entries(attributes)) {
		if (!/^(String|String\.Array|Number|Binary)$/.test(type))
			return `Invalid parameter: Message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`;
		if (value === "")
			return `Invalid parameter: The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`;
	}
	if (!topic.fifo)
		return deduplicationId === undefined
			? undefined
			: "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type";
	if (groupId === undefined) return "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
	if (deduplicationId === undefined && !topic.contentBasedDeduplication)
		return "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
	return undefined;
}

/** Records of the event that a function gets (L281): "Url" is spelt so, and a missing subject is null. */
export function lambdaEvent(message: SnsMessage, subscriptionArn: string, region: string): string {
	const links = linksOf(subscriptionArn, region);
	return JSON.stringify({
		Records: [
			{
				EventSource: "aws:sns",
				EventVersion: "1.0",
				EventSubscriptionArn: subscriptionArn,
				Sns: {
					Type: "Notification",
					MessageId: message.messageId,
					TopicArn: message.topicArn,
					Subject: message.subject ?? null,
					Message: message.message,
					Timestamp: message.timestamp,
					SignatureVersion: "1",
					Signature: message.signature,
					SigningCertUrl: links.certificate,
					UnsubscribeUrl: links.unsubscribe,
					MessageAttributes: attributesOf(message),
				},
			},
		],
	});
}

/**
 * The JSON text that a queue gets in its body (L282), with SNS's own line breaks: "URL" is spelt so. A FIFO topic adds its sequence
 * number and no signature.
 */
export function envelope(message: SnsMessage, subscriptionArn: string, region: string): string {
	const links = linksOf(subscriptionArn, region);
	const fields: [string, string | undefined][] = [
		["Type", "Notification"],
		["MessageId", message.messageId],
		["SequenceNumber", message.sequenceNumber],
		["TopicArn", message.topicArn],
		["Subject", message.subject],
		["Message", message.message],
		["Timestamp", message.timestamp],
	];
	if (message.sequenceNumber === undefined)
		fields.push(["SignatureVersion", "1"], ["Signature", message.signature], ["SigningCertURL", links.certificate]);
	fields.push(["UnsubscribeURL", links.unsubscribe]);
	const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : [`  ${JSON.stringify(name)} : ${JSON.stringify(value)}`]));
	const attributes = Object.entries(attributesOf(message)).map(([name, value]) => `    ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
	if (attributes.length > 0) lines.push(`  "MessageAttributes" : {\n${attributes.join(",\n")}\n  }`);
	return `{\n${lines.join(",\n")}\n}`;
}

function attributesOf({ attributes = {} }: SnsMessage): Record<string, { Type: string; Value: string }> {
	return Object.fromEntries(Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]));
}

function linksOf(subscriptionArn: string, region: string) {
	const host = `https://sns.${region}.amazonaws.com`;
	return { certificate: `${host}/${SIGNING_CERTIFICATE}`, unsubscribe: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}` };
}
