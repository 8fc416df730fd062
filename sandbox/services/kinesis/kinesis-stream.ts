import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { StackStream } from "#sandbox/stack/kinesis.ts";
import type { CloudRun } from "../cloud.ts";
import { ShardLog } from "../streams/shard-log.ts";
import type { StreamSource } from "../streams/stream-source.ts";
import { type HashRange, hashRanges, shardOf } from "./hash-range.ts";
import { KinesisRecord } from "./kinesis-record.ts";
import { kinesis } from "./model.ts";
import { WriteLimit } from "./write-limit.ts";

/** What PutRecord answers. */
export type PutResult = { ok: true; shardId: string; sequenceNumber: string } | { ok: false; code: string; message: string };

/** A data stream with its shards. */
export class KinesisStream implements StreamSource {
	readonly kind = "kinesis";
	readonly arn: string;
	readonly id: string;
	readonly shards: readonly ShardLog[];
	readonly retentionMs: number;
	readonly pollIntervalMs = kinesis.pollIntervalMs;
	readonly #run: CloudRun;
	readonly #name: string;
	readonly #ranges: HashRange[];
	readonly #limits: WriteLimit[];

	constructor(run: CloudRun, stream: StackStream) {
		this.#run = run;
		this.arn = stream.arn;
		this.id = stream.id;
		this.#name = stream.name;
		this.retentionMs = stream.retentionHours * 3_600_000;
		const count = stream.onDemand ? kinesis.onDemandShards : stream.shardCount;
		this.#ranges = hashRanges(count);
		this.#limits = this.#ranges.map(() => new WriteLimit());
		this.shards = this.#ranges.map((_, index) => new ShardLog(`shardId-${String(index).padStart(12, "0")}`, this.retentionMs));
	}

	/**
	 * Writes one record. What the shard cannot take is refused; trying again is the producer's business.
	 * @param data Text of its bytes, in UTF-8.
	 */
	put(partitionKey: string, data: string, label?: string): PutResult {
		const { simulation, recorder, scenario, epochMs } = this.#run;
		const at = simulation.now;
		const index = shardOf(partitionKey, this.#ranges);
		const shard = this.shards[index] as ShardLog;
		const of = { stream: this.id, shard: shard.id };
		const bytes = Buffer.byteLength(data);
		const refused = this.#refusal(index, bytes, bytes + Buffer.byteLength(partitionKey));
		if (refused) {
			recorder.record({
				at,
				kind: "stream.recordRefused",
				...of,
				key: partitionKey,
				bytes,
				code: refused.code,
				...(label === undefined ? {} : { label }),
			});
			return refused;
		}
		const sequenceNumber = this.#sequenceNumber(index, shard.end);
		recorder.record({
			at,
			kind: "stream.recordWritten",
			source: "kinesis",
			...of,
			sequenceNumber,
			key: partitionKey,
			bytes,
			...(label === undefined ? {} : { label }),
			data,
		});
		const place = { streamArn: this.arn, region: scenario.region, shardId: shard.id, epochMs };
		shard.append(new KinesisRecord(place, sequenceNumber, partitionKey, data, at));
		return { ok: true, shardId: shard.id, sequenceNumber };
	}

	#refusal(index: number, dataBytes: number, bytes: number): Extract<PutResult, { ok: false }> | undefined {
		if (dataBytes > kinesis.maximumRecordBytes) {
			const message = `Record of ${dataBytes} bytes is larger than the maximum of ${kinesis.maximumRecordBytes} bytes.`;
			return { ok: false, code: "ValidationException", message };
		}
		if ((this.#limits[index] as WriteLimit).take(this.#run.simulation.now, bytes)) return undefined;
		const { id } = this.shards[index] as ShardLog;
		const message = `Rate exceeded for shard ${id} in stream ${this.#name} under account ${ACCOUNT}.`;
		return { ok: false, code: "ProvisionedThroughputExceededException", message };
	}

	/** 56 digits that rise within a shard, as those of the service do: time, then count, then shard. */
	#sequenceNumber(index: number, count: number): string {
		const time = Math.floor(this.#run.epochMs + this.#run.simulation.now);
		return `496${String(time).padStart(14, "0")}${String(count).padStart(27, "0")}${String(index).padStart(12, "0")}`;
	}
}
