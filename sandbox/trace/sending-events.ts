import { z } from "zod";

const at = z.number().min(-1_000_000);
const sending = {
	at,
	/** ARN of the rule, schedule, subscription, bucket or log group that sends. */
	from: z.string(),
	/** Id of what is sent: of the event, the message, the execution; key and sequencer of an object. */
	item: z.string(),
	/** ARN of the target. */
	to: z.string(),
};
const attempt = z.number().int().min(1);
const failure = { code: z.string(), message: z.string() };

/** What became of each thing that a rule, a schedule, a subscription or a bucket sends to its target. */
export const sendingEvents = [
	/** The target took it. Of a function: its asynchronous queue did; what the function makes of it is told by its invocations (L327). */
	z.strictObject({
		...sending,
		kind: z.literal("sending.delivered"),
		attempt,
		/** Id that the target gave it, if any. */ id: z.string().optional(),
	}),
	/** The target refused. `retryAt` is absent for the last attempt. After the 20th attempt only each 100th is recorded. */
	z.strictObject({ ...sending, kind: z.literal("sending.failed"), attempt, ...failure, retryAt: at.optional() }),
	z.strictObject({
		...sending,
		kind: z.literal("sending.deadLettered"),
		attempts: attempt,
		deadLetter: z.string(),
		id: z.string().optional(),
	}),
	/** Given up, without a dead-letter queue, or because that one refused as well: then with its error. */
	z.strictObject({
		...sending,
		kind: z.literal("sending.dropped"),
		attempts: attempt,
		deadLetterError: z.strictObject(failure).optional(),
	}),
	/** In place of events that went as usual, after the first 20,000 of them in a long run: how many, from `at` until `until`. */
	z.strictObject({
		at,
		kind: z.literal("services.condensed"),
		of: z.enum(["bus.eventPut", "topic.published", "bucket.objectCreated", "bucket.objectRemoved", "sending.delivered"]),
		/** Name of the bus, topic or bucket; ARN of what sends. */
		resource: z.string(),
		until: at,
		count: z.number().int().min(1),
	}),
] as const;
