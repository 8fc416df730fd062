import { EventQueue, type ScheduledEvent } from "./event-queue.ts";
import { SimulatorError } from "./simulator-error.ts";
import { toTick } from "./virtual-time.ts";

/** More events than any scenario has at one moment: somebody plans the same event again and again, without time passing. */
const MOST_AT_ONCE = 5_000_000;

/** Virtual time and what is to happen in it. Knows nothing of Lambda. */
export class Simulation {
	#queue = new EventQueue();
	#now: number;
	/** Events so far that were due at the moment that it is. */
	#atOnce = 0;

	/** @param startsAt Negative when something happens before the scenario begins. */
	constructor(startsAt = 0) {
		this.#now = startsAt;
	}

	/** Milliseconds since the scenario began; negative before. */
	get now(): number {
		return this.#now;
	}

	/**
	 * @param at Virtual time in milliseconds, rounded to a hundredth.
	 * @throws {SimulatorError} EVENT_IN_THE_PAST, which is a bug of the simulator.
	 */
	at(at: number, run: () => void, options: { background?: boolean } = {}): ScheduledEvent {
		const due = toTick(at);
		if (!(due >= this.#now)) throw new SimulatorError("EVENT_IN_THE_PAST", `An event is due at ${at}, but it is ${this.#now}.`);
		return this.#queue.schedule(due, run, options.background ?? false);
	}

	cancel(event: ScheduledEvent | undefined): void {
		if (event) this.#queue.cancel(event);
	}

	/**
	 * Lets time pass: jumps from event to event until only background events are left, `until` is reached, or `stopped` says so.
	 * Events due exactly at `until` still happen; later ones stay, for another call.
	 * @throws {SimulatorError} TIME_STANDS_STILL, which is a bug of the simulator.
	 */
	run(until: number, stopped: () => boolean): void {
		while (this.#queue.busy && !stopped()) {
			const event = this.#queue.next(until);
			if (!event) {
				this.#now = until;
				return;
			}
			this.#atOnce = event.at === this.#now ? this.#atOnce + 1 : 0;
			this.#now = event.at;
			if (this.#atOnce > MOST_AT_ONCE)
				throw new SimulatorError("TIME_STANDS_STILL", `More than ${MOST_AT_ONCE} events are due at ${event.at}.`);
			event.run();
		}
	}
}
