import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import { type EntryResult, entryKinds, type GuestProcess } from "#sandbox/runtime/guest-isolate.ts";
import { unitFile } from "#sandbox/runtime/snapshot.ts";
import type { ProcessSnapshot } from "../environment/function-snapshot.ts";
import { serve } from "../host/host-services.ts";
import { NetworkCalls } from "../host/network-calls.ts";
import { hostCallsMessage, OUT_OF_MEMORY, TURN_NOT_SHOWN } from "../limit-messages.ts";
import { type Run, stopRun } from "../run.ts";
import { EntryClock } from "./entry-clock.ts";
import { readGuestMessage, type TaggedMessage } from "./guest-messages.ts";
import type { StartGuest } from "./guest-recording.ts";
import type { ProcessOwner, Signal } from "./process-owner.ts";
import { ProcessTimers } from "./process-timers.ts";
import { scriptName } from "./source-positions.ts";
import { UnreadMessages } from "./unread-messages.ts";

/** Something that is to be delivered to the process by its event loop. */
type Item = { kind: number; id: number; text: string };

/** Rejections in a row that listeners may bring about themselves; with one more the process dies. */
const MOST_REJECTIONS = 100;
/** Entries that are told: each costs a message. */
const MOST_TOLD = 2_000;
/** Exit code of Node.js when a top-level await can never settle. */
const UNSETTLED_AWAIT = 13;

/**
 * The Node.js process of an execution environment: its event loop in virtual time. Each turn enters learner code once, which runs until
 * its microtasks are done, and keeps the process busy for the turn's virtual cost. What the code does shows in the simulation at the
 * virtual time that its steps had taken by then.
 */
export class RuntimeProcess {
	#run: Run;
	#owner: ProcessOwner;
	#guest: GuestProcess | undefined;
	#inbox: Item[] = [];
	/** What came due while the process was frozen. */
	#overdue: Item[] = [];
	#turn: ScheduledEvent | undefined;
	#busyUntil: number;
	#timers: ProcessTimers;
	#calls: NetworkCalls;
	#signals: Signal[] = [];
	#unread = new UnreadMessages();
	/** Number of the process in the run. */
	#number: number;
	/** Entries so far. */
	#entries = 0;
	#clock: EntryClock;
	#outOfTime = false;
	#frozen = false;
	#ended = false;
	#deaf = false;
	/** The handler was entered at least once. */
	#invoked = false;
	#rejectionHeard = false;
	#memoryIsFull = false;
	#turnNumber = 0;
	/** Events of the trace before the turn. */
	#recorded = 0;
	/** The turn whose effects do not count. */
	#voidTurn = -1;
	/** It dies of an error when its turn is over. */
	#dyingCode: number | undefined;
	/** Its exit listeners run. */
	#leaving = false;

	/**
	 * @param boot JSON text for the guest library.
	 * @param birth.start How its context is made, if not simply afresh.
	 * @param birth.snapshot What it has left to do; it is frozen then.
	 */
	constructor(run: Run, owner: ProcessOwner, boot: string, birth: { start?: StartGuest; snapshot?: ProcessSnapshot } = {}) {
		this.#run = run;
		this.#owner = owner;
		this.#number = ++run.processes;
		run.memory.processStarted();
		this.#busyUntil = run.simulation.now;
		this.#clock = new EntryClock(run, owner);
		this.#timers = new ProcessTimers(run.simulation, (id) => this.deliver({ kind: entryKinds.timer, id, text: "" }));
		this.#calls = new NetworkCalls(run, owner, (id, text) => this.deliver({ kind: entryKinds.answer, id, text }));
		const { code } = owner.fn;
		const script = { filename: scriptName(owner.fn), text: code.script };
		// What has no text is part of the snapshot that environments are made from.
		const packages = (code.packages ?? []).flatMap((id) => {
			const text = run.packages[id]?.text;
			return text === undefined ? [] : [{ filename: unitFile(id), text }];
		});
		const start: StartGuest = birth.start ?? ((...given) => run.isolate.start(...given));
		this.#guest = start(script, packages, boot, (operation, text, steps) => this.#hear(operation, text, steps));
		this.#readAll();
		if (birth.snapshot) {
			this.#frozen = true;
			this.#timers.restore(birth.snapshot.timers);
			this.#inbox = [...birth.snapshot.answers];
		}
		if (!this.#guest) stopRun(run, "outOfMemory", OUT_OF_MEMORY);
	}

	/** Whether nothing is left that could make the process run again: no referenced timer, no request under way. */
	get loopIsEmpty(): boolean {
		return this.#inbox.length === 0 && this.#calls.underWay === 0 && !this.#timers.anyReferenced;
	}

	/** Puts an item at the end of the loop's queue. */
	deliver(item: Item): void {
		if (this.#ended) return;
		this.#inbox.push(item);
		this.#plan();
	}

	/** What it has left to do, for a process that goes on elsewhere. */
	snapshot(): ProcessSnapshot {
		const arrived = this.#inbox.filter(({ kind }) => kind === entryKinds.answer);
		return { timers: this.#timers.snapshot(), answers: [...arrived, ...this.#calls.lost(new Set(arrived.map(({ id }) => id)))] };
	}

	/** Lambda stops the process where it is; what is due meanwhile waits (L14). */
	freeze(): void {
		this.#frozen = true;
		this.#run.simulation.cancel(this.#turn);
		this.#turn = undefined;
		this.#timers.freeze();
	}

	/** The process goes on: first with `item`, then, in the same iteration of its loop, with what came due while it was frozen (L100). */
	thaw(item: Item): void {
		this.#frozen = false;
		const { now } = this.#run.simulation;
		this.#busyUntil = now;
		this.#overdue = this.#inbox.filter((one) => one.kind !== entryKinds.timer);
		for (const id of this.#timers.thaw(now)) this.#overdue.push({ kind: entryKinds.timer, id, text: "" });
		this.#inbox = [item];
		this.#plan();
	}

	/** The process is gone; requests under way fail. */
	end(reason: string): void {
		if (this.#ended) return;
		const { now } = this.#run.simulation;
		// A process that is killed before, at a deadline, leaves without them.
		if (this.#dyingCode !== undefined && now >= this.#busyUntil && !this.#run.stopped) {
			this.#leaving = true;
			this.#clock.beginTurn();
			this.#guest?.enter(entryKinds.exit, now, this.#dyingCode, "", this.#clock.beginEntry());
			this.#readAll();
		}
		this.#ended = true;
		this.#deaf = true;
		this.#run.simulation.cancel(this.#turn);
		this.#calls.failAll(reason);
		this.#timers.clear();
		this.#inbox = [];
		this.#guest?.release();
		this.#guest = undefined;
		if (this.#memoryIsFull && !this.#run.stopped) this.#run.memory.reclaim();
	}

	/** No further turn is taken until the process is frozen or ended: its answer is on the way. */
	hold(): void {
		this.#run.simulation.cancel(this.#turn);
		this.#turn = undefined;
		this.#frozen = true;
	}

	#plan(): void {
		if (this.#frozen || this.#ended || this.#turn || this.#inbox.length === 0) return;
		const { simulation } = this.#run;
		this.#turn = simulation.at(Math.max(simulation.now, this.#busyUntil), () => {
			this.#turn = undefined;
			this.#takeTurn();
		});
	}

	#takeTurn(): void {
		const item = this.#inbox.shift();
		if (!item) return;
		this.#signals = [];
		this.#clock.beginTurn();
		this.#turnNumber++;
		this.#recorded = this.#run.recorder.events.length;
		let result = this.#enterAndHear(item);
		const overdue = this.#overdue;
		this.#overdue = [];
		for (const late of overdue) {
			if (this.#outOfTime || (result && result.status !== "done")) break;
			result = this.#enterAndHear(late) ?? result;
		}
		if (!result) {
			this.#plan(); // A timer that was cleared after it came due.
			return;
		}
		if (item.kind !== entryKinds.restore) result = this.#runEmpty(result);
		if (this.#run.mistake !== undefined) throw this.#run.mistake;
		if (result.status === "disposed") {
			if (!this.#run.stopped) this.#run.exhausted = { process: this.#number, entry: this.#entries };
			stopRun(this.#run, "outOfMemory", OUT_OF_MEMORY);
			return;
		}
		if (this.#memoryIsFull && result.status !== "endless") result = this.#fillMemory();
		if (this.#outOfTime) {
			this.hold(); // It is busy until its deadline, which ends it.
			this.#owner.ran(this.#owner.deadline - this.#run.simulation.now);
			return;
		}
		this.#busyUntil = this.#run.simulation.now + this.#owner.costOf(item) + toTick(this.#clock.takenMs);
		this.#owner.ran(this.#busyUntil - this.#run.simulation.now);
		this.#dyingCode = this.#codeOfDeath(result);
		this.#owner.afterTurn({ signals: this.#signals, result, at: this.#busyUntil });
		this.#plan();
	}

	/** Enters learner code; from Node.js 24 on its listeners may take a rejection that nobody handled. */
	#enterAndHear(item: Item): EntryResult | undefined {
		let result = this.#enter(item);
		for (let n = 0; n < MOST_REJECTIONS && result?.status === "unhandledRejection" && !this.#legacy && !this.#deaf; n++) {
			this.#rejectionHeard = false;
			const heard = this.#enter({ kind: entryKinds.rejection, id: 0, text: JSON.stringify(result.reason) });
			if (!heard || heard.status === "endless" || heard.status === "starved" || heard.status === "disposed") return heard;
			if (!this.#rejectionHeard) return result;
			result = heard;
		}
		return result;
	}

	/** When nothing is left to run, Node.js says so to the process, which may go on, and then lets it end. */
	#runEmpty(result: EntryResult): EntryResult {
		const isOver = () => this.#signals.length === 0 && !this.#deaf && this.loopIsEmpty;
		if (result.status !== "done" || !isOver()) return result;
		const told = this.#enterAndHear({ kind: entryKinds.emptyLoop, id: 0, text: "" });
		if (told?.status !== "done") return told ?? result;
		if (this.#legacy || !isOver()) return told;
		return this.#enter({ kind: entryKinds.exit, id: this.#invoked ? 0 : UNSETTLED_AWAIT, text: "" }) ?? told;
	}

	get #legacy(): boolean {
		return this.#owner.fn.runtime !== "nodejs24.x";
	}

	/** The exit code of a process that dies of an error (L92-L94). */
	#codeOfDeath(result: EntryResult): number | undefined {
		const uncaught = this.#signals.some(({ operation }) => operation === "uncaught");
		if (!uncaught && result.status !== "unhandledRejection") return undefined;
		return this.#legacy ? (uncaught ? 129 : 128) : 1;
	}

	/** Enters learner code once; undefined when there is nothing to enter for. */
	#enter(item: Item): EntryResult | undefined {
		const { now } = this.#clock;
		if (item.kind === entryKinds.timer && !this.#timers.fire(item.id, now)) return undefined;
		if (item.kind === entryKinds.answer) this.#calls.taken(item.id);
		if (item.kind === entryKinds.invoke) this.#invoked = true;
		this.#entries++;
		if (this.#run.exhausting.some(({ process, entry }) => process === this.#number && entry === this.#entries)) return this.#exhaust();
		this.#tell();
		this.#run.memory.beginEntry(this.#owner.fn.memoryMb);
		let result = this.#guest?.enter(item.kind, now, item.id, item.text, this.#clock.beginEntry());
		this.#readAll();
		// What was read only now may have ended the run, as it would have in the middle of the entry.
		if (result && (this.#run.stopped || this.#run.mistake !== undefined)) result = { status: "disposed" };
		// An entry that was ended from outside may have left a rejection, which would fail the look.
		this.#memoryIsFull ||= result !== undefined && "steps" in result && this.#run.memory.isFull();
		if (result && "steps" in result) this.#clock.endEntry(result.steps);
		return result;
	}

	/** Whoever watches the process of the run learns which entry it may die in; a lesson has no more than a few hundred. */
	#tell(): void {
		const run = this.#run;
		if (run.told > MOST_TOLD) return;
		run.onEntry(run.told++ < MOST_TOLD ? { process: this.#number, entry: this.#entries } : undefined);
	}

	/** The memory was full before the turn was over: as on the entry that is known to fill it, nothing of the turn counts. */
	#fillMemory(): EntryResult {
		this.#voidTurn = this.#turnNumber;
		this.#run.recorder.forget(this.#recorded);
		this.#calls.failAll("the memory was full");
		this.#timers.clear();
		this.#inbox = [];
		this.#signals = [];
		this.#outOfTime = false;
		this.#clock.beginTurn();
		return this.#exhaust();
	}

	/**
	 * The entry is known to use up the memory. It is not run again, since how far it gets is not repeatable: the memory fills at the
	 * model's rate, and the process is killed when it is full, unless the deadline comes first (L40).
	 */
	#exhaust(): EntryResult {
		this.#clock.pass(this.#owner.fillMemoryMs());
		this.#run.recorder.record({ at: this.#run.simulation.now, kind: "output.cut", environment: this.#owner.n, what: TURN_NOT_SHOWN });
		if (this.#clock.now >= this.#owner.deadline) this.#outOfTime = true;
		else this.#signals.push({ operation: "outOfMemory", message: {} });
		this.#deaf = true;
		return { status: "done", steps: 0 };
	}

	/** Lets something happen at `at`, which lies within the current turn, unless the process is gone by then. */
	#effect(at: number, happen: () => void): string {
		const { simulation } = this.#run;
		const turn = this.#turnNumber;
		const voided = () => this.#voidTurn === turn;
		if (at <= simulation.now || this.#leaving) happen();
		else
			simulation.at(at, () => {
				if (!this.#ended && !voided()) happen();
			});
		return "";
	}

	// The one callback of the isolate. It never throws: a host error would show the guest paths of this machine.
	#hear(operation: string, text: string, steps: number): string {
		const run = this.#run;
		const { hostCalls } = run.limits;
		try {
			const hears = !this.#deaf && !run.stopped && run.hostCalls < hostCalls;
			if (hears && this.#unread.keep(operation, text, steps)) {
				run.hostCalls++;
				return "";
			}
			roomFor(1500);
		} catch {
			return "overflow"; // Deep recursion of the learner's has used up the stack of the thread; nothing was touched yet.
		}
		this.#readAll();
		// How often the memory is looked at differs from one execution to the next, and must count for nothing.
		if (operation !== "memory" && ++run.hostCalls > hostCalls) stopRun(run, "hostCalls", hostCallsMessage(hostCalls));
		return this.#read(operation, text, steps);
	}

	/** Reads what was told while nothing had to be answered, in the order in which it was told. */
	#readAll(): void {
		for (const { operation, text, steps } of this.#unread.take()) this.#read(operation, text, steps);
	}

	/** @returns The answer, unless the host has stopped listening, or it is no message. */
	#read(operation: string, text: string, steps: number): string {
		const run = this.#run;
		if (this.#deaf || run.stopped || run.mistake !== undefined) return "null";
		try {
			const tagged: TaggedMessage | undefined = operation === "memory" ? { operation, message: {} } : readGuestMessage(operation, text);
			return tagged ? this.#answer(tagged, this.#clock.spent(steps)) : "null";
		} catch (error) {
			run.mistake = error;
			run.isolate.dispose();
			return "null";
		}
	}

	/** @param spent Steps of the current entry so far. */
	#answer(tagged: TaggedMessage, spent: number): string {
		const run = this.#run;
		const at = this.#clock.at(spent);
		switch (tagged.operation) {
			case "log":
				return this.#effect(at, () => this.#owner.log.console(tagged.message.level, tagged.message.message));
			case "stdout":
				return this.#effect(at, () => this.#owner.log.raw(tagged.message.text));
			case "timer":
				this.#timers.arm(tagged.message, at);
				return "";
			case "timerClear":
				this.#timers.disarm(tagged.message.id);
				return "";
			case "timerRef":
				this.#timers.setReferenced(tagged.message.id, tagged.message.ref);
				return "";
			case "timerRefresh":
				this.#timers.refresh(tagged.message.id, at);
				return "";
			case "fetch":
				this.#calls.request(tagged.message, at);
				return "";
			case "fetchAbort":
				this.#calls.abort(tagged.message.id);
				return "";
			case "hostKnown":
				return JSON.stringify(run.network.knows(tagged.message.host));
			case "url":
			case "urlSet":
			case "hash":
			case "crypto":
			case "compress":
			case "fs": {
				const { answer, work } = serve(tagged, () => this.#owner.files, run.epochMs + at);
				return `${this.#clock.charge(work, spent)}${answer}`;
			}
			case "memory": {
				const unseen = run.memory.look();
				if (unseen < 0) {
					this.#memoryIsFull = true;
					this.#deaf = true;
				}
				return String(unseen);
			}
			case "rejectionHeard":
				this.#rejectionHeard = true;
				return "";
			case "outOfTime":
				this.#outOfTime = true;
				this.#deaf = true;
				return "";
			case "exit":
				this.#signals.push(tagged);
				this.#deaf = true; // What runs on until it is unwound is no longer part of the process.
				return "";
			default:
				this.#signals.push(tagged);
				return "";
		}
	}
}

/** Throws a RangeError unless the stack has room for as many frames. */
function roomFor(frames: number): number {
	return frames === 0 ? 0 : 1 + roomFor(frames - 1);
}
