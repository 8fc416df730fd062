import { tell } from "../bridge.ts";
import { epochNow } from "../date.ts";
import { codedError } from "../modules/module-errors.ts";
import type { Entry } from "../modules/module-record.ts";
import { readTable } from "../modules/module-table.ts";
import { importEntry, requireEntry } from "../modules/modules.ts";
import { apply, jsonParse, objectToString, promiseThen, slice, split } from "../primordials.ts";
import { state } from "../state.ts";
import { answerModern, legacyAnswer, logOwn, named, waitsForEmptyEventLoop } from "./answer.ts";
import { isStreaming } from "./awslambda.ts";
import { type DescribedError, describeError } from "./describe-error.ts";
import { enterInvocation } from "./invoke-store.ts";

type Handler = (...args: unknown[]) => unknown;

let handler: Handler | undefined;
let streaming = false;
/** `this` of a handler that is no arrow function: the client calls it as a method of its own, whose class its stack shows. */
const clients = {
	legacy: new (class Runtime {})(),
	buffered: new (class BufferedInvokeProcessor {})(),
	streaming: new (class StreamingInvokeProcessor {})(),
};

function fail(operation: "loadFailed" | "fail", error: DescribedError, token?: number): void {
	tell(operation, { ...error, ...(token === undefined ? {} : { token }) });
}

/** Loads the handler's file, and names what goes wrong as the runtime client does (L68, L71). */
async function loadModule(entry: Entry): Promise<unknown> {
	if (entry.how === "fail") throw "failure" in entry ? codedError(entry.failure) : named(entry.errorType, entry.errorMessage);
	try {
		return await (entry.how === "require" ? requireEntry(entry.module) : importEntry(entry.module));
	} catch (error) {
		if (error instanceof SyntaxError) throw wrapped("Runtime.UserCodeSyntaxError", error);
		const isNothing = error === undefined || error === null;
		// The client of Node.js up to 22 reads `code` of whatever was thrown.
		if (state.boot.nodeMajor < 24 ? (error as { code?: unknown }).code === "MODULE_NOT_FOUND" : !isNothing && isMissing(error))
			throw wrapped("Runtime.ImportModuleError", error as Error);
		throw error;
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && (error as { code?: unknown }).code === "MODULE_NOT_FOUND";
}

function wrapped(errorType: string, original: Error): Error {
	const error = named(errorType, `${original}`);
	if (errorType === "Runtime.UserCodeSyntaxError" && state.boot.nodeMajor >= 24) error.stack = original.stack;
	return error;
}

/** The export that the handler string names (L62, L66, L69). */
function resolveHandler(module: unknown): Handler {
	const full = state.boot.handler;
	const modern = state.boot.nodeMajor >= 24;
	const base = full.slice(full.lastIndexOf("/") + 1);
	const path = split(slice(base, base.indexOf(".") + 1), ".");
	const find = (from: unknown): unknown => {
		let value = from;
		// From Node.js 24 on only objects are searched, no functions.
		for (let n = 0; n < path.length; n++)
			value =
				value && (!modern || typeof value === "object")
					? (value as Record<string, unknown>)[path[n] as string]
					: modern
						? undefined
						: value;
		return value;
	};
	let found = find(module);
	if (!found && modern && typeof module === "object" && module !== null && "default" in module)
		found = find((module as { default?: unknown }).default);
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
	const done = (module: unknown) => {
		try {
			handler = resolveHandler(module);
			streaming = isStreaming(handler);
			if (handler.length >= 3 && !streaming) {
				if (state.boot.nodeMajor >= 24) throw named("Runtime.CallbackHandlerDeprecated", CALLBACK_REMOVED);
				if (!state.boot.env.AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING) logOwn("WARN", CALLBACK_WARNING);
			}
			tell("loaded", { async: objectToString(handler) === "[object AsyncFunction]" });
		} catch (error) {
			failed(error);
		}
	};
	const failed = (error: unknown) => {
		if (!state.exited) fail("loadFailed", describeError(error));
	};
	const entry = readTable();
	if (entry) promiseThen(loadModule(entry), done, failed);
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

	enterInvocation(fields.awsRequestId, traceId);
	if (streaming) {
		const context = legacy ? {} : modernContext(fields, () => deadlineEpochMs - epochNow());
		const waits = legacy ? waitsForEmptyEventLoop(context) : () => false;
		if (legacy) describeLegacyContext(context, fields, () => deadlineEpochMs - epochNow());
		const { answerStreaming } = require("./response-stream.ts") as typeof import("./response-stream.ts");
		answerStreaming(token, waits, (stream) =>
			apply(handler as Handler, legacy ? clients.legacy : clients.streaming, [jsonParse(event), stream, context]),
		);
		return;
	}
	if (!legacy) {
		const context = modernContext(fields, () => deadlineEpochMs - epochNow());
		answerModern(token, () => apply(handler as Handler, clients.buffered, [jsonParse(event), context]));
		return;
	}
	const answer = legacyAnswer(token);
	const { context, callback } = answer;
	describeLegacyContext(context, fields, () => deadlineEpochMs - epochNow());
	// As a method: stacks show it.
	answer.run(() => apply(handler as Handler, clients.legacy, [jsonParse(event), context, callback]));
}

// Field by field: in a new environment nothing is optimised yet, and a loop over names took a tenth of an invocation.

/** The context from Node.js 24 on, in the client's order; what was not sent is there as undefined (L101, L102). */
function modernContext(given: Record<string, unknown>, getRemainingTimeInMillis: () => number): Record<string, unknown> {
	return {
		clientContext: given.clientContext,
		identity: given.identity,
		invokedFunctionArn: given.invokedFunctionArn,
		awsRequestId: given.awsRequestId,
		tenantId: given.tenantId,
		xRayTraceId: given.xRayTraceId,
		getRemainingTimeInMillis,
		functionName: given.functionName,
		functionVersion: given.functionVersion,
		memoryLimitInMB: given.memoryLimitInMB,
		logGroupName: given.logGroupName,
		logStreamName: given.logStreamName,
	};
}

/** The same up to Node.js 22, behind what the client has put there to answer with. */
function describeLegacyContext(
	context: Record<string, unknown>,
	given: Record<string, unknown>,
	getRemainingTimeInMillis: () => number,
): void {
	context.functionVersion = given.functionVersion;
	context.functionName = given.functionName;
	context.memoryLimitInMB = given.memoryLimitInMB;
	context.logGroupName = given.logGroupName;
	context.logStreamName = given.logStreamName;
	context.clientContext = given.clientContext;
	context.identity = given.identity;
	context.invokedFunctionArn = given.invokedFunctionArn;
	context.awsRequestId = given.awsRequestId;
	context.tenantId = given.tenantId;
	context.getRemainingTimeInMillis = getRemainingTimeInMillis;
}
