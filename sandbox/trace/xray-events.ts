import { z } from "zod";

/** Sixteen hexadecimal digits. */
const segment = z.string();

export const xrayEvents = [
	/** The invocation is sampled for X-Ray (L123). Attempts for one asynchronous event have one trace, and one segment of the service. */
	z.strictObject({
		at: z.number().min(-1_000_000),
		kind: z.literal("invocation.traced"),
		invocation: z.number().int().min(1),
		/** `1-6745…-…` */
		traceId: z.string(),
		/** Segment of who called, when it handed on a trace header. */
		parent: segment.optional(),
		/** Of the service, AWS::Lambda, and of the function, AWS::Lambda::Function. */
		service: segment,
		function: segment,
	}),
] as const;
