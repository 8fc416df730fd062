import type { Json } from "#sandbox/json-value.ts";
import type { ShardLog } from "./shard-log.ts";

/** A record of a stream, whichever service keeps it. */
export type StreamRecord = {
	readonly sequenceNumber: string;
	/** Virtual time in milliseconds. */
	readonly arrivedAt: number;
	/** Hash of what keeps records in order: the partition key, or the key of the item. 32 bits, not negative. */
	readonly orderHash: number;
	/** JSON text of the record as it stands in `Records` of the event. @param roleArn The function's execution role. */
	render(roleArn: string): string;
	/** What filters of a mapping look at (L179). */
	filterView(): Json;
};

/** A stream as readers see it. */
export type StreamSource = {
	readonly kind: "kinesis" | "dynamodb";
	/** ARN that mappings name. */
	readonly arn: string;
	/** Logical id of the stream, or of the table that has it. */
	readonly id: string;
	readonly shards: readonly ShardLog[];
	readonly retentionMs: number;
	/** How often Lambda polls each shard for records (L199). */
	readonly pollIntervalMs: number;
};

/** A 32-bit hash of a text (FNV-1a), for lanes and partitions where AWS does not say which hash it takes. */
export function textHash(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	// The low bits of FNV-1a depend on few of the text's; mixing spreads keys such as k1, k2, k3 over lanes.
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return (hash ^ (hash >>> 13)) >>> 0;
}
