/** Something that waits for its turn. `share` names whose it is: all that belongs together takes turns as one. */
export type Waiting = { share: string };

/**
 * A bounded queue in which nobody waits for long behind one who asks for much: shares take turns, and one
 * may hold half of the places only.
 */
export class FairQueue<T extends Waiting> {
	#waiting: T[] = [];
	#limit: number;
	#turns = 0;
	/** The last turn of each share that runs or waits. */
	#served = new Map<string, number>();

	/** @param limit How many may wait, in all. */
	constructor(limit: number) {
		this.#limit = limit;
	}

	get length(): number {
		return this.#waiting.length;
	}

	/** @returns How many wait for the same place already, when there is none left; undefined when there is one. */
	refusal(share: string): number | undefined {
		if (this.#waiting.length >= this.#limit) return this.#waiting.length;
		const own = this.#waiting.filter((one) => one.share === share).length;
		return own >= Math.ceil(this.#limit / 2) ? own : undefined;
	}

	add(one: T): void {
		this.#waiting.push(one);
	}

	/** Takes out whose turn it is. */
	next(running: Iterable<T>): T | undefined {
		const active = new Map<string, number>();
		for (const { share } of running) active.set(share, (active.get(share) ?? 0) + 1);
		// Fewest running first, then who was served longest ago, then who has waited longest.
		const isBefore = (one: T, other: T) =>
			(active.get(one.share) ?? 0) - (active.get(other.share) ?? 0) ||
			(this.#served.get(one.share) ?? 0) - (this.#served.get(other.share) ?? 0);
		let best: T | undefined;
		for (const one of this.#waiting) if (best === undefined || isBefore(one, best) < 0) best = one;
		if (!best) return undefined;
		this.remove(best);
		this.#served.set(best.share, ++this.#turns);
		for (const share of this.#served.keys())
			if (!active.has(share) && !this.#holds(share) && share !== best.share) this.#served.delete(share);
		return best;
	}

	#holds(share: string): boolean {
		return this.#waiting.some((one) => one.share === share);
	}

	remove(one: T): void {
		this.#waiting = this.#waiting.filter((other) => other !== one);
	}

	[Symbol.iterator](): Iterator<T> {
		return this.#waiting[Symbol.iterator]();
	}
}
