/** An event in virtual time. Events due at the same time happen in the order in which they were scheduled. */
export type ScheduledEvent = {
	readonly at: number;
	readonly sequence: number;
	/** A background event happens only while something else is still to come: it does not keep the simulation going. */
	readonly background: boolean;
	run: (() => void) | null;
};

/** A binary heap of events, ordered by due time, then by sequence. */
export class EventQueue {
	#heap: ScheduledEvent[] = [];
	#sequence = 0;
	#foreground = 0;

	/**
	 * @param at Virtual time in milliseconds; may be the present, but not the past (the clock checks).
	 * @returns A handle for `cancel`.
	 */
	schedule(at: number, run: () => void, background = false): ScheduledEvent {
		const event: ScheduledEvent = { at, sequence: this.#sequence++, background, run };
		if (!background) this.#foreground++;
		this.#up(event);
		return event;
	}

	/** Takes an event out. Cancelling twice, or after it ran, does nothing. */
	cancel(event: ScheduledEvent): void {
		if (!event.run) return;
		event.run = null; // Left in the heap and skipped later: cheaper than searching for it.
		if (!event.background) this.#foreground--;
	}

	/** Whether anything but background events is left. */
	get busy(): boolean {
		return this.#foreground > 0;
	}

	/** The earliest event that was not cancelled, taken out of the queue. */
	next(): { at: number; run: () => void } | undefined {
		for (let top = this.#pop(); top; top = this.#pop()) {
			const { run } = top;
			if (!run) continue;
			top.run = null;
			if (!top.background) this.#foreground--;
			return { at: top.at, run };
		}
		return undefined;
	}

	#up(event: ScheduledEvent): void {
		const heap = this.#heap;
		let index = heap.length;
		heap.push(event);
		while (index > 0) {
			const parent = (index - 1) >> 1;
			const above = heap[parent] as ScheduledEvent;
			if (before(above, event)) break;
			heap[index] = above;
			index = parent;
		}
		heap[index] = event;
	}

	#pop(): ScheduledEvent | undefined {
		const heap = this.#heap;
		const top = heap[0];
		const last = heap.pop();
		if (!top || !last || top === last) return top;
		let index = 0;
		for (;;) {
			let child = index * 2 + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && before(heap[child + 1] as ScheduledEvent, heap[child] as ScheduledEvent)) child++;
			const below = heap[child] as ScheduledEvent;
			if (before(last, below)) break;
			heap[index] = below;
			index = child;
		}
		heap[index] = last;
		return top;
	}
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
	return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
