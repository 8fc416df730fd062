import { quotaOf } from "#facts/index.ts";

/** Batches in parallel at the beginning (L184). */
const FIRST_POLLERS = quotaOf("lambda.mapping.sqs.pollers.first");
/** While messages remain: 300 a minute, which are five a second (L184). */
const GROWTH_PER_SECOND = quotaOf("lambda.mapping.sqs.pollers.growth") / 60;
/** L184 */
const MOST_POLLERS = quotaOf("lambda.mapping.sqs.concurrency.max");

/**
 * How many batches a mapping has under way at most (L184, L186, L190, L191). AWS publishes how fast it grows; how fast it shrinks is our
 * model: each failed or throttled batch takes one away, never the last, each success gives one back up to the first five, a second with a failure
 * adds none, and a queue without a backlog falls back to five as fast as it grew.
 */
export class SqsPollers {
	#limit: number;
	/** A batch failed or was throttled in the second that is under way: none is added at its end. */
	#held = false;
	readonly #most: number;
	readonly #first: number;

	/**
	 * @param maximumConcurrency ScalingConfig, if it is set.
	 * @param fifo A FIFO queue has as many batches under way as it has message groups to give (L197).
	 */
	constructor(maximumConcurrency: number | undefined, fifo: boolean) {
		this.#most = Math.min(maximumConcurrency ?? MOST_POLLERS, MOST_POLLERS);
		this.#first = fifo ? this.#most : Math.min(FIRST_POLLERS, this.#most);
		this.#limit = this.#first;
	}

	get limit(): number {
		return this.#limit;
	}

	/** Whether a second with or without a backlog changes anything. */
	isSettled(backlog: boolean): boolean {
		if (this.#held) return false;
		return backlog ? this.#limit >= this.#most : this.#limit <= this.#first;
	}

	/** A second is over. */
	tick(backlog: boolean): void {
		const held = this.#held;
		this.#held = false;
		if (held) return;
		if (backlog) this.#limit = Math.min(this.#most, this.#limit + GROWTH_PER_SECOND);
		else if (this.#limit > this.#first) this.#limit = Math.max(this.#first, this.#limit - GROWTH_PER_SECOND);
	}

	succeeded(): void {
		if (this.#limit < this.#first) this.#limit++;
	}

	/** The function failed, or was throttled. */
	backOff(): void {
		this.#held = true;
		this.#limit = Math.max(1, this.#limit - 1);
	}
}
