import { setFlagsFromString } from "node:v8";
import ivm from "isolated-vm";
import type { GuestLibrary } from "./guest-library.ts";
import { LIBRARY_NAME, type LibraryExtent, type Script, type Snapshot, snapshotOf } from "./snapshot.ts";

/** What came of one entry into learner code. */
export type EntryResult =
	| { status: "done"; steps: number }
	/** A promise was rejected and nobody listened; the entry itself ran to its end. */
	| { status: "unhandledRejection"; reason: ThrownValue; steps: number }
	/** The entry was ended by the watch on real time. */
	| { status: "endless" }
	/** So it was, but the processor had worked for others most of that time. */
	| { status: "starved" }
	/** The isolate is gone: its memory limit, or `dispose` by the host in the middle of the entry. */
	| { status: "disposed" };

/** A value that crossed from the isolate by copy: an Error keeps name, message and stack, other objects do not cross. */
export type ThrownValue = { isError: boolean; name: string; message: string; stack: string };

export const entryKinds = { load: 0, invoke: 1, timer: 2, answer: 3, restore: 4, rejection: 5, emptyLoop: 6, exit: 7 } as const;

/**
 * Receives what learner code tells the host, and how many steps of metered code the entry had taken by then. Must never throw: the guest
 * would see the host's stack.
 */
export type HostCallback = (operation: string, text: string, steps: number) => string;

/** A runtime process inside one execution environment: a context of the run's isolate. */
export type GuestProcess = {
	/** @param allowance Steps of metered code that the entry may take before it is unwound. */
	enter(kind: number, nowMs: number, id: number, text: string, allowance: number): EntryResult;
	release(): void;
};

/** Below this share of the watched time on the processor, it was the machine that was busy, not the code that was endless. */
const BUSY_SHARE = 0.7;
/** Asking for the processor time takes about as long as an entry. */
const CPU_READ_EVERY_MS = 10;

/**
 * Memory that the guest library shares with the host (`state` in guest/state.ts), so that the host need not enter again to learn them: what
 * is left of the steps that were `granted`, and after it a 1 when there may be ticks to run. Learner code has no way to either.
 */
type Counters = { left: Int32Array; granted: Float64Array };
type Entry = ivm.Reference<(kind: number, nowMs: number, id: number, text: string, allowance: number) => number>;
/** The kind of entry that runs nothing and gives the steps that the last one took; below 0 when there are ticks to run. */
const SPENT = -1;
/** Runs what process.nextTick has left for the time after promises, as part of the entry before. */
const TICKS = -2;

/** Like any entry it fails when a promise was rejected and nobody listened. */
function spentIn(entry: Entry): number {
	return Number(entry.applySync(undefined, [SPENT, 0, 0, "", 0], {}));
}

/** Steps that the last entry took. */
function stepsOf(entry: Entry): number {
	const spent = spentIn(entry);
	return spent < 0 ? -1 - spent : spent;
}

export type GuestIsolateOptions = {
	memoryMb: number;
	timeoutMs: number;
	watchedEntries: number;
	/**
	 * What environments are made from: a snapshot of the library, one of packages besides (`makePackageSnapshot`), or the library's text,
	 * which each environment then evaluates. All give the same results.
	 */
	from: LibraryExtent | Snapshot | "text";
};

/**
 * One V8 isolate for one run; each environment is a context in it, made from the snapshot of the guest library. Only text crosses the
 * border, in both directions, besides a few counters that the host reads, and no object of the library ever comes within the reach of
 * learner code.
 *
 * isolated-vm fails the call in which a promise was rejected and nobody listened, after its microtasks ran: that is how unhandled
 * rejections are seen, and why they belong to the environment that was entered.
 */
export class GuestIsolate {
	#isolate: ivm.Isolate;
	#scripts = new Map<string, ivm.Script>();
	#timeoutMs: number;
	#watchedEntries: number;
	#collector: ivm.Reference<() => void> | undefined;
	/** The processor time of this thread, a little while before the current entry at most. */
	#cpu = { readAt: Number.NEGATIVE_INFINITY, ms: 0 };
	/** What each environment evaluates before anything else. */
	#before: Script[];

	constructor(library: GuestLibrary, options: GuestIsolateOptions) {
		// Lambda's zone is UTC, and V8 reads the zone of the process when an isolate is made. The locale is fixed inside the isolate.
		if (process.env.TZ !== "UTC") process.env.TZ = "UTC";
		const { from, memoryMb } = options;
		const snapshot = from === "text" ? {} : { snapshot: typeof from === "string" ? snapshotOf(library, from) : from };
		this.#isolate = new ivm.Isolate({ memoryLimit: memoryMb, ...snapshot });
		this.#before = from === "text" ? [{ filename: LIBRARY_NAME, text: library.text }] : [];
		this.#timeoutMs = options.timeoutMs;
		this.#watchedEntries = options.watchedEntries;
	}

	get disposed(): boolean {
		return this.#isolate.isDisposed;
	}

	/** Megabytes that are in use, with what is not collected yet. May be called from within a host callback. */
	get usedMb(): number {
		if (this.#isolate.isDisposed) return 0;
		const { used_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
		return (used_heap_size + externally_allocated_size) / 2 ** 20;
	}

	/** Lets V8 collect all garbage. May be called from within a host callback. */
	collect(): void {
		if (this.#isolate.isDisposed) return;
		try {
			this.#collector ??= this.#newCollector();
			this.#collector.applySync(undefined, [], {});
		} catch (error) {
			// A promise of learner code was rejected shortly before: isolated-vm fails whatever call comes next. It has been collected all the
			// same. Or there was no memory left for the call, which has ended the isolate.
			if (!this.#collector && !this.#isolate.isDisposed) throw error;
		}
	}

	/** A context that has V8's own function for it; those of learner code are made without. */
	#newCollector(): ivm.Reference<() => void> {
		setFlagsFromString("--expose-gc");
		try {
			const context = this.#isolate.createContextSync();
			return context.evalClosureSync("const { gc } = globalThis; return () => { gc(); };", [], { result: { reference: true } });
		} finally {
			setFlagsFromString("--no-expose-gc");
		}
	}

	/** Ends whatever runs in the isolate. May be called from within a host callback. */
	dispose(): void {
		if (!this.#isolate.isDisposed) this.#isolate.dispose();
	}

	/**
	 * @param packages Files of packages that the script may ask for, besides those of the snapshot; they are only handed over here, and run
	 * when they are required.
	 * @param boot JSON text for the guest library's boot.
	 * @returns The process, or undefined when the isolate has no memory left for it.
	 */
	start(script: Script, packages: readonly Script[], boot: string, host: HostCallback): GuestProcess | undefined {
		try {
			const context = this.#isolate.createContextSync();
			for (const one of [...this.#before, ...packages]) this.#compiled(one).runSync(context);
			const shared = new SharedArrayBuffer(16);
			const enter = context.evalClosureSync(
				"const boot = globalThis.__warmstartBoot; delete globalThis.__warmstartBoot; delete globalThis.__warmstart_package; delete globalThis.__warmstartParts; return boot($0, $1, $2);",
				[new ivm.Callback(host), boot, new ivm.ExternalCopy(shared).copyInto({ release: true })],
				{ result: { reference: true } },
			) as Entry;
			this.#compiled(script).runSync(context);
			const counters: Counters = { left: new Int32Array(shared, 0, 2), granted: new Float64Array(shared, 8, 1) };
			return {
				enter: (kind, nowMs, id, text, allowance) => this.#enter(enter, counters, [kind, nowMs, id, text, allowance]),
				release: () => {
					if (this.#isolate.isDisposed) return;
					enter.release();
					context.release();
				},
			};
		} catch (error) {
			if (this.#isolate.isDisposed) return undefined;
			throw error;
		}
	}

	#compiled(script: Script): ivm.Script {
		let compiled = this.#scripts.get(script.filename);
		if (!compiled) {
			compiled = this.#isolate.compileScriptSync(script.text, { filename: script.filename });
			this.#scripts.set(script.filename, compiled);
		}
		return compiled;
	}

	/** Steps of the last entry, once no rejection is left over; undefined when each one brings another. */
	#drained(entry: Entry): number | undefined {
		for (let tries = 0; tries < 8; tries++) {
			try {
				return stepsOf(entry);
			} catch {
				if (this.#isolate.isDisposed) return undefined; // Otherwise a rejection, which is dropped: its process ends with the first one.
			}
		}
		return undefined;
	}

	#readCpu(now: number): void {
		if (now - this.#cpu.readAt > CPU_READ_EVERY_MS) this.#cpu = { readAt: now, ms: threadCpuMs() };
	}

	#enter(entry: Entry, { left, granted }: Counters, args: [number, number, number, string, number]): EntryResult {
		const watched = this.#watchedEntries-- > 0;
		const startedAt = watched ? performance.now() : 0;
		if (watched) this.#readCpu(startedAt);
		try {
			const options = watched ? { timeout: this.#timeoutMs } : {};
			entry.applySync(undefined, args, options);
			if (left[1] === 0) return { status: "done", steps: (granted[0] as number) - (left[0] as number) };
			let spent = spentIn(entry);
			for (; spent < 0; spent = spentIn(entry)) entry.applySync(undefined, [TICKS, 0, 0, "", 0], options);
			return { status: "done", steps: spent };
		} catch (error) {
			if (this.#isolate.isDisposed) return { status: "disposed" };
			// A learner's error may carry the same message, so that the time itself must have passed as well.
			const late = watched && performance.now() - startedAt >= this.#timeoutMs;
			if (late && error instanceof Error && error.message === "Script execution timed out.")
				return { status: threadCpuMs() - this.#cpu.ms < this.#timeoutMs * BUSY_SHARE ? "starved" : "endless" };
			// Reading the error ran its getters, which may have rejected again: that would fail the next call, of whatever environment.
			const steps = this.#drained(entry);
			if (steps === undefined) return { status: "endless" };
			return { status: "unhandledRejection", reason: thrownValue(error), steps };
		}
	}
}

/** Milliseconds for which this thread had the processor. */
function threadCpuMs(): number {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
}

const NOT_AN_ERROR = "An object was thrown from supplied code within isolated-vm, but that object was not an instance of `Error`.";

/** How stack frames name this file, where every entry begins. Were it empty, no stack would be shown at all. */
const THIS_FILE = ((new Error().stack ?? "").split("\n")[1] ?? "").replace(/^\s+at (?:.*\()?/, "").replace(/:\d+:\d+\)?$/, "");

/**
 * What stands below the border is the host's: file paths of this machine, which nobody must see. Where the learner's `stack` cannot be
 * read, such as a getter that throws, isolated-vm puts the host's stack above the border as well.
 */
function withoutHost(stack: string): string {
	const lines = (stack.split("\n    at (<isolated-vm boundary>)")[0] ?? "").split("\n");
	const host = lines.findIndex((line) => line.includes(THIS_FILE));
	return (host < 0 ? lines : lines.slice(0, host)).join("\n");
}

function thrownValue(value: unknown): ThrownValue {
	if (!(value instanceof Error)) return { isError: false, name: typeof value, message: String(value), stack: "" };
	if (value.message === NOT_AN_ERROR) return { isError: false, name: "object", message: "[object Object]", stack: "" };
	const stack = typeof value.stack === "string" ? withoutHost(value.stack) : "";
	const first = stack.split("\n")[0] ?? "";
	const named = /^(?:Uncaught )?([\w.$]{1,128})(?::|$)/.exec(first)?.[1];
	return { isError: true, name: named ?? String(value.name), message: String(value.message), stack };
}
