import type { SqsMessage } from "./message.ts";

const PREFIX = "AQEB";

/**
 * The handle under which a message is deleted: it names the message, and which reception of it. Like one of AWS it is opaque, and only
 * the handle of the last reception is good.
 */
export function receiptHandleOf(message: SqsMessage): string {
	return PREFIX + Buffer.from(`${message.messageId}/${message.receiveCount}/${message.md5OfBody}`).toString("base64");
}

/** @returns undefined for a text that is no handle. */
export function readReceiptHandle(handle: string): { messageId: string; reception: number } | undefined {
	if (!handle.startsWith(PREFIX)) return undefined;
	const [messageId, reception, digest] = Buffer.from(handle.slice(PREFIX.length), "base64").toString("latin1").split("/");
	if (!messageId || digest?.length !== 32 || !/^[1-9]\d*$/.test(reception ?? "")) return undefined;
	return { messageId, reception: Number(reception) };
}
