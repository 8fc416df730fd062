import { z } from "zod";

export const awsEvents = [
	/** A request of the SDK has been handled by a service, or refused. */
	z.strictObject({
		at: z.number().min(-1_000_000),
		kind: z.literal("aws.called"),
		/** Number of the network call, which says by whom; absent for a caller from outside. */
		call: z.number().int().min(1).optional(),
		/** As in the name of its endpoint: `dynamodb`. */
		service: z.string(),
		/** `PutItem`; empty when the request does not say. */
		operation: z.string(),
		/** What the caller has to be allowed for it. */
		needs: z.array(z.strictObject({ action: z.string(), resource: z.string() })),
		/** Name of the exception. */
		error: z.string().optional(),
		message: z.string().optional(),
	}),
	/** Data points of a metric that code has put into CloudWatch. `minute`: calendar time in milliseconds that they are for. */
	z.strictObject({
		at: z.number().min(-1_000_000),
		kind: z.literal("metrics.put"),
		namespace: z.string(),
		metric: z.string(),
		unit: z.string(),
		dimensions: z.record(z.string(), z.string()),
		minute: z.number(),
		count: z.number().positive(),
		sum: z.number(),
		min: z.number(),
		max: z.number(),
	}),
] as const;
