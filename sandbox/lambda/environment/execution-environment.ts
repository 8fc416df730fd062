import { quotaMs } from "#facts/index.ts";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import type { InitializationType, TraceEventOf } from "#sandbox/trace/trace.ts";
import { EnvironmentLog } from "../log/environment-log.ts";
import { timeoutError } from "../process/function-errors.ts";
import { type SourcePositions, sourcePositionsOf } from "../process/source-positions.ts";
import type { Run } from "../run.ts";
import type { Invocation } from "../service/invocation.ts";
import type { Ending } from "./ending.ts";
import type { Phase } from "./environment-phase.ts";
import { EnvironmentProcess, type Host } from "./environment-process.ts";
import { nodeVersionOf, qualifiedVersion } from "./execution-context.ts";
import type { FunctionSnapshot } from "./function-snapshot.ts";
import { Initialization } from "./initialization.ts";
import { InvocationPhase } from "./invocation-phase.ts";
import type { Node, Turn } from "./judge-init.ts";
import { restore } from "./restore.ts";
import { packageBytesOf, type RestoreCost, StartUpModel } from "./start-up-model.ts";

/** INIT for a request may take this long (L2). */
const INIT_LIMIT_MS = quotaMs("lambda.init.timeout");
/** INIT ahead of requests may take this long, or as long as the function's timeout if that is more (L5). */
const INIT_AHEAD_LIMIT_MS = quotaMs("lambda.init.timeout.provisioned");

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

/** @property snapshot What it begins from, in place of download and INIT. */
export type Beginning = { n: number; initialization: InitializationType; snapshot: FunctionSnapshot | undefined };

/** One execution environment: INIT, then invocations one after another (L13), frozen between them (L14), reset by crash or timeout (L17). */
export class ExecutionEnvironment implements Host {
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
	#positions: SourcePositions;
	#startUp: StartUpModel;
	#snapshot: FunctionSnapshot | undefined;
	/** Until the package is there; a snapshot has it inside. */
	#downloadMs: number | undefined;
	#process: EnvironmentProcess;
	#phase: Phase = { name: "new" };
	#initMs: number | undefined;
	#restored: RestoreCost | undefined;

	constructor(run: Run, owner: EnvironmentOwner, fn: BuiltFunction, { n, initialization, snapshot }: Beginning) {
		const { seed } = run.scenario;
		this.#run = run;
		this.#owner = owner;
		this.fn = fn;
		this.n = n;
		this.initialization = initialization;
		this.startedAt = run.simulation.now;
		this.#random = new RandomStream(seed, `environment ${n}`);
		this.#positions = sourcePositionsOf(run.positions, fn);
		this.log = new EnvironmentLog(run, this, this.#positions);
		const day = new Date(run.epochMs + run.simulation.now).toISOString().slice(0, 10).replaceAll("-", "/");
		this.logStream = `${day}/[${qualifiedVersion(fn)}]${this.#random.hex(32)}`;
		this.#startUp = new StartUpModel(packageBytesOf(fn, run.packages), new RandomStream(seed, `start ${n}`));
		this.#snapshot = snapshot;
		this.#downloadMs = snapshot ? undefined : this.#startUp.downloadMs();
		this.#process = new EnvironmentProcess(run, this, this.#random, snapshot);
		run.recorder.record({
			at: run.simulation.now,
			kind: "environment.started",
			environment: n,
			function: fn.name,
			logStream: this.logStream,
			initialization,
			...(fn.version === undefined ? {} : { version: fn.version }),
			...(this.#downloadMs === undefined ? {} : { downloadMs: this.#downloadMs }),
		});
	}

	get isShutDown(): boolean {
		return this.#phase.name === "shutdown";
	}

	get idleSince(): number | undefined {
		return this.#phase.name === "idle" ? this.#phase.since : undefined;
	}

	/** INIT ahead of requests; the environment must be new. */
	prepare(): void {
		this.#download(undefined);
	}

	/** Takes the snapshot of an environment that was prepared to be one. */
	snapshot(): FunctionSnapshot | undefined {
		const snapshot = this.#process.snapshot();
		const { n: environment, fn } = this;
		if (snapshot) {
			const { usedMemoryMb } = snapshot;
			this.#run.recorder.record({ at: this.#now, kind: "snapshot.taken", environment, function: fn.name, usedMemoryMb });
		}
		return snapshot;
	}

	/** Handles one invocation; the environment must be new or idle. */
	serve(invocation: Invocation): void {
		if (this.#phase.name === "new") {
			if (this.#snapshot) this.#restore(invocation, this.#snapshot);
			else this.#download(invocation);
			return;
		}
		const current = this.#beginInvocation(invocation, false);
		if (this.#process.isAlive) this.#enterHandler(current);
		else this.#beginSuppressedInit(current);
	}

	shutDown(reason: TraceEventOf<"environment.shutdown">["reason"]): void {
		if (this.#phase.name === "shutdown") return;
		this.#process.release();
		this.#phase = { name: "shutdown" };
		this.#run.recorder.record({ at: this.#now, kind: "environment.shutdown", environment: this.n, reason });
	}

	get #now(): number {
		return this.#run.simulation.now;
	}
	get node(): Node {
		return nodeVersionOf(this.fn);
	}

	// ---- INIT, or RESTORE in its place

	#download(waiting: Invocation | undefined): void {
		const phase: Phase = { name: "download" };
		this.#phase = phase;
		this.#run.simulation.at(this.#now + (this.#downloadMs ?? 0), () => {
			if (this.#phase === phase) this.#beginInit(waiting);
		});
	}

	#beginInit(waiting: Invocation | undefined): void {
		const limitMs = waiting ? INIT_LIMIT_MS : initAheadLimitMs(this.fn);
		const limit = this.#run.simulation.at(this.#now + limitMs, () => this.#initOverran());
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
			bootMs: this.#process.cost.runtimeBootMs(),
			positions: this.#positions,
			load: () => this.#process.start(invocation?.n),
			onLoaded: (isAsync) => this.#initSucceeded(isAsync),
			onFailed: (ending, errorType) => this.#initFailed(ending, errorType),
		});
	}

	#restore(waiting: Invocation, snapshot: FunctionSnapshot): void {
		const phase: Phase = { name: "restore" };
		this.#phase = phase;
		const cost = this.#startUp.restore(snapshot.usedMemoryMb);
		restore(this.#run, this, snapshot.environment, cost, () => {
			if (this.#phase !== phase) return;
			this.#restored = cost;
			this.#process.restore(snapshot, waiting.n);
			this.#enterHandler(this.#beginInvocation(waiting, true));
		});
	}

	#initSucceeded(isAsync: boolean): void {
		const phase = this.#phase;
		if (phase.name !== "init" && phase.name !== "suppressedInit") return;
		this.#process.isAsync = isAsync;
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
		this.#process.freeze();
		this.#phase = { name: "idle", since: this.#now };
		this.#owner.onPrepared(this, true);
	}

	/** The error of INIT becomes the result of the waiting invocation (L75). */
	#initFailed(ending: Ending, errorType: string): void {
		const phase = this.#phase;
		if (phase.name !== "init" && phase.name !== "suppressedInit") return;
		this.#process.end();
		const durationMs = phase.init.end("error", errorType);
		if (phase.name === "suppressedInit") {
			this.#finish(phase.current, ending);
			return;
		}
		this.#run.simulation.cancel(phase.limit);
		if (!phase.waiting) {
			this.#preparationFailed("failure");
			return;
		}
		this.#initMs = durationMs;
		const current = this.#beginInvocation(phase.waiting, true);
		this.#run.simulation.at(this.#now + this.#process.cost.failedInitMs(), () => this.#finish(current, ending));
	}

	/** INIT is abandoned and repeated in the first invocation, under the function's own timeout (L3); ahead of requests there is none. */
	#initOverran(): void {
		const phase = this.#phase;
		if (phase.name !== "init") return;
		this.#process.end();
		phase.init.end("timeout");
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
				if (processEnds) this.#process.end();
				this.#finish(current, ending);
			},
		});
		this.#phase = { name: "invoke", current };
		current.begin();
		return current;
	}

	#enterHandler(current: InvocationPhase): void {
		this.#phase = { name: "invoke", current };
		this.#process.enterHandler(current.eventText(this.#random), current.invocation.n);
	}

	#timedOut(): void {
		const phase = this.#phase;
		if (phase.name !== "invoke" && phase.name !== "suppressedInit") return;
		if (phase.name === "suppressedInit") phase.init.end("timeout");
		this.#process.end();
		const error = timeoutError(phase.current.invocation.requestId, this.fn.timeoutMs);
		this.#finish(phase.current, { status: "timedOut", error });
	}

	#finish(current: InvocationPhase, ending: Ending): void {
		if (ending.outOfMemory) this.#process.cost.exhaustMemory();
		current.end(ending, {
			initMs: current.coldStart ? this.#initMs : undefined,
			restore: current.coldStart ? this.#restored : undefined,
			maxMemoryUsedMb: this.#process.cost.memoryAfter(current.invocation.event.length + (ending.response?.length ?? 0)),
		});
		this.#process.freeze();
		this.#phase = { name: "idle", since: this.#now };
		this.#owner.onIdle(this);
		current.invocation.onEnd(ending, toTick(this.#now - current.startedAt));
	}

	// ---- What its process and its log ask for

	get invocation(): number | undefined {
		return "current" in this.#phase ? this.#phase.current.invocation.n : undefined;
	}
	get inHandler(): boolean {
		return this.#phase.name === "invoke";
	}

	/** The end of what INIT may take (L2, L5), or the timeout of the invocation. */
	get deadline(): number {
		const phase = this.#phase;
		if (phase.name === "init") return phase.limit.at;
		return "current" in phase ? phase.current.deadline.at : this.#now;
	}

	/** Up to Node.js 22 it is "undefined" outside of an invocation, then "-" (L74). */
	get loggedRequestId(): string {
		const phase = this.#phase;
		if (phase.name === "invoke") return phase.current.invocation.requestId;
		return this.node.major < 24 ? "undefined" : "-";
	}

	ran(ms: number): void {
		if ("current" in this.#phase) this.#phase.current.cpuMs += ms;
	}

	hold(): void {
		this.#process.hold();
	}

	afterTurn(turn: Turn, at: number): void {
		const phase = this.#phase;
		if (phase.name === "invoke") phase.current.afterTurn(turn, at, this.#process.isAsync);
		else if (phase.name === "init" || phase.name === "suppressedInit") phase.init.afterTurn(turn, at);
	}
}
