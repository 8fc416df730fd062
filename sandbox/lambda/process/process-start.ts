import type { RandomStream } from "#sandbox/kernel/random.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import { bootMessage } from "../environment/execution-context.ts";
import type { FunctionSnapshot } from "../environment/function-snapshot.ts";
import { type Run, stopRun } from "../run.ts";
import { replayed, type StartGuest } from "./guest-recording.ts";
import type { ProcessOwner } from "./process-owner.ts";
import { RuntimeProcess } from "./runtime-process.ts";

/** The environment that a process starts in. */
type Environment = ProcessOwner & { readonly logStream: string; readonly initialization: InitializationType };

/**
 * Starts the runtime process of an environment, which then loads the function.
 * @param random Gives the seeds of Math.random and node:crypto.
 * @param start How the context is made, if not simply afresh.
 */
export function startProcess(run: Run, environment: Environment, random: RandomStream, start?: StartGuest): RuntimeProcess {
	const { logStream, initialization, stepMs, fn } = environment;
	const seeds = Array.from({ length: 8 }, () => random.word());
	const { scenario, epochMs, simulation } = run;
	const boot = bootMessage(fn, {
		region: scenario.region,
		logStream,
		initialization,
		epochMs,
		startedAt: simulation.now,
		seeds,
		msPerStep: stepMs,
	});
	return new RuntimeProcess(run, environment, boot, start ? { start } : {});
}

/**
 * A process in the state of the snapshot, frozen. New are the generator behind node:crypto, which the kernel's entropy feeds, and the time
 * of day; Math.random goes on where the snapshot left it (L224).
 */
export function restoreProcess(run: Run, environment: Environment, snapshot: FunctionSnapshot, random: RandomStream): RuntimeProcess {
	const nowMs = run.simulation.now;
	const restored = { nowMs, cryptoSeeds: Array.from({ length: 4 }, () => random.word()), pausedMs: nowMs - snapshot.takenAt };
	const start = replayed(run.isolate, snapshot.guest, restored, {
		onSteps: (steps) => {
			run.steps += steps;
		},
		onDeviation: (what) => stopRun(run, "notRepeatable", notRepeatableMessage(environment.fn.name, what)),
	});
	return new RuntimeProcess(run, environment, "", { start, snapshot: snapshot.process });
}

function notRepeatableMessage(name: string, what: string): string {
	return `A snapshot of ${name} is restored by doing its INIT again, and this time INIT did something else: ${what}. Code whose recursion only ends when the stack is full does that, since how deep it gets differs from one time to the next. On Lambda the memory itself is restored.`;
}
