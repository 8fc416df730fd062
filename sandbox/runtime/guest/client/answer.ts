import { tell, tellText } from "../bridge.ts";
import { apply, assign, defineProperty, jsonStringify, slice } from "../primordials.ts";
import { state } from "../state.ts";
import { describeError, intoError } from "./describe-error.ts";
import { jsonRecord } from "./json-log.ts";

/** A line of the client's own. */
export function logOwn(level: "WARN" | "ERROR", message: string): void {
	tell("log", { level, message: state.boot.logging ? jsonRecord(false, message, []) : message });
}

/** An error of the client's own. */
export function named(errorType: string, message: string): Error {
	const error = new Error(message);
	// On the prototype up to Node.js 22, an own property since, which the log therefore shows.
	defineProperty(error, "name", { value: errorType, writable: true, configurable: true, enumerable: state.boot.nodeMajor >= 24 });
	// In the JSON format the name of the class is logged (L91).
	if (errorType !== "Error") {
		const isSuffixed = errorType === "Runtime.HandlerNotFound" || errorType === "Runtime.CallbackHandlerDeprecated";
		const className = `${slice(errorType, "Runtime.".length)}${isSuffixed && state.boot.nodeMajor >= 24 ? "Error" : ""}`;
		defineProperty(error, "constructor", { value: { name: className }, configurable: true });
	}
	return error;
}

/** @throws When JSON refuses the result (L85). */
function bodyOf(data: unknown): string {
	let body: string | undefined;
	try {
		body = jsonStringify(data === undefined ? null : data);
	} catch {
		throw named(state.boot.nodeMajor < 24 ? "Error" : "Runtime.JSONStringifyError", "Unable to stringify response body");
	}
	// A function or a symbol has no JSON, and the client's native part takes texts only.
	if (body === undefined) throw new TypeError("Wrong arguments");
	return body;
}

/** Posts an error; what cannot be made an Error of is replaced by the error of trying (22), or ends the process (24). */
export function refuse(operation: "fail" | "failWhenIdle", token: number, thrown: unknown): void {
	if (state.exited) return;
	let error = thrown;
	try {
		intoError(thrown);
	} catch (unreadable) {
		if (state.boot.nodeMajor >= 24) {
			tell("uncaught", describeError(unreadable));
			return;
		}
		error = unreadable;
	}
	tell(operation, { token, ...describeError(error) });
}

/** From Node.js 24 on: what the handler returns, or its promise, is the answer (L79, L81). */
export function answerModern(token: number, call: () => unknown): void {
	const respond = (data: unknown) => {
		let body: string;
		try {
			body = bodyOf(data);
		} catch (error) {
			refuse("fail", token, error);
			return;
		}
		tellText("respond", `{"token":${token},"body":${jsonStringify(body)}}`);
	};
	const failed = (error: unknown) => refuse("fail", token, error);
	try {
		const result = call();
		const thenable = typeof (result as { then?: unknown } | undefined | null)?.then === "function";
		if (thenable) (result as Promise<unknown>).then(respond, failed);
		else respond(result);
	} catch (error) {
		failed(error);
	}
}

/** Gives the context of Node.js up to 22 its setting (L83). @returns What it says. */
export function waitsForEmptyEventLoop(context: Record<string, unknown>): () => unknown {
	let waits: unknown = true;
	defineProperty(context, "callbackWaitsForEmptyEventLoop", {
		get: () => waits,
		set: (value) => {
			waits = value;
		},
		enumerable: true,
		configurable: true,
	});
	return () => waits;
}

type Callback = (error?: unknown, data?: unknown) => void;

/** Up to Node.js 22: callback, context.succeed, fail and done, of which the first call counts (L80, L83, L84). */
export function legacyAnswer(token: number): { context: Record<string, unknown>; callback: Callback; run: (call: () => unknown) => void } {
	const context: Record<string, unknown> = {};
	const waits = waitsForEmptyEventLoop(context);
	let finished = false;
	let completed = false;
	const once =
		<A extends unknown[]>(answer: (...args: A) => void) =>
		(...args: A) => {
			if (finished) return;
			apply(answer, null, args);
			finished = true;
		};
	const complete = (data: unknown) => {
		if (completed) {
			const message = "Invocation has already been reported as done. Cannot call complete more than once per invocation.";
			logOwn("ERROR", message);
			return;
		}
		completed = true;
		tell("respond", { token, body: bodyOf(data) });
	};
	const completeWhenIdle = (data: unknown) => {
		let body: string;
		try {
			body = bodyOf(data);
		} catch (error) {
			refuse("failWhenIdle", token, error);
			return;
		}
		tell("respondWhenIdle", { token, body });
	};
	const isNone = (error: unknown) => error === undefined || error === null;
	const callback = once((error?: unknown, data?: unknown) => {
		if (!isNone(error)) refuse("fail", token, error);
		else if (waits()) completeWhenIdle(data);
		else complete(data);
	});
	const succeed = once((data?: unknown) => complete(data));
	// An error of undefined or null is "handled" (L88).
	const fail = once((error?: unknown) => refuse("fail", token, isNone(error) ? "handled" : error));
	const done = once((error?: unknown, data?: unknown) => (isNone(error) ? complete(data) : refuse("fail", token, error)));
	assign(context, { succeed, fail, done });
	const run = (call: () => unknown) => {
		try {
			const result = call();
			const thenable = typeof (result as { then?: unknown } | undefined | null)?.then === "function";
			if (thenable)
				(result as Promise<unknown>).then((value) => {
					try {
						succeed(value);
					} catch (error) {
						fail(error);
					}
				}, fail);
		} catch (error) {
			callback(error);
		}
	};
	return { context, callback, run };
}
