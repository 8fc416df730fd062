/** A binary heap. What has become stale stays in it until it comes to the top, or until `compact`. */
export class Heap<T> {
	#items: T[] = [];
	#before: (a: T, b: T) => boolean;

	/** @param before Whether `a` comes out before `b`. */
	constructor(before: (a: T, b: T) => boolean) {
		this.#before = before;
	}

	get size(): number {
		return this.#items.length;
	}

	peek(): T | undefined {
		return this.#items[0];
	}

	push(item: T): void {
		this.#items.push(item);
		this.#up(this.#items.length - 1);
	}

	pop(): T | undefined {
		const items = this.#items;
		const top = items[0];
		const last = items.pop();
		if (items.length > 0 && last !== undefined) {
			items[0] = last;
			this.#down(0);
		}
		return top;
	}

	/** Takes out what is stale, once that is more than half of it: so a heap never outgrows what is live by more than twice. */
	compact(live: number, isLive: (item: T) => boolean): void {
		if (this.#items.length < 64 || this.#items.length < live * 2) return;
		this.#items = this.#items.filter(isLive);
		for (let i = (this.#items.length >> 1) - 1; i >= 0; i--) this.#down(i);
	}

	#up(index: number): void {
		const items = this.#items;
		const item = items[index] as T;
		for (let i = index; ; ) {
			const parent = (i - 1) >> 1;
			const above = items[parent];
			if (i === 0 || above === undefined || !this.#before(item, above)) {
				items[i] = item;
				return;
			}
			items[i] = above;
			i = parent;
		}
	}

	#down(index: number): void {
		const items = this.#items;
		const item = items[index] as T;
		for (let i = index; ; ) {
			let child = i * 2 + 1;
			if (child + 1 < items.length && this.#before(items[child + 1] as T, items[child] as T)) child++;
			if (child >= items.length || !this.#before(items[child] as T, item)) {
				items[i] = item;
				return;
			}
			items[i] = items[child] as T;
			i = child;
		}
	}
}
