import { parseJsonText } from "#sandbox/report/json-text.ts";
import type { Json } from "#sandbox/scenario.ts";
import type { AttemptOutcome, DiscardCondition } from "#sandbox/trace/stream-events.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** A stream of Kinesis or of a table. Times are virtual milliseconds since the scenario began. */
export type ReportedStream = {
	/** Logical id of the stream or of the table. */
	name: string;
	source: "kinesis" | "dynamodb";
	/** In the order in which they were written. */
	records: {
		at: number;
		shard: string;
		sequenceNumber: string;
		key: string;
		/** Kinesis: the data, parsed when it is JSON; null for a table, whose images stand in the events of invocations. */
		data: Json;
		change: "INSERT" | "MODIFY" | "REMOVE" | null;
		byTimeToLive: boolean;
	}[];
	/** Writes that were refused, by the limits of a shard or because of the record (L213). */
	refused: { at: number; shard: string; key: string; code: string }[];
	/** Mappings that read it. */
	mappings: ReportedStreamMapping[];
};

export type ReportedStreamMapping = {
	/** Logical id. */
	name: string;
	function: string;
	shards: {
		shard: string;
		/** Records that were there before it began to read and that it does not read (L202). */
		skipped: number;
		/** Records that no filter let through (L179). */
		filtered: number;
		/** Everything up to this sequence number is done, dropped or given up; null: nothing yet. */
		checkpoint: string | null;
		/** The highest IteratorAge of a batch (L211). */
		peakIteratorAgeMs: number;
	}[];
	batches: {
		shard: string;
		batch: number;
		attempt: number;
		/** Number of the invocation. */
		invocation: number;
		at: number;
		endedAt: number | null;
		records: number;
		first: string;
		last: string;
		iteratorAgeMs: number | null;
		/** null: it had not ended. */
		outcome: AttemptOutcome | null;
		next: "done" | "retry" | "split" | "discard" | null;
	}[];
	/** Records that were given up (L203), and what became of the note about them (L208). */
	discarded: { at: number; shard: string; condition: DiscardCondition; records: number; sentTo: string | null; error: string | null }[];
};

type Written = TraceEventOf<"stream.recordWritten">;

/** @returns The streams that were written to or read, in the order in which they first were. */
export function streamsOf(events: readonly TraceEvent[]): ReportedStream[] {
	const reader = new StreamReader();
	for (const event of events) reader.read(event);
	return [...reader.streams.values()];
}

class StreamReader {
	readonly streams = new Map<string, ReportedStream>();
	#mappings = new Map<string, ReportedStreamMapping>();
	/** The attempt of a batch that is under way, by mapping and number. */
	#open = new Map<string, ReportedStreamMapping["batches"][number]>();

	read(event: TraceEvent): void {
		switch (event.kind) {
			case "stream.recordWritten":
				this.#stream(event.stream, event.source).records.push(recordOf(event));
				return;
			case "stream.recordRefused": {
				const { at, shard, key, code } = event;
				this.#stream(event.stream, "kinesis").refused.push({ at, shard, key, code });
				return;
			}
			case "mapping.shardOpened":
				this.#opened(event);
				return;
			case "mapping.recordsFiltered": {
				const shard = this.#shard(event);
				if (shard) shard.filtered += event.records;
				return;
			}
			case "mapping.checkpointed": {
				const shard = this.#shard(event);
				if (shard) shard.checkpoint = event.sequenceNumber;
				return;
			}
			case "mapping.batchInvoked":
				this.#invoked(event);
				return;
			case "mapping.batchEnded": {
				const batch = this.#open.get(`${event.mapping} ${event.shard} ${event.batch}`);
				if (batch) Object.assign(batch, { endedAt: event.at, outcome: event.outcome, next: event.next });
				return;
			}
			case "mapping.recordsDiscarded": {
				const { at, shard, condition, records, sent } = event;
				const what = { at, shard, condition, records, sentTo: sent?.target ?? null, error: sent?.error ?? null };
				this.#mappings.get(event.mapping)?.discarded.push(what);
				return;
			}
			default:
				return;
		}
	}

	#stream(name: string, source: ReportedStream["source"]): ReportedStream {
		let stream = this.streams.get(name);
		if (!stream) {
			stream = { name, source, records: [], refused: [], mappings: [] };
			this.streams.set(name, stream);
		}
		return stream;
	}

	#opened(event: TraceEventOf<"mapping.shardOpened">): void {
		let mapping = this.#mappings.get(event.mapping);
		if (!mapping) {
			mapping = { name: event.mapping, function: event.function, shards: [], batches: [], discarded: [] };
			this.#mappings.set(event.mapping, mapping);
			this.#stream(event.stream, event.source).mappings.push(mapping);
		}
		mapping.shards.push({ shard: event.shard, skipped: event.skipped, filtered: 0, checkpoint: null, peakIteratorAgeMs: 0 });
	}

	#shard({ mapping, shard }: { mapping: string; shard: string }): ReportedStreamMapping["shards"][number] | undefined {
		return this.#mappings.get(mapping)?.shards.find((one) => one.shard === shard);
	}

	#invoked(event: TraceEventOf<"mapping.batchInvoked">): void {
		const { at, shard, batch, attempt, invocation, records, first, last, iteratorAgeMs } = event;
		const of = { shard, batch, attempt, invocation, at, endedAt: null, records, first, last };
		const entry = { ...of, iteratorAgeMs: iteratorAgeMs ?? null, outcome: null, next: null };
		this.#mappings.get(event.mapping)?.batches.push(entry);
		this.#open.set(`${event.mapping} ${shard} ${batch}`, entry);
		const known = this.#shard(event);
		if (known) known.peakIteratorAgeMs = Math.max(known.peakIteratorAgeMs, iteratorAgeMs ?? 0);
	}
}

function recordOf({ at, shard, sequenceNumber, key, data, change, by }: Written): ReportedStream["records"][number] {
	return {
		at,
		shard,
		sequenceNumber,
		key,
		data: data === undefined ? null : parseJsonText(data),
		change: change ?? null,
		byTimeToLive: by === "timeToLive",
	};
}
