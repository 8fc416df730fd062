import { z } from "zod";
import { asyncEvents } from "./async-events.ts";
import { awsEvents } from "./aws-events.ts";
import { deploymentEvents } from "./deployment-events.ts";
import { eventBridgeEvents } from "./eventbridge-events.ts";
import { type FunctionError, functionErrorSchema } from "./function-error.ts";
import { httpEventSchemas } from "./http-events.ts";
import { invocationSourceSchema } from "./invocation-source.ts";
import { logsEvents } from "./logs-events.ts";
import { s3Events } from "./s3-events.ts";
import { schedulerEvents } from "./scheduler-events.ts";
import { sendingEvents } from "./sending-events.ts";
import { snsEvents } from "./sns-events.ts";
import { sqsEventSchemas } from "./sqs-events.ts";
import { statesEvents } from "./states-events.ts";
import { streamEvents } from "./stream-events.ts";

/**
 * The trace is the only truth about a run: an append-only list of events in virtual time, written by the simulator on the host's side
 * of the isolate. Timeline, logs, metrics, grades are pure functions of it.
 */
/** Virtual time in milliseconds. Negative: before the first possible request, while the function was deployed. */
const at = z.number().min(-1_000_000);
const n = z.number().int().min(1);

export { type FunctionError, functionErrorSchema };

/** How an environment was initialised, as AWS_LAMBDA_INITIALIZATION_TYPE names it (L24). */
const initialization = z.enum(["on-demand", "provisioned-concurrency", "snap-start"]);
export type InitializationType = z.infer<typeof initialization>;

export const traceEventSchema = z.discriminatedUnion("kind", [
	z.strictObject({
		at,
		kind: z.literal("environment.started"),
		environment: n,
		function: z.string(),
		logStream: z.string(),
		initialization,
		/** `$LATEST` or a number, when a later deployment made it; else 1 with an alias, and $LATEST without. */
		version: z.string().optional(),
		/** Fetching the package, before INIT begins. It is in no duration that Lambda reports, and the caller waits for it. */
		downloadMs: z.number().min(0).optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("init.started"),
		environment: n,
		/** An init repeated inside an invocation after a reset (L12). */ suppressed: z.boolean(),
	}),
	z.strictObject({
		at,
		kind: z.literal("init.ended"),
		environment: n,
		durationMs: z.number(),
		status: z.enum(["success", "error", "timeout"]),
		errorType: z.string().optional(),
	}),
	/** INIT of a published version is over, and its snapshot is what new environments begin from (L222). */
	z.strictObject({ at, kind: z.literal("snapshot.taken"), environment: n, function: z.string(), usedMemoryMb: z.number() }),
	z.strictObject({
		at,
		kind: z.literal("restore.started"),
		environment: n,
		/** The environment whose snapshot it is. */ from: n,
	}),
	z.strictObject({ at, kind: z.literal("restore.ended"), environment: n, durationMs: z.number(), billedMs: z.number() }),
	z.strictObject({
		at,
		kind: z.literal("invocation.requested"),
		invocation: n,
		requestId: z.string(),
		function: z.string(),
		/** Version or alias, when the request named one. */ qualifier: z.string().optional(),
		label: z.string().optional(),
		/** Who asked, when it was not the scenario itself. */ source: invocationSourceSchema.optional(),
		/** JSON text. */ event: z.string(),
	}),
	z.strictObject({
		at,
		kind: z.literal("invocation.throttled"),
		invocation: n,
		/** As in the body of the 429 (L144). */
		reason: z.enum([
			"ConcurrentInvocationLimitExceeded",
			"ReservedFunctionConcurrentInvocationLimitExceeded",
			"FunctionInvocationRateLimitExceeded",
			"ReservedFunctionInvocationRateLimitExceeded",
			"CallerRateLimitExceeded",
			"ConcurrentSnapshotCreateLimitExceeded",
		]),
		/** Which limit it was, when the reason does not tell: environments that the function may add in a time (L130). */
		limit: z.literal("scalingRate").optional(),
	}),
	/** Invoke refused the request itself, by an HTTP error; the function does not run (L153). `errorType` is the exception's code. */
	z.strictObject({ at, kind: z.literal("invocation.rejected"), invocation: n, statusCode: z.number().int(), error: functionErrorSchema }),
	z.strictObject({ at, kind: z.literal("invocation.started"), invocation: n, environment: n, coldStart: z.boolean(), deadline: at }),
	z.strictObject({
		at,
		kind: z.literal("invocation.ended"),
		invocation: n,
		environment: n,
		/** failed: the function answered with an error; crashed: its process ended; timedOut: the deadline came first. */
		status: z.enum(["succeeded", "failed", "crashed", "timedOut"]),
		/** JSON text as the caller receives it; absent unless succeeded. */
		response: z.string().optional(),
		/**
		 * A response that was streamed (L248): `response` is then the JSON text of the body, a string. `prelude` is the JSON text that
		 * HttpResponseStream.from sends ahead; `bytes` counts everything that was sent.
		 */
		streamed: z.strictObject({ contentType: z.string(), prelude: z.string().optional(), bytes: z.number().int().min(0) }).optional(),
		error: functionErrorSchema.optional(),
		durationMs: z.number(),
		billedMs: z.number(),
		/** Present on a cold start only (L118). */
		initMs: z.number().optional(),
		/** Restore Duration and Billed Restore Duration, when the environment was restored for it (L119). */
		restoreMs: z.number().optional(),
		billedRestoreMs: z.number().optional(),
		/** Time in which its code was running, not waiting; without INIT of a cold start. */
		cpuMs: z.number(),
		maxMemoryUsedMb: z.number(),
	}),
	/**
	 * In place of all that would be recorded of an invocation that went as usual, after the first ones of a long run. It stands where its
	 * request would, without payload, response, request id and lines.
	 */
	z.strictObject({
		at,
		kind: z.literal("invocation.condensed"),
		invocation: n,
		function: z.string(),
		qualifier: z.string().optional(),
		environment: n,
		label: z.string().optional(),
		source: invocationSourceSchema.optional(),
		startedAt: at,
		endedAt: at,
		durationMs: z.number(),
		billedMs: z.number(),
		cpuMs: z.number(),
		maxMemoryUsedMb: z.number(),
		/** How many console lines it wrote, if any. */
		lines: z.number().int().optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("environment.shutdown"),
		environment: n,
		reason: z.enum(["spindown", "timeout", "failure", "snapshot", "scenarioEnd"]),
	}),
	/** One log event as CloudWatch would show it: INIT_START, START, console lines, END, REPORT. `invocation` is the one that was current. */
	z.strictObject({
		at,
		kind: z.literal("log"),
		environment: n,
		invocation: n.optional(),
		source: z.enum(["platform", "function"]),
		level: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).optional(),
		text: z.string(),
	}),
	/** A request to the simulated network. `invocation` is absent during INIT. */
	z.strictObject({
		at,
		kind: z.literal("network.requested"),
		call: n,
		environment: n,
		invocation: n.optional(),
		method: z.string(),
		host: z.string(),
		path: z.string(),
		query: z.string(),
		body: z.string().optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("network.responded"),
		call: n,
		environment: n,
		invocation: n.optional(),
		status: z.number().int(),
		body: z.string().optional(),
	}),
	/** The network refused or the caller went away: an unknown host, an aborted request, a shut-down environment. */
	z.strictObject({ at, kind: z.literal("network.failed"), call: n, environment: n, invocation: n.optional(), reason: z.string() }),
	...asyncEvents,
	...awsEvents,
	...statesEvents,
	...deploymentEvents,
	...sendingEvents,
	...eventBridgeEvents,
	...schedulerEvents,
	...snsEvents,
	...s3Events,
	...logsEvents,
	...sqsEventSchemas,
	...httpEventSchemas,
	/** Something was cut because a limit of the simulator was reached, for example log lines. */
	z.strictObject({ at, kind: z.literal("output.cut"), environment: n.optional(), what: z.string() }),
	...streamEvents,
]);
export type TraceEvent = z.infer<typeof traceEventSchema>;
export type TraceEventOf<K extends TraceEvent["kind"]> = Extract<TraceEvent, { kind: K }>;

export const tracedFunctionSchema = z.strictObject({
	name: z.string(),
	runtime: z.string(),
	handler: z.string(),
	memoryMb: z.number(),
	timeoutMs: z.number(),
	architecture: z.enum(["x86_64", "arm64"]),
	reservedConcurrency: z.number().int().optional(),
	/** Of `/tmp`, when it is more than the 512 MB that cost nothing. */
	ephemeralStorageMb: z.number().optional(),
	/** AutoPublishAlias: requests go to this alias, which points to version 1. */
	alias: z.string().optional(),
	provisionedConcurrency: z.number().int().optional(),
	/** New environments are restored from a snapshot. AWS does not offer that for a ZIP package of Node.js: what it would answer. */
	snapStart: z.strictObject({ whatIf: z.string() }).optional(),
});
export type TracedFunction = z.infer<typeof tracedFunctionSchema>;

export const traceSchema = z.strictObject({
	version: z.literal(1),
	seed: z.number(),
	startsAt: z.string(),
	region: z.string(),
	accountConcurrency: z.number(),
	functions: z.array(tracedFunctionSchema),
	/** Parts of the template that were read but are not simulated, each named with its line. */
	notSimulated: z.array(z.strictObject({ line: z.number().int(), what: z.string(), consequence: z.string() })),
	events: z.array(traceEventSchema),
	/** Virtual time at which the run ended. */
	endedAt: at,
});
export type Trace = z.infer<typeof traceSchema>;
