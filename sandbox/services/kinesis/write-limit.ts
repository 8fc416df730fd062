import { kinesis } from "./model.ts";

/** What one shard still takes in the present second (L213). */
export class WriteLimit {
	#second = Number.NEGATIVE_INFINITY;
	#records = 0;
	#bytes = 0;

	/**
	 * Counts a record that is written.
	 * @param now Virtual time in milliseconds.
	 * @param bytes Data and partition key together.
	 * @returns false when the shard refuses it, which counts for nothing.
	 */
	take(now: number, bytes: number): boolean {
		const second = Math.floor(now / 1_000);
		if (second !== this.#second) {
			this.#second = second;
			this.#records = 0;
			this.#bytes = 0;
		}
		if (this.#records + 1 > kinesis.shardRecordsPerSecond || this.#bytes + bytes > kinesis.shardBytesPerSecond) return false;
		this.#records++;
		this.#bytes += bytes;
		return true;
	}
}
