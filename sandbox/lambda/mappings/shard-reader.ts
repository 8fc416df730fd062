import type { ShardLog } from "#sandbox/services/streams/shard-log.ts";
import type { StreamRecord } from "#sandbox/services/streams/stream-source.ts";
import { Lane } from "./lane.ts";
import type { Entry } from "./stream-batch.ts";
import type { StreamMapping } from "./stream-mapping.ts";

/** What a mapping does with one shard: polls it, drops what filters do not match, shares records among lanes, keeps the checkpoint. */
export class ShardReader {
	readonly mapping: StreamMapping;
	/** Mapping and shard, as the trace names them. */
	readonly place: { mapping: string; shard: string };
	readonly #log: ShardLog;
	readonly #lanes: Lane[];
	/** When polls fall, in milliseconds after each whole interval. */
	readonly #phaseMs: number;
	/** Position of the next record to poll. */
	#position: number;
	/** Every record before this position is done. */
	#checkpoint: number;
	#polling = false;

	/** @param position Where it begins to read. */
	constructor(mapping: StreamMapping, log: ShardLog, position: number, phaseMs: number) {
		this.mapping = mapping;
		this.#log = log;
		this.place = { mapping: mapping.config.id, shard: log.id };
		this.#position = position;
		this.#checkpoint = position;
		this.#phaseMs = phaseMs;
		this.#lanes = Array.from({ length: mapping.config.parallelizationFactor }, (_, index) => new Lane(index + 1, this));
		log.onAppend(() => this.#wake());
		if (position < log.end) this.#wake();
	}

	/** There is something to read: the next poll will find it. Polls that would find nothing are no events at all. */
	#wake(): void {
		if (this.#polling) return;
		this.#polling = true;
		this.mapping.cloud.run.simulation.at(this.#nextPoll(), () => this.#poll());
	}

	#nextPoll(): number {
		const interval = this.mapping.source.pollIntervalMs;
		// Whole hundredths of a millisecond, which is what the clock counts, so that no rounding puts a poll into the past.
		const ticks = Math.ceil((this.mapping.now - this.#phaseMs) / interval - 1e-9);
		return Math.max(this.mapping.now, ticks * interval + this.#phaseMs);
	}

	#poll(): void {
		this.#polling = false;
		const touched = new Set<Lane>();
		const dropped: StreamRecord[] = [];
		for (; this.#position < this.#log.end; this.#position++) {
			const record = this.#log.at(this.#position);
			if (!record) continue;
			if (!this.mapping.matches(record)) {
				dropped.push(record);
				continue;
			}
			const lane = this.#lanes[record.orderHash % this.#lanes.length] as Lane;
			lane.add(this.#entry(record));
			touched.add(lane);
		}
		const [first] = dropped;
		const last = dropped.at(-1);
		if (first && last) {
			const span = { records: dropped.length, first: first.sequenceNumber, last: last.sequenceNumber };
			this.mapping.record({ kind: "mapping.recordsFiltered", ...this.place, ...span });
			this.advance();
		}
		for (const lane of touched) lane.pump();
	}

	#entry(record: StreamRecord): Entry {
		const text = record.render(this.mapping.roleArn);
		return { record, position: this.#position, polledAt: this.mapping.now, text, bytes: Buffer.byteLength(text) + 1 };
	}

	/** Moves the checkpoint to the first record that is not done in any lane. */
	advance(): void {
		let lowest = this.#position;
		for (const lane of this.#lanes) lowest = Math.min(lowest, lane.lowest ?? lowest);
		if (lowest <= this.#checkpoint) return;
		this.#checkpoint = lowest;
		const done = this.#log.at(lowest - 1);
		if (done) this.mapping.record({ kind: "mapping.checkpointed", ...this.place, sequenceNumber: done.sequenceNumber });
	}
}
