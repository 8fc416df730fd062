import { type EntryResult, entryKinds, type GuestIsolate, type GuestProcess, type HostCallback } from "#sandbox/runtime/guest-isolate.ts";

/** Starts a runtime process in a fresh context. */
export type StartGuest = GuestIsolate["start"];

type Call = { operation: string; text: string; steps: number; answer: string };
type Entry = { args: Parameters<GuestProcess["enter"]>; calls: Call[]; result: EntryResult };

/** All that crossed the border of a runtime process, in order: what it is made of, and so what a snapshot of it is. */
export type GuestRecording = { boot: string; bootCalls: Call[]; entries: Entry[] };

/** Starts a process and writes down every entry into it, and every answer that it got from the host. */
export class GuestRecorder {
	readonly recording: GuestRecording = { boot: "", bootCalls: [], entries: [] };
	readonly start: StartGuest;

	constructor(isolate: GuestIsolate) {
		const { recording } = this;
		let calls = recording.bootCalls;
		this.start = (script, packages, boot, host) => {
			recording.boot = boot;
			const guest = isolate.start(script, packages, boot, (operation, text, steps) => {
				const answer = host(operation, text, steps);
				calls.push({ operation, text, steps, answer });
				return answer;
			});
			return (
				guest && {
					enter: (...args) => {
						const entry: Entry = { args, calls: [], result: { status: "disposed" } };
						calls = entry.calls;
						recording.entries.push(entry);
						entry.result = guest.enter(...args);
						return entry.result;
					},
					release: () => guest.release(),
				}
			);
		};
	}
}

/** What a process gets once it is restored: JSON text for the guest library. */
export type Restored = {
	/** Virtual time of the restore. */
	nowMs: number;
	/** Four 32-bit numbers for the generator behind node:crypto. */
	cryptoSeeds: number[];
	/** Milliseconds between snapshot and restore, for which the monotonic clock stood still. */
	pausedMs: number;
};

/**
 * Makes a process that is in the state of the recorded one: a fresh context is entered in the same way, and hears the same answers. Nothing
 * that it says on the way has an effect. After that the host hears it.
 * @param told.onSteps Told the steps that the replay takes of the run's patience.
 * @param told.onDeviation Told what the process did instead of what was recorded; there is no process then.
 */
export function replayed(
	isolate: GuestIsolate,
	recording: GuestRecording,
	restored: Restored,
	told: { onSteps: (steps: number) => void; onDeviation: (what: string) => void },
): StartGuest {
	return (script, packages, _boot, host) => {
		const replay = new Replay(isolate, host);
		replay.expect(recording.bootCalls);
		const guest = isolate.start(script, packages, recording.boot, replay.hear);
		for (const { args, calls, result } of recording.entries) {
			if (!guest || isolate.disposed) break;
			replay.expect(calls);
			const again = guest.enter(...args);
			replay.over(JSON.stringify(again) === JSON.stringify(result));
			if ("steps" in again) told.onSteps(again.steps);
		}
		if (replay.deviation !== undefined) {
			told.onDeviation(replay.deviation);
			return undefined;
		}
		replay.goLive();
		if (!guest || isolate.disposed) return undefined;
		const { nowMs, cryptoSeeds, pausedMs } = restored;
		guest.enter(entryKinds.restore, nowMs, 0, JSON.stringify({ cryptoSeeds, pausedMs }), 1);
		return guest;
	};
}

/** Compares what a process says with the record. */
class Replay {
	/** What it did otherwise, first. */
	deviation: string | undefined;
	#isolate: GuestIsolate;
	#host: HostCallback;
	/** What the current entry is to say; undefined when the host hears it. */
	#calls: readonly Call[] | undefined;
	#next = 0;

	constructor(isolate: GuestIsolate, host: HostCallback) {
		this.#isolate = isolate;
		this.#host = host;
	}

	/** The callback of the isolate: it may not throw. */
	readonly hear: HostCallback = (operation, text, steps) => {
		if (!this.#calls) return this.#host(operation, text, steps);
		const call = this.#calls[this.#next++];
		if (call && call.operation === operation && call.text === text && call.steps === steps) return call.answer;
		this.#deviates(`“${operation}” where ${call ? `“${call.operation}”` : "nothing more"} was recorded`);
		return "null";
	};

	expect(calls: readonly Call[]): void {
		this.#calls = calls;
		this.#next = 0;
	}

	/** The entry is over. @param same Whether it ended as it was recorded. */
	over(same: boolean): void {
		const { length } = this.#calls ?? [];
		if (this.#isolate.disposed) return; // Deviated already, or out of memory.
		if (this.#next < length) this.#deviates(`only ${this.#next} of ${length} messages`);
		else if (!same) this.#deviates("the same messages, and another end");
	}

	goLive(): void {
		this.#calls = undefined;
	}

	#deviates(how: string): void {
		this.deviation ??= how;
		this.#isolate.dispose();
	}
}
