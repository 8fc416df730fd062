import type { TracedFunction } from "#sandbox/trace/trace.ts";

/**
 * What AWS Lambda charges on demand, in US dollars: the first tier of us-east-1, which is where public examples are reckoned. Other
 * Regions differ; a scenario's costs are for comparing designs, not for a bill. No free tier.
 * @see https://aws.amazon.com/lambda/pricing/
 */
export const lambdaPrices = {
	asOf: "2026-09-19",
	region: "us-east-1",
	source: "https://aws.amazon.com/lambda/pricing/",
	perRequest: 0.2 / 1_000_000,
	perGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
	/** Of environments of provisioned concurrency: for their allocation, and for the time they work (L232, L233). */
	provisioned: {
		allocatedPerGbSecond: { x86_64: 0.0000041667, arm64: 0.0000033334 },
		durationPerGbSecond: { x86_64: 0.0000097222, arm64: 0.0000077778 },
		/** The time of allocation is rounded up to this. */
		roundedToMs: 300_000,
	},
	/** For Python and .NET; container images pay as well (L226). The snapshot is kept for at least three hours. */
	snapStart: { cachedPerGbSecond: 0.0000015046, perGbRestored: 0.0001397998, cachedAtLeastMs: 3 * 3_600_000 },
} as const;

type Size = Pick<TracedFunction, "memoryMb" | "architecture">;

const gbSeconds = (memoryMb: number, ms: number) => (memoryMb / 1024) * (ms / 1000);

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

/** The price of keeping environments provisioned, used or not, rounded up to five minutes (L233). @returns US dollars. */
export function provisionedCostUsd({ memoryMb, architecture }: Size, environments: number, allocatedMs: number): number {
	const { allocatedPerGbSecond, roundedToMs } = lambdaPrices.provisioned;
	const charged = Math.ceil(allocatedMs / roundedToMs) * roundedToMs;
	return environments * gbSeconds(memoryMb, charged) * allocatedPerGbSecond[architecture];
}

/** The price of a snapshot that exists for so long, and of restoring it so many times (L226). @returns US dollars. */
export function snapStartCostUsd({ memoryMb }: Size, keptMs: number, restores: number): number {
	const { cachedPerGbSecond, perGbRestored, cachedAtLeastMs } = lambdaPrices.snapStart;
	return gbSeconds(memoryMb, Math.max(keptMs, cachedAtLeastMs)) * cachedPerGbSecond + (memoryMb / 1024) * perGbRestored * restores;
}
