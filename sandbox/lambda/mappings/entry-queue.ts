import type { Entry } from "./stream-batch.ts";

/** Records that wait for a batch, in order. Taking and adding cost constant time, however many wait. */
export class EntryQueue {
	#entries: Entry[] = [];
	#head = 0;
	#bytes = 0;

	get length(): number {
		return this.#entries.length - this.#head;
	}

	/** Bytes of all that wait, as they stand in `Records`. */
	get bytes(): number {
		return this.#bytes;
	}

	get first(): Entry | undefined {
		return this.#entries[this.#head];
	}

	add(entry: Entry): void {
		this.#entries.push(entry);
		this.#bytes += entry.bytes;
	}

	take(): Entry | undefined {
		const entry = this.first;
		if (!entry) return undefined;
		this.#bytes -= entry.bytes;
		this.#head++;
		if (this.#head > 1_024 && this.#head * 2 > this.#entries.length) {
			this.#entries = this.#entries.slice(this.#head);
			this.#head = 0;
		}
		return entry;
	}
}
