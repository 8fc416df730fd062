import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import { functionArn } from "#sandbox/stack/arn.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import type { Invocation } from "../service/invocation.ts";
import type { Tracing } from "../service/tracer.ts";

/** Full versions behind the managed runtimes, fixed so that `process.version` is the same in every run. */
const nodeVersions = { "nodejs20.x": "20.19.5", "nodejs22.x": "22.21.1", "nodejs24.x": "24.11.1" } as const;

/** The version that answers: the first one that AutoPublishAlias publishes, or else what is being edited (L214, L218). */
export function qualifiedVersion(fn: BuiltFunction): string {
	return fn.version ?? (fn.alias === undefined ? "$LATEST" : "1");
}

/** @returns Version of Node.js, and whether the function logs in the JSON format. */
export function nodeVersionOf(fn: BuiltFunction): { major: number; version: string; json: boolean } {
	const version = nodeVersions[fn.runtime];
	return { major: Number.parseInt(version, 10), version, json: fn.logging !== undefined };
}

/** Variables of the runtime process (L106, L107), with the function's own last. */
export function environmentVariables(
	fn: BuiltFunction,
	{ region, logStream, initialization }: Pick<BootDetails, "region" | "logStream" | "initialization">,
): Record<string, string> {
	const { major } = nodeVersionOf(fn);
	return {
		AWS_LAMBDA_FUNCTION_VERSION: qualifiedVersion(fn),
		AWS_SESSION_TOKEN: "simulated-session-token",
		LD_LIBRARY_PATH: "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
		LAMBDA_TASK_ROOT: "/var/task",
		// SnapStart functions have neither, since one process becomes many environments.
		...(initialization === "snap-start" ? {} : { AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(fn) }),
		AWS_LAMBDA_RUNTIME_API: "169.254.100.1:9001",
		...(initialization === "snap-start" ? {} : { AWS_LAMBDA_LOG_STREAM_NAME: logStream }),
		AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
		AWS_LAMBDA_FUNCTION_NAME: physicalNameOf(fn),
		AWS_XRAY_DAEMON_ADDRESS: "169.254.100.1:2000",
		PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
		AWS_DEFAULT_REGION: region,
		PWD: "/var/task",
		AWS_SECRET_ACCESS_KEY: "simulated-secret-access-key",
		LANG: "en_US.UTF-8",
		LAMBDA_RUNTIME_DIR: "/var/runtime",
		AWS_LAMBDA_INITIALIZATION_TYPE: initialization,
		NODE_PATH: `/opt/nodejs/node${major}/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task`,
		TZ: ":UTC",
		AWS_REGION: region,
		AWS_ACCESS_KEY_ID: "ASIASIMULATEDACCESSK",
		SHLVL: "0",
		_AWS_XRAY_DAEMON_ADDRESS: "169.254.100.1",
		_AWS_XRAY_DAEMON_PORT: "2000",
		AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
		_HANDLER: fn.handler,
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
		...(fn.logging ? { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: fn.logging.level } : {}),
		...fn.environment,
	};
}

/** The physical name of a function. */
export function physicalNameOf(fn: BuiltFunction): string {
	return fn.functionName ?? fn.name;
}

export function logGroupOf(fn: BuiltFunction): string {
	return `/aws/lambda/${physicalNameOf(fn)}`;
}

/** Data fields of the context object in the order of the runtime client (L101-L103). `undefined` fields are added by the guest. */
export function contextFields(
	fn: BuiltFunction,
	region: string,
	logStream: string,
	{ requestId, qualifier }: Pick<Invocation, "requestId" | "qualifier">,
	traceId: string,
): Record<string, string> {
	const fields: Record<string, string> = {
		functionVersion: qualifiedVersion(fn),
		functionName: physicalNameOf(fn),
		memoryLimitInMB: String(fn.memoryMb),
		logGroupName: logGroupOf(fn),
		logStreamName: logStream,
		invokedFunctionArn: functionArn(region, physicalNameOf(fn), qualifier),
		awsRequestId: requestId,
	};
	if (nodeVersionOf(fn).major >= 24) fields.xRayTraceId = traceId;
	return fields;
}

/** What differs from one runtime process to another. */
export type BootDetails = {
	region: string;
	logStream: string;
	initialization: InitializationType;
	epochMs: number;
	startedAt: number;
	seeds: number[];
	msPerStep: number;
};

/** JSON text with which the guest library starts a runtime process (see `Boot` in sandbox/runtime/guest/state.ts). */
export function bootMessage(fn: BuiltFunction, given: BootDetails): string {
	const { major, version } = nodeVersionOf(fn);
	return JSON.stringify({
		nodeMajor: major,
		nodeVersion: version,
		architecture: fn.architecture,
		epochMs: given.epochMs,
		startedAt: given.startedAt,
		env: environmentVariables(fn, given),
		memoryMb: fn.memoryMb,
		seeds: given.seeds,
		handler: fn.handler,
		msPerStep: given.msPerStep,
		...(fn.logging ? { logging: fn.logging } : {}),
	});
}

/** Value of `_X_AMZN_TRACE_ID`, another one for each invocation (L108). @param epochMs Calendar time of the invocation. */
export function traceHeader(epochMs: number, random: RandomStream, tracing?: Tracing): string {
	const time = Math.floor(epochMs / 1000).toString(16);
	// Drawn in any case, so that tracing changes nothing else.
	const drawn = { root: `1-${time}-${random.hex(24)}`, parent: random.hex(16), lineage: random.hex(8) };
	const { traceId = drawn.root, sampled } = tracing ?? {};
	return `Root=${traceId};Parent=${sampled?.function ?? drawn.parent};Sampled=${sampled ? 1 : 0};Lineage=1:${drawn.lineage}:0`;
}
