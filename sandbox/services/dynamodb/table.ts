import type { StackTable } from "#sandbox/stack/dynamodb.ts";
import type { CloudRun } from "../cloud.ts";
import { canonical, type Item } from "./attribute-value.ts";
import { dynamodbStreams } from "./model.ts";
import { TableStream } from "./table-stream.ts";
import { TimeToLive } from "./time-to-live.ts";

/** What PutItem and DeleteItem answer. */
export type WriteResult = { ok: true } | { ok: false; code: string; message: string };

const missingKey: WriteResult = {
	ok: false,
	code: "ValidationException",
	message: "One or more parameter values were invalid: Missing the key of the table, or a key of another type, in the item",
};

/** A table of whole items, which it puts and deletes by their keys. */
export class Table {
	readonly stream: TableStream | undefined;
	readonly #run: CloudRun;
	readonly #table: StackTable;
	readonly #items = new Map<string, Item>();
	readonly #timeToLive: TimeToLive | undefined;

	constructor(run: CloudRun, table: StackTable) {
		this.#run = run;
		this.#table = table;
		this.stream = table.stream && new TableStream(run, table, table.stream, partitionsOf(table));
		const { timeToLiveAttribute } = table;
		if (timeToLiveAttribute !== undefined) this.#timeToLive = new TimeToLive(run, timeToLiveAttribute, (key) => this.#expire(key));
	}

	/** Puts a whole item, in place of one with the same key. */
	put(item: Item, label?: string): WriteResult {
		const keys = this.#keysOf(item);
		if (!keys) return missingKey;
		const key = canonical({ M: { ...keys } });
		const before = this.#items.get(key);
		this.#items.set(key, item);
		this.stream?.append({ keys, before, after: item }, label);
		this.#timeToLive?.watch(key, item);
		return { ok: true };
	}

	/** Deletes the item with the key that an object has; other attributes in it do not matter. No such item: nothing happens. */
	delete(of: Item, label?: string): WriteResult {
		const keys = this.#keysOf(of);
		if (!keys) return missingKey;
		const key = canonical({ M: { ...keys } });
		const before = this.#items.get(key);
		this.#items.delete(key);
		this.stream?.append({ keys, before, after: undefined }, label);
		return { ok: true };
	}

	#expire(key: string): void {
		const before = this.#items.get(key);
		const expiry = before && this.#timeToLive?.expiryOf(before);
		const keys = before && this.#keysOf(before);
		// It may have been deleted, or written again with a later time.
		if (expiry === undefined || !keys || expiry > this.#run.simulation.now) return;
		this.#items.delete(key);
		this.stream?.append({ keys, before, after: undefined, by: "timeToLive" });
	}

	#keysOf(item: Item): Item | undefined {
		const keys: Record<string, Item[string]> = {};
		for (const attribute of [this.#table.partitionKey, this.#table.sortKey]) {
			if (!attribute) continue;
			const value = Object.hasOwn(item, attribute.name) ? item[attribute.name] : undefined;
			if (!value || !(attribute.type in value)) return undefined;
			keys[attribute.name] = value;
		}
		return keys;
	}
}

/** How many partitions a new table has; each has a shard of the stream. */
function partitionsOf({ billing }: StackTable): number {
	const { onDemandPartitions, partitionReadUnits, partitionWriteUnits } = dynamodbStreams;
	if (billing.mode === "PAY_PER_REQUEST") return onDemandPartitions;
	return Math.max(1, Math.ceil(billing.readUnits / partitionReadUnits + billing.writeUnits / partitionWriteUnits));
}
