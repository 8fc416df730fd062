import type { ScheduledEvent } from "#sandbox/kernel/event-queue.ts";
import type { Simulation } from "#sandbox/kernel/simulation.ts";

/** One event of a queue, due at its earliest moment: however many messages wait, the simulation has one event for them. */
export class QueueTimer {
	#simulation: Simulation;
	#run: () => void;
	#event: ScheduledEvent | undefined;
	#background = false;

	constructor(simulation: Simulation, run: () => void) {
		this.#simulation = simulation;
		this.#run = run;
	}

	/** Brings the event forward to `at` if it is later, or there is none. An event that comes too early finds nothing to do and is set anew. */
	set(at: number, background: boolean): void {
		if (this.#event && this.#event.at <= at && this.#background === background) return;
		this.clear();
		this.#background = background;
		this.#event = this.#simulation.at(
			at,
			() => {
				this.#event = undefined;
				this.#run();
			},
			{ background },
		);
	}

	clear(): void {
		this.#simulation.cancel(this.#event);
		this.#event = undefined;
	}
}
