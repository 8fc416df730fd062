import type { StopReason } from "#sandbox/outcome.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

/** What was running when a run was stopped. */
export type Progress = { phase: "init" | "invoke"; function: string; invocation?: number };

/** How a simulation ended. `wallTime` and `crash` are never said here: only the supervisor can see them. */
export type SimulationOutcome =
	| { status: "completed"; trace: Trace }
	| {
			status: "stopped";
			reason: Exclude<StopReason, "wallTime" | "crash">;
			/** For the learner: what happened, and what Lambda would have done. */
			message: string;
			during?: Progress;
			/** The events up to the stop. */
			trace: Trace;
	  };
