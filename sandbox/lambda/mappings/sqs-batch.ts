import { quotaOf } from "#facts/index.ts";
import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { ReceivedMessage, SqsMessage } from "#sandbox/services/sqs/message.ts";
import { bytesOfAttributes } from "#sandbox/services/sqs/message-digest.ts";
import type { SqsRecord } from "./sqs-record.ts";

/** Payload of a batch (L172). */
const MAX_BATCH_BYTES = quotaOf("lambda.mapping.payload");
/** More than all fields of a record besides body and attributes take as JSON, and an attribute besides its name, type and value. */
const RECORD_OVERHEAD_BYTES = 1_500;
const ATTRIBUTE_OVERHEAD_BYTES = 120;

/** Messages that go to a function together. */
export class SqsBatch {
	readonly messages: SqsMessage[] = [];
	/** The end of its batching window. */
	closing: ScheduledEvent | undefined;
	#records: string[] = [];
	#bytes = 0;
	#reserved = 0;
	/** Receptions under which it holds its messages. */
	#receptions = new Map<string, number>();

	get length(): number {
		return this.messages.length;
	}

	/** Whether a message surely fits into the payload. The first one always does: it is smaller than 1 MiB. */
	hasRoomFor(message: SqsMessage): boolean {
		const bytes = this.#bytes + this.#reserved;
		return bytes === 0 || bytes + mostBytesOf(message) <= MAX_BATCH_BYTES;
	}

	/** Keeps room for a message that is about to be received. */
	reserve(message: SqsMessage): void {
		this.#reserved += mostBytesOf(message);
	}

	add({ message }: ReceivedMessage, record: SqsRecord): void {
		const text = JSON.stringify(record);
		this.messages.push(message);
		this.#records.push(text);
		this.#receptions.set(message.messageId, message.receiveCount);
		this.#bytes += Buffer.byteLength(text) + 1;
	}

	/** What was received is added: nothing is reserved any more. */
	settle(): void {
		this.#reserved = 0;
	}

	has(messageId: string): boolean {
		return this.#receptions.has(messageId);
	}

	/** Whether the message was not received again since. */
	holds(message: SqsMessage): boolean {
		return this.#receptions.get(message.messageId) === message.receiveCount;
	}

	/** When the first of its messages is visible again. */
	get invisibleUntil(): number {
		return this.messages.reduce((first, { visibleAt }) => Math.min(first, visibleAt), Number.POSITIVE_INFINITY);
	}

	/** JSON text of the event. */
	get event(): string {
		return `{"Records":[${this.#records.join(",")}]}`;
	}
}

function mostBytesOf({ body, attributes }: SqsMessage): number {
	const ofBody = Buffer.byteLength(JSON.stringify(body));
	return ofBody + 2 * bytesOfAttributes(attributes) + ATTRIBUTE_OVERHEAD_BYTES * Object.keys(attributes).length + RECORD_OVERHEAD_BYTES;
}
