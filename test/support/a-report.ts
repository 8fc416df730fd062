import type { Report, ReportedCall, ReportedEnvironment, ReportedInvocation } from "#sandbox/index.ts";
import { costOf } from "#sandbox/report/cost.ts";

/** A whole invocation: warm, succeeded, 100 ms in environment 1, unless said otherwise. */
export function anInvocation(overrides: Partial<ReportedInvocation> & { n: number }): ReportedInvocation {
	const startedAt = overrides.startedAt === undefined ? (overrides.requestedAt ?? 0) : overrides.startedAt;
	return {
		requestId: `6d1f0c2e-41b7-5c8a-9a53-${String(overrides.n).padStart(12, "0")}`,
		function: "OrdersFunction",
		label: null,
		event: {},
		requestedAt: startedAt ?? 0,
		environment: 1,
		coldStart: false,
		start: overrides.coldStart ? "cold" : "warm",
		startedAt,
		endedAt: startedAt === null ? null : startedAt + 100,
		status: "succeeded",
		response: null,
		error: null,
		throttleReason: null,
		durationMs: 100,
		billedMs: 100,
		initMs: null,
		restoreMs: null,
		billedRestoreMs: null,
		cpuMs: 2,
		maxMemoryUsedMb: 91,
		lines: [],
		calls: [],
		...overrides,
	};
}

export function aThrottledInvocation(n: number, requestedAt: number): ReportedInvocation {
	const nothing = {
		startedAt: null,
		endedAt: null,
		environment: null,
		durationMs: null,
		billedMs: null,
		cpuMs: null,
		maxMemoryUsedMb: null,
	};
	return anInvocation({ n, requestedAt, ...nothing, status: "throttled", throttleReason: "ConcurrentInvocationLimitExceeded" });
}

/** A whole environment: started at 0, ready after 200 ms, alive to the end. */
export function anEnvironment(overrides: Partial<ReportedEnvironment> & { n: number }): ReportedEnvironment {
	const startedAt = overrides.startedAt ?? 0;
	return {
		function: "OrdersFunction",
		logStream: `2026/11/24/[$LATEST]${overrides.n}`,
		initialization: "on-demand",
		startedAt,
		downloadMs: 0,
		restore: null,
		inits: [{ startedAt, endedAt: startedAt + 200, durationMs: 200, status: "success", suppressed: false }],
		invocations: [],
		endedAt: null,
		endReason: null,
		...overrides,
	};
}

export function aCall(overrides: Partial<ReportedCall> & { n: number }): ReportedCall {
	const at = overrides.at ?? 0;
	return {
		environment: 1,
		invocation: 1,
		phase: "invoke",
		method: "GET",
		host: "orders.internal",
		path: "/orders/1",
		query: "",
		body: null,
		at,
		endedAt: at + 10,
		status: 200,
		responseBody: null,
		failure: null,
		aws: null,
		...overrides,
	};
}

/** A whole report around the parts that a test is about. */
export function aReport(parts: Partial<Report>): Report {
	const invocations = parts.invocations ?? [];
	const environments = parts.environments ?? [];
	const ends = [...invocations.map(({ endedAt }) => endedAt ?? 0), ...environments.map(({ endedAt }) => endedAt ?? 0)];
	return {
		seed: 1,
		startsAt: "2026-11-24T09:00:00.000Z",
		region: "eu-central-1",
		endedAt: Math.max(0, ...ends),
		functions: [
			{ name: "OrdersFunction", runtime: "nodejs24.x", handler: "orders.handler", memoryMb: 512, timeoutMs: 5000, architecture: "arm64" },
		],
		notSimulated: [],
		environments,
		invocations,
		asyncEvents: [],
		deployments: [],
		alarmChanges: [],
		metrics: [],
		metricProblems: [],
		traces: [],
		calls: [],
		http: [],
		websockets: [],
		log: [],
		concurrency: [],
		totals: {
			invocations: invocations.filter(({ status }) => status !== "throttled").length,
			coldStarts: invocations.filter(({ coldStart }) => coldStart).length,
			throttles: invocations.filter(({ status }) => status === "throttled").length,
			errors: 0,
			billedMs: 0,
			peakConcurrency: 1,
			spillovers: 0,
			provisionedCostUsd: 0,
			snapStartCostUsd: 0,
			costUsd: 0,
		},
		cost: costOf([], 0),
		queues: [],
		tables: [],
		executions: [],
		streams: [],
		busEvents: [],
		topicMessages: [],
		scheduleRuns: [],
		objectChanges: [],
		logForwards: [],
		notDelivering: [],
		condensed: [],
		sendings: [],
		cuts: [],
		...parts,
	};
}
