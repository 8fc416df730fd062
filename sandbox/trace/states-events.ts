import { z } from "zod";

const at = z.number().min(-1_000_000);
/** ARN of the execution. */
const execution = z.string();

export const statesEvents = [
	/** `machine`: its logical id. */
	z.strictObject({ at, kind: z.literal("execution.started"), machine: z.string(), execution, /** JSON text. */ input: z.string() }),
	/** A state was entered or left; `type` as the history has it, `TaskStateEntered`. */
	z.strictObject({ at, kind: z.literal("execution.moved"), execution, type: z.string(), state: z.string() }),
	z.strictObject({
		at,
		kind: z.literal("execution.ended"),
		execution,
		status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
		/** State transitions, which Standard workflows are billed by. */
		transitions: z.number().int().min(0),
		/** JSON text. */
		output: z.string().optional(),
		error: z.string().optional(),
		cause: z.string().optional(),
	}),
] as const;
