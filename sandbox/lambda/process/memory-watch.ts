import type { GuestIsolate } from "#sandbox/runtime/guest-isolate.ts";

/** Once an entry is over, what it held may be garbage that cannot be told from other garbage: then it must have been as much as this. */
const WITH_GARBAGE = { times: 2, moreMb: 64 };
/** Growth from one look to the next after which the next one comes soon. */
const NOTABLE_MB = 8;
/** Most times that metered code comes by without a look. */
const MOST_UNSEEN = 1024;
/** After garbage was collected, which takes a while. */
const AFTER_COLLECTION = 255;
/** An entry that took less real time has not filled any memory of note. */
const SHORT_MS = 25;
/** Entries after which the memory is read anew before one begins; a single one grows little without being noticed. */
const ENTRIES_UNREAD = 64;

/**
 * Looks whether an entry into learner code fills the memory: whether it holds more than MemorySize that it did not hold before. The figures
 * are those of real memory, so they are used for this one decision only, and never shown.
 */
export class MemoryWatch {
	#isolate: Pick<GuestIsolate, "usedMb" | "collect">;
	/** Before the current entry. */
	#baseMb = 0;
	#unread = 0;
	#tooMuchMb = 0;
	#lastMb = 0;
	#unseen = 0;
	#beganAt = 0;

	constructor(isolate: Pick<GuestIsolate, "usedMb" | "collect">) {
		this.#isolate = isolate;
	}

	/** @param memoryMb MemorySize of the function whose code is entered. */
	beginEntry(memoryMb: number): void {
		this.#tooMuchMb = memoryMb;
		this.#beganAt = performance.now();
		if (this.#unread-- > 0) return;
		this.#unread = ENTRIES_UNREAD;
		this.#baseMb = this.#isolate.usedMb;
	}

	/** A new process takes memory that is nobody's fault. */
	processStarted(): void {
		this.#unread = 0;
	}

	/** @returns Times that metered code may come by before the next look; -1 when the memory is full. */
	look(): number {
		const usedMb = this.#isolate.usedMb;
		if (usedMb - this.#baseMb > this.#tooMuchMb) {
			// Only what is held counts: how much garbage there is depends on the machine.
			this.#isolate.collect();
			this.#lastMb = this.#isolate.usedMb;
			if (this.#lastMb - this.#baseMb > this.#tooMuchMb) return -1;
			this.#unseen = AFTER_COLLECTION;
			return this.#unseen;
		}
		this.#unseen = usedMb - this.#lastMb < NOTABLE_MB ? Math.min(MOST_UNSEEN, 2 * this.#unseen + 1) : 0;
		this.#lastMb = usedMb;
		return this.#unseen;
	}

	/** @returns Whether the entry that is over has filled the memory by means that metered code does not see. */
	isFull(): boolean {
		if (performance.now() - this.#beganAt < SHORT_MS) return false;
		const usedMb = this.#isolate.usedMb;
		const isFull = usedMb - this.#baseMb > this.#tooMuchMb * WITH_GARBAGE.times + WITH_GARBAGE.moreMb;
		if (!isFull) this.#baseMb = usedMb;
		return isFull;
	}

	/** The process that has filled it is gone. */
	reclaim(): void {
		this.#isolate.collect();
		this.#unread = 0;
	}
}
