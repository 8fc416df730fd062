import type { BuiltFunction, BuiltProject } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { Simulation } from "#sandbox/kernel/simulation.ts";
import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
import { GuestIsolate } from "#sandbox/runtime/guest-isolate.ts";
import type { GuestLibrary } from "#sandbox/runtime/guest-library.ts";
import { extentFor, type LibraryExtent, type Snapshot } from "#sandbox/runtime/snapshot.ts";
import type { Scenario } from "#sandbox/scenario.ts";
import { deployServices } from "#sandbox/services/deploy.ts";
import { planTraffic } from "#sandbox/services/plan-traffic.ts";
import type { Trace } from "#sandbox/trace/trace.ts";
import { SimulatedNetwork } from "./host/simulated-network.ts";
import type { SimulationLimits } from "./limits.ts";
import { memoryForEnvironmentsMb } from "./memory-for-environments.ts";
import { MemoryWatch } from "./process/memory-watch.ts";
import { Recorder } from "./recorder.ts";
import { type EntryNumber, MOST_EXHAUSTIONS, type Run, stopRun } from "./run.ts";
import { deploymentStartMs, LambdaService } from "./service/lambda-service.ts";
import type { Progress, SimulationOutcome } from "./simulation-outcome.ts";
import { tooLongMessage } from "./too-long-message.ts";

export type SimulationInput = {
	built: BuiltProject;
	/** As `scenarioSchema` gives it. */
	scenario: Scenario;
	limits: SimulationLimits;
	guestLibrary: GuestLibrary;
	/** What environments are made from, when it is not a snapshot of the library: equal traces, in other real time. */
	from?: Snapshot | "text";
	/** Called before learner code of INIT or INVOKE is entered, so that a supervisor knows what was running if the process dies. */
	onProgress?: (progress: Progress) => void;
	/** Called before each of the first entries into learner code, and without one once no more are told. */
	onEntry?: (entry: EntryNumber | undefined) => void;
	/** Entries that are known to use up the memory, from an execution whose process died of it. */
	exhausting?: readonly EntryNumber[];
};

/** On a busy machine code may keep control for so many times the limit, since most of that time it waits for the processor. */
const MOST_PATIENCE = 8;

/**
 * Runs a project through a scenario. When code uses up the real memory, which ends the isolate of the whole run, the run is executed
 * again from its start, knowing which entry into learner code does that: there, the process of that environment alone runs out of memory. When the
 * watch on real time ends an entry only because the machine is busy, the run is executed again with more patience.
 * Synchronous; plain data in and out; equal input gives an equal trace, byte for byte.
 * Meant for a process of its own, since learner code can end the process that it runs in.
 * @throws {SimulatorError} When the simulator breaks its own promises, or the traffic names a function that the template lacks.
 */
export function simulate(input: SimulationInput): SimulationOutcome {
	const exhausting = [...(input.exhausting ?? [])];
	let { limits } = input;
	for (;;) {
		const { outcome, exhausted, starved } = execute({ ...input, limits }, exhausting);
		if (starved && limits.guestEntryMs < input.limits.guestEntryMs * MOST_PATIENCE)
			limits = { ...limits, guestEntryMs: limits.guestEntryMs * 2 };
		else if (!exhausted || exhausting.length >= MOST_EXHAUSTIONS) return outcome;
		else exhausting.push(exhausted);
	}
}

/** One execution of the run, from its start. */
function execute(
	{ built, scenario, limits, guestLibrary, from, onProgress, onEntry }: SimulationInput,
	exhausting: readonly EntryNumber[],
): { outcome: SimulationOutcome; exhausted: EntryNumber | undefined; starved: boolean } {
	const simulation = new Simulation(deploymentStartMs(built.functions));
	const isolate = new GuestIsolate(guestLibrary, {
		memoryMb: limits.isolateMemoryMb + memoryForEnvironmentsMb(scenario, built),
		timeoutMs: limits.guestEntryMs,
		watchedEntries: limits.watchedEntries,
		from: from ?? extentOf(everyVersion(built)),
	});
	const run: Run = {
		scenario,
		epochMs: Date.parse(scenario.startsAt),
		limits,
		simulation,
		recorder: new Recorder(limits, () => stopRun(run, "traceTooLong", tooLongMessage(limits, run.recorder.finish()))),
		network: new SimulatedNetwork(scenario, new RandomStream(scenario.seed, "network")),
		isolate,
		packages: built.packages ?? {},
		positions: new Map(),
		onProgress: onProgress ?? (() => {}),
		onEntry: onEntry ?? (() => {}),
		told: 0,
		memory: new MemoryWatch(isolate),
		exhausting,
		exhausted: undefined,
		starved: false,
		processes: 0,
		hostCalls: 0,
		hostWorkMs: 0,
		steps: 0,
		networkCalls: 0,
		progress: undefined,
		stopped: undefined,
		mistake: undefined,
	};
	try {
		const lambda = new LambdaService(run, built.functions, built.deployments);
		lambda.deploy();
		const unknown = planTraffic(deployServices(run, built.stack, lambda), scenario.traffic);
		if (unknown.length > 0) {
			const known = built.functions.map((fn) => fn.name).join(", ");
			throw new SimulatorError(
				"UNKNOWN_FUNCTION",
				`The traffic addresses ${unknown.join(", ")}; the template has ${known || "no function"}.`,
			);
		}
		simulation.run(scenario.durationMs, () => run.stopped !== undefined);
		if (run.mistake !== undefined) throw run.mistake;
		if (!run.stopped) lambda.end();
		const trace = traceOf(run, built);
		const { stopped, progress, exhausted, starved } = run;
		if (!stopped) return { outcome: { status: "completed", trace }, exhausted, starved };
		return { outcome: { status: "stopped", ...stopped, ...(progress ? { during: progress } : {}), trace }, exhausted, starved };
	} finally {
		isolate.dispose();
	}
}

/** The functions as the template has them, and as later deployments leave them. */
function everyVersion({ functions, deployments = [] }: BuiltProject): BuiltFunction[] {
	return [...functions, ...deployments.map(({ fn }) => fn)];
}

/** How much of the guest library the code of a run asks for. */
function extentOf(functions: readonly BuiltFunction[]): LibraryExtent {
	if (functions.some(({ code }) => code.packages !== undefined)) return "whole";
	return extentFor(functions.flatMap(({ code }) => code.builtins ?? []));
}

function traceOf(run: Run, built: BuiltProject): Trace {
	const { scenario } = run;
	return {
		version: 1,
		seed: scenario.seed,
		startsAt: scenario.startsAt,
		region: scenario.region,
		accountConcurrency: scenario.accountConcurrency,
		functions: built.functions.map((fn) => ({
			name: fn.name,
			runtime: fn.runtime,
			handler: fn.handler,
			memoryMb: fn.memoryMb,
			timeoutMs: fn.timeoutMs,
			architecture: fn.architecture,
			...(fn.reservedConcurrency === undefined ? {} : { reservedConcurrency: fn.reservedConcurrency }),
			...(fn.alias === undefined ? {} : { alias: fn.alias }),
			...(fn.provisionedConcurrency === undefined ? {} : { provisionedConcurrency: fn.provisionedConcurrency }),
			...((fn.ephemeralStorageMb ?? 512) > 512 ? { ephemeralStorageMb: fn.ephemeralStorageMb } : {}),
			...(fn.snapStart ? { snapStart: fn.snapStart } : {}),
		})),
		notSimulated: built.notSimulated,
		events: run.recorder.finish(),
		endedAt: run.simulation.now,
	};
}
