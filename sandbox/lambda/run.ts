import type { BuiltFunction, BuiltUnit } from "#sandbox/build/built-project.ts";
import type { Simulation } from "#sandbox/kernel/simulation.ts";
import type { GuestIsolate } from "#sandbox/runtime/guest-isolate.ts";
import type { Scenario } from "#sandbox/scenario.ts";
import type { SimulatedNetwork } from "./host/simulated-network.ts";
import type { SimulationLimits } from "./limits.ts";
import type { MemoryWatch } from "./process/memory-watch.ts";
import type { SourcePositions } from "./process/source-positions.ts";
import type { Recorder } from "./recorder.ts";
import type { Progress, SimulationOutcome } from "./simulation-outcome.ts";

/**
 * One entry into learner code: the how-manieth of the how-manieth runtime process of the run, both from 1. Equal runs number alike, so
 * that a later execution of the same run finds it again.
 */
export type EntryNumber = { process: number; entry: number };

/** How many processes may run out of memory in one run; with one more the run is stopped. Each costs another execution of the run. */
export const MOST_EXHAUSTIONS = 3;

type Stopped = Extract<SimulationOutcome, { status: "stopped" }>;

/** What all parts of one run share. */
export type Run = {
	readonly scenario: Scenario;
	readonly epochMs: number;
	readonly limits: SimulationLimits;
	readonly simulation: Simulation;
	readonly recorder: Recorder;
	readonly network: SimulatedNetwork;
	readonly isolate: GuestIsolate;
	/** Files of the packages that functions import, by id. */
	readonly packages: Readonly<Record<string, BuiltUnit>>;
	readonly positions: Map<BuiltFunction, SourcePositions>;
	/** Called before learner code of INIT or INVOKE is entered. */
	readonly onProgress: (progress: Progress) => void;
	/** Called before each entry into learner code, up to a number; then once without one, when no more are told. */
	readonly onEntry: (entry: EntryNumber | undefined) => void;
	/** Entries that were told so far. */
	told: number;
	/** Entries that are known, from an earlier execution of this run, to use up the memory. */
	readonly exhausting: readonly EntryNumber[];
	/** The entry in which the memory was used up for the first time in this execution. */
	exhausted: EntryNumber | undefined;
	/** The watch on real time ended an entry while the machine was busy with other things. */
	starved: boolean;
	/** Runtime processes started so far. */
	processes: number;
	readonly memory: MemoryWatch;
	hostCalls: number;
	/** Virtual milliseconds, at one vCPU, of the host's work for learner code so far. */
	hostWorkMs: number;
	/** Steps of metered code so far. */
	steps: number;
	networkCalls: number;
	progress: Progress | undefined;
	stopped: { reason: Stopped["reason"]; message: string } | undefined;
	/** A mistake of the simulator that came up inside a host callback, where nothing may be thrown. */
	mistake: unknown;
};

/** Ends the run as a whole. Only the first reason counts. Safe inside a host callback. */
export function stopRun(run: Run, reason: Stopped["reason"], message: string): void {
	run.stopped ??= { reason, message };
	run.isolate.dispose();
}
