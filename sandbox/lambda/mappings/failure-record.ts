import type { StreamSource } from "#sandbox/services/streams/stream-source.ts";
import type { Batch, Entry } from "./stream-batch.ts";

export type DiscardedBatch = {
	source: StreamSource;
	shardId: string;
	functionArn: string;
	/** Of the mapping, for the key of an object. */
	mappingUuid: string;
	condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
	batch: Batch;
	/** The records that are given up. */
	entries: readonly [Entry, ...Entry[]];
	/** Of its last invocation, or a fresh one when there was none. */
	requestId: string;
	executedVersion: string;
	/** Unhandled for an exception, null for what the handler reported itself (L209). */
	functionError: "Unhandled" | null;
	/** Calendar times in milliseconds. */
	nowMs: number;
	epochMs: number;
};

/**
 * What a failure destination is told of records that a mapping gives up (L208, L209): metadata, from which they can be read again while
 * the stream keeps them.
 */
export function failureRecord(discarded: DiscardedBatch): Record<string, unknown> {
	const { source, shardId, functionArn, condition, batch, entries, requestId, executedVersion, functionError, nowMs, epochMs } = discarded;
	const first = entries[0].record;
	const last = (entries.at(-1) as Entry).record;
	const time = (ms: number) => new Date(ms).toISOString();
	const responseContext = { responseContext: { statusCode: 200, executedVersion, functionError } };
	return {
		requestContext: { requestId, functionArn, condition, approximateInvokeCount: batch.attempts },
		...(condition === "RetryAttemptsExhausted" ? responseContext : {}),
		version: "1.0",
		timestamp: time(nowMs),
		[source.kind === "kinesis" ? "KinesisBatchInfo" : "DDBStreamBatchInfo"]: {
			shardId,
			startSequenceNumber: first.sequenceNumber,
			endSequenceNumber: last.sequenceNumber,
			approximateArrivalOfFirstRecord: time(epochMs + first.arrivedAt),
			approximateArrivalOfLastRecord: time(epochMs + last.arrivedAt),
			batchSize: entries.length,
			streamArn: source.arn,
		},
	};
}

/**
 * What a bucket gets: the metadata, and as `payload` the text of the event.
 * @param id A UUID, for the key.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureObject(discarded: DiscardedBatch, id: string): { key: string; body: string } {
	const { mappingUuid, shardId, nowMs, entries } = discarded;
	const [date = "", clock = ""] = new Date(nowMs).toISOString().slice(0, 19).split("T");
	const payload = `{"Records":[${entries.map(({ text }) => text).join()}]}`;
	return {
		key: `aws/lambda/${mappingUuid}/${shardId}/${date.replaceAll("-", "/")}/${date}T${clock.replaceAll(":", ".")}-${id}`,
		body: JSON.stringify({ ...failureRecord(discarded), payload }),
	};
}
