import { RandomStream } from "#sandbox/kernel/random.ts";
import type { KeyAttribute, StackIndex, StackTable } from "#sandbox/stack/dynamodb.ts";
import type { CloudRun } from "../cloud.ts";
import { canonical, type Item, valueBytes } from "./attribute-value.ts";
import { Capacity } from "./capacity.ts";
import { ItemCollections } from "./item-collections.ts";
import { dynamodbCapacity, dynamodbStreams } from "./model.ts";
import { TableStream } from "./table-stream.ts";
import { TimeToLive } from "./time-to-live.ts";

/** The key of an item: its attributes, and their text, which only equal keys share. */
export type ItemKey = { readonly id: string; readonly partition: string; readonly attributes: Item };

/** A secondary index, and what it keeps. */
export type TableIndex = { readonly config: StackIndex; readonly global: boolean; readonly collections: ItemCollections };

export type ChangeOrigin = { by?: "timeToLive"; label?: string | undefined };

/** The items of one table and its indexes; what requests may ask for is checked around it. */
export class Table {
	readonly config: StackTable;
	readonly stream: TableStream | undefined;
	readonly capacity: Capacity;
	readonly collections: ItemCollections;
	readonly indexes: ReadonlyMap<string, TableIndex>;
	/** Ids of the items that a transaction holds. */
	readonly held = new Set<string>();
	readonly #run: CloudRun;
	readonly #items = new Map<string, Item>();
	readonly #timeToLive: TimeToLive | undefined;
	readonly #replicas: RandomStream;
	/** What items were, for as long as one replica is behind. In order of time. */
	readonly #earlier = new Map<string, { item: Item | undefined; until: number }>();

	constructor(run: CloudRun, config: StackTable) {
		this.#run = run;
		this.config = config;
		const partitions = partitionsOf(config);
		this.stream = config.stream && new TableStream(run, config, config.stream, partitions);
		this.capacity = new Capacity(config, partitions);
		this.collections = new ItemCollections(config);
		const index = (global: boolean) => (one: StackIndex) =>
			[one.name, { config: one, global, collections: new ItemCollections(one) }] as const;
		this.indexes = new Map([...config.globalIndexes.map(index(true)), ...config.localIndexes.map(index(false))]);
		this.#replicas = new RandomStream(run.scenario.seed, `replicas of ${config.id}`);
		const { timeToLiveAttribute } = config;
		if (timeToLiveAttribute !== undefined) this.#timeToLive = new TimeToLive(run, timeToLiveAttribute, (key) => this.#expire(key));
	}

	/** Attributes of the key, the partition key first. */
	get keyAttributes(): readonly KeyAttribute[] {
		const { partitionKey, sortKey } = this.config;
		return sortKey ? [partitionKey, sortKey] : [partitionKey];
	}

	/** The key of an item. @returns A text for ValidationException when it has none, or one that the table does not take. */
	keyIn(item: Item): ItemKey | string {
		for (const { name, type } of this.keyAttributes) {
			const value = Object.hasOwn(item, name) ? item[name] : undefined;
			if (!value) return `One or more parameter values were invalid: Missing the key ${name} in the item`;
			if (!(type in value))
				return `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${Object.keys(value)[0] ?? ""}`;
		}
		return this.#key(item);
	}

	/** The key that a request names by itself. @returns A text for ValidationException when it is not exactly the table's. */
	keyOf(key: Item): ItemKey | string {
		const exact =
			Object.keys(key).length === this.keyAttributes.length && this.keyAttributes.every(({ name, type }) => key[name] && type in key[name]);
		return exact ? this.#key(key) : "The provided key element does not match the schema";
	}

	#key(item: Item): ItemKey | string {
		const attributes = Object.fromEntries(this.keyAttributes.map(({ name }) => [name, item[name] as Item[string]]));
		for (const [index, { name }] of this.keyAttributes.entries()) {
			const bytes = valueBytes(attributes[name] as Item[string]);
			if (bytes === 0)
				return `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`;
			const most = index === 0 ? dynamodbCapacity.mostPartitionKeyBytes : dynamodbCapacity.mostSortKeyBytes;
			if (bytes > most)
				return `One or more parameter values were invalid: Size of ${index === 0 ? "hash" : "range"}key has exceeded the maximum size limit of ${most} bytes`;
		}
		return {
			id: canonical({ M: attributes }),
			partition: canonical(attributes[this.config.partitionKey.name] as Item[string]),
			attributes,
		};
	}

	/** The item as it is now: what a strongly consistent read sees. */
	current(id: string): Item | undefined {
		return this.#items.get(id);
	}

	/** What a read sees: an eventually consistent one may come to the replica that is behind (L340). */
	seen(id: string, consistent: boolean): Item | undefined {
		const earlier = consistent ? undefined : this.#earlier.get(id);
		if (!earlier || earlier.until <= this.#run.simulation.now) return this.#items.get(id);
		return this.#replicas.between(0, 1) < dynamodbCapacity.staleShare ? earlier.item : this.#items.get(id);
	}

	/** Puts an item in place of the one with its key, or takes that out. */
	change({ id, attributes }: ItemKey, after: Item | undefined, { by, label }: ChangeOrigin = {}): void {
		const before = this.#items.get(id);
		if (!before && !after) return;
		const { simulation, recorder } = this.#run;
		if (after) this.#items.set(id, after);
		else this.#items.delete(id);
		this.collections.replace(id, before, after);
		recorder.record({
			at: simulation.now,
			kind: "table.itemChanged",
			table: this.config.id,
			key: JSON.stringify(attributes),
			...(after ? { item: JSON.stringify(after) } : {}),
			...(by ? { by } : {}),
		});
		this.#remember(id, before);
		for (const { global, collections } of this.indexes.values()) {
			const follow = () => collections.replace(id, before, after);
			// Nobody can look at an index when nothing else is going to happen.
			if (global) simulation.at(simulation.now + dynamodbCapacity.indexLagMs, follow, { background: true });
			else follow();
		}
		this.stream?.append({ keys: attributes, before, after, ...(by ? { by } : {}) }, label);
		if (after) this.#timeToLive?.watch(id, after);
	}

	#remember(id: string, item: Item | undefined): void {
		const { now } = this.#run.simulation;
		for (const [known, { until }] of this.#earlier) {
			if (until > now) break;
			this.#earlier.delete(known);
		}
		this.#earlier.delete(id);
		this.#earlier.set(id, { item, until: now + dynamodbCapacity.replicaLagMs });
	}

	#expire(id: string): void {
		const item = this.#items.get(id);
		const expiry = item && this.#timeToLive?.expiryOf(item);
		const key = item && this.keyIn(item);
		// It may have been deleted, or written again with a later time.
		if (expiry === undefined || !key || typeof key === "string" || expiry > this.#run.simulation.now) return;
		this.change(key, undefined, { by: "timeToLive" });
	}
}

/** How many partitions a new table has; each has a shard of the stream. */
function partitionsOf({ billing }: StackTable): number {
	const { onDemandPartitions, partitionReadUnits, partitionWriteUnits } = dynamodbStreams;
	if (billing.mode === "PAY_PER_REQUEST") return onDemandPartitions;
	return Math.max(1, Math.ceil(billing.readUnits / partitionReadUnits + billing.writeUnits / partitionWriteUnits));
}
