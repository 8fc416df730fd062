import { quotaOf } from "#facts/index.ts";
import type { ThrownValue } from "#sandbox/runtime/guest-isolate.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";
import { errorRecord } from "../log/json-log.ts";
import type { DescribedError } from "./guest-messages.ts";
import type { SourcePositions } from "./source-positions.ts";

/** Errors as the caller of Invoke receives them. */

/** An error that the function answered with (L87, L88). */
export function handlerError(error: DescribedError, positions: SourcePositions): FunctionError {
	if (isTooLarge(error.errorType, error.errorMessage, error.stack)) return responseTooLargeError();
	const place = positions.place(error.stack) ?? positions.syntaxErrorPlace(error.errorMessage);
	const trace = error.stack === "" ? [] : positions.translate(error.stack).split("\n");
	const { errorType, errorMessage, noTrace } = error;
	return { errorType, errorMessage, ...(noTrace ? {} : { trace }), ...(place ? { place } : {}) };
}

/** An unhandled rejection up to Node.js 22 (L92). */
export function unhandledRejectionError(reason: ThrownValue, positions: SourcePositions): FunctionError {
	if (isTooLarge(reason.name, reason.message)) return responseTooLargeError();
	const place = positions.place(reason.stack);
	const message = reason.isError ? `${reason.name}: ${reason.message}` : reason.message;
	const trace = [`Runtime.UnhandledPromiseRejection: ${message}`];
	return { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: message, trace, ...(place ? { place } : {}) };
}

/** The line that Node.js up to 22 logs for it. */
export function unhandledRejectionLog(reason: ThrownValue, positions: SourcePositions, json: boolean): string {
	const message = reason.isError ? `${reason.name}: ${reason.message}` : reason.message;
	const stackTrace = positions.translate(reason.stack).split("\n");
	if (json) {
		const inner = reason.isError ? { errorType: reason.name, errorMessage: reason.message, stackTrace } : reason.message;
		const trace = [`Runtime.UnhandledPromiseRejection: ${message}`];
		return errorRecord({ errorType: "Runtime.UnhandledPromiseRejection", errorMessage: message, trace }, { reason: inner, promise: {} });
	}
	const described = reason.isError ? { errorType: reason.name, errorMessage: reason.message, stack: stackTrace } : reason.message;
	const stack = [`Runtime.UnhandledPromiseRejection: ${message}`];
	const fields = { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: message, reason: described, promise: {}, stack };
	return `Unhandled Promise Rejection \t${JSON.stringify(fields)}`;
}

/** The process ended in mid-invocation (L37, L38). */
export function exitError(requestId: string, code: number): FunctionError {
	const what = code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${code}`;
	return { errorType: "Runtime.ExitError", errorMessage: `RequestId: ${requestId} Error: ${what}` };
}

/**
 * The process used up its memory (L40). The type is recorded in REPORT lines; that the caller's payload has it too, and the wording,
 * are unverified (docs/open-questions.md).
 */
export function outOfMemoryError(requestId: string): FunctionError {
	const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
	return { errorType: "Runtime.OutOfMemory", errorMessage };
}

/** The deadline came first (L31). */
export function timeoutError(requestId: string, timeoutMs: number): FunctionError {
	const message = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
	return { errorType: "Sandbox.Timedout", errorMessage: message };
}

/** Node.js up to 22: the promise of an async handler can never settle (L97). */
export function neverSettledError(): FunctionError {
	return {
		errorType: "Runtime.NodeJsExit",
		errorMessage:
			"The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
		trace: [
			"Runtime.NodeJsExit: The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
		],
	};
}

/** Largest response in bytes (L45). */
export const MAX_RESPONSE_BYTES = quotaOf("lambda.payload.sync.response");
/** Largest streamed response in bytes (L48). */
export const MAX_STREAMED_BYTES = quotaOf("lambda.payload.streamed");

/** An error is a response, too: without a limit one message of a gigabyte would be part of the trace. */
function isTooLarge(...parts: string[]): boolean {
	return parts.reduce((bytes, part) => bytes + Buffer.byteLength(part), 0) > MAX_RESPONSE_BYTES;
}

export function responseTooLargeError(mostBytes = MAX_RESPONSE_BYTES): FunctionError {
	return {
		errorType: "Function.ResponseSizeTooLarge",
		errorMessage: `Response payload size exceeded maximum allowed payload size (${mostBytes} bytes).`,
	};
}

/** What Node.js 24 prints when it dies of an error that nobody caught (L94). */
export function crashReport(
	error: { errorType: string; errorMessage: string; stack: string },
	nodeVersion: string,
	positions: SourcePositions,
): string {
	const thrown = `${error.errorMessage}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`;
	return `${positions.translate(error.stack === "" ? thrown : error.stack)}\n\nNode.js v${nodeVersion}\n`;
}

/** The same for a rejection that nobody handled: what is no Error comes in the words of Node.js. */
export function rejectionReport(reason: ThrownValue, nodeVersion: string, positions: SourcePositions): string {
	if (reason.isError)
		return crashReport({ errorType: reason.name, errorMessage: reason.message, stack: reason.stack }, nodeVersion, positions);
	const value = reason.message === "[object Object]" ? "#<Object>" : reason.message;
	const stack = `[UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${value}".] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}`;
	return `${stack}\n\nNode.js v${nodeVersion}\n`;
}
