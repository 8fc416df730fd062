import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { EnvironmentLog } from "../log/environment-log.ts";
import * as platformLog from "../log/platform-log.ts";
import type { Run } from "../run.ts";
import type { Ending } from "./ending.ts";
import type { InvocationPhase } from "./invocation-phase.ts";
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
	const { requestId } = invocation;
	log.platform({ type: "runtimeDone", requestId, durationMs, bytes: bytesOf(ending), ...doneStatusOf(ending) });
	const status = reportStatusOf(ending);
	const billed = { requestId, durationMs, billedMs, memoryMb: fn.memoryMb, maxMemoryUsedMb, initMs, restore };
	log.platform({ type: "report", ...billed, ...status });
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

/** An error that the handler threw is a success of the runtime (AWS's word; see docs/open-questions.md). */
function doneStatusOf({ status, error }: Ending): { status: "success" | "error" | "timeout"; errorType?: string } {
	if (status === "timedOut") return { status: "timeout" };
	return status === "crashed" && error ? { status: "error", errorType: error.errorType } : { status: "success" };
}

function reportStatusOf({ status, error }: Ending): { status?: "error" | "timeout"; errorType?: string } {
	if (status === "timedOut") return { status: "timeout" };
	return error ? { status: "error", errorType: error.errorType } : {};
}

/** What the runtime has posted. */
function bytesOf({ response, streamed, status, error }: Ending): number {
	if (streamed) return streamed.bytes;
	if (response !== undefined) return Buffer.byteLength(response);
	return status === "failed" && error ? Buffer.byteLength(JSON.stringify({ ...error, place: undefined })) : 0;
}

const RESPONSE_CUT = "Of a streamed response the first 1,048,576 bytes are kept; its size is that of the whole.";
