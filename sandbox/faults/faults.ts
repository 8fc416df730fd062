import { z } from "zod";
import type { RandomStream } from "#sandbox/kernel/random.ts";

const virtualMs = z
	.number()
	.min(0)
	.max(7 * 24 * 3_600_000);

const struck = {
	fromMs: virtualMs,
	toMs: virtualMs,
	/** Name of a host in the simulated network; `*` at its beginning stands for any labels: `*.amazonaws.com`. */
	host: z.string().min(1).max(253),
	/** Share of the requests that it strikes, drawn from the seed. */
	share: z.number().gt(0).max(1).default(1),
};

/** Something downstream that goes wrong for a while. Of several that fit at once the first counts. */
export const faultSchema = z.discriminatedUnion("effect", [
	/** Each answer takes so much longer. */
	z.strictObject({ ...struck, effect: z.literal("slow"), addMs: z.number().min(0).max(900_000) }),
	/** Answers with this status in place of its own. */
	z.strictObject({ ...struck, effect: z.literal("fail"), status: z.number().int().min(400).max(599).default(503) }),
	/** Answers 429 to what comes beyond a rate, counted in whole seconds of virtual time. */
	z.strictObject({ ...struck, effect: z.literal("throttle"), perSecond: z.number().min(0).max(100_000) }),
	/** Cannot be reached: connections are refused, reset, or never come about. */
	z.strictObject({
		...struck,
		effect: z.literal("unreachable"),
		code: z.enum(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT"]).default("ETIMEDOUT"),
	}),
]);
export type Fault = z.infer<typeof faultSchema>;

/** What a fault does to one request. */
export type Struck =
	| { effect: "slow"; addMs: number }
	| { effect: "fail" | "throttle"; status: number }
	| { effect: "unreachable"; code: "ECONNREFUSED" | "ECONNRESET" | "ETIMEDOUT" };

/** The faults of a scenario over its time. */
export class Faults {
	#faults: readonly Fault[];
	#random: RandomStream;
	/** Requests that each throttling fault let through in the second of virtual time that is current. */
	#passed = new Map<Fault, { second: number; count: number }>();

	constructor(faults: readonly Fault[], random: RandomStream) {
		this.#faults = faults;
		this.#random = random;
	}

	/** @param host Name without the port. @param now Virtual milliseconds. @returns undefined when nothing is wrong with it. */
	strike(host: string, now: number): Struck | undefined {
		const name = host.toLowerCase();
		for (const fault of this.#faults) {
			if (now < fault.fromMs || now >= fault.toMs || !fits(fault.host.toLowerCase(), name)) continue;
			if (fault.share < 1 && this.#random.between(0, 1) >= fault.share) continue;
			if (fault.effect === "slow") return { effect: "slow", addMs: fault.addMs };
			if (fault.effect === "fail") return { effect: "fail", status: fault.status };
			if (fault.effect === "unreachable") return { effect: "unreachable", code: fault.code };
			if (this.#isBeyondRate(fault, fault.perSecond, now)) return { effect: "throttle", status: 429 };
		}
		return undefined;
	}

	#isBeyondRate(fault: Fault, perSecond: number, now: number): boolean {
		const second = Math.floor(now / 1000);
		const passed = this.#passed.get(fault);
		const count = passed?.second === second ? passed.count : 0;
		if (count >= perSecond) return true;
		this.#passed.set(fault, { second, count: count + 1 });
		return false;
	}
}

function fits(pattern: string, name: string): boolean {
	return pattern.startsWith("*") ? name.endsWith(pattern.slice(1)) : pattern === name;
}
