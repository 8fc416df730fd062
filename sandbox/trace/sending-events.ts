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
] as const;
