import { z } from "zod";

const n = z.number().int().min(1);

/**
 * Who invoked a function, when it was not the scenario itself.
 * `invocationType`: Event for asynchronous ones, whose caller waits for no answer (L157).
 * `attempt`: of an event of the asynchronous queue, or of a batch of a mapping, from 1.
 */
export const invocationSourceSchema = z.strictObject({
	/** `sqs`, `kinesis`, `dynamodb` through a mapping, or the service that called: `sns`, `events`, `scheduler`, `s3`, `apigateway`, `lambda`, … */
	service: z.string(),
	/** ARN of the queue, topic, rule, route …; the function that sent it, for a destination. */
	resource: z.string(),
	invocationType: z.enum(["RequestResponse", "Event"]),
	/** Number of the asynchronous event, the same for all its attempts. */
	asyncEvent: n.optional(),
	attempt: n.optional(),
	/** Ids of the messages or sequence numbers of the records in a batch. */
	records: z.array(z.string()).optional(),
});
export type InvocationSource = z.infer<typeof invocationSourceSchema>;

/** What led to a message or a request: how often each function was invoked in this chain, and the last invocation of it. */
export type Lineage = { readonly invocation: number; readonly counts: Readonly<Record<string, number>> };
