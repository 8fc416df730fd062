import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltProject } from "#sandbox/build/built-project.ts";
import { defaultLimits, type SimulationLimits } from "#sandbox/lambda/limits.ts";
import { memoryForEnvironmentsMb } from "#sandbox/lambda/memory-for-environments.ts";
import { type EntryNumber, MOST_EXHAUSTIONS } from "#sandbox/lambda/run.ts";
import type { Project, RunOutcome } from "#sandbox/outcome.ts";
import { type Build, oneAtATime } from "#sandbox/pool/build-queue.ts";
import { FairQueue } from "#sandbox/pool/fair-queue.ts";
import { defaultSandboxLimits, outputBounds, type SandboxLimits } from "#sandbox/pool/limits.ts";
import type { PrepareMessage } from "#sandbox/pool/messages.ts";
import { missingTargets } from "#sandbox/pool/missing-targets.ts";
import { admitProject } from "#sandbox/pool/project-door.ts";
import { reportFault } from "#sandbox/pool/report-fault.ts";
import { deathStop, memoryStop, wallTimeStop } from "#sandbox/pool/stop-outcome.ts";
import { createWarmWorkers } from "#sandbox/pool/warm-workers.ts";
import { workerCommand } from "#sandbox/pool/worker-command.ts";
import { startWorker, type WorkerProcess, type WorkerResult } from "#sandbox/pool/worker-process.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

export type SandboxOptions = {
	/** The project's root, where package.json, sandbox/ and node_modules/ lie. */
	root: string;
	/** Runs at the same time, and worker processes kept warm besides them. */
	workers?: number;
	/**
	 * Whether workers rehearse a run before they are ready, so that the one that they get takes half the time. Not worth it where somebody
	 * waits for the worker as well, as on the command line. true by default.
	 */
	rehearse?: boolean;
	/** Real time and memory. */
	limits?: Partial<SandboxLimits>;
	simulationLimits?: Partial<SimulationLimits>;
	/** Runs that may wait; one more is refused. Half of them may be of one share. */
	queueLimit?: number;
	/** Told of every fault of ours. By default one line of JSON on stderr. Never holds text of a learner. */
	onFault?(fault: SandboxFault): void;
};

export type SandboxFault = { what: string; runId?: string; frames?: string[] };

export type SandboxState = {
	/** Worker processes that wait for a run. */
	ready: number;
	/** Runs being built or simulated. */
	busy: number;
	queued: number;
	/** Worker processes ever started. */
	spawned: number;
	/** Worker processes that ended by themselves, in a run or before one. */
	crashed: number;
	closed: boolean;
};

export type RunOptions = {
	signal?: AbortSignal;
	/** Whose run it is, for example an exercise's: runs of one share do not hold up those of another for longer than one run takes. Its own by default. */
	share?: string;
};

export type Sandbox = {
	/**
	 * Builds and simulates a project. Whatever the code does, this resolves within the wall limit plus the time in the queue, and never
	 * rejects: what went wrong is in the outcome.
	 */
	run(project: Project, scenario: Scenario, options?: RunOptions): Promise<RunOutcome>;
	state(): SandboxState;
	/** Refuses what waits, kills what runs, and resolves when no process of this sandbox is left. */
	close(): Promise<void>;
};

/** The parts of the sandbox that a pool does not know; tests put their own in. */
export type PoolParts = {
	build: Build;
	/** Ends a build that is under way. */
	stopBuilds(): Promise<void>;
	/** What each worker gets at its start. */
	prepare(): Promise<Omit<PrepareMessage, "type">>;
	/** Absolute path of the worker's main file. */
	workerFile: string;
};

type Job = {
	runId: string;
	share: string;
	project: Project;
	scenario: Scenario;
	worker: WorkerProcess | undefined;
	/** Set when it is to end without having run to its end. */
	refusedBecause: "closing" | "cancelled" | undefined;
	settle(outcome: RunOutcome): void;
};

const refusals = { closing: "The simulator is shutting down.", cancelled: "The run was cancelled." } as const;

/** A pool of worker processes, one for each run. @see createSandbox for the pool with its parts. */
export function createPool(options: SandboxOptions, parts: PoolParts): Sandbox {
	const limits = { ...defaultSandboxLimits, ...options.limits };
	const simulationLimits = { ...defaultLimits, ...options.simulationLimits };
	const size = options.workers ?? 2;
	const queueLimit = options.queueLimit ?? 16;
	const onFault = options.onFault ?? reportFault;
	const command = workerCommand(realpathSync(options.root), parts.workerFile, limits);
	const emptyFolder = mkdtempSync(join(tmpdir(), "warmstart-worker-"));
	chmodSync(emptyFolder, 0o500);
	const removeFolder = () => rmSync(emptyFolder, { recursive: true, force: true });
	// A server that ends without closing its sandbox would leave an empty folder behind each time.
	process.once("exit", removeFolder);
	const prepare = parts.prepare().then((prepared) => ({ type: "prepare" as const, ...prepared }));
	// Each worker reports it; without this line, a pool that is closed at once would leave an unhandled rejection.
	prepare.catch(() => {});

	const build = oneAtATime(parts.build, limits.buildMs, parts.stopBuilds);

	const queue = new FairQueue<Job>(queueLimit);
	const running = new Set<Job>();
	const processes = new Set<WorkerProcess>();
	let spawned = 0;
	let crashed = 0;
	let closing: Promise<void> | undefined;

	const warm = createWarmWorkers({
		size,
		start() {
			spawned += 1;
			const worker = startWorker(command, emptyFolder, limits, prepare);
			processes.add(worker);
			void worker.gone.then(() => processes.delete(worker));
			return worker;
		},
		onLost(stderr) {
			crashed += 1;
			onFault({ what: "A worker process ended before it had a run.", frames: stderr.trim().split("\n").slice(-12) });
		},
	});

	function pump() {
		while (running.size < size) {
			const job = queue.next(running);
			if (!job) return;
			running.add(job);
			void perform(job)
				.catch((error: unknown) => fault(job.runId, "The sandbox failed.", framesOf(error)))
				.then((outcome) => {
					running.delete(job);
					job.settle(job.refusedBecause ? refused(job.refusedBecause) : outcome);
					pump();
				});
		}
	}

	async function perform(job: Job): Promise<RunOutcome> {
		const built = await build(job.project, job.scenario.region, job.scenario.deploy);
		if ("problems" in built) return { status: "notBuilt", problems: built.problems };
		const problems = missingTargets(built, job.scenario);
		if (problems.length > 0) return { status: "notBuilt", problems };
		if (job.refusedBecause) return refused(job.refusedBecause);
		return execute(job, built);
	}

	/** Runs it in a worker, and in another one, within the same time, as long as memory that ran out is what ended the one before. */
	async function execute(job: Job, built: BuiltProject): Promise<RunOutcome> {
		const exhausting: EntryNumber[] = [];
		let stop: RunOutcome | undefined;
		let leftMs = limits.wallMs;
		const memoryMb = limits.memoryMb + memoryForEnvironmentsMb(job.scenario, built);
		for (;;) {
			const asked = performance.now();
			const worker = stop ? await takeWithin(leftMs) : await warm.take();
			if (job.refusedBecause) {
				if (worker !== "late") worker?.kill();
				return refused(job.refusedBecause);
			}
			if (worker === "late") return stop as RunOutcome;
			if (worker === null) return fault(job.runId, "No worker process could be started.");
			// The first one may have been waited for; after that all time counts.
			const began = stop ? asked : performance.now();
			const result = await runIn(worker, job, built, { exhausting, wallMs: leftMs, memoryMb });
			leftMs -= performance.now() - began;
			// Killed because nobody wants its answer any more: no fault.
			if (job.refusedBecause) return refused(job.refusedBecause);
			if (stop && result.kind === "wallTime") return stop;
			stop = outcomeOf(result, job.runId, built, memoryMb);
			const entry = exhaustedEntry(result, stop);
			if (!entry || exhausting.length >= MOST_EXHAUSTIONS || leftMs <= 0) return stop;
			exhausting.push(entry);
		}
	}

	/** A worker, unless it takes longer to start than there is time; then it is left for nobody. */
	async function takeWithin(ms: number): Promise<WorkerProcess | null | "late"> {
		const taken = warm.take();
		const late = Promise.withResolvers<"late">();
		const timer = setTimeout(() => late.resolve("late"), ms);
		const first = await Promise.race([taken, late.promise]);
		clearTimeout(timer);
		if (first === "late") void taken.then((worker) => worker?.kill());
		return first;
	}

	function runIn(
		worker: WorkerProcess,
		job: Job,
		built: BuiltProject,
		{ exhausting, wallMs, memoryMb }: { exhausting: EntryNumber[]; wallMs: number; memoryMb: number },
	): Promise<WorkerResult> {
		job.worker = worker;
		const { runId } = job;
		// A worker never learns what the checks expect: they are evaluated here, and whoever takes it over could read them there.
		const scenario: Scenario = { ...job.scenario, checks: [] };
		const of = { runId, nonce: randomUUID() };
		const asked = { built, scenario, limits: simulationLimits, output: outputBounds(limits), exhausting };
		return worker.run({ type: "run", ...of, ...asked }, { wallMs, memoryMb });
	}

	function outcomeOf(result: WorkerResult, runId: string, built: BuiltProject, memoryMb: number): RunOutcome {
		switch (result.kind) {
			case "outcome": {
				const { outcome, events } = result;
				if (outcome.status === "completed") return { status: "completed", trace: withEvents(outcome.trace, events) };
				const { trace, ...stop } = outcome;
				return trace ? { ...stop, trace: withEvents(trace, events) } : stop;
			}
			case "wallTime":
				return wallTimeStop(limits, result.inPlaceMs, result.during, built);
			case "memory":
				return memoryStop(memoryMb, result.during);
			case "died":
				crashed += 1;
				return deathStop(result, memoryMb, result.during);
			case "failed":
				return fault(runId, `The simulator threw ${result.error}.`, result.frames);
			case "broken":
				return fault(runId, `A worker broke the protocol: ${result.what}`);
			case "killed":
				return fault(runId, "The worker was killed.");
		}
	}

	function fault(runId: string, what: string, frames?: string[]): RunOutcome {
		onFault(frames ? { what, runId, frames } : { what, runId });
		return {
			status: "simulatorFailed",
			message: "The simulator itself failed; this is not the fault of your code. Try again, and if it happens again, report the run's id.",
			runId,
		};
	}

	function cancel(job: Job, reason: "closing" | "cancelled") {
		job.refusedBecause ??= reason;
		if (running.has(job)) job.worker?.kill();
		else {
			queue.remove(job);
			job.settle(refused(reason));
		}
	}

	function run(project: Project, scenario: Scenario, { signal, share: given }: RunOptions = {}): Promise<RunOutcome> {
		if (closing) return Promise.resolve(refused("closing"));
		if (signal?.aborted) return Promise.resolve(refused("cancelled"));
		const runId = randomUUID();
		const share = given ?? runId;
		const admitted = admitProject(project, limits);
		if (!admitted.ok) return Promise.resolve({ status: "notBuilt", problems: admitted.problems });
		const checked = scenarioSchema.safeParse(scenario);
		if (!checked.success) {
			const issue = checked.error.issues[0];
			return Promise.resolve(fault(runId, `The scenario is not valid at ${issue?.path.join(".")}: ${issue?.message}`));
		}
		const waiting = running.size >= size ? queue.refusal(share) : undefined;
		if (waiting !== undefined) {
			const message = `${waiting} runs are waiting already. Try again in a few seconds.`;
			return Promise.resolve({ status: "refused", reason: "queueFull", message });
		}
		return new Promise((resolve) => {
			const job: Job = {
				runId,
				share,
				project: admitted.project,
				scenario: checked.data,
				worker: undefined,
				refusedBecause: undefined,
				settle(outcome) {
					signal?.removeEventListener("abort", onAbort);
					resolve(outcome);
				},
			};
			const onAbort = () => cancel(job, "cancelled");
			signal?.addEventListener("abort", onAbort, { once: true });
			queue.add(job);
			pump();
		});
	}

	async function close() {
		for (const job of [...queue, ...running]) cancel(job, "closing");
		await warm.close();
		for (const worker of processes) worker.kill();
		await Promise.all([...processes].map((worker) => worker.gone));
		process.off("exit", removeFolder);
		removeFolder();
	}

	return {
		run,
		state: () => ({ ready: warm.ready(), busy: running.size, queued: queue.length, spawned, crashed, closed: closing !== undefined }),
		close() {
			closing ??= close();
			return closing;
		},
	};
}

/** The entry into learner code that used up the memory of a worker process; undefined when it is not known, or that is not what happened. */
function exhaustedEntry(result: WorkerResult, outcome: RunOutcome): EntryNumber | undefined {
	if (result.kind !== "memory" && result.kind !== "died") return undefined;
	return outcome.status === "stopped" && outcome.reason === "outOfMemory" ? result.entered : undefined;
}

function refused(reason: "closing" | "cancelled"): RunOutcome {
	return { status: "refused", reason, message: refusals[reason] };
}

function withEvents(trace: Omit<Trace, "events">, events: Trace["events"]): Trace {
	const { version, seed, startsAt, region, accountConcurrency, functions, notSimulated, endedAt } = trace;
	return { version, seed, startsAt, region, accountConcurrency, functions, notSimulated, events, endedAt };
}

/** The stack without the message, which may quote learner code. */
function framesOf(error: unknown): string[] {
	if (!(error instanceof Error)) return [];
	return (error.stack ?? "")
		.split("\n")
		.filter((line) => /^\s+at /.test(line))
		.slice(0, 12);
}
