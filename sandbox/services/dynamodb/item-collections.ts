import type { KeyAttribute } from "#sandbox/stack/dynamodb.ts";
import { type AttributeValue, canonical, compareValues, type Item } from "./attribute-value.ts";

/** An item as a table or an index keeps it: `id` is the text of the table's own key, by which entries with equal sort keys differ. */
export type Entry = { readonly id: string; readonly item: Item };

type Keys = { readonly partitionKey: KeyAttribute; readonly sortKey: KeyAttribute | undefined };

/** Items by partition key, those of one partition key in the order of their sort key: what a table and each of its indexes keep. */
export class ItemCollections {
	readonly keys: Keys;
	#collections = new Map<string, Entry[]>();

	constructor(keys: Keys) {
		this.keys = keys;
	}

	/** Whether an item has the keys, in their types. Items without them are not in an index. */
	holds(item: Item): boolean {
		return (
			this.#keyOf(item, this.keys.partitionKey) !== undefined && (!this.keys.sortKey || this.#keyOf(item, this.keys.sortKey) !== undefined)
		);
	}

	/** Takes out what an item was, and puts in what it is. */
	replace(id: string, before: Item | undefined, after: Item | undefined): void {
		if (before && this.holds(before)) this.#remove(id, before);
		if (after && this.holds(after)) this.#add({ id, item: after });
	}

	/** Items with a partition key, in order. */
	of(partitionKey: AttributeValue): readonly Entry[] {
		return this.#collections.get(canonical(partitionKey)) ?? [];
	}

	/** All items, in the order of a scan: by a hash of the partition key, then by sort key. */
	*all(): IterableIterator<Entry> {
		const texts = [...this.#collections.keys()].sort((a, b) => scanOrder(a) - scanOrder(b) || (a < b ? -1 : 1));
		for (const text of texts) yield* this.#collections.get(text) ?? [];
	}

	#keyOf(item: Item, { name, type }: KeyAttribute): AttributeValue | undefined {
		const value = Object.hasOwn(item, name) ? item[name] : undefined;
		return value && type in value ? value : undefined;
	}

	#collectionOf(item: Item): string {
		return canonical(item[this.keys.partitionKey.name] as AttributeValue);
	}

	#remove(id: string, item: Item): void {
		const text = this.#collectionOf(item);
		const collection = this.#collections.get(text);
		const index = collection?.findIndex((entry) => entry.id === id) ?? -1;
		if (!collection || index === -1) return;
		collection.splice(index, 1);
		if (collection.length === 0) this.#collections.delete(text);
	}

	#add(entry: Entry): void {
		const text = this.#collectionOf(entry.item);
		const collection = this.#collections.get(text);
		if (collection) collection.splice(this.#placeOf(entry, collection), 0, entry);
		else this.#collections.set(text, [entry]);
	}

	/** Where an entry belongs, found by halving. */
	#placeOf(entry: Entry, collection: readonly Entry[]): number {
		let [low, high] = [0, collection.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.order(collection[middle] as Entry, entry) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Order of two entries with the same partition key. */
	order(a: Entry, b: Entry): number {
		const { sortKey } = this.keys;
		const [first, second] = sortKey ? [a.item[sortKey.name], b.item[sortKey.name]] : [];
		const order = first && second ? (compareValues(first, second) ?? 0) : 0;
		return order !== 0 ? order : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
	}
}

/** A 32-bit hash (FNV-1a): scans give partitions in no order that means anything. */
export function scanOrder(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}
