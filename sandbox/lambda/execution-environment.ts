import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { type EntryResult, entryKinds } from "#sandbox/runtime/guest-isolate.ts";
import type { InitializationType, TraceEventOf } from "#sandbox/trace/trace.ts";
import { CostModel } from "./cost-model.ts";
import type { Ending } from "./ending.ts";
import { endlessMessage } from "./endless-message.ts";
import { EnvironmentLog } from "./environment-log.ts";
import type { Phase } from "./environment-phase.ts";
import { bootMessage, nodeVersionOf, qualifiedVersion } from "./execution-context.ts";
import { FileSystem, storageUseOf } from "./file-system.ts";
import { timeoutError } from "./function-errors.ts";
import { Initialization } from "./initialization.ts";
import type { Invocation } from "./invocation.ts";
import { InvocationPhase } from "./invocation-phase.ts";
import type { Node } from "./judge-init.ts";
import * as platformLog from "./platform-log.ts";
import { type Run, stopRun } from "./run.ts";
import { type ProcessOwner, RuntimeProcess, type Signal } from "./runtime-process.ts";
import { SourcePositions } from "./source-positions.ts";
import { packageBytesOf, StartUpModel } from "./start-up-model.ts";

/** INIT for a request may take this long (L2). */
const INIT_LIMIT_MS = 10_000;
/** INIT ahead of requests may take this long, or as long as the function's timeout if that is more (L5). */
const INIT_AHEAD_LIMIT_MS = 130_000;

/** Longest INIT ahead of requests: for provisioned concurrency and for a snapshot (L5). */
export function initAheadLimitMs(fn: BuiltFunction): number {
	return Math.max(INIT_AHEAD_LIMIT_MS, fn.timeoutMs);
}

/** How an environment tells the control plane about itself. */
export type EnvironmentOwner = {
	onIdle(environment: ExecutionEnvironment): void;
	/** INIT ahead of requests is over; when it failed, the environment is shut down already. */
	onPrepared(environment: ExecutionEnvironment, ok: boolean): void;
};

/** One execution environment: INIT, then invocations one after another (L13), frozen between them (L14), reset by crash or timeout (L17). */
export class ExecutionEnvironment implements ProcessOwner {
	readonly n: number;
	readonly fn: BuiltFunction;
	readonly logStream: string;
	/** How it was initialised, as AWS_LAMBDA_INITIALIZATION_TYPE names it (L24). */
	readonly initialization: InitializationType;
	/** Virtual time at which it came to be. */
	readonly startedAt: number;
	readonly log: EnvironmentLog;
	#run: Run;
	#owner: EnvironmentOwner;
	#random: RandomStream;
	#cost: CostModel;
	#positions: SourcePositions;
	/** Until the package is there. */
	#downloadMs: number;
	#phase: Phase = { name: "new" };
	#process: RuntimeProcess | undefined;
	#files: FileSystem | undefined;
	#isAsync = false;
	#firstInvocation = true;
	#initMs: number | undefined;

	constructor(run: Run, owner: EnvironmentOwner, fn: BuiltFunction, given: { n: number; initialization: InitializationType }) {
		const { n, initialization } = given;
		this.#run = run;
		this.#owner = owner;
		this.fn = fn;
		this.n = n;
		this.initialization = initialization;
		this.startedAt = run.simulation.now;
		this.#random = new RandomStream(run.scenario.seed, `environment ${n}`);
		this.#cost = new CostModel(fn, new RandomStream(run.scenario.seed, `cost ${n}`));
		let positions = run.positions.get(fn);
		if (!positions) {
			positions = new SourcePositions(fn);
			run.positions.set(fn, positions);
		}
		this.#positions = positions;
		this.log = new EnvironmentLog(run, this, positions);
		const day = new Date(run.epochMs + run.simulation.now).toISOString().slice(0, 10).replaceAll("-", "/");
		this.logStream = `${day}/[${qualifiedVersion(fn)}]${this.#random.hex(32)}`;
		const startUp = new StartUpModel(packageBytesOf(fn, run.packages), new RandomStream(run.scenario.seed, `start ${n}`));
		this.#downloadMs = startUp.downloadMs();
		run.recorder.record({
			at: run.simulation.now,
			kind: "environment.started",
			environment: n,
			function: fn.name,
			logStream: this.logStream,
			initialization,
			downloadMs: this.#downloadMs,
		});
	}

	get invocation(): number | undefined {
		return "current" in this.#phase ? this.#phase.current.invocation.n : undefined;
	}

	/** Made when they are first used. A reset leaves them as they are (L18). */
	get files(): FileSystem {
		this.#files ??= new FileSystem({
			taskFiles: this.fn.taskFiles ?? [],
			tmpMb: this.fn.ephemeralStorageMb ?? 512,
			epochMs: this.#run.epochMs + this.startedAt,
			use: storageUseOf(this.#run),
		});
		return this.#files;
	}

	get idleSince(): number | undefined {
		return this.#phase.name === "idle" ? this.#phase.since : undefined;
	}

	/** INIT ahead of requests; the environment must be new. */
	prepare(): void {
		this.#download(undefined);
	}

	/** Handles one invocation; the environment must be new or idle. */
	serve(invocation: Invocation): void {
		if (this.#phase.name === "new") {
			this.#download(invocation);
			return;
		}
		const current = this.#beginInvocation(invocation, false);
		if (this.#process) this.#enterHandler(current);
		else this.#beginSuppressedInit(current);
	}

	shutDown(reason: TraceEventOf<"environment.shutdown">["reason"]): void {
		if (this.#phase.name === "shutdown") return;
		this.#endProcess();
		this.#files?.release();
		this.#phase = { name: "shutdown" };
		this.#run.recorder.record({ at: this.#now, kind: "environment.shutdown", environment: this.n, reason });
	}

	get #now(): number {
		return this.#run.simulation.now;
	}
	get node(): Node {
		return nodeVersionOf(this.fn);
	}

	// ---- INIT

	#download(waiting: Invocation | undefined): void {
		const phase: Phase = { name: "download" };
		this.#phase = phase;
		this.#run.simulation.at(this.#now + this.#downloadMs, () => {
			if (this.#phase === phase) this.#beginInit(waiting);
		});
	}

	#beginInit(waiting: Invocation | undefined): void {
		const limitMs = waiting ? INIT_LIMIT_MS : initAheadLimitMs(this.fn);
		const limit = this.#run.simulation.at(this.#now + limitMs, () => this.#initOverran(limitMs));
		this.#phase = { name: "init", limit, waiting, init: this.#initialize(waiting, false) };
	}

	#beginSuppressedInit(current: InvocationPhase): void {
		this.#phase = { name: "suppressedInit", current, init: this.#initialize(current.invocation, true) };
	}

	/** @param invocation The one that waits for it; none when it happens ahead of requests. */
	#initialize(invocation: Invocation | undefined, suppressed: boolean): Initialization {
		return new Initialization(this.#run, this, {
			suppressed,
			requestId: invocation?.requestId ?? this.#random.uuid(),
			bootMs: this.#cost.runtimeBootMs(),
			positions: this.#positions,
			load: () => this.#load(invocation?.n),
			onLoaded: (isAsync) => this.#initSucceeded(isAsync),
			onFailed: (ending, errorType) => this.#initFailed(ending, errorType),
		});
	}

	#load(invocation: number | undefined): void {
		this.#firstInvocation = true;
		const { region } = this.#run.scenario;
		const seeds = Array.from({ length: 8 }, () => this.#random.word());
		const given = {
			region,
			logStream: this.logStream,
			epochMs: this.#run.epochMs,
			startedAt: this.#now,
			seeds,
			msPerStep: this.stepMs,
			initialization: this.initialization,
		};
		this.#process = new RuntimeProcess(this.#run, this, bootMessage(this.fn, given));
		this.#progress("init", invocation);
		this.#process.deliver({ kind: entryKinds.load, id: 0, text: "" });
	}

	#initSucceeded(isAsync: boolean): void {
		const phase = this.#phase;
		if (phase.name !== "init" && phase.name !== "suppressedInit") return;
		this.#isAsync = isAsync;
		const durationMs = phase.init.end("success");
		if (phase.name === "suppressedInit") {
			this.#enterHandler(phase.current);
			return;
		}
		this.#run.simulation.cancel(phase.limit);
		if (phase.waiting) {
			this.#initMs = durationMs;
			this.#enterHandler(this.#beginInvocation(phase.waiting, true));
			return;
		}
		this.log.platform(platformLog.initReportLine(durationMs, "init", "success"));
		this.#process?.freeze();
		this.#phase = { name: "idle", since: this.#now };
		this.#owner.onPrepared(this, true);
	}

	/** The error of INIT becomes the result of the waiting invocation (L75). */
	#initFailed(ending: Ending, errorType: string): void {
		const phase = this.#phase;
		if (phase.name !== "init" && phase.name !== "suppressedInit") return;
		const durationMs = phase.init.end("error", errorType);
		this.#endProcess();
		if (phase.name === "suppressedInit") {
			this.log.platform(platformLog.initReportLine(durationMs, "invoke", "error", errorType));
			this.#finish(phase.current, ending);
			return;
		}
		this.#run.simulation.cancel(phase.limit);
		this.log.platform(platformLog.initReportLine(durationMs, "init", "error", errorType));
		if (!phase.waiting) {
			this.#preparationFailed("failure");
			return;
		}
		this.#initMs = durationMs;
		const current = this.#beginInvocation(phase.waiting, true);
		this.#run.simulation.at(this.#now + this.#cost.failedInitMs(), () => this.#finish(current, ending));
	}

	/** INIT is abandoned and repeated in the first invocation, under the function's own timeout (L3); ahead of requests there is none. */
	#initOverran(limitMs: number): void {
		const phase = this.#phase;
		if (phase.name !== "init") return;
		phase.init.end("timeout");
		this.#endProcess();
		this.log.platform(platformLog.initReportLine(limitMs, "init", "timeout"));
		if (phase.waiting) this.#beginSuppressedInit(this.#beginInvocation(phase.waiting, true));
		else this.#preparationFailed("timeout");
	}

	#preparationFailed(reason: "failure" | "timeout"): void {
		this.shutDown(reason);
		this.#owner.onPrepared(this, false);
	}

	// ---- INVOKE

	#beginInvocation(invocation: Invocation, coldStart: boolean): InvocationPhase {
		const current: InvocationPhase = new InvocationPhase(this.#run, this, invocation, {
			positions: this.#positions,
			coldStart,
			onTimeout: () => this.#timedOut(),
			onEnded: ({ ending, output, processEnds }) => {
				this.log.output(output);
				if (processEnds) this.#endProcess();
				this.#finish(current, ending);
			},
		});
		this.#phase = { name: "invoke", current };
		current.begin();
		return current;
	}

	#enterHandler(current: InvocationPhase): void {
		this.#phase = { name: "invoke", current };
		const text = current.eventText(this.#random);
		this.#progress("invoke", current.invocation.n);
		this.#process?.thaw({ kind: entryKinds.invoke, id: 0, text });
	}

	#timedOut(): void {
		const phase = this.#phase;
		if (phase.name !== "invoke" && phase.name !== "suppressedInit") return;
		if (phase.name === "suppressedInit") phase.init.end("timeout");
		const { current } = phase;
		this.#endProcess();
		this.#finish(current, { status: "timedOut", error: timeoutError(current.invocation.requestId, this.fn.timeoutMs) });
	}

	#finish(current: InvocationPhase, ending: Ending): void {
		if (ending.outOfMemory) this.#cost.exhaustMemory();
		current.end(ending, {
			initMs: current.coldStart ? this.#initMs : undefined,
			maxMemoryUsedMb: this.#cost.memoryAfter(current.invocation.event.length + (ending.response?.length ?? 0)),
		});
		this.#process?.freeze();
		this.#phase = { name: "idle", since: this.#now };
		this.#owner.onIdle(this);
	}

	// ---- What the runtime process says

	/** The end of INIT's 10 s (L2), or the timeout of the invocation. */
	get deadline(): number {
		const phase = this.#phase;
		if (phase.name === "init") return phase.limit.at;
		if (phase.name === "invoke" || phase.name === "suppressedInit") return phase.current.deadline.at;
		return this.#now;
	}

	get stepMs(): number {
		return this.#cost.stepMs();
	}

	fillMemoryMs(): number {
		return this.#cost.fillMemoryMs();
	}

	ran(ms: number): void {
		const phase = this.#phase;
		if (phase.name === "invoke" || phase.name === "suppressedInit") phase.current.cpuMs += ms;
	}

	costOf({ kind }: { kind: number }): number {
		if (kind === entryKinds.load) return this.#cost.loadMs();
		const first = kind === entryKinds.invoke && this.#firstInvocation;
		if (first) this.#firstInvocation = false;
		return this.#cost.turnMs() + (first ? this.#cost.firstInvocationMs() : 0);
	}

	afterTurn({ signals, result, at }: { signals: Signal[]; result: EntryResult; at: number }): void {
		if (result.status === "endless") {
			stopRun(this.#run, "endlessLoop", endlessMessage(this.fn, this.#phase.name === "invoke", this.#run.limits.guestEntryMs));
			return;
		}
		const rejection = result.status === "unhandledRejection" ? result.reason : undefined;
		const turn = { signals, rejection, loopIsEmpty: this.#process?.loopIsEmpty === true };
		const phase = this.#phase;
		if (phase.name === "invoke") phase.current.afterTurn(turn, at, this.#isAsync);
		else if (phase.name === "init" || phase.name === "suppressedInit") phase.init.afterTurn(turn, at);
	}

	/** No further turn is taken until the process is frozen or ended. */
	hold(): void {
		this.#process?.hold();
	}

	/** Up to Node.js 22 it is "undefined" outside of an invocation, then "-" (L74). */
	get loggedRequestId(): string {
		const phase = this.#phase;
		if (phase.name === "invoke") return phase.current.invocation.requestId;
		return this.node.major < 24 ? "undefined" : "-";
	}

	// ---- The life cycle's own

	#endProcess(): void {
		this.#process?.end("the execution environment was reset");
		this.#process = undefined;
	}

	#progress(phase: "init" | "invoke", invocation: number | undefined): void {
		const progress = { phase, function: this.fn.name, ...(invocation === undefined ? {} : { invocation }) };
		this.#run.progress = progress;
		this.#run.onProgress(progress);
	}
}
