import type { CloudRun } from "../cloud.ts";
import type { Item } from "./attribute-value.ts";
import { dynamodbStreams } from "./model.ts";

/**
 * Finds items whose time is over. There is one event for each sweep that has something to look at, and none for each item.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class TimeToLive {
	readonly #run: CloudRun;
	readonly #attribute: string;
	readonly #expire: (key: string) => void;
	/** Keys to look at, by the number of the sweep. */
	readonly #sweeps = new Map<number, Set<string>>();

	/** @param expire Called for each key that a sweep finds; whether its item is still the expired one, the table knows. */
	constructor(run: CloudRun, attribute: string, expire: (key: string) => void) {
		this.#run = run;
		this.#attribute = attribute;
		this.#expire = expire;
	}

	/** Virtual time at which an item expires; undefined when its attribute is no number, or too far back. */
	expiryOf(item: Item): number | undefined {
		const value = item[this.#attribute];
		if (!value || !("N" in value)) return undefined;
		const expiry = Math.floor(Number(value.N)) * 1_000 - this.#run.epochMs;
		return expiry < this.#run.simulation.now - dynamodbStreams.timeToLiveOldestMs ? undefined : expiry;
	}

	/** An item was written. */
	watch(key: string, item: Item): void {
		const expiry = this.expiryOf(item);
		if (expiry === undefined) return;
		const { simulation, scenario } = this.#run;
		const sweep = Math.floor(Math.max(expiry, simulation.now) / dynamodbStreams.timeToLiveSweepMs) + 1;
		const at = sweep * dynamodbStreams.timeToLiveSweepMs;
		if (at > scenario.durationMs) return; // Nothing would come of it but a run that waits for it.
		const keys = this.#sweeps.get(sweep);
		if (keys) {
			keys.add(key);
			return;
		}
		this.#sweeps.set(sweep, new Set([key]));
		simulation.at(at, () => this.#sweep(sweep));
	}

	#sweep(sweep: number): void {
		const keys = this.#sweeps.get(sweep) ?? [];
		this.#sweeps.delete(sweep);
		for (const key of keys) this.#expire(key);
	}
}
