import type { RandomStream } from "#sandbox/kernel/random.ts";
import type { RetryPlan } from "../sending/retry-plan.ts";

/** Retries to Lambda and SQS, in four phases, over 23 days (L325). */
const IMMEDIATE = 3;
const BEFORE_BACK_OFF = 2;
const BACK_OFF = 10;
const AFTER_BACK_OFF = 100_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 20_000;
/** SNS moves each wait by chance; by how much is not published. */
const JITTER = 0.1;

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
export function retryPhases(random: RandomStream): RetryPlan {
	return (attempt) => {
		if (attempt > IMMEDIATE + BEFORE_BACK_OFF + BACK_OFF + AFTER_BACK_OFF) return { exhausted: "MaximumRetryAttempts" };
		const wait = waitBeforeRetry(attempt);
		return { waitMs: wait === 0 ? 0 : wait * random.between(1 - JITTER, 1 + JITTER) };
	};
}

/** @param retry From 1. */
function waitBeforeRetry(retry: number): number {
	if (retry <= IMMEDIATE) return 0;
	const backedOff = retry - IMMEDIATE - BEFORE_BACK_OFF;
	if (backedOff <= 0) return SHORTEST_MS;
	if (backedOff > BACK_OFF) return LONGEST_MS;
	return SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** ((backedOff - 1) / (BACK_OFF - 1));
}
