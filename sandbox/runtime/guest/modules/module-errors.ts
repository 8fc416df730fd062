import { defineProperty, NativeRangeError } from "../primordials.ts";
import type { LoadFailure } from "./module-record.ts";

const NativeError = Error;
const NativeTypeError = TypeError;
const NativeSyntaxError = SyntaxError;

/** An error of Node's own, which shows its code in the first line of its stack. */
export function codedError(failure: LoadFailure): Error {
	const { code, message, type, url, frame } = failure;
	if (type === "SyntaxError") {
		const error = new NativeSyntaxError(message);
		if (frame !== undefined) defineProperty(error, "stack", { value: `${frame}${error.stack}`, writable: true, configurable: true });
		return error;
	}
	if (code === "RangeError") return new NativeRangeError(message);
	const name = type ?? "Error";
	const error = new (type === "TypeError" ? NativeTypeError : NativeError)(message) as Error & { code?: string; url?: string };
	const stack = `${error.stack}`;
	if (code !== "MODULE_NOT_FOUND") {
		const shown = `${name} [${code}]${stack.slice(name.length)}`;
		defineProperty(error, "stack", { value: shown, writable: true, configurable: true });
	}
	error.code = code;
	if (url !== undefined) error.url = url;
	return error;
}

/** `require` found nothing. @param stack File names of those who asked, the innermost first. */
export function notFoundError(failure: LoadFailure, stack: string[]): Error {
	let message = failure.message;
	if (stack.length > 0) message += "\nRequire stack:";
	for (let n = 0; n < stack.length; n++) message += `\n- ${stack[n]}`;
	const error = codedError({ ...failure, message }) as Error & { requireStack?: string[] };
	error.requireStack = stack;
	return error;
}
