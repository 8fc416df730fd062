import { z } from "zod";
import { xrayEvents } from "./xray-events.ts";

const at = z.number().min(-1_000_000);

export const logsEvents = [
	...xrayEvents,
	/** Log events that pass a subscription filter go to its destination, in one batch of one log stream. */
	z.strictObject({
		at,
		kind: z.literal("logs.forwarded"),
		filter: z.string(),
		logGroup: z.string(),
		logStream: z.string(),
		batch: z.string(),
		/** How many log events. */
		events: z.number().int().min(1),
	}),
	/** A rule has sent an event to a log group. */
	z.strictObject({ at, kind: z.literal("logs.written"), logGroup: z.string(), logStream: z.string(), message: z.string() }),
	/**
	 * In place of lines in the Embedded Metric Format (L121) of invocations that are condensed: statistics of one metric in the minute that
	 * begins at `minute`, in calendar milliseconds, by the time that the lines name.
	 */
	z.strictObject({
		at,
		kind: z.literal("metrics.condensed"),
		namespace: z.string(),
		metric: z.string(),
		unit: z.string(),
		dimensions: z.record(z.string(), z.string()),
		minute: z.number(),
		count: z.number().int().min(1),
		sum: z.number(),
		min: z.number(),
		max: z.number(),
	}),
	/** CloudWatch would have refused the filter, or its destination is not simulated: nothing is sent by it. */
	z.strictObject({ at, kind: z.literal("logs.filterRefused"), filter: z.string(), logGroup: z.string(), because: z.string() }),
] as const;
