/** An event in virtual time. Events due at the same time happen in the order in which they were scheduled. */
export type ScheduledEvent = {
	readonly at: number;
	readonly sequence: number;
	/** A background event happens only while something else is still to come: it does not keep the simulation going. */
	readonly background: boolean;
	run: (() => void) | null;
};

/**
 * Events ordered by due time, then by sequence. Background events lie apart: nearly all of them never come to happen, and the others would
 * be moved around between them.
 */
export class EventQueue {
	#foreground = new EventHeap();
	#background = new EventHeap();
	#sequence = 0;

	/**
	 * @param at Virtual time in milliseconds; may be the present, but not the past (the clock checks).
	 * @returns A handle for `cancel`.
	 */
	schedule(at: number, run: () => void, background = false): ScheduledEvent {
		const event: ScheduledEvent = { at, sequence: this.#sequence++, background, run };
		this.#heapOf(event).add(event);
		return event;
	}

	/** Takes an event out. Cancelling twice, or after it ran, does nothing. */
	cancel(event: ScheduledEvent): void {
		if (event.run) this.#heapOf(event).cancel(event);
	}

	/** Whether anything but background events is left. */
	get busy(): boolean {
		return this.#foreground.first !== undefined;
	}

	/** The earliest event that was not cancelled, taken out of the queue; undefined, and left where it is, when it is due after `until`. */
	next(until = Number.POSITIVE_INFINITY): { at: number; run: () => void } | undefined {
		const foreground = this.#foreground.first;
		const background = this.#background.first;
		const ofBackground = background !== undefined && (!foreground || before(background, foreground));
		if (((ofBackground ? background : foreground)?.at ?? until) > until) return undefined;
		return (ofBackground ? this.#background : this.#foreground).take();
	}

	#heapOf({ background }: ScheduledEvent): EventHeap {
		return background ? this.#background : this.#foreground;
	}
}

/** A heap is cleared of what was cancelled once that is more than this, and more than the rest. */
const MOST_CANCELLED = 64;

/** A binary heap of events. */
class EventHeap {
	#heap: ScheduledEvent[] = [];
	/** How many of them were cancelled: left in the heap, since searching for one would take longer. */
	#cancelled = 0;

	/** The earliest that was not cancelled. */
	get first(): ScheduledEvent | undefined {
		for (let top = this.#heap[0]; top; top = this.#heap[0]) {
			if (top.run) return top;
			this.#pop();
			this.#cancelled--;
		}
		return undefined;
	}

	/** The same, taken out. */
	take(): { at: number; run: () => void } | undefined {
		const top = this.first;
		if (!top) return undefined;
		this.#pop();
		const { at, run } = top as { at: number; run: () => void };
		top.run = null;
		return { at, run };
	}

	add(event: ScheduledEvent): void {
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

	cancel(event: ScheduledEvent): void {
		event.run = null;
		this.#cancelled++;
		if (this.#cancelled <= MOST_CANCELLED || this.#cancelled * 2 <= this.#heap.length) return;
		// In order, it is a heap.
		this.#heap = this.#heap.filter(({ run }) => run !== null).sort((a, b) => (before(a, b) ? -1 : 1));
		this.#cancelled = 0;
	}

	#pop(): void {
		const heap = this.#heap;
		const last = heap.pop();
		if (!last || heap.length === 0) return;
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
	}
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
	return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
