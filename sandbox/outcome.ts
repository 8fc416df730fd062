import type { Trace } from "#sandbox/trace/trace.ts";

/** A project as the sandbox takes it: paths relative to its root, `/` as separator, and their text. Contains `template.yaml` (or .yml, .json). */
export type Project = { files: Readonly<Record<string, string>> };

/** A place in a file of the project; line and column count from 1. */
export type Place = { file: string; line: number; column: number };

export type BuildProblem = { message: string; place?: Place /** How to mend it. */; cure?: string };

/**
 * Why a run was stopped from outside of the simulation: by a limit on real time, memory or output, by a crash of the worker process, or by
 * code that does not do the same twice, so that its snapshot cannot be restored (notRepeatable).
 */
export type StopReason = "endlessLoop" | "wallTime" | "outOfMemory" | "crash" | "hostCalls" | "traceTooLong" | "notRepeatable";

/** How a run ended. Everything but `simulatorFailed` and `refused` is the doing of the learner's code and is shown to her as a verdict. */
export type RunOutcome =
	| { status: "completed"; trace: Trace }
	| { status: "notBuilt"; problems: BuildProblem[] }
	| {
			status: "stopped";
			reason: StopReason;
			/** What the learner must know, in one or two sentences, including what Lambda would have done. */
			message: string;
			/** What was running when it was stopped, as far as it is known. */
			during?: { phase: "init" | "invoke"; function: string; invocation?: number };
			/** The events up to the stop when the worker could still hand them over. */
			trace?: Trace;
	  }
	| { status: "simulatorFailed"; message: string; runId: string }
	| { status: "refused"; reason: "queueFull" | "closing" | "cancelled"; message: string };
