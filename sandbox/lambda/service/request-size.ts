import type { FunctionError } from "#sandbox/trace/trace.ts";

/** Largest event of a synchronous invocation in bytes (L44). */
const MAX_REQUEST_BYTES = 6_291_456;

/**
 * How Invoke refuses a synchronous request whose event is too large; the function does not run (L44, L153).
 * @param event JSON text.
 * @returns undefined when it is not too large.
 */
export function tooLargeRequest(event: string): { statusCode: 413; error: FunctionError } | undefined {
	// A character has at most three bytes in UTF-8.
	if (event.length * 3 <= MAX_REQUEST_BYTES || Buffer.byteLength(event) <= MAX_REQUEST_BYTES) return undefined;
	const errorMessage = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
	return { statusCode: 413, error: { errorType: "RequestEntityTooLargeException", errorMessage } };
}
