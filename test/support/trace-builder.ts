import type { Trace, TracedFunction, TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";

/** A function as a trace carries it. */
export function aFunction(changes: Partial<TracedFunction> = {}): TracedFunction {
	return {
		name: "Orders",
		runtime: "nodejs24.x",
		handler: "src/orders.handler",
		memoryMb: 1024,
		timeoutMs: 3000,
		architecture: "x86_64",
		...changes,
	};
}

type InvocationOptions = Partial<{
	environment: number;
	function: string;
	label: string;
	event: string;
	startedAt: number;
	initMs: number;
	status: TraceEventOf<"invocation.ended">["status"];
	response: string;
	error: TraceEventOf<"invocation.ended">["error"];
	durationMs: number;
	billedMs: number;
	cpuMs: number;
}>;

export type TraceBuilder = {
	environment(n: number, at: number, functionName?: string): TraceBuilder;
	/** A whole invocation: requested, started, ended. With `initMs` it is a cold start. */
	invocation(n: number, requestedAt: number, options?: InvocationOptions): TraceBuilder;
	throttled(n: number, at: number, reason?: TraceEventOf<"invocation.throttled">["reason"]): TraceBuilder;
	call(n: number, at: number, fields?: Partial<TraceEventOf<"network.requested">>): TraceBuilder;
	event(event: TraceEvent): TraceBuilder;
	build(changes?: Partial<Trace>): Trace;
};

/** Writes a trace by hand, in order of time, with what a specification does not care about filled in. */
export function aTrace(functions: TracedFunction[] = [aFunction()]): TraceBuilder {
	const events: TraceEvent[] = [];
	const builder: TraceBuilder = {
		environment(n, at, functionName = "Orders") {
			events.push({
				at,
				kind: "environment.started",
				environment: n,
				function: functionName,
				logStream: `2026/11/24/[$LATEST]${n}`,
				initialization: "on-demand",
			});
			return builder;
		},
		invocation(n, requestedAt, options = {}) {
			const { environment = 1, initMs, status = "succeeded", durationMs = 100 } = options;
			const startedAt = options.startedAt ?? requestedAt + (initMs ?? 0);
			const name = options.function ?? "Orders";
			const requestId = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
			events.push({
				at: requestedAt,
				kind: "invocation.requested",
				invocation: n,
				requestId,
				function: name,
				...(options.label !== undefined && { label: options.label }),
				event: options.event ?? "{}",
			});
			events.push({
				at: startedAt,
				kind: "invocation.started",
				invocation: n,
				environment,
				coldStart: initMs !== undefined,
				deadline: startedAt + 3000,
			});
			events.push({
				at: startedAt + durationMs,
				kind: "invocation.ended",
				invocation: n,
				environment,
				status,
				...(status === "succeeded" && { response: options.response ?? "null" }),
				...(options.error && { error: options.error }),
				durationMs,
				billedMs: options.billedMs ?? Math.ceil(durationMs + (initMs ?? 0)),
				...(initMs !== undefined && { initMs }),
				cpuMs: options.cpuMs ?? 1,
				maxMemoryUsedMb: 70,
			});
			return builder;
		},
		throttled(n, at, reason = "ReservedFunctionConcurrentInvocationLimitExceeded") {
			events.push({ at, kind: "invocation.requested", invocation: n, requestId: `r-${n}`, function: "Orders", event: "{}" });
			events.push({ at, kind: "invocation.throttled", invocation: n, reason });
			return builder;
		},
		call(n, at, fields = {}) {
			events.push({
				at,
				kind: "network.requested",
				call: n,
				environment: 1,
				method: "GET",
				host: "api.example.com",
				path: "/session",
				query: "",
				...fields,
			});
			return builder;
		},
		event(event) {
			events.push(event);
			return builder;
		},
		build(changes = {}) {
			return {
				version: 1,
				seed: 1,
				startsAt: "2026-11-24T09:00:00.000Z",
				region: "eu-central-1",
				accountConcurrency: 1000,
				functions,
				notSimulated: [],
				// A stable sort: what was written at one moment stays in its order.
				events: [...events].sort((a, b) => a.at - b.at),
				endedAt: Math.max(0, ...events.map(({ at }) => at)),
				...changes,
			};
		},
	};
	return builder;
}
