import { z } from "zod";

const at = z.number().min(-1_000_000);

export const schedulerEvents = [
	/** Scheduler invokes a target; `at` is later than `scheduledAt` within a flexible time window. */
	z.strictObject({
		at,
		kind: z.literal("schedule.invoked"),
		/** Name. */
		schedule: z.string(),
		executionId: z.string(),
		scheduledAt: at,
		/** What is sent, by the first attempt. */
		input: z.string(),
	}),
	/** It has no further time: a one-time schedule that has run, or one past its end. */
	z.strictObject({ at, kind: z.literal("schedule.completed"), schedule: z.string() }),
	/** It can never run: Scheduler would have refused to create it. */
	z.strictObject({ at, kind: z.literal("schedule.refused"), schedule: z.string(), message: z.string() }),
] as const;
