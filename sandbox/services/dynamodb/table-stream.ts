import { RandomStream } from "#sandbox/kernel/random.ts";
import type { StackTable } from "#sandbox/stack/dynamodb.ts";
import type { CloudRun } from "../cloud.ts";
import { ShardLog } from "../streams/shard-log.ts";
import type { StreamSource } from "../streams/stream-source.ts";
import { textHash } from "../streams/stream-source.ts";
import { canonical, type Item, itemBytes, sameItem } from "./attribute-value.ts";
import { dynamodbStreams } from "./model.ts";
import { type ChangeName, TableRecord } from "./table-record.ts";

/** One item of a table has changed. */
export type Change = {
	/** Partition key and, if the table has one, sort key. */
	keys: Item;
	/** The whole item before; absent when there was none. */
	before: Item | undefined;
	/** The whole item after; absent when it was deleted. */
	after: Item | undefined;
	/** Who changed it; absent for a caller of the API. */
	by?: "timeToLive";
};

type View = NonNullable<StackTable["stream"]>["view"];

/**
 * The stream of a table. Any store can feed it: it is told of changes, and knows nothing of how they came about.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export class TableStream implements StreamSource {
	readonly kind = "dynamodb";
	readonly arn: string;
	readonly id: string;
	readonly shards: readonly ShardLog[];
	readonly retentionMs = dynamodbStreams.retentionMs;
	readonly pollIntervalMs = dynamodbStreams.pollIntervalMs;
	readonly #run: CloudRun;
	readonly #view: View;
	readonly #partitionKey: string;
	readonly #ids: RandomStream;
	#changes = 0;

	/** @param partitions Of the table: each has a shard. */
	constructor(run: CloudRun, table: StackTable, stream: { arn: string; view: View }, partitions: number) {
		this.#run = run;
		this.arn = stream.arn;
		this.id = table.id;
		this.#view = stream.view;
		this.#partitionKey = table.partitionKey.name;
		this.#ids = new RandomStream(run.scenario.seed, `stream of ${table.id}`);
		const born = String(run.epochMs).padStart(20, "0");
		this.shards = Array.from({ length: partitions }, () => new ShardLog(`shardId-${born}-${this.#ids.hex(8)}`, this.retentionMs));
	}

	/**
	 * Writes what happened to an item. A write that leaves the item as it was writes nothing, and neither does deleting what is not there.
	 * @returns The sequence number, if a record was written.
	 */
	append({ keys, before, after, by }: Change, label?: string): string | undefined {
		if (before && after ? sameItem(before, after) : !before && !after) return undefined;
		const { simulation, recorder, scenario, epochMs } = this.#run;
		const at = simulation.now;
		const eventName: ChangeName = before ? (after ? "MODIFY" : "REMOVE") : "INSERT";
		const hashed = textHash(canonical(keys[this.#partitionKey] ?? { NULL: true }));
		const shard = this.shards[hashed % this.shards.length] as ShardLog;
		const sequenceNumber = String(100_000_000_000_000_000_000n + BigInt(++this.#changes) * 100n);
		const showsNew = this.#view === "NEW_IMAGE" || this.#view === "NEW_AND_OLD_IMAGES";
		const showsOld = this.#view === "OLD_IMAGE" || this.#view === "NEW_AND_OLD_IMAGES";
		const images = { ...(showsNew && after ? { NewImage: after } : {}), ...(showsOld && before ? { OldImage: before } : {}) };
		const bytes = itemBytes(keys) + Object.values(images).reduce((sum, image) => sum + itemBytes(image), 0);
		const key = JSON.stringify(keys);
		recorder.record({
			at,
			kind: "stream.recordWritten",
			source: "dynamodb",
			stream: this.id,
			shard: shard.id,
			sequenceNumber,
			key,
			bytes,
			...(label === undefined ? {} : { label }),
			change: eventName,
			...(by ? { by } : {}),
		});
		shard.append(
			new TableRecord({
				eventID: this.#ids.hex(32),
				eventName,
				region: scenario.region,
				streamArn: this.arn,
				createdAtSeconds: Math.floor((epochMs + at) / 1_000),
				keys,
				images,
				sequenceNumber,
				bytes,
				view: this.#view,
				expired: by === "timeToLive",
				arrivedAt: at,
				orderHash: textHash(key),
			}),
		);
		return sequenceNumber;
	}
}
