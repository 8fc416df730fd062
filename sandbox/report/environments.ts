import type { ReportedEnvironment } from "#sandbox/report/report.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";

/** @returns The execution environments in the order of their start; `environments[i].n === i + 1` as the simulator numbers them. */
export function environmentsOf(events: readonly TraceEvent[]): ReportedEnvironment[] {
	const environments = new Map<number, ReportedEnvironment>();
	for (const event of events) {
		if (event.kind === "environment.started") {
			environments.set(event.environment, {
				n: event.environment,
				function: event.function,
				logStream: event.logStream,
				initialization: event.initialization,
				...(event.version === undefined ? {} : { version: event.version }),
				startedAt: event.at,
				downloadMs: event.downloadMs ?? null,
				restore: null,
				inits: [],
				invocations: [],
				endedAt: null,
				endReason: null,
			});
			continue;
		}
		const environment = "environment" in event && event.environment !== undefined ? environments.get(event.environment) : undefined;
		if (environment) apply(environment, event);
	}
	return [...environments.values()];
}

function apply(environment: ReportedEnvironment, event: TraceEvent): void {
	switch (event.kind) {
		case "init.started":
			environment.inits.push({ startedAt: event.at, endedAt: null, durationMs: null, status: "unfinished", suppressed: event.suppressed });
			return;
		case "init.ended": {
			const init = environment.inits.at(-1);
			if (!init) return;
			init.endedAt = event.at;
			init.durationMs = event.durationMs;
			init.status = event.status;
			if (event.errorType !== undefined) init.errorType = event.errorType;
			return;
		}
		case "restore.started":
			environment.restore = { startedAt: event.at, endedAt: null, durationMs: null, billedMs: null, from: event.from };
			return;
		case "restore.ended":
			if (environment.restore) {
				Object.assign(environment.restore, { endedAt: event.at, durationMs: event.durationMs, billedMs: event.billedMs });
			}
			return;
		case "invocation.started":
			environment.invocations.push(event.invocation);
			return;
		case "invocation.ended":
			// An INIT that fails ends the invocation before its handler is entered: it never started, but this environment answered it.
			if (environment.invocations.at(-1) !== event.invocation && !environment.invocations.includes(event.invocation)) {
				environment.invocations.push(event.invocation);
			}
			return;
		case "environment.shutdown":
			environment.endedAt = event.at;
			environment.endReason = event.reason;
			return;
		default:
			return;
	}
}
