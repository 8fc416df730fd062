import { MAX_BATCH_ENTRIES } from "./limits.ts";
import { failed, type SqsError, type SqsResult } from "./sqs-error.ts";

/** What became of each entry of a batch, by its id. */
export type BatchResult<T> = {
	readonly Successful: ({ Id: string } & T)[];
	readonly Failed: { Id: string; Code: string; Message: string; SenderFault: true }[];
};

/**
 * Runs each entry of a batch by itself: some may fail while others succeed (L315).
 * @returns An error of the whole request when the entries are too many, too few, or not told apart.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function inBatch<E extends { Id: string }, T extends object>(
	entries: readonly E[],
	run: (entry: E) => SqsResult<T>,
): SqsResult<BatchResult<T>> {
	const problem = batchProblem(entries.map(({ Id }) => Id));
	if (problem) return { ok: false, error: problem };
	const results = entries.map((entry) => ({ Id: entry.Id, result: run(entry) }));
	return {
		ok: true,
		value: {
			Successful: results.flatMap(({ Id, result }) => (result.ok ? [{ Id, ...result.value }] : [])),
			Failed: results.flatMap(({ Id, result }) =>
				result.ok ? [] : [{ Id, Code: result.error.code, Message: result.error.message, SenderFault: true as const }],
			),
		},
	};
}

const PREFIX = "AWS.SimpleQueueService.";

function batchProblem(ids: readonly string[]): SqsError | undefined {
	if (ids.length === 0)
		return failed(
			`${PREFIX}EmptyBatchRequest`,
			"There should be at least one SendMessageBatchRequestEntry in the request.",
			"EmptyBatchRequest",
		).error;
	if (ids.length > MAX_BATCH_ENTRIES)
		return failed(
			`${PREFIX}TooManyEntriesInBatchRequest`,
			`Maximum number of entries per request are ${MAX_BATCH_ENTRIES}. You have sent ${ids.length}.`,
			"TooManyEntriesInBatchRequest",
		).error;
	const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
	if (repeated !== undefined)
		return failed(`${PREFIX}BatchEntryIdsNotDistinct`, `Id ${repeated} repeated.`, "BatchEntryIdsNotDistinct").error;
	const odd = ids.find((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id));
	if (odd !== undefined)
		return failed(
			`${PREFIX}InvalidBatchEntryId`,
			"A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
			"InvalidBatchEntryId",
		).error;
	return undefined;
}
