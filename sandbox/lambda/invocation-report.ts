import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { Ending } from "./ending.ts";
import type { EnvironmentLog } from "./environment-log.ts";
import type { InvocationPhase } from "./invocation-phase.ts";
import * as platformLog from "./platform-log.ts";
import type { Run } from "./run.ts";
import type { RestoreCost } from "./start-up-model.ts";

/** The environment that an invocation ran in. */
type Environment = { readonly n: number; readonly fn: BuiltFunction; readonly log: EnvironmentLog };

/** What INIT or RESTORE took on a cold start, in milliseconds, and the highest memory so far, in MB. */
export type Measured = { initMs: number | undefined; restore: RestoreCost | undefined; maxMemoryUsedMb: number };

/** Writes the end of an invocation into log and trace: END, REPORT, and what is billed (L10, L118). */
export function reportInvocation(run: Run, environment: Environment, current: InvocationPhase, ending: Ending, measured: Measured): void {
	const { invocation } = current;
	const { fn, log } = environment;
	const { initMs, restore, maxMemoryUsedMb } = measured;
	const at = run.simulation.now;
	const durationMs = toTick(at - current.startedAt);
	const billedMs = platformLog.billedMs(durationMs, initMs ?? restore?.billedMs ?? 0);
	log.platform(platformLog.endLine(invocation.requestId));
	log.platform(
		platformLog.reportLine({
			requestId: invocation.requestId,
			durationMs,
			billedMs,
			memoryMb: fn.memoryMb,
			maxMemoryUsedMb,
			initMs,
			restore,
			...(ending.status === "timedOut"
				? { status: "timeout" }
				: ending.error
					? { status: "error", errorType: ending.error.errorType }
					: {}),
		}),
	);
	if (ending.cut) run.recorder.record({ at, kind: "output.cut", environment: environment.n, what: RESPONSE_CUT });
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
		...(restore === undefined ? {} : { restoreMs: restore.durationMs, billedRestoreMs: restore.billedMs }),
		cpuMs: Math.min(durationMs, toTick(current.cpuMs)),
		maxMemoryUsedMb,
	});
}

const RESPONSE_CUT = "Of a streamed response the first 1,048,576 bytes are kept; its size is that of the whole.";
