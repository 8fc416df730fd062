import { quotaOf } from "#facts/index.ts";

/** Figures of stream mappings. What AWS does not publish is our choice, and says so. */
export const streamModel = {
	/** Payload at which a batch is sent and ends, in bytes: 6 MB as a request of Invoke may have (L44, L172). */
	batchBytes: quotaOf("lambda.mapping.payload"),
	/**
	 * Pause before a failed batch is tried again: doubled with each failure in a row. Our choice; Lambda uses "an exponential backoff" without
	 * figures. The minute at most keeps a poisoned shard visible through a day.
	 */
	retryMs: { first: 1_000, most: 60_000 },
	/** Pause after a throttle. Our choice, as above; these attempts are free (L205). */
	throttleMs: { first: 500, most: 30_000 },
	/** Largest state of a tumbling window, in bytes (L210). */
	stateBytes: quotaOf("lambda.mapping.stream.window.state"),
	/**
	 * How long after its end a window is held open for late records when no newer record has closed it.
	 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html ("waits for up to 2 minutes")
	 */
	windowGraceMs: 120_000,
} as const;

/** @param failures In a row, from 1. @returns Milliseconds. */
export function backoffMs({ first, most }: { first: number; most: number }, failures: number): number {
	return Math.min(most, first * 2 ** Math.min(failures - 1, 30));
}
