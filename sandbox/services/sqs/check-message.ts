import type { MessageAttribute } from "#sandbox/services/delivery.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import { MAX_DELAY_SECONDS, MAX_MESSAGE_ATTRIBUTES, MAX_MESSAGE_BYTES } from "./limits.ts";
import type { MessageInput } from "./message.ts";
import { bytesOfAttributes, isBinary } from "./message-digest.ts";
import { failed, invalidValue, type SqsError } from "./sqs-error.ts";

type Refusal = { ok: false; error: SqsError };

/** Letters, digits and punctuation, as group and deduplication ids may have. */
const idPattern = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;
/** What XML 1.0 has no place for: SQS still holds bodies to it. */
const forbiddenCharacter = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * What SendMessage refuses (L313-L315, L317).
 * @returns undefined when the queue takes the message.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function refusalOf(input: MessageInput, queue: StackQueue): Refusal | undefined {
	const { body, attributes = {} } = input;
	if (body === "") return failed("MissingParameter", "The request must contain the parameter MessageBody.");
	const most = Math.min(queue.maximumMessageBytes, MAX_MESSAGE_BYTES);
	if (bytesOf(input) > most)
		return failed("InvalidParameterValue", `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
	if (forbiddenCharacter.test(body))
		return failed(
			"InvalidMessageContents",
			"Invalid characters found in the message body. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
		);
	return refusalOfAttributes(attributes) ?? refusalOfDelay(input, queue) ?? refusalOfOrder(input, queue);
}

/** Bytes that count against the limit: of body and attributes. */
export function bytesOf({ body, attributes = {} }: MessageInput): number {
	return Buffer.byteLength(body) + bytesOfAttributes(attributes);
}

function refusalOfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): Refusal | undefined {
	const entries = Object.entries(attributes);
	if (entries.length > MAX_MESSAGE_ATTRIBUTES)
		return failed(
			"InvalidParameterValue",
			`Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_MESSAGE_ATTRIBUTES}].`,
		);
	for (const [name, { type, value }] of entries) {
		if (!/^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i.test(name))
			return failed("InvalidParameterValue", `Message (user) attribute name is invalid: ${name}`);
		if (!/^(String|Number|Binary)(\..+)?$/.test(type))
			return failed(
				"InvalidParameterValue",
				`The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
			);
		if (value === "")
			return failed(
				"InvalidParameterValue",
				`Message (user) attribute '${name}' must contain a non-empty value of type '${isBinary(type) ? "Binary" : "String"}'.`,
			);
		if (/^Number(\.|$)/.test(type) && !Number.isFinite(Number(value)))
			return failed("InvalidParameterValue", `Can't cast the value of message (user) attribute '${name}' to a number.`);
	}
	return undefined;
}

function refusalOfDelay({ delaySeconds }: MessageInput, queue: StackQueue): Refusal | undefined {
	if (delaySeconds === undefined) return undefined;
	if (queue.fifo && delaySeconds > 0)
		return invalidValue(delaySeconds, "DelaySeconds", "The request include parameter that is not valid for this queue type.");
	if (delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS)
		return invalidValue(delaySeconds, "DelaySeconds", `DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`);
	return undefined;
}

function refusalOfOrder({ groupId, deduplicationId }: MessageInput, queue: StackQueue): Refusal | undefined {
	const rule = "can only include alphanumeric and punctuation characters. 1 to 128 in length.";
	if (groupId !== undefined && !idPattern.test(groupId)) return invalidValue(groupId, "MessageGroupId", `MessageGroupId ${rule}`);
	if (deduplicationId !== undefined && !idPattern.test(deduplicationId))
		return invalidValue(deduplicationId, "MessageDeduplicationId", `MessageDeduplicationId ${rule}`);
	if (!queue.fifo && deduplicationId !== undefined)
		return invalidValue(deduplicationId, "MessageDeduplicationId", "The request include parameter that is not valid for this queue type.");
	if (!queue.fifo) return undefined;
	if (groupId === undefined) return failed("MissingParameter", "The request must contain the parameter MessageGroupId.");
	if (deduplicationId === undefined && !queue.contentBasedDeduplication)
		return failed(
			"InvalidParameterValue",
			"The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
		);
	return undefined;
}
