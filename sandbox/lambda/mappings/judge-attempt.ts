import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import type { AttemptOutcome } from "#sandbox/trace/stream-events.ts";
import { batchResponse } from "./batch-response.ts";
import type { Batch } from "./stream-batch.ts";

/** What an attempt came to. */
export type Verdict =
	| { outcome: "succeeded" }
	/** `failedFrom`: index of the first record that has to be tried again (L207). */
	| { outcome: "itemFailures"; failedFrom: number; checkpoint: string }
	| { outcome: Exclude<AttemptOutcome, "succeeded" | "itemFailures">; problem?: string };

/** What a mapping makes of the answer of Invoke. @param keepState Takes over the state of a tumbling window; false when there is none. */
export function judgeAttempt(
	result: InvokeResult,
	batch: Batch,
	{ reportBatchItemFailures }: Pick<StackMapping, "reportBatchItemFailures">,
	keepState: ((response: string) => boolean) | undefined,
): Verdict {
	if (result.status === "throttled" || result.status === "rejected") return { outcome: result.status };
	if (result.status === "functionError") return { outcome: "functionError" };
	const { response } = result;
	if (reportBatchItemFailures) {
		const indexes = new Map(batch.entries.map(({ record }, index) => [record.sequenceNumber, index]));
		const reported = batchResponse(response, (identifier) => indexes.has(identifier));
		if (reported.kind === "failure") return { outcome: "malformedResponse", problem: reported.problem };
		if (reported.kind === "itemFailures") {
			const failedFrom = Math.min(...reported.failed.map((identifier) => indexes.get(identifier) ?? 0));
			// What was done before the failure has its share in the state.
			if (failedFrom > 0 && keepState && !keepState(response)) return { outcome: "missingState" };
			return { outcome: "itemFailures", failedFrom, checkpoint: batch.entries[failedFrom]?.record.sequenceNumber ?? "" };
		}
	}
	if (keepState && !keepState(response)) return { outcome: "missingState" };
	return { outcome: "succeeded" };
}

/** What is done with a batch after an attempt. */
export type NextStep = "done" | "retry" | "retryForFree" | "split" | "discard";

/**
 * Decides by the policy of the mapping (L203-L207). Throttles cost no retry, and neither does splitting a batch; a batch whose first record
 * fails has not got anywhere, so that it is split in the middle.
 * @param remaining Records that are not done.
 */
export function nextStep(
	{ outcome }: Verdict,
	batch: Pick<Batch, "retries" | "entries">,
	remaining: number,
	{ maximumRetryAttempts, bisectBatchOnFunctionError }: Pick<StackMapping, "maximumRetryAttempts" | "bisectBatchOnFunctionError">,
): NextStep {
	if (outcome === "succeeded") return "done";
	if (outcome === "throttled") return "retryForFree";
	// Invoke will never take it: its event is too large.
	if (outcome === "rejected") return "discard";
	if (bisectBatchOnFunctionError) {
		if (remaining < batch.entries.length) return "retryForFree";
		if (remaining > 1) return "split";
	}
	return maximumRetryAttempts >= 0 && batch.retries >= maximumRetryAttempts ? "discard" : "retry";
}
