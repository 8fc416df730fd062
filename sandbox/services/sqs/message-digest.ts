import { createHash } from "node:crypto";
import type { MessageAttribute } from "#sandbox/services/delivery.ts";

/** MD5OfBody. @returns 32 lower-case hexadecimal digits. */
export function md5OfBody(body: string): string {
	return createHash("md5").update(body).digest("hex");
}

/**
 * MD5OfMessageAttributes: of each attribute, in the order of names, the length and bytes of name and type, a byte that tells text from
 * bytes, and length and bytes of the value.
 * @param attributes Binary values are base64.
 * @returns undefined when there are none.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
	const names = Object.keys(attributes).sort();
	if (names.length === 0) return undefined;
	const hash = createHash("md5");
	const add = (bytes: Buffer) => {
		const length = Buffer.alloc(4);
		length.writeUInt32BE(bytes.length);
		hash.update(length).update(bytes);
	};
	for (const name of names) {
		const { type, value } = attributes[name] as MessageAttribute;
		add(Buffer.from(name));
		add(Buffer.from(type));
		const binary = isBinary(type);
		hash.update(Uint8Array.of(binary ? 2 : 1));
		add(Buffer.from(value, binary ? "base64" : "utf8"));
	}
	return hash.digest("hex");
}

/** Whether values of a type are bytes: `Binary`, or a custom type such as `Binary.png`. */
export function isBinary(type: string): boolean {
	return type === "Binary" || type.startsWith("Binary.");
}

/** Bytes that count against the size of a message: names, types and values. */
export function bytesOfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): number {
	let bytes = 0;
	for (const [name, { type, value }] of Object.entries(attributes))
		bytes += Buffer.byteLength(name) + Buffer.byteLength(type) + Buffer.byteLength(value, isBinary(type) ? "base64" : "utf8");
	return bytes;
}

/** What content-based deduplication takes for the deduplication id: of the body, not of attributes (L317). */
export function contentDeduplicationId(body: string): string {
	return createHash("sha256").update(body).digest("hex");
}
