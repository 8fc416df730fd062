import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import { type EntryResult, entryKinds } from "#sandbox/runtime/guest-isolate.ts";
import type { TraceEventOf } from "#sandbox/trace/trace.ts";
import { CostModel } from "./cost-model.ts";
import type { Ending } from "./ending.ts";
import { endlessMessage } from "./endless-message.ts";
import { EnvironmentLog } from "./environment-log.ts";
import type { Current, Phase } from "./environment-phase.ts";
import { bootMessage, contextFields, nodeVersionOf, traceHeader } from "./execution-context.ts";
import { FileSystem, storageUseOf } from "./file-system.ts";
import { timeoutError } from "./function-errors.ts";
import { Initialization } from "./initialization.ts";
import type { Invocation } from "./invocation.ts";
import { reportInvocation } from "./invocation-report.ts";
import type { Node, Turn } from "./judge-init.ts";
import { judgeInvocation } from "./judge-invocation.ts";
import * as platformLog from "./platform-log.ts";
import { type Run, stopRun } from "./run.ts";
import { type ProcessOwner, RuntimeProcess, type Signal } from "./runtime-process.ts";
import { SourcePositions } from "./source-positions.ts";

/** On-demand INIT may take this long (L2). */
const INIT_LIMIT_MS = 10_000;

/** How an environment tells the control plane about itself. */
export type EnvironmentOwner = { onIdle(environment: ExecutionEnvironment): void };

/** One execution environment: INIT, then invocations one after another (L13), frozen between them (L14), reset by crash or timeout (L17). */
export class ExecutionEnvironment implements ProcessOwner {
	readonly n: number;
	readonly fn: BuiltFunction;
	readonly logStream: string;
	/** Virtual time at which it came to be. */
	readonly startedAt: number;
	readonly log: EnvironmentLog;
	#run: Run;
	#owner: EnvironmentOwner;
	#random: RandomStream;
	#cost: CostModel;
	#positions: SourcePositions;
	#phase: Phase = { name: "new" };
	#process: RuntimeProcess | undefined;
	#files: FileSystem | undefined;
	#isAsync = false;
	#firstInvocation = true;
	#initMs: number | undefined;

	constructor(run: Run, owner: EnvironmentOwner, fn: BuiltFunction, n: number) {
		this.#run = run;
		this.#owner = owner;
		this.fn = fn;
		this.n = n;
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
		this.logStream = `${day}/[$LATEST]${this.#random.hex(32)}`;
		run.recorder.record({
			at: run.simulation.now,
			kind: "environment.started",
			environment: n,
			function: fn.name,
			logStream: this.logStream,
		});
	}

	get invocation(): number | undefined {
		const { name } = this.#phase;
		return name === "invoke" || name === "suppressedInit" ? (this.#phase as { current: Current }).current.invocation.n : undefined;
	}

	/** Made when they are first used. A reset leaves them as they are (L18). */
	get files(): FileSystem {
		this.#files ??= new FileSystem({
			taskFiles: this.fn.taskFiles ?? [],
			tmpMb: 512,
			epochMs: this.#run.epochMs + this.startedAt,
			use: storageUseOf(this.#run),
		});
		return this.#files;
	}

	get idleSince(): number | undefined {
		return this.#phase.name === "idle" ? this.#phase.since : undefined;
	}

	/** Handles one invocation; the environment must be new or idle. */
	serve(invocation: Invocation): void {
		if (this.#phase.name === "new") {
			this.#beginInit(invocation);
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

	#beginInit(waiting: Invocation): void {
		const limit = this.#run.simulation.at(this.#now + INIT_LIMIT_MS, () => this.#initOverran());
		this.#firstInvocation = true;
		this.#phase = { name: "init", limit, waiting, init: this.#initialize(waiting, false) };
	}

	#beginSuppressedInit(current: Current): void {
		this.#firstInvocation = true;
		this.#phase = { name: "suppressedInit", current, init: this.#initialize(current.invocation, true) };
	}

	#initialize(invocation: Invocation, suppressed: boolean): Initialization {
		return new Initialization(this.#run, this, {
			suppressed,
			requestId: invocation.requestId,
			bootMs: this.#cost.runtimeBootMs(),
			positions: this.#positions,
			load: () => this.#load(suppressed ? this.invocation : invocation.n),
			onLoaded: (isAsync) => this.#initSucceeded(isAsync),
			onFailed: (ending, errorType) => this.#initFailed(ending, errorType),
		});
	}

	#load(invocation: number | undefined): void {
		const { region } = this.#run.scenario;
		const seeds = Array.from({ length: 8 }, () => this.#random.word());
		const given = { region, logStream: this.logStream, epochMs: this.#run.epochMs, startedAt: this.#now, seeds, msPerStep: this.stepMs };
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
		this.#initMs = durationMs;
		this.#enterHandler(this.#beginInvocation(phase.waiting, true));
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
		this.#initMs = durationMs;
		const current = this.#beginInvocation(phase.waiting, true);
		this.#run.simulation.at(this.#now + this.#cost.failedInitMs(), () => this.#finish(current, ending));
	}

	/** INIT is abandoned after 10 s and repeated in the first invocation, under the function's own timeout (L3). */
	#initOverran(): void {
		const phase = this.#phase;
		if (phase.name !== "init") return;
		phase.init.end("timeout");
		this.#endProcess();
		this.log.platform(platformLog.initReportLine(INIT_LIMIT_MS, "init", "timeout"));
		this.#beginSuppressedInit(this.#beginInvocation(phase.waiting, true));
	}

	// ---- INVOKE

	#beginInvocation(invocation: Invocation, coldStart: boolean): Current {
		const startedAt = this.#now;
		const deadlineAt = toTick(startedAt + this.fn.timeoutMs);
		const deadline = this.#run.simulation.at(deadlineAt, () => this.#timedOut());
		const current: Current = { invocation, startedAt, deadline, coldStart, cpuMs: 0, settled: false, waiting: undefined };
		this.#phase = { name: "invoke", current };
		const { n } = invocation;
		this.#run.recorder.record({
			at: startedAt,
			kind: "invocation.started",
			invocation: n,
			environment: this.n,
			coldStart,
			deadline: deadlineAt,
		});
		this.log.platform(platformLog.startLine(invocation.requestId));
		return current;
	}

	#enterHandler(current: Current): void {
		this.#phase = { name: "invoke", current };
		const { invocation, startedAt } = current;
		const { region } = this.#run.scenario;
		const traceId = traceHeader(this.#run.epochMs + this.#now, this.#random);
		const text = JSON.stringify({
			token: invocation.n,
			event: invocation.event,
			context: contextFields(this.fn, region, this.logStream, invocation.requestId, traceId),
			deadlineEpochMs: Math.floor(this.#run.epochMs + startedAt + this.fn.timeoutMs),
			traceId,
		});
		this.#progress("invoke", invocation.n);
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

	#finish(current: Current, ending: Ending): void {
		this.#run.simulation.cancel(current.deadline);
		reportInvocation(this.#run, this, current, ending, {
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
		if (phase.name === "invoke") this.#afterInvokeTurn(phase.current, turn, at);
		else if (phase.name === "init" || phase.name === "suppressedInit") phase.init.afterTurn(turn, at);
	}

	/** No further turn is taken until the process is frozen or ended. */
	hold(): void {
		this.#process?.hold();
	}

	#afterInvokeTurn(current: Current, turn: Turn, at: number): void {
		if (current.settled) return;
		const { requestId, n: token } = current.invocation;
		const handler = { node: this.node, requestId, token, isAsync: this.#isAsync, waiting: current.waiting, positions: this.#positions };
		const verdict = judgeInvocation(turn, handler);
		if (verdict.kind === "running") {
			current.waiting = verdict.waiting;
			return;
		}
		current.settled = true;
		this.#process?.hold();
		this.#run.simulation.at(at, () => {
			if (this.#phase.name !== "invoke" || this.#phase.current !== current) return; // The deadline came first.
			this.log.output(verdict.output);
			if (verdict.processEnds) this.#endProcess();
			this.#finish(current, verdict.ending);
		});
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
