import { quotaOf } from "#facts/index.ts";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import type { Throttle } from "./throttle.ts";

/** Synchronous requests per second for each unit of concurrency (L129). */
const RATE_PER_CONCURRENCY = quotaOf("lambda.concurrency.requests-per-second");
/** Environments that a function may add at once, and how fast that is refilled: 1,000 every 10 seconds (L130). */
const SCALING_BURST = quotaOf("lambda.scaling.environments");
const SCALING_PER_SECOND = SCALING_BURST / quotaOf("lambda.scaling.period");

/** A limit of requests per second (L129). Its bucket holds the requests of one second. */
export function requestRateOf(concurrency: number): TokenBucket {
	return new TokenBucket(concurrency * RATE_PER_CONCURRENCY, concurrency * RATE_PER_CONCURRENCY);
}

/** The account's concurrency that no function has reserved or provisioned, shared by all others (L128, L140). */
export class UnreservedPool {
	readonly limit: number;
	readonly requestRate: TokenBucket;
	running = 0;

	constructor(accountConcurrency: number, functions: readonly BuiltFunction[]) {
		const taken = functions.reduce((sum, fn) => sum + (fn.reservedConcurrency ?? fn.provisionedConcurrency ?? 0), 0);
		this.limit = Math.max(0, accountConcurrency - taken);
		// All functions of an account share ten requests a second for each unit of its whole concurrency.
		this.requestRate = requestRateOf(accountConcurrency);
	}
}

/** Concurrency of one function, of all its versions together: reserved (L132), or out of the pool. Each decision takes the same time. */
export class FunctionConcurrency {
	/** Provisioned environments that are ready or busy. They count against reserved concurrency, used or not (L140). */
	allocated = 0;
	#reserved: number | undefined;
	#pool: UnreservedPool;
	#reservedRate: TokenBucket | undefined;
	#scaling = new TokenBucket(SCALING_BURST, SCALING_PER_SECOND);
	/** Invocations in environments that are not provisioned. */
	#onDemand = 0;

	constructor(fn: BuiltFunction, pool: UnreservedPool) {
		this.#reserved = fn.reservedConcurrency;
		this.#pool = pool;
		if (fn.reservedConcurrency) this.#reservedRate = requestRateOf(fn.reservedConcurrency);
	}

	/**
	 * Whether a synchronous request comes within the requests per second; asynchronous ones have no such limit (L129). Asked after the
	 * concurrency, so that only requests that would run count.
	 */
	admitRequest(now: number): Throttle | undefined {
		const rate = this.#reservedRate ?? this.#pool.requestRate;
		if (rate.take(now)) return undefined;
		return { reason: this.#reservedRate ? "ReservedFunctionInvocationRateLimitExceeded" : "FunctionInvocationRateLimitExceeded" };
	}

	/** Whether one more invocation may run on demand (L127, L132, L135). */
	admitOnDemand(): Throttle | undefined {
		if (this.#reserved !== undefined)
			return this.#onDemand >= this.#reserved - this.allocated
				? { reason: "ReservedFunctionConcurrentInvocationLimitExceeded" }
				: undefined;
		return this.#pool.running >= this.#pool.limit ? { reason: "ConcurrentInvocationLimitExceeded" } : undefined;
	}

	/**
	 * Whether one more environment may be started (L130). AWS lists no reason for this limit alone: it is told as exceeded concurrency, and
	 * the trace says which limit it was.
	 */
	admitEnvironment(now: number): Throttle | undefined {
		return this.#scaling.take(now) ? undefined : { reason: "ConcurrentInvocationLimitExceeded", limit: "scalingRate" };
	}

	/** An invocation took an environment that is not provisioned, or gave it back. */
	ranOnDemand(by: 1 | -1): void {
		this.#onDemand += by;
		if (this.#reserved === undefined) this.#pool.running += by;
	}
}
