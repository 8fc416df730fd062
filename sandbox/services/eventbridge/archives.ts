import type { Envelope } from "./envelope.ts";

/** Events that buses took, in the order of time, for those buses that are to be replayed. */
export class Archives {
	#events = new Map<string, { at: number; envelope: Envelope }[]>();

	/** From now on, what this bus takes is kept. */
	keep(bus: string): void {
		if (!this.#events.has(bus)) this.#events.set(bus, []);
	}

	/** @param at Virtual time in milliseconds. */
	add(bus: string, at: number, envelope: Envelope): void {
		this.#events.get(bus)?.push({ at, envelope });
	}

	/** @returns Those taken at `fromMs` or later, and before `toMs`. */
	between(bus: string, fromMs: number, toMs: number): Envelope[] {
		return (this.#events.get(bus) ?? []).filter(({ at }) => at >= fromMs && at < toMs).map(({ envelope }) => envelope);
	}
}
