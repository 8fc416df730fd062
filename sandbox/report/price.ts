import { pricesAsOf, pricesRegion, quotaMs, sources, unitPriceUsd } from "#facts/index.ts";
import type { TracedFunction } from "#sandbox/trace/trace.ts";

/**
 * What AWS Lambda charges on demand, in US dollars: the first tier of us-east-1, which is where public examples are reckoned. Other
 * Regions differ; a scenario's costs are for comparing designs, not for a bill. No free tier. The numbers stand in facts/prices.ts.
 */
export const lambdaPrices = {
	asOf: pricesAsOf,
	region: pricesRegion,
	source: sources.lambdaPricing.address,
	perRequest: unitPriceUsd("lambda.price.requests"),
	perGbSecond: {
		x86_64: unitPriceUsd("lambda.price.gb-second.x86.tier1"),
		arm64: unitPriceUsd("lambda.price.gb-second.arm64.tier1"),
	},
	/** Of environments of provisioned concurrency: for their allocation, and for the time they work (L232, L233). */
	provisioned: {
		allocatedPerGbSecond: {
			x86_64: unitPriceUsd("lambda.price.provisioned.allocated.x86"),
			arm64: unitPriceUsd("lambda.price.provisioned.allocated.arm64"),
		},
		durationPerGbSecond: {
			x86_64: unitPriceUsd("lambda.price.provisioned.duration.x86"),
			arm64: unitPriceUsd("lambda.price.provisioned.duration.arm64"),
		},
		/** The time of allocation is rounded up to this. */
		roundedToMs: quotaMs("lambda.provisioned.billed.step"),
	},
	/** For Python and .NET; container images pay as well (L226). The snapshot is kept for at least three hours. */
	snapStart: {
		cachedPerGbSecond: unitPriceUsd("lambda.price.snapstart.cache"),
		perGbRestored: unitPriceUsd("lambda.price.snapstart.restore"),
		cachedAtLeastMs: quotaMs("lambda.snapstart.cache.min"),
	},
} as const;

type Size = Pick<TracedFunction, "memoryMb" | "architecture">;

/** Memory for a time, in the unit that Lambda charges by (L231). */
export const gbSeconds = (memoryMb: number, ms: number) => (memoryMb / 1024) * (ms / 1000);

/**
 * The price of one invocation. Throttled requests cost nothing; function errors and timeouts cost what successes cost (L234).
 * @param billedMs Billed milliseconds, already rounded up (L231).
 * @param provisioned Whether it ran in an environment of provisioned concurrency, where the time costs less (L233).
 * @returns US dollars.
 */
export function invocationCostUsd(size: Size, billedMs: number, provisioned = false): number {
	return lambdaPrices.perRequest + durationCostUsd(size, billedMs, provisioned);
}

/** The price of running time alone, as of an INIT ahead of requests (L9). @returns US dollars. */
export function durationCostUsd({ memoryMb, architecture }: Size, billedMs: number, provisioned = false): number {
	const rate = provisioned ? lambdaPrices.provisioned.durationPerGbSecond : lambdaPrices.perGbSecond;
	return gbSeconds(memoryMb, billedMs) * rate[architecture];
}

/** For how long an allocation of provisioned concurrency is charged: every five minutes that have begun (L233). */
export function chargedAllocationMs(allocatedMs: number): number {
	const { roundedToMs } = lambdaPrices.provisioned;
	return Math.ceil(allocatedMs / roundedToMs) * roundedToMs;
}

/** The price of keeping environments provisioned, used or not, rounded up to five minutes (L233). @returns US dollars. */
export function provisionedCostUsd({ memoryMb, architecture }: Size, environments: number, allocatedMs: number): number {
	const { allocatedPerGbSecond } = lambdaPrices.provisioned;
	return environments * gbSeconds(memoryMb, chargedAllocationMs(allocatedMs)) * allocatedPerGbSecond[architecture];
}

/** For how long a snapshot is charged: three hours at least (L226). */
export function chargedCacheMs(keptMs: number): number {
	return Math.max(keptMs, lambdaPrices.snapStart.cachedAtLeastMs);
}

/** The price of a snapshot that exists for so long, and of restoring it so many times (L226). @returns US dollars. */
export function snapStartCostUsd({ memoryMb }: Size, keptMs: number, restores: number): number {
	const { cachedPerGbSecond, perGbRestored } = lambdaPrices.snapStart;
	return gbSeconds(memoryMb, chargedCacheMs(keptMs)) * cachedPerGbSecond + (memoryMb / 1024) * perGbRestored * restores;
}
