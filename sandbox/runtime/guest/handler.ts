import { tell } from "./bridge.ts";
import { builtin } from "./builtins.ts";
import { epochNow } from "./date.ts";
import { type DescribedError, describeError } from "./describe-error.ts";
import { overrun } from "./metering.ts";
import { apply, assign, defineProperty, jsonParse, jsonStringify, objectToString, promiseThen, slice, split } from "./primordials.ts";
import { state } from "./state.ts";

type Handler = (event: unknown, context: object, callback?: (error?: unknown, data?: unknown) => void) => unknown;
type Definition = (ready: (module: unknown) => void, builtin: (name: string) => object) => Promise<void>;

let definition: Definition | undefined;
let handler: Handler | undefined;

/** The bundle hands itself over; nothing of it has run yet. */
export function define(metered: (steps: Int32Array, overrun: (iterations: number) => 0) => Definition): void {
	definition ??= metered(state.steps, overrun);
}

function fail(operation: "loadFailed" | "fail", error: DescribedError, token?: number): void {
	tell(operation, { ...error, ...(token === undefined ? {} : { token }) });
}

function named(errorType: string, message: string): Error {
	const error = new Error(message);
	defineProperty(error, "name", { value: errorType, writable: true, configurable: true });
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

	const respond = (operation: "respond" | "respondWhenIdle", data: unknown) => {
		let body: string;
		try {
			body = jsonStringify(data === undefined ? null : data) ?? "null";
		} catch {
			refuse(operation, named(legacy ? "Error" : "Runtime.JSONStringifyError", "Unable to stringify response body"));
			return;
		}
		tell(operation, { token, body });
	};
	const refuse = (operation: "respond" | "respondWhenIdle", error: unknown) => {
		if (state.exited) return;
		tell(operation === "respond" ? "fail" : "failWhenIdle", { token, ...describeError(error) });
	};
	const context: Record<string, unknown> = {};
	let callback: ((error?: unknown, data?: unknown) => void) | undefined;
	if (legacy) {
		let waits = true;
		let called = false;
		// An error of undefined or null is "handled" in the old client (L88).
		const succeed = (data?: unknown) => respond("respond", data);
		const failWith = (error?: unknown) => refuse("respond", error === undefined || error === null ? "handled" : error);
		defineProperty(context, "callbackWaitsForEmptyEventLoop", {
			get: () => waits,
			set: (value) => {
				waits = value;
			},
			enumerable: true,
			configurable: true,
		});
		context.succeed = succeed;
		context.fail = failWith;
		context.done = (error?: unknown, data?: unknown) => (error === undefined || error === null ? succeed(data) : failWith(error));
		callback = (error, data) => {
			if (called) return;
			called = true;
			const operation = waits ? "respondWhenIdle" : "respond";
			if (error !== undefined && error !== null) refuse(operation, error);
			else respond(operation, data);
		};
	}
	assign(context, fields);
	context.getRemainingTimeInMillis = () => deadlineEpochMs - epochNow();

	const thrown = (error: unknown) => {
		refuse("respond", legacy && (error === undefined || error === null) ? "handled" : error);
	};
	let result: unknown;
	try {
		result = apply(handler as Handler, undefined, legacy ? [jsonParse(event), context, callback] : [jsonParse(event), context]);
		const thenable = typeof (result as { then?: unknown } | undefined)?.then === "function";
		if (thenable) (result as Promise<unknown>).then((value) => respond("respond", value), thrown);
		else if (!legacy) respond("respond", result);
	} catch (error) {
		thrown(error);
	}
}
