import { bare, jsonStringify, keys, split, stringOf } from "../primordials.ts";
import { state } from "../state.ts";
import { jsonRecord } from "./json-log.ts";

/** An error as the runtime client posts it (L87, L88), and the JSON that it logs beside it (L90, L91). */
export type DescribedError = {
	errorType: string;
	errorMessage: string;
	stack: string;
	logged: string;
	/** The client posts it without a trace. */
	noTrace?: true;
};
type Payload = { errorType: string; errorMessage: string; trace?: string[] };

const NativeError = Error;

export function isError(value: unknown): value is Error {
	return value instanceof NativeError || (typeof NativeError.isError === "function" && NativeError.isError(value));
}

// As aws-lambda-ric's toFormatted: errors anywhere in the logged value show type, message, code, own properties and stack.
function withErrorFields(_key: string, value: unknown): unknown {
	if (!isError(value)) return value;
	const fields = bare<Record<string, unknown>>();
	fields.errorType = value.name;
	fields.errorMessage = value.message;
	fields.code = (value as { code?: unknown }).code;
	const own = keys(value);
	for (let n = 0; n < own.length; n++) fields[own[n] as string] = (value as unknown as Record<string, unknown>)[own[n] as string];
	if (typeof value.stack === "string") fields.stack = split(value.stack, "\n");
	return fields;
}

/** The client escapes the DEL character, which a header could not carry. @throws {TypeError} When it is not a text. */
function escaped(text: unknown): string {
	if (typeof text !== "string") throw new TypeError("Not a text");
	const parts = split(text, "\x7f");
	let joined = parts[0] as string;
	for (let n = 1; n < parts.length; n++) joined += `%7F${parts[n]}`;
	return joined;
}

/** Up to Node.js 22 anything with the three texts of an error is one; from 24 on the class decides. */
function looksLikeError(value: unknown): value is Error {
	if (isError(value)) return true;
	if (state.boot.nodeMajor >= 24 || !value) return false;
	const { name, message, stack } = value as Partial<Error>;
	const isText = (text: unknown) => typeof text === "string" && text !== "";
	return isText(name) && isText(message) && isText(stack);
}

function payloadOf(thrown: unknown): Payload {
	const legacy = state.boot.nodeMajor < 24;
	try {
		if (!looksLikeError(thrown)) {
			const errorMessage = legacy ? (thrown as object).toString() : stringOf(thrown);
			return { errorType: typeof thrown, errorMessage: `${errorMessage}`, trace: [] };
		}
		const { name, message, stack } = thrown;
		const stackless = !legacy && (stack === undefined || stack === null);
		return { errorType: escaped(name), errorMessage: escaped(message), trace: stackless ? [] : split(escaped(stack), "\n") };
	} catch {
		const errorMessage =
			"callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";
		return legacy ? { errorType: "handled", errorMessage } : { errorType: "handled", errorMessage, trace: [] };
	}
}

/**
 * The client makes an Error of anything that is thrown, in order to log it, which fails for some values (an object without prototype).
 * @throws Whatever the conversion throws.
 */
export function intoError(thrown: unknown): Error {
	if (isError(thrown)) return thrown;
	return new NativeError(state.boot.nodeMajor < 24 ? (thrown as string) : stringOf(thrown));
}

/** Never throws, whatever getters and proxies the thrown value has. */
export function describeError(thrown: unknown): DescribedError {
	const { errorType, errorMessage, trace } = payloadOf(thrown);
	let stack = "";
	// By index: learner code can break the iteration of arrays.
	for (let n = 0; trace && n < trace.length; n++) stack += n === 0 ? trace[n] : `\n${trace[n]}`;
	return { errorType, errorMessage, stack, logged: loggedOf(thrown), ...(trace ? {} : { noTrace: true }) };
}

function loggedOf(thrown: unknown): string {
	let error: unknown = thrown;
	try {
		error = intoError(thrown);
		if (state.boot.logging) return jsonRecord(state.boot.nodeMajor < 24, error, []);
		return jsonStringify(error, withErrorFields) ?? "null";
	} catch {
		// A cycle, a BigInt, a getter that throws: then the payload is logged.
		return jsonStringify(bare(payloadOf(error)));
	}
}

declare global {
	interface ErrorConstructor {
		isError?(value: unknown): boolean;
	}
}
