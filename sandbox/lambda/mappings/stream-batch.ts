import type { StreamRecord } from "#sandbox/services/streams/stream-source.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";

/** A record that a reader has taken from its shard. */
export type Entry = {
	readonly record: StreamRecord;
	readonly position: number;
	/** Virtual time of the poll that got it. */
	readonly polledAt: number;
	/** JSON text as it stands in `Records`, and its bytes. */
	readonly text: string;
	readonly bytes: number;
};

/** Records that are handed to the function together, again and again until that has succeeded or is given up. */
export type Batch = {
	/** From 1 within the mapping. */
	readonly n: number;
	entries: readonly Entry[];
	/** Times that it was handed over and the function ran; a half has those of the whole. */
	attempts: number;
	/** Times that it was handed over at all, from which the trace numbers. */
	tries: number;
	/** Retries that count towards MaximumRetryAttempts. */
	retries: number;
	/** Failures and throttles in a row, which decide the next pause. */
	failuresInRow: number;
	throttlesInRow: number;
	/** The last invocation in which the function ran: request id, and what it passes on for the detection of loops. */
	last: { requestId: string; executedVersion: string; lineage: Lineage | undefined } | undefined;
	/** The end of a tumbling window, without records. */
	readonly closes?: "final" | "early";
};

/** A batch that was not tried yet. @param of The batch that it is a half of. */
export function newBatch(n: number, entries: readonly Entry[], more: { closes?: "final" | "early"; of?: Batch } = {}): Batch {
	const { attempts = 0, retries = 0, last } = more.of ?? {};
	const closes = more.closes === undefined ? {} : { closes: more.closes };
	return { n, entries, attempts, tries: 0, retries, failuresInRow: 0, throttlesInRow: 0, last, ...closes };
}

/** First and last record of a batch, as the trace tells it. */
export function spanOf(entries: readonly Entry[]): { records: number; first: string; last: string } {
	return {
		records: entries.length,
		first: entries[0]?.record.sequenceNumber ?? "",
		last: entries.at(-1)?.record.sequenceNumber ?? "",
	};
}
