import { z } from "zod";

const at = z.number().min(-1_000_000);
/** Logical id of a queue. */
const queue = z.string();
/** MessageIds. */
const messages = z.array(z.string()).min(1);
const attributes = z.record(z.string(), z.strictObject({ type: z.string(), value: z.string() }));

/** What happens in queues of SQS, and between them and functions. A body is told once; afterwards messages go by their ids. */
export const sqsEventSchemas = [
	z.strictObject({
		at,
		kind: z.literal("queue.messageSent"),
		queue,
		message: z.string(),
		body: z.string(),
		attributes: attributes.optional(),
		groupId: z.string().optional(),
		deduplicationId: z.string().optional(),
		/** ARN of what sent it; absent: the scenario. */ from: z.string().optional(),
		/** Later than `at` when it is delayed. */ visibleAt: at,
	}),
	/** Accepted, but not put into the FIFO queue: a message with its deduplication id was sent within 5 minutes (L317). */
	z.strictObject({ at, kind: z.literal("queue.sendDeduplicated"), queue, message: z.string(), from: z.string().optional() }),
	z.strictObject({ at, kind: z.literal("queue.sendRefused"), queue, code: z.string(), reason: z.string(), from: z.string().optional() }),
	z.strictObject({
		at,
		kind: z.literal("queue.messagesReceived"),
		queue,
		messages,
		/** Logical id of the mapping or function that received them. */ by: z.string(),
		/** When they are visible again, unless they are deleted. */ visibleAt: at,
	}),
	z.strictObject({
		at,
		kind: z.literal("queue.messagesDeleted"),
		queue,
		messages,
		/** handled: by a mapping, after its function; filtered: by a mapping, since no filter fits (L178); requested: by DeleteMessage. */
		why: z.enum(["handled", "filtered", "requested", "purged", "expired"]),
		/** For `handled`. */ invocation: z.number().int().min(1).optional(),
	}),
	/** One server did not take part in the deletion: its copy is visible again after the visibility timeout (L316). */
	z.strictObject({ at, kind: z.literal("queue.copyLeft"), queue, message: z.string(), visibleAt: at }),
	z.strictObject({ at, kind: z.literal("queue.visibilityChanged"), queue, message: z.string(), visibleAt: at }),
	/** By the redrive policy, to a dead-letter queue (L320), where `sentAt` is the time of sending (L321). */
	z.strictObject({
		at,
		kind: z.literal("queue.messageMoved"),
		queue,
		message: z.string(),
		to: z.string(),
		receiveCount: z.number().int(),
		sentAt: at,
	}),
	/** A batch, or a part of it, was not deleted by its mapping, and is visible again after the visibility timeout. */
	z.strictObject({
		at,
		kind: z.literal("queue.batchReturned"),
		mapping: z.string(),
		queue,
		messages,
		/** The last one. */ invocation: z.number().int().min(1),
		/**
		 * reported: by batchItemFailures (L192); malformedResponse: it cannot be read, so that the whole batch counts as failed (L193);
		 * throttled: at every attempt until the visibility timeout (L191).
		 */
		why: z.enum(["functionError", "reported", "malformedResponse", "throttled", "rejected"]),
		/** Completes "The response …", for `malformedResponse`. */ problem: z.string().optional(),
	}),
	/** Lambda refuses to create the mapping, so that nothing reads the queue for it. */
	z.strictObject({ at, kind: z.literal("queue.mappingRefused"), mapping: z.string(), queue, reason: z.string() }),
] as const;

/** Characters whose number learner code or the traffic decides. */
export function freeCharactersOfSqs({
	body,
	attributes = {},
}: {
	body: string;
	attributes?: Record<string, { value: string }> | undefined;
}): number {
	return Object.values(attributes).reduce((sum, { value }) => sum + value.length, body.length);
}
