import { quotaOf } from "#facts/index.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";

/** Largest event of a synchronous invocation in bytes (L44). */
const MAX_REQUEST_BYTES = quotaOf("lambda.payload.sync.request");

/** Largest event of an asynchronous invocation in bytes (L46). */
const MAX_ASYNC_BYTES = quotaOf("lambda.payload.async");

type TooLarge = { statusCode: 413; error: FunctionError };

/**
 * How Invoke refuses a synchronous request whose event is too large; the function does not run (L44, L153).
 * @param event JSON text.
 * @returns undefined when it is not too large.
 */
export function tooLargeRequest(event: string): TooLarge | undefined {
	if (bytesWithin(event, MAX_REQUEST_BYTES)) return undefined;
	return refusal(`Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`);
}

/**
 * How Invoke refuses an asynchronous event that is too large; it is not queued (L46).
 * @param event JSON text.
 * @returns undefined when it is not too large.
 */
export function tooLargeAsyncEvent(event: string): TooLarge | undefined {
	if (bytesWithin(event, MAX_ASYNC_BYTES)) return undefined;
	const bytes = Buffer.byteLength(event);
	return refusal(`${bytes} byte payload is too large for the Event invocation type (limit ${MAX_ASYNC_BYTES} bytes)`);
}

function bytesWithin(text: string, limit: number): boolean {
	// A character has at most three bytes in UTF-8.
	return text.length * 3 <= limit || Buffer.byteLength(text) <= limit;
}

function refusal(errorMessage: string): TooLarge {
	return { statusCode: 413, error: { errorType: "RequestEntityTooLargeException", errorMessage } };
}
