import type { StackThrottle } from "#sandbox/stack/api.ts";

/**
 * A bucket that holds at most `burst` tokens and gets `ratePerSecond` new ones a second; each request takes one (L301). It begins full.
 * AWS calls its limits best effort; this one is exact.
 */
export class TokenBucket {
	#throttle: StackThrottle;
	#tokens: number;
	#at = 0;

	constructor(throttle: StackThrottle) {
		this.#throttle = throttle;
		this.#tokens = throttle.burst;
	}

	/** @param now Virtual time, never earlier than before. @returns Whether there was a token. */
	take(now: number): boolean {
		const { ratePerSecond, burst } = this.#throttle;
		// Rounded, so that a token which is due now is not late by the last bit of a sum.
		const tokens = Math.round((this.#tokens + ((now - this.#at) * ratePerSecond) / 1000) * 1e6) / 1e6;
		this.#tokens = Math.min(burst, tokens);
		this.#at = now;
		if (this.#tokens < 1) return false;
		this.#tokens -= 1;
		return true;
	}
}
