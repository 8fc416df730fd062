import type { RandomStream } from "#sandbox/kernel/random.ts";

export type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

/** How long to wait after the how-manieth failed attempt, from 1; or why there is no other. `ageMs`: since the first attempt. */
export type RetryPlan = (attempt: number, ageMs: number) => { waitMs: number } | { exhausted: Exhausted };

/** AWS publishes no figures for the back-off of rules and schedules; these fill 24 hours with 185 retries (L327, L335). */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 488_000;
/** Share of the wait by which chance moves it, in either direction. */
const JITTER = 0.1;

/** Exponential back-off with jitter, until attempts or age are used up: rules of EventBridge (L327), and Scheduler (L335). */
export function backOff(policy: { maximumEventAgeSeconds: number; maximumRetryAttempts: number }, random: RandomStream): RetryPlan {
	return (attempt, ageMs) => {
		if (attempt > policy.maximumRetryAttempts) return { exhausted: "MaximumRetryAttempts" };
		const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS) * random.between(1 - JITTER, 1 + JITTER);
		return ageMs + waitMs > policy.maximumEventAgeSeconds * 1000 ? { exhausted: "MaximumEventAgeInSeconds" } : { waitMs };
	};
}
