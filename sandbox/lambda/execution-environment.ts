import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import { type EntryResult, entryKinds } from "#sandbox/runtime/guest-isolate.ts";
import type { FunctionError, TraceEventOf } from "#sandbox/trace/trace.ts";
import { CostModel } from "./cost-model.ts";
import { contextFields, environmentVariables, nodeVersionOf } from "./execution-context.ts";
import * as errors from "./function-errors.ts";
import type { DescribedError } from "./guest-messages.ts";
import type { Invocation } from "./invocation.ts";
import * as platformLog from "./platform-log.ts";
import { type Run, stopRun } from "./run.ts";
import { type ProcessOwner, RuntimeProcess, type Signal } from "./runtime-process.ts";
import { SourcePositions } from "./source-positions.ts";

/** On-demand INIT may take this long (L2). */
const INIT_LIMIT_MS = 10_000;

type Current = {
	invocation: Invocation;
	startedAt: number;
	deadline: ScheduledEvent;
	coldStart: boolean;
	/** Set once the answer is known and only its cost has to pass. */
	settled: boolean;
	/** Answer that waits for an empty event loop (L83). */
	whenIdle: { body: string } | { error: DescribedError } | undefined;
};

type Phase =
	| { name: "new" }
	| { name: "init"; startedAt: number; limit: ScheduledEvent; waiting: Invocation; settled: boolean }
	/** Within an invocation: INIT again after a reset (L12). */
	| { name: "suppressedInit"; startedAt: number; settled: boolean; current: Current }
	| { name: "invoke"; current: Current }
	| { name: "idle"; since: number }
	| { name: "shutdown" };

type Ending = { status: TraceEventOf<"invocation.ended">["status"]; response?: string; error?: FunctionError };

/** How an environment tells the control plane about itself. */
export type EnvironmentOwner = { onIdle(environment: ExecutionEnvironment): void };

/** One execution environment: INIT, then invocations one after another (L13), frozen between them (L14), reset by crash or timeout (L17). */
export class ExecutionEnvironment implements ProcessOwner {
	readonly n: number;
	readonly fn: BuiltFunction;
	readonly logStream: string;
	#run: Run;
	#owner: EnvironmentOwner;
	#random: RandomStream;
	#cost: CostModel;
	#positions: SourcePositions;
	#phase: Phase = { name: "new" };
	#process: RuntimeProcess | undefined;
	#isAsync = false;
	#firstInvocation = true;
	#initMs: number | undefined;

	constructor(run: Run, owner: EnvironmentOwner, fn: BuiltFunction, n: number) {
		this.#run = run;
		this.#owner = owner;
		this.fn = fn;
		this.n = n;
		this.#random = new RandomStream(run.scenario.seed, `environment ${n}`);
		this.#cost = new CostModel(fn, new RandomStream(run.scenario.seed, `cost ${n}`));
		let positions = run.positions.get(fn);
		if (!positions) {
			positions = new SourcePositions(fn);
			run.positions.set(fn, positions);
		}
		this.#positions = positions;
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

	get idleSince(): number | undefined {
		return this.#phase.name === "idle" ? this.#phase.since : undefined;
	}

	/** Handles one invocation; the environment must be new or idle. */
	serve(invocation: Invocation): void {
		if (this.#phase.name === "new") return this.#beginInit(invocation);
		const current = this.#beginInvocation(invocation, false);
		if (this.#process) return this.#enterHandler(current);
		this.#beginSuppressedInit(current);
	}

	shutDown(reason: TraceEventOf<"environment.shutdown">["reason"]): void {
		if (this.#phase.name === "shutdown") return;
		this.#endProcess();
		this.#phase = { name: "shutdown" };
		this.#run.recorder.record({ at: this.#now, kind: "environment.shutdown", environment: this.n, reason });
	}

	get #now(): number {
		return this.#run.simulation.now;
	}
	get #legacy(): boolean {
		return nodeVersionOf(this.fn).major < 24;
	}

	// ---- INIT

	#beginInit(waiting: Invocation): void {
		const startedAt = this.#now;
		const limit = this.#run.simulation.at(startedAt + INIT_LIMIT_MS, () => this.#initOverran());
		this.#phase = { name: "init", startedAt, limit, waiting, settled: false };
		this.#run.recorder.record({ at: startedAt, kind: "init.started", environment: this.n, suppressed: false });
		this.#platformLine(platformLog.initStartLine(this.fn.runtime, this.#run.scenario.region));
		this.#startProcess();
	}

	#beginSuppressedInit(current: Current): void {
		this.#phase = { name: "suppressedInit", startedAt: this.#now, settled: false, current };
		this.#run.recorder.record({ at: this.#now, kind: "init.started", environment: this.n, suppressed: true });
		this.#startProcess();
	}

	#startProcess(): void {
		const bootMs = this.#cost.runtimeBootMs();
		const phase = this.#phase;
		this.#firstInvocation = true;
		this.#run.simulation.at(this.#now + bootMs, () => {
			if (this.#phase !== phase) return; // The deadline came during the boot.
			const { code } = this.fn;
			if (code.kind === "loadError") {
				const trace = code.trace.length > 0 ? code.trace : [`${code.errorType}: ${code.errorMessage}`];
				const error = { errorType: code.errorType, errorMessage: code.errorMessage, trace, ...(code.place ? { place: code.place } : {}) };
				const logged = JSON.stringify({ errorType: code.errorType, errorMessage: code.errorMessage, stack: trace });
				this.#initErrorLine(logged);
				this.#at(this.#now, () => this.#initFailed({ status: "failed", error }, code.errorType));
				return;
			}
			const version = nodeVersionOf(this.fn);
			const boot = JSON.stringify({
				nodeMajor: version.major,
				nodeVersion: version.version,
				architecture: this.fn.architecture,
				epochMs: this.#run.epochMs,
				startedAt: this.#now,
				env: environmentVariables(this.fn, this.#run.scenario.region, this.logStream),
				memoryMb: this.fn.memoryMb,
				seeds: Array.from({ length: 8 }, () => this.#random.word()),
				handler: this.fn.handler,
			});
			this.#process = new RuntimeProcess(this.#run, this, boot);
			this.#progress("init", this.invocation ?? (phase.name === "init" ? phase.waiting.n : undefined));
			this.#process.deliver({ kind: entryKinds.load, id: 0, text: "" });
		});
	}

	#initSucceeded(): void {
		const phase = this.#phase;
		if (phase.name !== "init" && phase.name !== "suppressedInit") return;
		this.#recordInitEnd(phase.startedAt, "success");
		if (phase.name === "suppressedInit") return this.#enterHandler(phase.current);
		this.#run.simulation.cancel(phase.limit);
		this.#initMs = toTick(this.#now - phase.startedAt);
		this.#enterHandler(this.#beginInvocation(phase.waiting, true));
	}

	/** The error of INIT becomes the result of the waiting invocation (L75). */
	#initFailed(ending: Ending, errorType: string): void {
		const phase = this.#phase;
		if (phase.name !== "init" && phase.name !== "suppressedInit") return;
		const durationMs = this.#recordInitEnd(phase.startedAt, "error", errorType);
		this.#endProcess();
		if (phase.name === "suppressedInit") {
			this.#platformLine(platformLog.initReportLine(durationMs, "invoke", "error", errorType));
			return this.#finish(phase.current, ending);
		}
		this.#run.simulation.cancel(phase.limit);
		this.#platformLine(platformLog.initReportLine(durationMs, "init", "error", errorType));
		this.#initMs = durationMs;
		const current = this.#beginInvocation(phase.waiting, true);
		this.#at(this.#now + this.#cost.failedInitMs(), () => this.#finish(current, ending));
	}

	/** INIT is abandoned after 10 s and repeated in the first invocation, under the function's own timeout (L3). */
	#initOverran(): void {
		const phase = this.#phase;
		if (phase.name !== "init") return;
		this.#recordInitEnd(phase.startedAt, "timeout");
		this.#endProcess();
		this.#platformLine(platformLog.initReportLine(INIT_LIMIT_MS, "init", "timeout"));
		this.#beginSuppressedInit(this.#beginInvocation(phase.waiting, true));
	}

	#recordInitEnd(startedAt: number, status: "success" | "error" | "timeout", errorType?: string): number {
		const durationMs = toTick(this.#now - startedAt);
		const error = errorType === undefined ? {} : { errorType };
		this.#run.recorder.record({ at: this.#now, kind: "init.ended", environment: this.n, durationMs, status, ...error });
		return durationMs;
	}

	// ---- INVOKE

	#beginInvocation(invocation: Invocation, coldStart: boolean): Current {
		const startedAt = this.#now;
		const deadlineAt = toTick(startedAt + this.fn.timeoutMs);
		const deadline = this.#run.simulation.at(deadlineAt, () => this.#timedOut());
		const current: Current = { invocation, startedAt, deadline, coldStart, settled: false, whenIdle: undefined };
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
		this.#platformLine(platformLog.startLine(invocation.requestId));
		return current;
	}

	#enterHandler(current: Current): void {
		this.#phase = { name: "invoke", current };
		const { invocation, startedAt } = current;
		const { region } = this.#run.scenario;
		const traceId = `Root=1-${Math.floor((this.#run.epochMs + this.#now) / 1000).toString(16)}-${this.#random.hex(24)};Parent=${this.#random.hex(16)};Sampled=0;Lineage=1:${this.#random.hex(8)}:0`;
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
		if (phase.name === "suppressedInit") this.#recordInitEnd(phase.startedAt, "timeout");
		const { current } = phase;
		this.#endProcess();
		this.#finish(current, { status: "timedOut", error: errors.timeoutError(current.invocation.requestId, this.fn.timeoutMs) });
	}

	#finish(current: Current, ending: Ending): void {
		const { invocation } = current;
		this.#run.simulation.cancel(current.deadline);
		const at = this.#now;
		const durationMs = toTick(at - current.startedAt);
		const initMs = current.coldStart ? this.#initMs : undefined;
		const maxMemoryUsedMb = this.#cost.memoryAfter(invocation.event.length + (ending.response?.length ?? 0));
		const billedMs = platformLog.billedMs(durationMs, initMs ?? 0);
		const reported = { requestId: invocation.requestId, durationMs, billedMs, memoryMb: this.fn.memoryMb, maxMemoryUsedMb, initMs };
		this.#platformLine(platformLog.endLine(invocation.requestId));
		this.#platformLine(
			platformLog.reportLine({
				...reported,
				...(ending.status === "timedOut"
					? { status: "timeout" }
					: ending.error
						? { status: "error", errorType: ending.error.errorType }
						: {}),
			}),
		);
		this.#run.recorder.record({
			at,
			kind: "invocation.ended",
			invocation: invocation.n,
			environment: this.n,
			status: ending.status,
			...(ending.response === undefined ? {} : { response: ending.response }),
			...(ending.error ? { error: ending.error } : {}),
			durationMs,
			billedMs,
			...(initMs === undefined ? {} : { initMs }),
			maxMemoryUsedMb,
		});
		this.#process?.freeze();
		this.#phase = { name: "idle", since: at };
		this.#owner.onIdle(this);
	}

	// ---- What the runtime process says

	costOf({ kind }: { kind: number }): number {
		if (kind === entryKinds.load) return this.#cost.loadMs();
		const first = kind === entryKinds.invoke && this.#firstInvocation;
		if (first) this.#firstInvocation = false;
		return this.#cost.turnMs() + (first ? this.#cost.firstInvocationMs() : 0);
	}

	afterTurn({ signals, result, at }: { signals: Signal[]; result: EntryResult; at: number }): void {
		if (result.status === "endless") return stopRun(this.#run, "endlessLoop", this.#endlessMessage());
		const phase = this.#phase;
		if (phase.name === "init" || phase.name === "suppressedInit") this.#judgeInit(phase, signals, result, at);
		else if (phase.name === "invoke") this.#judgeInvocation(phase.current, signals, result, at);
	}

	#judgeInit(phase: Extract<Phase, { settled: boolean }>, signals: Signal[], result: EntryResult, at: number): void {
		if (phase.settled) return;
		const settle = (then: () => void) => {
			phase.settled = true;
			this.#process?.hold();
			this.#at(at, () => {
				if (this.#phase === phase) then();
			});
		};
		const requestId = phase.name === "init" ? phase.waiting.requestId : phase.current.invocation.requestId;
		const exit = (code: number) => {
			const error = errors.exitError(requestId, code);
			settle(() => this.#initFailed({ status: "crashed", error }, error.errorType));
		};
		for (const signal of signals) {
			if (signal.operation === "exit") return exit(signal.message.code);
			if (signal.operation === "uncaught" || signal.operation === "loadFailed") {
				if (signal.operation === "uncaught" && !this.#legacy) {
					this.#crashReport(signal.message);
					return exit(1);
				}
				const error = errors.handlerError(signal.message, this.#positions);
				this.#initErrorLine(this.#positions.translate(signal.message.logged));
				return settle(() => this.#initFailed({ status: "failed", error }, error.errorType));
			}
		}
		if (result.status === "unhandledRejection") {
			if (!this.#legacy) {
				this.#crashReport({ stack: result.reason.stack, errorMessage: result.reason.message });
				return exit(1);
			}
			const error = errors.unhandledRejectionError(result.reason, this.#positions);
			this.writeConsole("ERROR", errors.unhandledRejectionLog(result.reason, this.#positions));
			return settle(() => this.#initFailed({ status: "failed", error }, error.errorType));
		}
		const loaded = signals.find((signal) => signal.operation === "loaded");
		if (loaded) {
			this.#isAsync = loaded.message.async;
			return settle(() => this.#initSucceeded());
		}
		// A top-level await that nothing will ever end: Node.js gives up with exit code 13.
		if (this.#process?.loopIsEmpty) exit(13);
	}

	#judgeInvocation(current: Current, signals: Signal[], result: EntryResult, at: number): void {
		if (current.settled) return;
		const { requestId } = current.invocation;
		const settle = (ending: Ending, processEnds: boolean) => {
			current.settled = true;
			this.#process?.hold();
			this.#at(at, () => {
				if (this.#phase.name !== "invoke" || this.#phase.current !== current) return; // The deadline came first.
				if (processEnds) this.#endProcess();
				this.#finish(current, ending);
			});
		};
		const exit = (code: number) => settle({ status: "crashed", error: errors.exitError(requestId, code) }, true);

		const left = signals.find((signal) => signal.operation === "exit");
		if (left) return exit(left.message.code);
		// The old client posts the response before it learns of a stray error; Node.js 24 dies before posting (L95).
		const answer = this.#answerIn(current, signals);
		const uncaught = signals.find((signal) => signal.operation === "uncaught");
		const rejection = result.status === "unhandledRejection" ? result.reason : undefined;
		if (!uncaught && !rejection) {
			if (answer) return settle(answer, false);
			if (this.#process?.loopIsEmpty) this.#loopRanEmpty(current, settle, exit);
			return;
		}
		if (!this.#legacy) {
			this.#crashReport(uncaught ? uncaught.message : { stack: rejection?.stack ?? "", errorMessage: rejection?.message ?? "" });
			return exit(1);
		}
		let error: FunctionError;
		if (uncaught) {
			this.writeConsole("ERROR", `Uncaught Exception \t${this.#positions.translate(uncaught.message.logged)}`);
			error = errors.handlerError(uncaught.message, this.#positions);
		} else {
			const reason = rejection as NonNullable<typeof rejection>;
			this.writeConsole("ERROR", errors.unhandledRejectionLog(reason, this.#positions));
			error = errors.unhandledRejectionError(reason, this.#positions);
		}
		settle(answer ?? { status: "crashed", error }, true);
	}

	/** The answer among the signals of a turn, if there is one: the first counts (L84). */
	#answerIn(current: Current, signals: Signal[]): Ending | undefined {
		for (const signal of signals) {
			const { operation, message } = signal;
			if (!("token" in message) || message.token !== current.invocation.n) continue;
			if (operation === "respond") return this.#response(message.body);
			if (operation === "fail") return this.#failure(message);
			if (operation === "respondWhenIdle") current.whenIdle ??= { body: message.body };
			if (operation === "failWhenIdle") current.whenIdle ??= { error: message };
		}
		return undefined;
	}

	#response(body: string): Ending {
		if (Buffer.byteLength(body) > errors.MAX_RESPONSE_BYTES) return { status: "failed", error: errors.responseTooLargeError() };
		return { status: "succeeded", response: body };
	}

	#failure(error: DescribedError): Ending {
		this.writeConsole("ERROR", `Invoke Error \t${this.#positions.translate(error.logged)}`);
		return { status: "failed", error: errors.handlerError(error, this.#positions) };
	}

	/** Nothing is left to run and there is no answer yet (L80, L83, L97, L98). */
	#loopRanEmpty(current: Current, settle: (ending: Ending, processEnds: boolean) => void, exit: (code: number) => void): void {
		const { whenIdle } = current;
		if (whenIdle) return settle("body" in whenIdle ? this.#response(whenIdle.body) : this.#failure(whenIdle.error), false);
		if (!this.#legacy) return exit(0);
		if (!this.#isAsync) return settle({ status: "succeeded", response: "null" }, false);
		const error = errors.neverSettledError();
		this.writeConsole(
			"ERROR",
			`Invoke Error \t${JSON.stringify({ errorType: error.errorType, errorMessage: error.errorMessage, stack: error.trace })}`,
		);
		settle({ status: "failed", error }, false);
	}

	// ---- Log

	writeConsole(level: "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL", message: string): void {
		const time = new Date(this.#run.epochMs + this.#now).toISOString();
		const phase = this.#phase;
		const requestId = phase.name === "invoke" ? phase.current.invocation.requestId : this.#legacy ? "undefined" : "-";
		this.#functionLine(platformLog.consoleLine(time, requestId, level, this.#positions.translate(message)), level);
	}

	/** stdout and stderr without prefix; each line becomes an event of its own (L114). */
	writeRaw(text: string): void {
		for (const line of this.#positions.translate(text).split("\n")) if (line !== "") this.#functionLine(line);
	}

	#crashReport(error: { stack: string; errorMessage: string }): void {
		const described = { stack: error.stack, message: error.errorMessage };
		this.writeRaw(errors.crashReport(described, nodeVersionOf(this.fn).version, this.#positions));
	}

	#initErrorLine(logged: string): void {
		this.writeConsole("ERROR", `${this.#legacy ? "Uncaught Exception" : "Init Error"} \t${logged}`);
	}

	#functionLine(text: string, level?: TraceEventOf<"log">["level"]): void {
		const { invocation } = this;
		this.#run.recorder.recordFunctionLine({
			at: this.#now,
			environment: this.n,
			...(invocation === undefined ? {} : { invocation }),
			...(level ? { level } : {}),
			text,
		});
	}

	#platformLine(text: string): void {
		this.#run.recorder.recordPlatformLine(this.#now, this.n, this.invocation, text);
	}

	// ---- Odds of the life cycle

	#at(at: number, then: () => void): void {
		this.#run.simulation.at(at, then);
	}

	#endProcess(): void {
		this.#process?.end("the execution environment was reset");
		this.#process = undefined;
	}

	#progress(phase: "init" | "invoke", invocation: number | undefined): void {
		const progress = { phase, function: this.fn.name, ...(invocation === undefined ? {} : { invocation }) };
		this.#run.progress = progress;
		this.#run.onProgress(progress);
	}

	#endlessMessage(): string {
		const seconds = (this.fn.timeoutMs / 1000).toFixed(2);
		const { guestEntryMs } = this.#run.limits;
		const where = this.#phase.name === "invoke" ? "The handler" : "The static code of the module";
		return `${where} of ${this.fn.name} ran for ${guestEntryMs / 1000} s without giving control back: probably a loop that never ends. Lambda would end the invocation with "Task timed out after ${seconds} seconds".`;
	}
}
