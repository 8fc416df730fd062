import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { Ending } from "./ending.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import type { InvocationPhase } from "./invocation-phase.ts";
import * as platformLog from "./platform-log.ts";
import type { Run } from "./run.ts";

/** The environment that an invocation ran in. */
type Environment = { readonly n: number; readonly fn: BuiltFunction; readonly log: EnvironmentLog };

/** Milliseconds of INIT on a cold start, and the highest memory so far, in MB. */
export type Measured = { initMs: number | undefined; maxMemoryUsedMb: number };

/** Writes the end of an invocation into log and trace: END, REPORT, and what is billed (L10, L118). */
export function reportInvocation(run: Run, environment: Environment, current: InvocationPhase, ending: Ending, measured: Measured): void {
	const { invocation } = current;
	const { fn, log } = environment;
	const { initMs, maxMemoryUsedMb } = measured;
	const at = run.simulation.now;
	const durationMs = toTick(at - current.startedAt);
	const billedMs = platformLog.billedMs(durationMs, initMs ?? 0);
	log.platform(platformLog.endLine(invocation.requestId));
	log.platform(
		platformLog.reportLine({
			requestId: invocation.requestId,
			durationMs,
			billedMs,
			memoryMb: fn.memoryMb,
			maxMemoryUsedMb,
			initMs,
			...(ending.status === "timedOut"
				? { status: "timeout" }
				: ending.error
					? { status: "error", errorType: ending.error.errorType }
					: {}),
		}),
	);
	run.recorder.record({
		at,
		kind: "invocation.ended",
		invocation: invocation.n,
		environment: environment.n,
		status: ending.status,
		...(ending.response === undefined ? {} : { response: ending.response }),
		...(ending.streamed ? { streamed: ending.streamed } : {}),
		...(ending.error ? { error: ending.error } : {}),
		durationMs,
		billedMs,
		...(initMs === undefined ? {} : { initMs }),
		cpuMs: Math.min(durationMs, toTick(current.cpuMs)),
		maxMemoryUsedMb,
	});
}
