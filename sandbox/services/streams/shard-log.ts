import type { StreamRecord } from "./stream-source.ts";

/** Records are kept a little longer than readers may see them, so that a checkpoint can still be told by its sequence number. */
const MARGIN_MS = 900_000;

/** The records of one shard, in order. Positions count from 0, over all records that it ever had. */
export class ShardLog {
	readonly id: string;
	readonly #retentionMs: number;
	#records: StreamRecord[] = [];
	/** Position of `#records[0]`. */
	#base = 0;
	#readers: (() => void)[] = [];

	constructor(id: string, retentionMs: number) {
		this.id = id;
		this.#retentionMs = retentionMs;
	}

	/** Position of the next record to be written: where LATEST begins. */
	get end(): number {
		return this.#base + this.#records.length;
	}

	/** Position of the oldest record that is not past its retention at a time: where TRIM_HORIZON begins. */
	trimHorizon(now: number): number {
		return this.firstSince(now - this.#retentionMs);
	}

	/** Position of the first record that arrived at a virtual time or later; the end when there is none. */
	firstSince(time: number): number {
		let low = 0;
		let high = this.#records.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#records[middle] as StreamRecord).arrivedAt < time) low = middle + 1;
			else high = middle;
		}
		return this.#base + low;
	}

	/** @returns undefined before the first record that is still kept, and from the end on. */
	at(position: number): StreamRecord | undefined {
		return this.#records[position - this.#base];
	}

	/** Calls back after each record that is written. */
	onAppend(reader: () => void): void {
		this.#readers.push(reader);
	}

	append(record: StreamRecord): void {
		this.#records.push(record);
		this.#forget(record.arrivedAt - this.#retentionMs - MARGIN_MS);
		for (const reader of this.#readers) reader();
	}

	/** Lets go of old records, in large steps, so that each costs constant time. */
	#forget(before: number): void {
		const middle = this.#records.length >> 1;
		const records = this.#records;
		if (middle < 512 || (records[middle] as StreamRecord).arrivedAt >= before) return;
		this.#records = records.slice(middle);
		this.#base += middle;
	}
}
