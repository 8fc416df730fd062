import { asyncContext } from "./async-context.ts";
import { tell } from "./bridge.ts";
import { builtin } from "./builtins.ts";
import { epochNow } from "./date.ts";
import { type DescribedError, describeError, intoError } from "./describe-error.ts";
import { overrun } from "./metering.ts";
import { apply, assign, defineProperty, jsonParse, jsonStringify, objectToString, promiseThen, slice, split } from "./primordials.ts";
import { state } from "./state.ts";

type Handler = (event: unknown, context: object, callback?: (error?: unknown, data?: unknown) => void) => unknown;
type Definition = (ready: (module: unknown) => void, builtin: (name: string) => object) => Promise<void>;

let definition: Definition | undefined;
let handler: Handler | undefined;

/** The bundle hands itself over; nothing of it has run yet. */
export function define(metered: (steps: Int32Array, overrun: (iterations: number) => 0, context: object) => Definition): void {
	definition ??= metered(state.steps, overrun, asyncContext);
}

function fail(operation: "loadFailed" | "fail", error: DescribedError, token?: number): void {
	tell(operation, { ...error, ...(token === undefined ? {} : { token }) });
}

function named(errorType: string, message: string): Error {
	const error = new Error(message);
	// On the prototype up to Node.js 22, an own property since, which the log therefore shows.
	defineProperty(error, "name", { value: errorType, writable: true, configurable: true, enumerable: state.boot.nodeMajor >= 24 });
	return error;
}

/** Node's hint for names that only CommonJS has; in the bundle they are missing in ES modules only. */
function explainMissingName(error: unknown): void {
	if (!(error instanceof ReferenceError)) return;
	const name = /^(module|exports|require|__filename|__dirname) is not defined$/.exec(error.message)?.[1];
	if (!name) return;
	const hint = `${name} is not defined in ES module scope${name === "require" ? ", you can use import instead" : ""}`;
	const { stack, message } = error;
	error.message = hint;
	if (typeof stack === "string") error.stack = stack.replace(message, hint);
}

/** The export that the handler string names (L62, L66, L69). */
function resolveHandler(module: unknown): Handler {
	const full = state.boot.handler;
	const base = full.slice(full.lastIndexOf("/") + 1);
	const path = split(slice(base, base.indexOf(".") + 1), ".");
	const find = (from: unknown): unknown => {
		let value = from;
		for (const name of path) value = value === undefined || value === null ? undefined : (value as Record<string, unknown>)[name];
		return value;
	};
	let found = find(module);
	if (!found && state.boot.nodeMajor >= 24) found = find((module as { default?: unknown } | undefined)?.default);
	if (!found) throw named("Runtime.HandlerNotFound", `${full} is undefined or not exported`);
	if (typeof found !== "function") throw named("Runtime.HandlerNotFound", `${full} is not a function`);
	return found as Handler;
}

const CALLBACK_REMOVED =
	"ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";
const CALLBACK_WARNING =
	"AWS Lambda plans to remove support for callback-based function handlers starting with Node.js 24. You will need to update this function to use an async handler to use Node.js 24 or later. For more information and to provide feedback on this change, see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/137. To disable this warning, set the AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING environment variable.";

/** INIT: runs the static code, then looks the handler up (L67-L69, L77, L78). */
export function load(): void {
	let module: unknown;
	const ready = (given: unknown) => {
		module = given;
	};
	const done = () => {
		try {
			handler = resolveHandler(module);
			if (handler.length >= 3) {
				if (state.boot.nodeMajor >= 24) throw named("Runtime.CallbackHandlerDeprecated", CALLBACK_REMOVED);
				if (!state.boot.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING) tell("log", { level: "WARN", message: CALLBACK_WARNING });
			}
			tell("loaded", { async: objectToString(handler) === "[object AsyncFunction]" });
		} catch (error) {
			failed(error);
		}
	};
	const failed = (error: unknown) => {
		explainMissingName(error);
		if (!state.exited) fail("loadFailed", describeError(error));
	};
	if (definition) promiseThen(definition(ready, builtin), done, failed);
	else failed(named("Runtime.ImportModuleError", "Error: Cannot find the module"));
}

type Invocation = {
	token: number;
	event: string;
	context: Record<string, unknown>;
	deadlineEpochMs: number;
	traceId: string;
};

/** INVOKE: one call of the handler, in the manner of AWS's runtime client of the Node.js version (L79-L88). */
export function invoke(text: string): void {
	const { token, event, context: fields, deadlineEpochMs, traceId } = jsonParse(text) as Invocation;
	const legacy = state.boot.nodeMajor < 24;
	try {
		const env = (globalThis as { process?: { env?: Record<string, string> } }).process?.env;
		if (env) env._X_AMZN_TRACE_ID = traceId;
	} catch {
		// Learner code froze it or put something else in its place: then it goes without the trace id.
	}

	const answer = legacy ? legacyAnswer(token) : undefined;
	const context: Record<string, unknown> = answer ? answer.context : {};
	describeContext(context, fields, () => deadlineEpochMs - epochNow());
	if (answer) answer.run(() => apply(handler as Handler, undefined, [jsonParse(event), context, answer.callback]));
	else answerModern(token, () => apply(handler as Handler, undefined, [jsonParse(event), context]));
}

const LEGACY_FIELDS = ["functionVersion", "functionName", "memoryLimitInMB", "logGroupName", "logStreamName"];
const MODERN_FIELDS = ["functionName", "functionVersion", "memoryLimitInMB", "logGroupName", "logStreamName"];

/** The data of the context in the client's order; what was not sent is there as undefined (L101, L102). */
function describeContext(context: Record<string, unknown>, given: Record<string, unknown>, getRemainingTimeInMillis: () => number): void {
	const legacy = state.boot.nodeMajor < 24;
	const put = (names: string[]) => {
		for (const name of names) context[name] = given[name];
	};
	if (legacy) put(LEGACY_FIELDS);
	put(["clientContext", "identity", "invokedFunctionArn", "awsRequestId", "tenantId"]);
	if (!legacy) put(["xRayTraceId"]);
	context.getRemainingTimeInMillis = getRemainingTimeInMillis;
	if (!legacy) put(MODERN_FIELDS);
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
function refuse(operation: "fail" | "failWhenIdle", token: number, thrown: unknown): void {
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
function answerModern(token: number, call: () => unknown): void {
	const respond = (data: unknown) => {
		let body: string;
		try {
			body = bodyOf(data);
		} catch (error) {
			refuse("fail", token, error);
			return;
		}
		tell("respond", { token, body });
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

type Callback = (error?: unknown, data?: unknown) => void;

/** Up to Node.js 22: callback, context.succeed, fail and done, of which the first call counts (L80, L83, L84). */
function legacyAnswer(token: number): { context: Record<string, unknown>; callback: Callback; run: (call: () => unknown) => void } {
	let waits = true;
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
			tell("log", { level: "ERROR", message });
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
		else if (waits) completeWhenIdle(data);
		else complete(data);
	});
	const succeed = once((data?: unknown) => complete(data));
	// An error of undefined or null is "handled" (L88).
	const fail = once((error?: unknown) => refuse("fail", token, isNone(error) ? "handled" : error));
	const done = once((error?: unknown, data?: unknown) => (isNone(error) ? complete(data) : refuse("fail", token, error)));
	const context: Record<string, unknown> = {};
	defineProperty(context, "callbackWaitsForEmptyEventLoop", {
		get: () => waits,
		set: (value) => {
			waits = value;
		},
		enumerable: true,
		configurable: true,
	});
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
