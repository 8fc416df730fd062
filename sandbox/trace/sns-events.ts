import { z } from "zod";

const at = z.number().min(-1_000_000);

export const snsEvents = [
	z.strictObject({
		at,
		kind: z.literal("topic.published"),
		/** Name. */
		topic: z.string(),
		messageId: z.string(),
		label: z.string().optional(),
		message: z.string(),
		/** Logical ids of the subscriptions that it is sent to, and of those whose filter policy it does not match. */
		subscriptions: z.array(z.string()),
		filteredOut: z.array(z.string()),
	}),
	/** Publish refused it. */
	z.strictObject({
		at,
		kind: z.literal("topic.publishRefused"),
		topic: z.string(),
		label: z.string().optional(),
		code: z.string(),
		message: z.string(),
	}),
	/** A FIFO topic was sent the same again within five minutes: accepted, and not delivered. */
	z.strictObject({ at, kind: z.literal("topic.deduplicated"), topic: z.string(), label: z.string().optional(), messageId: z.string() }),
	/** Messages do not leave by this subscription: its protocol is not simulated, or SNS would have refused it. */
	z.strictObject({ at, kind: z.literal("subscription.notDelivering"), subscription: z.string(), topic: z.string(), because: z.string() }),
] as const;
