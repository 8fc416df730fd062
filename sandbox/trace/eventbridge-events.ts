import { z } from "zod";

const at = z.number().min(-1_000_000);

export const eventBridgeEvents = [
	/** A bus took an event. */
	z.strictObject({
		at,
		kind: z.literal("bus.eventPut"),
		/** Name. */
		bus: z.string(),
		eventId: z.string(),
		label: z.string().optional(),
		/** JSON text of the whole event, as rules see it. */
		event: z.string(),
		/** Names of the rules that it matched; each sends it to its targets. */
		rules: z.array(z.string()),
	}),
	/** PutEvents refused an entry. */
	z.strictObject({
		at,
		kind: z.literal("bus.entryRefused"),
		bus: z.string(),
		label: z.string().optional(),
		code: z.string(),
		message: z.string(),
	}),
	/** A scheduled rule is due. */
	z.strictObject({ at, kind: z.literal("rule.due"), rule: z.string(), eventId: z.string() }),
] as const;
