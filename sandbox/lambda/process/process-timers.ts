import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { Simulation } from "#sandbox/kernel/simulation.ts";
import type { GuestMessage } from "./guest-messages.ts";

type Timer = { id: number; dueAt: number; everyMs: number | null; delayMs: number; ref: boolean; event: ScheduledEvent | undefined };

/** A timer as a snapshot has it: with the time that is left, since the monotonic clock stands still until the restore. */
export type TimerState = Pick<Timer, "id" | "everyMs" | "delayMs" | "ref"> & { leftMs: number };

/** The timers of one runtime process. All times are virtual milliseconds. */
export class ProcessTimers {
	#simulation: Simulation;
	#deliver: (id: number) => void;
	#timers = new Map<number, Timer>();

	/** @param deliver Called when a timer is due; it fires once the event loop comes to it. */
	constructor(simulation: Simulation, deliver: (id: number) => void) {
		this.#simulation = simulation;
		this.#deliver = deliver;
	}

	/** Whether one of them keeps the event loop alive. */
	get anyReferenced(): boolean {
		for (const timer of this.#timers.values()) if (timer.ref) return true;
		return false;
	}

	/** @param at When learner code asks for it. A delay of 0 is due in the next iteration of the loop. */
	arm({ id, delayMs, repeat }: GuestMessage<"timer">, at: number): void {
		this.disarm(id);
		const timer: Timer = { id, dueAt: at + delayMs, everyMs: repeat ? delayMs : null, delayMs, ref: true, event: undefined };
		this.#timers.set(id, timer);
		if (delayMs === 0) this.#deliver(id);
		else this.#schedule(timer);
	}

	disarm(id: number): void {
		this.#simulation.cancel(this.#timers.get(id)?.event);
		this.#timers.delete(id);
	}

	setReferenced(id: number, ref: boolean): void {
		const timer = this.#timers.get(id);
		if (timer) timer.ref = ref;
	}

	/** Begins the delay anew, as `timeout.refresh()`. */
	refresh(id: number, at: number): void {
		const timer = this.#timers.get(id);
		if (timer) this.arm({ id, delayMs: timer.delayMs, repeat: timer.everyMs !== null }, at);
	}

	/** Takes a due timer out, or plans the next round of an interval. @returns false when it was cleared after it came due. */
	fire(id: number, now: number): boolean {
		const timer = this.#timers.get(id);
		if (!timer) return false;
		if (timer.everyMs === null) this.#timers.delete(id);
		else {
			timer.dueAt = now + timer.everyMs;
			this.#schedule(timer);
		}
		return true;
	}

	/** Nothing comes due until `thaw` (L14). */
	freeze(): void {
		for (const timer of this.#timers.values()) {
			this.#simulation.cancel(timer.event);
			timer.event = undefined;
		}
	}

	/** Goes on with those that are due later. @returns Ids of the others, in the order in which they came due (L100). */
	thaw(now: number): number[] {
		const overdue: number[] = [];
		for (const timer of [...this.#timers.values()].sort((a, b) => a.dueAt - b.dueAt || a.id - b.id)) {
			this.#simulation.cancel(timer.event);
			timer.event = undefined;
			if (timer.dueAt > now) this.#schedule(timer);
			else overdue.push(timer.id);
		}
		return overdue;
	}

	snapshot(): TimerState[] {
		const { now } = this.#simulation;
		return [...this.#timers.values()].map(({ id, everyMs, delayMs, ref, dueAt }) => ({ id, everyMs, delayMs, ref, leftMs: dueAt - now }));
	}

	/** Takes timers over; they are frozen until `thaw`. */
	restore(timers: readonly TimerState[]): void {
		const { now } = this.#simulation;
		for (const { leftMs, ...timer } of timers) this.#timers.set(timer.id, { ...timer, dueAt: now + leftMs, event: undefined });
	}

	/** The process is gone. */
	clear(): void {
		this.freeze();
		this.#timers.clear();
	}

	#schedule(timer: Timer): void {
		timer.event = this.#simulation.at(timer.dueAt, () => {
			timer.event = undefined;
			this.#deliver(timer.id);
		});
	}
}
