import type { ReportedAsyncEvent } from "#sandbox/report/async-events.ts";
import type { ReportedCost } from "#sandbox/report/cost.ts";
import type { ReportedAlarmChange, ReportedDeployment } from "#sandbox/report/deployments.ts";
import type { EventServices } from "#sandbox/report/event-services.ts";
import type { ReportedExecution } from "#sandbox/report/executions.ts";
import type { ReportedHttp } from "#sandbox/report/http.ts";
import type { ReportedMetricProblem } from "#sandbox/report/metrics/embedded-metrics.ts";
import type { ReportedMetric } from "#sandbox/report/metrics/metric.ts";
import type { ReportedQueue } from "#sandbox/report/queues.ts";
import type { ReportedSending } from "#sandbox/report/sendings.ts";
import type { ReportedTable } from "#sandbox/report/tables.ts";
import type { ReportedWebsocket } from "#sandbox/report/websockets.ts";
import type { ReportedTrace } from "#sandbox/report/xray.ts";
import type { Json } from "#sandbox/scenario.ts";
import type { FunctionError, InitializationType, TracedFunction } from "#sandbox/trace/trace.ts";
import type { ReportedStream } from "./streams.ts";

/** All numbers ending in Ms are virtual milliseconds; `at`, `…At` count from the beginning of the scenario. */
export type Report = EventServices & {
	seed: number;
	startsAt: string;
	region: string;
	endedAt: number;
	functions: TracedFunction[];
	notSimulated: { line: number; what: string; consequence: string }[];
	environments: ReportedEnvironment[];
	/** In the order of request. `invocations[i].n === i + 1`. */
	invocations: ReportedInvocation[];
	/** Asynchronous events in the order of acceptance: `asyncEvents[i].n === i + 1`. */
	asyncEvents: ReportedAsyncEvent[];
	/** Later deployments of functions, in the order in which they began. */
	deployments: ReportedDeployment[];
	/** Changes of state of alarms over functions, in the order of time. */
	alarmChanges: ReportedAlarmChange[];
	/** What CloudWatch would have: statistics by minute (L124, L182). */
	metrics: ReportedMetric[];
	/** Traces of X-Ray: of the sampled invocations of functions with Active tracing, and of those whose caller was sampled (L123). */
	traces: ReportedTrace[];
	/** Lines in the Embedded Metric Format that CloudWatch would not take whole (L121); at most 100. */
	metricProblems: ReportedMetricProblem[];
	/** Requests to the simulated network: what the code did to the world. */
	calls: ReportedCall[];
	/** Requests to APIs, function URLs and load balancers, in the order of arrival. */
	http: ReportedHttp[];
	/** Connections of WebSocket APIs, in the order of their handshakes. */
	websockets: ReportedWebsocket[];
	log: LogLine[];
	/** Step line: concurrency from this time on. */
	concurrency: { at: number; running: number }[];
	totals: {
		invocations: number;
		/** Restores from a snapshot included. */
		coldStarts: number;
		/** Requests that a function with provisioned concurrency served on demand (L139). */
		spillovers: number;
		throttles: number;
		/** failed + crashed + timedOut (L35). */
		errors: number;
		billedMs: number;
		peakConcurrency: number;
		/** Part of costUsd: environments kept provisioned (L233), a snapshot kept and restored (L226). */
		provisionedCostUsd: number;
		snapStartCostUsd: number;
		/** US dollars by the dated price list in sandbox/report/price.ts; requests, GB-seconds and both of these, no free tier. */
		costUsd: number;
	};
	/** By service and dimension, for the run and for a month of the same. `totals.costUsd` is its part for functions without L47, storage and streaming. */
	cost: ReportedCost;
	/** Queues of SQS that anything was sent to, in the order of the first message. */
	queues: ReportedQueue[];
	tables: ReportedTable[];
	executions: ReportedExecution[];
	/** What rules, schedules, subscriptions, buckets and log groups sent to their targets, and what became of it. */
	sendings: ReportedSending[];
	/** Streams of Kinesis and DynamoDB that were written to or read. */
	streams: ReportedStream[];
	/** Limits of the simulator that cut something. */
	cuts: string[];
};

export type ReportedEnvironment = {
	n: number;
	function: string;
	logStream: string;
	initialization: InitializationType;
	/** `$LATEST` or a number, when a later deployment of the scenario made it. */
	version?: string;
	/** Negative when it began before the first possible request. */
	startedAt: number;
	/** Fetching the package, from `startedAt` on; null when it begins from a snapshot. */
	downloadMs: number | null;
	/** In place of INIT, when it begins from the snapshot of another environment. */
	restore: { startedAt: number; endedAt: number | null; durationMs: number | null; billedMs: number | null; from: number } | null;
	inits: {
		startedAt: number;
		endedAt: number | null;
		durationMs: number | null;
		status: "success" | "error" | "timeout" | "unfinished";
		errorType?: string;
		suppressed: boolean;
	}[];
	/** Numbers of the invocations it served, in order. */
	invocations: number[];
	endedAt: number | null;
	/** `snapshot`: it was made to be snapshotted, and served no request. */
	endReason: "spindown" | "timeout" | "failure" | "snapshot" | "scenarioEnd" | null;
};

/**
 * `warm`: idle from an earlier request; `provisioned`: initialised ahead of its first request; `cold`: INIT came first; `spillover`: the
 * same, since all provisioned environments were busy or none was ready (L138); `restored`: from a snapshot, in place of INIT (L222).
 */
export type StartKind = "warm" | "provisioned" | "cold" | "spillover" | "restored";

export type ReportedInvocation = {
	n: number;
	requestId: string;
	function: string;
	label: string | null;
	event: Json;
	requestedAt: number;
	/** null when throttled or rejected. */
	environment: number | null;
	/** `$LATEST` or the number of the version that ran (L218); absent when none did. */
	executedVersion?: string;
	coldStart: boolean;
	/** How it found its environment; null when throttled. */
	start: StartKind | null;
	/** When the handler was entered, after INIT. */
	startedAt: number | null;
	endedAt: number | null;
	/** rejected: Invoke refused the request itself, for example because of its size (L153). */
	status: "succeeded" | "failed" | "crashed" | "timedOut" | "throttled" | "rejected" | "unfinished";
	/** The parsed response; null unless succeeded. */
	response: Json;
	error: FunctionError | null;
	throttleReason: string | null;
	/** Present when it was the environments that a function may add in a time (L130), which the reason does not tell. */
	throttleLimit?: "scalingRate";
	durationMs: number | null;
	billedMs: number | null;
	initMs: number | null;
	/** Restore Duration, when the environment was restored for it; part of it is billed. */
	restoreMs: number | null;
	billedRestoreMs: number | null;
	/** Virtual milliseconds in which its code was running, not waiting: at most durationMs. */
	cpuMs: number | null;
	maxMemoryUsedMb: number | null;
	/** Console lines of the function while this invocation was current (platform lines are in `log`). */
	lines: string[];
	/** Numbers of the network calls made while it was current. */
	calls: number[];
};

export type ReportedCall = {
	n: number;
	environment: number;
	/** null during INIT. */
	invocation: number | null;
	phase: "init" | "invoke";
	method: string;
	host: string;
	path: string;
	query: string;
	/** Parsed when it is JSON, else the text; null when there was none. */
	body: Json;
	at: number;
	endedAt: number | null;
	status: number | null;
	responseBody: Json;
	failure: string | null;
	/** Of a request of the SDK, as the service understood it; null for other hosts, and before the service has handled it. */
	aws: ReportedAwsCall | null;
};

export type ReportedAwsCall = {
	/** As in the name of its endpoint: `dynamodb`. */
	service: string;
	/** `PutItem`; empty when the request did not say. */
	operation: string;
	/** What the caller has to be allowed for it. */
	needs: { action: string; resource: string }[];
	/** Name of the exception and its message. */
	error: { name: string; message: string } | null;
};

export type LogLine = {
	at: number;
	environment: number;
	invocation: number | null;
	source: "platform" | "function";
	level: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL" | null;
	text: string;
};
