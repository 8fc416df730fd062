/** A limit on how often something happens: full at first unless said otherwise, refilled continuously, and never above its capacity. */
export class TokenBucket {
	#capacity: number;
	#perMs: number;
	#tokens: number;
	#at = 0;

	/** @param capacity What may happen at once. @param perSecond How fast it is refilled. @param initial How much is there at first. */
	constructor(capacity: number, perSecond: number, initial = capacity) {
		this.#capacity = capacity;
		this.#perMs = perSecond / 1000;
		this.#tokens = initial;
	}

	/**
	 * @param now Virtual time in milliseconds, never earlier than before. @param count How much is taken.
	 * @returns false when there is not so much left: then nothing is taken.
	 */
	take(now: number, count = 1): boolean {
		if (now > this.#at) {
			this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#at) * this.#perMs);
			this.#at = now;
		}
		// Sums of fractions may miss a whole token by a hair.
		if (this.#tokens < count - 1e-9) return false;
		this.#tokens -= count;
		return true;
	}
}
