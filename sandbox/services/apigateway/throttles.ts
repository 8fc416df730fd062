import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import type { StackApi, StackRoute } from "#sandbox/stack/api.ts";
import type { Outside } from "./outside.ts";
import type { TokenIssuers } from "./token-issuers.ts";
import type { UsageOfKeys } from "./usage-plans.ts";

/** What all APIs of the account have in common. */
export type SharedByApis = {
	issuers: TokenIssuers;
	/** 10,000 requests a second, and bursts of 5,000, over APIs of all kinds (L301). */
	account: TokenBucket;
	usage: UsageOfKeys;
	/** What integrations reach. */
	outside: Outside;
};

export const ACCOUNT_THROTTLE = { ratePerSecond: 10_000, burst: 5_000 };

/**
 * The limits of a stage: those of a route of its own, the stage's for each other route, and the account's (L301). AWS calls its limits best
 * effort; these are exact.
 */
export class StageThrottles {
	#stage: StackApi["throttle"];
	#account: TokenBucket;
	#buckets = new Map<StackRoute, TokenBucket>();

	constructor(api: StackApi, account: TokenBucket) {
		this.#stage = api.throttle;
		this.#account = account;
	}

	/** @returns Which limit refuses the request; undefined when none does. */
	take(route: StackRoute, now: number): string | undefined {
		const throttle = route.throttle ?? this.#stage;
		if (throttle) {
			// The stage's setting counts for each method by itself, as its default for all methods.
			const bucket = this.#buckets.get(route) ?? new TokenBucket(throttle.burst, throttle.ratePerSecond);
			this.#buckets.set(route, bucket);
			if (!bucket.take(now)) return `Stage: more than ${throttle.ratePerSecond} requests a second, or bursts of ${throttle.burst}.`;
		}
		return this.#account.take(now) ? undefined : "Account: more than 10,000 requests a second over all APIs.";
	}
}
