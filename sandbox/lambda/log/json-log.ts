import type { LogLevel } from "#sandbox/build/built-project.ts";
import type { FunctionError } from "#sandbox/trace/trace.ts";

const ORDER: readonly LogLevel[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

/** Whether a line of `level` is written by a function whose level is `least` (L116). */
export function isLogged(level: LogLevel, least: LogLevel): boolean {
	return ORDER.indexOf(level) >= ORDER.indexOf(least);
}

/**
 * A console line in the JSON format (L115).
 * @param requestId "undefined" up to Node.js 22 during INIT: then the field is absent.
 * @param said JSON text of an object with `message` and perhaps the fields of an error, as the guest library writes it. It is the
 * function's claim: anything else becomes the message.
 */
export function jsonLine(timestamp: string, requestId: string, level: LogLevel, said: string): string {
	const own = { timestamp, level, ...(requestId === "undefined" ? {} : { requestId }) };
	// Joined as text: a value that is nested deep enough could be read here and not be written again.
	if (isRecord(said)) return `${JSON.stringify(own).slice(0, -1)}${said === "{}" ? "" : ","}${said.slice(1)}`;
	return JSON.stringify({ ...own, message: said });
}

/** Whether a text is a JSON object that leaves the host's own fields alone. */
function isRecord(text: string): boolean {
	if (!text.startsWith("{")) return false;
	try {
		const read: object = JSON.parse(text);
		return !["timestamp", "level", "requestId"].some((key) => Object.hasOwn(read, key));
	} catch {
		return false; // Cut to the length that a log may have, or not from the library.
	}
}

/** An error that the host words itself, as the runtime client would log it in the JSON format (L91). */
export function errorRecord(
	{ errorType, errorMessage, trace }: Pick<FunctionError, "errorType" | "errorMessage" | "trace">,
	more = {},
): string {
	return JSON.stringify({ message: { errorType: errorType.replace(/^Runtime\./, ""), errorMessage, stackTrace: trace ?? [], ...more } });
}
