import type { RandomStream } from "#sandbox/kernel/random.ts";

type Model = { readonly medianMs: number; readonly p99Ms: number };

/**
 * How long a service takes for a request from a function in its Region, as clients commonly see it. AWS promises none of these figures
 * ("single-digit milliseconds" for DynamoDB is the nearest to it); they are orders of magnitude, for comparing designs.
 */
const models: { readonly [service: string]: Model } = {
	dynamodb: { medianMs: 4, p99Ms: 15 },
	s3: { medianMs: 25, p99Ms: 120 },
	sqs: { medianMs: 8, p99Ms: 40 },
	sns: { medianMs: 15, p99Ms: 60 },
	events: { medianMs: 20, p99Ms: 90 },
	kinesis: { medianMs: 12, p99Ms: 60 },
	lambda: { medianMs: 6, p99Ms: 30 },
	states: { medianMs: 25, p99Ms: 100 },
	secretsmanager: { medianMs: 12, p99Ms: 60 },
	ssm: { medianMs: 15, p99Ms: 70 },
	kms: { medianMs: 8, p99Ms: 30 },
	sts: { medianMs: 15, p99Ms: 60 },
};
const OTHERS: Model = { medianMs: 15, p99Ms: 70 };

/** The 99th percentile of the normal distribution, in standard deviations. */
const Z99 = 2.326;

/** Virtual milliseconds of one request: log-normal, between a third of the median and three times the 99th percentile. */
export function drawLatencyMs(service: string, random: RandomStream): number {
	const { medianMs, p99Ms } = (Object.hasOwn(models, service) ? models[service] : undefined) ?? OTHERS;
	const sigma = Math.log(p99Ms / medianMs) / Z99;
	// Box and Muller; the first draw never is 0.
	const radius = Math.sqrt(-2 * Math.log(1 - random.between(0, 1)));
	const normal = radius * Math.cos(2 * Math.PI * random.between(0, 1));
	return Math.min(3 * p99Ms, Math.max(medianMs / 3, medianMs * Math.exp(sigma * normal)));
}
