import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { type EntryResult, entryKinds } from "#sandbox/runtime/guest-isolate.ts";
import type { InitializationType } from "#sandbox/trace/trace.ts";
import { FileJournal } from "../host/file-journal.ts";
import { FileSystem, storageUseOf } from "../host/file-system.ts";
import type { EnvironmentLog } from "../log/environment-log.ts";
import { GuestRecorder } from "../process/guest-recording.ts";
import type { ProcessOwner, Signal } from "../process/process-owner.ts";
import { restoreProcess, startProcess } from "../process/process-start.ts";
import type { RuntimeProcess } from "../process/runtime-process.ts";
import { type Run, stopRun } from "../run.ts";
import { CostModel } from "./cost-model.ts";
import { endlessMessage } from "./endless-message.ts";
import type { FunctionSnapshot } from "./function-snapshot.ts";
import type { Turn } from "./judge-init.ts";
import { importedBytesOf } from "./start-up-model.ts";

/** What the process needs of the environment that it runs in. */
export type Host = {
	readonly n: number;
	readonly fn: BuiltFunction;
	readonly log: EnvironmentLog;
	readonly logStream: string;
	readonly initialization: InitializationType;
	readonly startedAt: number;
	/** Number of the invocation that is current. */
	readonly invocation: number | undefined;
	/** Whether its code runs for an invocation, not for INIT. */
	readonly inHandler: boolean;
	/** Virtual time at which INIT or the invocation ends, whatever the process does. */
	readonly deadline: number;
	/** A turn has kept the process busy for so many virtual milliseconds. */
	ran(ms: number): void;
	/** A turn of the event loop is over; its effects show at `at`. */
	afterTurn(turn: Turn, at: number): void;
};

/**
 * The runtime process of an execution environment, one after another as it is reset, with the files that outlive it and the cost of its
 * turns. When it runs, and what its turns mean, is the life cycle's affair.
 */
export class EnvironmentProcess implements ProcessOwner {
	readonly cost: CostModel;
	/** Whether the handler is an async function. */
	isAsync = false;
	#run: Run;
	#host: Host;
	#random: RandomStream;
	#process: RuntimeProcess | undefined;
	#files: FileSystem | undefined;
	/** What the environment begins from. */
	#snapshot: FunctionSnapshot | undefined;
	/** Of a process that is to be snapshotted. */
	#recorder: GuestRecorder | undefined;
	#firstInvocation = true;

	/** @param random Gives its seeds. */
	constructor(run: Run, host: Host, random: RandomStream, snapshot: FunctionSnapshot | undefined) {
		this.#run = run;
		this.#host = host;
		this.#random = random;
		this.#snapshot = snapshot;
		this.cost = new CostModel(host.fn, importedBytesOf(host.fn, run.packages), new RandomStream(run.scenario.seed, `cost ${host.n}`));
	}

	get isAlive(): boolean {
		return this.#process !== undefined;
	}

	/** Starts it afresh and lets it load the function. @param invocation Number of the one that waits for it. */
	start(invocation: number | undefined): void {
		this.#firstInvocation = true;
		if (this.initialization === "snap-start" && !this.#snapshot) this.#recorder = new GuestRecorder(this.#run.isolate);
		this.#process = startProcess(this.#run, this, this.#random, this.#recorder?.start);
		this.#progress("init", invocation);
		this.#process.deliver({ kind: entryKinds.load, id: 0, text: "" });
	}

	/** Makes it as it was when the snapshot was taken; it is frozen then. @param invocation Number of the one that waits for it. */
	restore(snapshot: FunctionSnapshot, invocation: number): void {
		this.#firstInvocation = true;
		this.isAsync = snapshot.isAsync;
		this.#progress("init", invocation);
		this.#process = restoreProcess(this.#run, this, snapshot, this.#random);
	}

	/** It goes on, first with the handler. @param text JSON text for the guest library. */
	enterHandler(text: string, invocation: number): void {
		this.#progress("invoke", invocation);
		this.#process?.thaw({ kind: entryKinds.invoke, id: 0, text });
	}

	freeze(): void {
		this.#process?.freeze();
	}

	/** No further turn is taken until it is frozen or ended. */
	hold(): void {
		this.#process?.hold();
	}

	end(): void {
		this.#process?.end("the execution environment was reset");
		this.#process = undefined;
	}

	/** The environment is gone, with its files. */
	release(): void {
		this.end();
		this.#files?.release();
	}

	/** Takes the snapshot of a process that was started to be one. */
	snapshot(): FunctionSnapshot | undefined {
		if (!this.#process || !this.#recorder) return undefined;
		return {
			environment: this.n,
			takenAt: this.#run.simulation.now,
			guest: this.#recorder.recording,
			process: this.#process.snapshot(),
			files: this.#files instanceof FileJournal ? this.#files : undefined,
			isAsync: this.isAsync,
			usedMemoryMb: this.cost.memoryAfter(0),
		};
	}

	// ---- What the process asks for

	get n(): number {
		return this.#host.n;
	}
	get fn(): BuiltFunction {
		return this.#host.fn;
	}
	get log(): EnvironmentLog {
		return this.#host.log;
	}
	get logStream(): string {
		return this.#host.logStream;
	}
	get initialization(): InitializationType {
		return this.#host.initialization;
	}
	get invocation(): number | undefined {
		return this.#host.invocation;
	}
	get deadline(): number {
		return this.#host.deadline;
	}
	get stepMs(): number {
		return this.cost.stepMs();
	}

	/** Made when they are first used. A reset leaves them as they are (L18); a snapshot brings them along. */
	get files(): FileSystem {
		this.#files ??= this.#snapshot?.files?.copy() ?? this.#newFiles();
		return this.#files;
	}

	#newFiles(): FileSystem {
		const Files = this.#recorder ? FileJournal : FileSystem;
		return new Files({
			taskFiles: this.fn.taskFiles ?? [],
			tmpMb: this.fn.ephemeralStorageMb ?? 512,
			epochMs: this.#run.epochMs + this.#host.startedAt,
			use: storageUseOf(this.#run),
		});
	}

	fillMemoryMs(): number {
		return this.cost.fillMemoryMs();
	}

	ran(ms: number): void {
		this.#host.ran(ms);
	}

	costOf({ kind }: { kind: number }): number {
		if (kind === entryKinds.load) return this.cost.loadMs();
		const first = kind === entryKinds.invoke && this.#firstInvocation;
		if (first) this.#firstInvocation = false;
		return this.cost.turnMs() + (first ? this.cost.firstInvocationMs() : 0);
	}

	afterTurn({ signals, result, at }: { signals: Signal[]; result: EntryResult; at: number }): void {
		if (result.status === "starved") this.#run.starved = true;
		if (result.status === "endless" || result.status === "starved") {
			stopRun(this.#run, "endlessLoop", endlessMessage(this.fn, this.#host.inHandler, this.#run.limits.guestEntryMs));
			return;
		}
		const rejection = result.status === "unhandledRejection" ? result.reason : undefined;
		this.#host.afterTurn({ signals, rejection, loopIsEmpty: this.#process?.loopIsEmpty === true }, at);
	}

	#progress(phase: "init" | "invoke", invocation: number | undefined): void {
		const progress = { phase, function: this.fn.name, ...(invocation === undefined ? {} : { invocation }) };
		this.#run.progress = progress;
		this.#run.onProgress(progress);
	}
}
