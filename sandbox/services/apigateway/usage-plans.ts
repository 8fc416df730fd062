import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import type { StackApi, StackThrottle } from "#sandbox/stack/api.ts";
import type { Refusal } from "./gateway-response.ts";

type Key = StackApi["apiKeys"][number];
type Quota = NonNullable<Key["quota"]>;

/** What keys have used of their plans, by plan and key: a plan counts over all APIs that it is for. */
export class UsageOfKeys {
	#used = new Map<string, { period: string; count: number }>();
	#buckets = new Map<string, TokenBucket>();

	within(of: string, quota: Quota, at: number): boolean {
		const used = this.#used.get(of);
		return !used || used.period !== periodOf(quota.period, at) || used.count < quota.limit;
	}

	count(of: string, quota: Quota, at: number): void {
		const period = periodOf(quota.period, at);
		const used = this.#used.get(of);
		if (used?.period === period) used.count++;
		else this.#used.set(of, { period, count: 1 });
	}

	take(of: string, { burst, ratePerSecond }: StackThrottle, now: number): boolean {
		const bucket = this.#buckets.get(of) ?? new TokenBucket(burst, ratePerSecond);
		this.#buckets.set(of, bucket);
		return bucket.take(now);
	}
}

/** API keys with the limits of their usage plans. Each key has a bucket and a count of its own, also when keys share a plan (L302). */
export class UsagePlans {
	#api: string;
	#keys: Map<string, Key>;
	#usage: UsageOfKeys;

	/** @param usage Of all APIs of the account. */
	constructor({ id, apiKeys }: Pick<StackApi, "id" | "apiKeys">, usage: UsageOfKeys) {
		this.#api = id;
		this.#keys = new Map(apiKeys.map((key) => [key.value, key]));
		this.#usage = usage;
	}

	/**
	 * Counts a request against the plan of its key.
	 * @param value As the client sent it, or the authorizer named it.
	 * @param method Such as `GET /orders`.
	 * @param now Virtual time. @param epochMs Calendar time at virtual time 0: quotas begin with days, weeks and months of UTC.
	 */
	use(value: string | undefined, method: string, now: number, epochMs: number): { key: Key } | { refusal: Refusal } {
		const key = value === undefined ? undefined : this.#keys.get(value);
		if (!key) return { refusal: { type: "INVALID_API_KEY" } };
		const of = `${key.planId ?? this.#api} ${key.id}`;
		if (key.quota && !this.#usage.within(of, key.quota, now + epochMs)) return { refusal: { type: "QUOTA_EXCEEDED" } };
		const ofMethod = key.methods?.[method];
		if (ofMethod && !this.#usage.take(`${of} ${this.#api} ${method}`, ofMethod, now))
			return { refusal: { type: "THROTTLED", log: `Usage plan: rate or burst limit of the API key for ${method}.` } };
		if (key.throttle && !ofMethod && !this.#usage.take(of, key.throttle, now))
			return { refusal: { type: "THROTTLED", log: "Usage plan: rate or burst limit of the API key." } };
		if (key.quota) this.#usage.count(of, key.quota, now + epochMs);
		return { key };
	}
}

/** The period of a quota in which a moment lies; weeks begin on Sunday (APIGW/api-gateway-create-usage-plans: Offset 0). */
function periodOf(period: Quota["period"], at: number): string {
	const date = new Date(at);
	if (period === "WEEK") date.setUTCDate(date.getUTCDate() - date.getUTCDay());
	return date.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
