import { z } from "zod";
import type { RandomStream } from "#sandbox/kernel/random.ts";

const ms = z
	.number()
	.min(0)
	.max(7 * 24 * 3_600_000);
const perSecond = z.number().min(0).max(10_000);

/** One item of traffic may bring so many requests. */
const MOST_ARRIVALS = 1_000_000;

const patternsSchema = z.discriminatedUnion("pattern", [
	z.strictObject({ pattern: z.literal("constant"), perSecond: perSecond.gt(0), forMs: ms }),
	z.strictObject({ pattern: z.literal("ramp"), fromPerSecond: perSecond, toPerSecond: perSecond, forMs: ms }),
	z.strictObject({ pattern: z.literal("burst"), count: z.number().int().min(1).max(MOST_ARRIVALS), withinMs: ms.default(0) }),
	z.strictObject({ pattern: z.literal("poisson"), perSecond: perSecond.gt(0), forMs: ms }),
	z.strictObject({ pattern: z.literal("times"), atMs: z.array(ms).min(1).max(100_000) }),
]);

export type Arrivals = z.infer<typeof patternsSchema>;

/**
 * When the requests of one item of traffic arrive, counted from its `at`.
 * - `constant`: evenly, `perSecond` for `forMs`.
 * - `ramp`: from one rate to another, changing steadily over `forMs`.
 * - `burst`: `count` at once, or spread evenly over `withinMs`.
 * - `poisson`: independent of each other, `perSecond` on average; drawn from the seed.
 * - `times`: a recorded list.
 */
export const arrivalsSchema = patternsSchema.refine((arrivals) => expectedCount(arrivals) <= MOST_ARRIVALS, {
	error: `brings more than ${MOST_ARRIVALS.toLocaleString("en")} requests: lower the rate or the time`,
});

/** How many requests that is; on average, where chance decides. */
export function expectedCount(arrivals: Arrivals): number {
	switch (arrivals.pattern) {
		case "constant":
		case "poisson":
			return (arrivals.perSecond * arrivals.forMs) / 1000;
		case "ramp":
			return (((arrivals.fromPerSecond + arrivals.toPerSecond) / 2) * arrivals.forMs) / 1000;
		case "burst":
			return arrivals.count;
		case "times":
			return arrivals.atMs.length;
	}
}

/**
 * The times of arrivals, one after another, so that a million of them take no memory.
 * @param random Drawn from by `poisson` only.
 * @returns Virtual milliseconds since the item began, never falling.
 */
export function* arrivalTimes(arrivals: Arrivals, random: RandomStream): Generator<number, void> {
	switch (arrivals.pattern) {
		case "constant": {
			// Counted, not summed up: the thousandth is as exact as the first.
			for (let k = 0; (k * 1000) / arrivals.perSecond < arrivals.forMs; k++) yield (k * 1000) / arrivals.perSecond;
			return;
		}
		case "ramp":
			yield* rampTimes(arrivals);
			return;
		case "burst": {
			for (let k = 0; k < arrivals.count; k++) yield (k * arrivals.withinMs) / arrivals.count;
			return;
		}
		case "poisson": {
			for (let at = 0; ; ) {
				at += (-Math.log(1 - random.between(0, 1)) * 1000) / arrivals.perSecond;
				if (at >= arrivals.forMs) return;
				yield at;
			}
		}
		case "times":
			yield* [...arrivals.atMs].sort((a, b) => a - b);
	}
}

/** The k-th request arrives when the area below the rate reaches k: rate₀·t + slope·t²/2 = k. */
function* rampTimes({ fromPerSecond, toPerSecond, forMs }: Extract<Arrivals, { pattern: "ramp" }>): Generator<number, void> {
	const seconds = forMs / 1000;
	if (seconds === 0) return;
	const slope = (toPerSecond - fromPerSecond) / seconds;
	const total = ((fromPerSecond + toPerSecond) / 2) * seconds;
	for (let k = 0; k < total; k++) {
		const root = Math.sqrt(Math.max(0, fromPerSecond ** 2 + 2 * slope * k));
		// The form without a difference of nearly equal numbers; with a rate that begins at 0 the first comes at once.
		const at = k === 0 ? 0 : (2 * k) / (fromPerSecond + root);
		if (at >= seconds) return;
		yield at * 1000;
	}
}
