/** A limit on how often something happens: full at first, refilled continuously, and never above its capacity. */
export class TokenBucket {
	#capacity: number;
	#perMs: number;
	#tokens: number;
	#at = 0;

	/** @param capacity What may happen at once. @param perSecond How fast it is refilled. */
	constructor(capacity: number, perSecond: number) {
		this.#capacity = capacity;
		this.#perMs = perSecond / 1000;
		this.#tokens = capacity;
	}

	/** @param now Virtual time in milliseconds, never earlier than before. @returns false when there is none left: then nothing is taken. */
	take(now: number): boolean {
		if (now > this.#at) {
			this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#at) * this.#perMs);
			this.#at = now;
		}
		// Sums of fractions may miss a whole token by a hair.
		if (this.#tokens < 1 - 1e-9) return false;
		this.#tokens -= 1;
		return true;
	}
}
