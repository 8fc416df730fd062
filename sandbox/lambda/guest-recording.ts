import { SimulatorError } from "#sandbox/kernel/simulator-error.ts";
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
 * @param onSteps Told the steps that the replay takes of the run's patience.
 * @throws {SimulatorError} REPLAY_DIVERGED, when the process does anything but what was recorded: a mistake of the simulator.
 */
export function replayed(
	isolate: GuestIsolate,
	recording: GuestRecording,
	restored: Restored,
	onSteps: (steps: number) => void,
): StartGuest {
	return (script, packages, _boot, host) => {
		const replay = new Replay(isolate, host);
		replay.expect(recording.bootCalls);
		const guest = isolate.start(script, packages, recording.boot, replay.hear);
		for (const { args, calls, result } of recording.entries) {
			if (!guest || isolate.disposed) break;
			replay.expect(calls);
			const again = guest.enter(...args);
			replay.check(JSON.stringify(again) === JSON.stringify(result), `an entry of kind ${args[0]} ended otherwise`);
			if ("steps" in again) onSteps(again.steps);
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
	#isolate: GuestIsolate;
	#host: HostCallback;
	#calls: readonly Call[] | undefined;
	#next = 0;
	#deviation: string | undefined;

	constructor(isolate: GuestIsolate, host: HostCallback) {
		this.#isolate = isolate;
		this.#host = host;
	}

	/** The callback of the isolate: it may not throw. */
	readonly hear: HostCallback = (operation, text, steps) => {
		if (!this.#calls) return this.#host(operation, text, steps);
		const call = this.#calls[this.#next++];
		if (call && call.operation === operation && call.text === text && call.steps === steps) return call.answer;
		this.#deviation ??= `“${operation}” where ${call ? `“${call.operation}”` : "nothing more"} was recorded`;
		this.#isolate.dispose();
		return "null";
	};

	/** What the next entry is to say. */
	expect(calls: readonly Call[]): void {
		this.#verify();
		this.#calls = calls;
		this.#next = 0;
	}

	check(same: boolean, deviation: string): void {
		if (!same && !this.#isolate.disposed) this.#deviation ??= deviation;
		this.#verify();
	}

	goLive(): void {
		this.#verify();
		this.#calls = undefined;
	}

	#verify(): void {
		if (this.#calls && this.#next < this.#calls.length && !this.#isolate.disposed)
			this.#deviation ??= `only ${this.#next} of ${this.#calls.length} messages`;
		if (this.#deviation !== undefined) throw new SimulatorError("REPLAY_DIVERGED", `A snapshot could not be replayed: ${this.#deviation}.`);
	}
}
