import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import type { StackApi } from "#sandbox/stack/api.ts";
import type { Refusal } from "./gateway-response.ts";

type Key = StackApi["apiKeys"][number];
type Quota = NonNullable<Key["quota"]>;

/** API keys with the limits of their usage plans. Each key has a bucket and a count of its own, also when keys share a plan (L302). */
export class UsagePlans {
	#keys: Map<string, Key>;
	#buckets = new Map<Key, TokenBucket>();
	#used = new Map<Key, { period: string; count: number }>();

	constructor(keys: readonly Key[]) {
		this.#keys = new Map(keys.map((key) => [key.value, key]));
		for (const key of keys) if (key.throttle) this.#buckets.set(key, new TokenBucket(key.throttle.burst, key.throttle.ratePerSecond));
	}

	/**
	 * Counts a request against the plan of its key.
	 * @param value As the client sent it, or the authorizer named it.
	 * @param now Virtual time. @param epochMs Calendar time at virtual time 0: quotas begin with days, weeks and months of UTC.
	 */
	use(value: string | undefined, now: number, epochMs: number): { key: Key } | { refusal: Refusal } {
		const key = value === undefined ? undefined : this.#keys.get(value);
		if (!key) return { refusal: { type: "INVALID_API_KEY" } };
		if (key.quota && !this.#within(key, key.quota, now + epochMs)) return { refusal: { type: "QUOTA_EXCEEDED" } };
		if (this.#buckets.get(key)?.take(now) === false)
			return { refusal: { type: "THROTTLED", log: "Usage plan: rate or burst limit of the API key." } };
		if (key.quota) this.#count(key, key.quota, now + epochMs);
		return { key };
	}

	#within(key: Key, quota: Quota, at: number): boolean {
		const used = this.#used.get(key);
		return !used || used.period !== periodOf(quota.period, at) || used.count < quota.limit;
	}

	#count(key: Key, quota: Quota, at: number): void {
		const period = periodOf(quota.period, at);
		const used = this.#used.get(key);
		if (used?.period === period) used.count++;
		else this.#used.set(key, { period, count: 1 });
	}
}

/** The period of a quota in which a moment lies; weeks begin on Sunday (APIGW/api-gateway-create-usage-plans: Offset 0). */
function periodOf(period: Quota["period"], at: number): string {
	const date = new Date(at);
	if (period === "WEEK") date.setUTCDate(date.getUTCDate() - date.getUTCDay());
	return date.toISOString().slice(0, period === "MONTH" ? 7 : 10);
}
