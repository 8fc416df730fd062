import { z } from "zod";
import type { MessageAttribute } from "../delivery.ts";
import type { Caller } from "../wire/operation.ts";
import { type MessageInput, type ReceivedMessage, systemAttributes } from "./message.ts";
import { isBinary, md5OfAttributes } from "./message-digest.ts";
import type { SentMessage } from "./sqs-service.ts";

const attributes = z.record(
	z.string(),
	z.object({ DataType: z.string(), StringValue: z.string().optional(), /** Base64. */ BinaryValue: z.string().optional() }),
);
type Attributes = z.output<typeof attributes>;

/** Members of SendMessage, and of each entry of SendMessageBatch. */
export const messageMembers = {
	MessageBody: z.string(),
	DelaySeconds: z.number().optional(),
	MessageAttributes: attributes.optional(),
	MessageSystemAttributes: attributes.optional(),
	MessageGroupId: z.string().optional(),
	MessageDeduplicationId: z.string().optional(),
};

export function messageInput(members: z.output<z.ZodObject<typeof messageMembers>>, { principalArn, lineage }: Caller): MessageInput {
	const { MessageBody: body, DelaySeconds, MessageAttributes, MessageSystemAttributes, MessageGroupId, MessageDeduplicationId } = members;
	const traceHeader = MessageSystemAttributes?.AWSTraceHeader?.StringValue;
	return {
		body,
		...(MessageAttributes ? { attributes: readAttributes(MessageAttributes) } : {}),
		...(DelaySeconds === undefined ? {} : { delaySeconds: DelaySeconds }),
		...(MessageGroupId === undefined ? {} : { groupId: MessageGroupId }),
		...(MessageDeduplicationId === undefined ? {} : { deduplicationId: MessageDeduplicationId }),
		...(traceHeader === undefined ? {} : { traceHeader }),
		...(lineage ? { lineage } : {}),
		from: { principal: principalArn, sourceArn: principalArn },
	};
}

/** What SendMessage answers. */
export function sentMembers({ messageId, md5OfBody, md5OfAttributes, sequenceNumber }: SentMessage) {
	return {
		MessageId: messageId,
		MD5OfMessageBody: md5OfBody,
		MD5OfMessageAttributes: md5OfAttributes,
		SequenceNumber: sequenceNumber,
	};
}

/** Which attributes a receive asks for, by name; `All`, and for own attributes a prefix with `.*`, stand for many. */
export type WantedAttributes = { readonly system: readonly string[]; readonly own: readonly string[] };

/** A message as ReceiveMessage answers it. */
export function receivedMembers({ message, receiptHandle }: ReceivedMessage, wanted: WantedAttributes, epochMs: number) {
	const system = Object.entries(systemAttributes(message, epochMs)).filter(
		([name]) => wanted.system.includes("All") || wanted.system.includes(name),
	);
	const own = Object.entries(message.attributes).filter(([name]) => wanted.own.some((pattern) => fits(pattern, name)));
	const ownAttributes = Object.fromEntries(own);
	return {
		MessageId: message.messageId,
		ReceiptHandle: receiptHandle,
		MD5OfBody: message.md5OfBody,
		Body: message.body,
		...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
		...(own.length > 0
			? { MD5OfMessageAttributes: md5OfAttributes(ownAttributes), MessageAttributes: writeAttributes(ownAttributes) }
			: {}),
	};
}

function fits(pattern: string, name: string): boolean {
	if (pattern === "All" || pattern === ".*") return true;
	return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -2)) : pattern === name;
}

function readAttributes(given: Attributes): Record<string, MessageAttribute> {
	return Object.fromEntries(
		Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => [
			name,
			{ type: DataType, value: BinaryValue ?? StringValue ?? "" },
		]),
	);
}

function writeAttributes(given: Readonly<Record<string, MessageAttribute>>): Attributes {
	return Object.fromEntries(
		Object.entries(given).map(([name, { type, value }]) => [
			name,
			{ DataType: type, [isBinary(type) ? "BinaryValue" : "StringValue"]: value },
		]),
	);
}
