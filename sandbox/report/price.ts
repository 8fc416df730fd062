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
} as const;

/**
 * The price of one invocation. Throttled requests cost nothing; function errors and timeouts cost what successes cost (L234).
 * @param billedMs Billed milliseconds, already rounded up (L231).
 * @returns US dollars.
 */
export function invocationCostUsd({ memoryMb, architecture }: Pick<TracedFunction, "memoryMb" | "architecture">, billedMs: number): number {
	return lambdaPrices.perRequest + (memoryMb / 1024) * (billedMs / 1000) * lambdaPrices.perGbSecond[architecture];
}
