import { z } from "zod";
import { functionErrorSchema } from "./function-error.ts";
import { invocationSourceSchema } from "./invocation-source.ts";

const at = z.number().min(-1_000_000);
const n = z.number().int().min(1);

/** Why no further attempt is made for an asynchronous event, as records of destinations name it (L167). */
const condition = z.enum(["RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency", "RecursiveInvocation", "InvocationRejected"]);

/**
 * What the queue of the Lambda service does with asynchronous events (Part D2). Attempts are invocations, whose `source` has the number
 * of the event; bodies stand there.
 */
export const asyncEvents = [
	/** The caller has its 202 (L157). `source` is absent when the scenario asked. */
	z.strictObject({
		at,
		kind: z.literal("async.accepted"),
		asyncEvent: n,
		requestId: z.string(),
		function: z.string(),
		qualifier: z.string().optional(),
		label: z.string().optional(),
		source: invocationSourceSchema.optional(),
	}),
	/** Invoke refused the event itself, by an HTTP error (L46). */
	z.strictObject({
		at,
		kind: z.literal("async.rejected"),
		function: z.string(),
		label: z.string().optional(),
		source: invocationSourceSchema.optional(),
		statusCode: z.number().int(),
		error: functionErrorSchema,
	}),
	/** There will be another attempt: after a function error (L158), a throttle (L159), or because the event is delivered twice (L161). */
	z.strictObject({
		at,
		kind: z.literal("async.attemptScheduled"),
		asyncEvent: n,
		dueAt: at,
		because: z.enum(["functionError", "throttle", "duplicate"]),
	}),
	z.strictObject({ at, kind: z.literal("async.dropped"), asyncEvent: n, condition }),
	/** Its outcome was sent, or could not be: `error` is what the target answered. */
	z.strictObject({
		at,
		kind: z.literal("async.sent"),
		asyncEvent: n,
		to: z.enum(["deadLetterQueue", "onSuccess", "onFailure"]),
		target: z.string(),
		/** Id that the target gave it, if any. */
		id: z.string().optional(),
		error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
	}),
	/** An invocation of type DryRun: permission and parameters were checked, and nothing ran (L156). 204 when all was well. */
	z.strictObject({
		at,
		kind: z.literal("invocation.dryRun"),
		function: z.string(),
		label: z.string().optional(),
		statusCode: z.number().int(),
	}),
] as const;

export type AsyncCondition = z.infer<typeof condition>;
