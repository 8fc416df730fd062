import { createHash } from "node:crypto";

const KEYS = 2n ** 128n;

/** Hash key range of a shard, both ends included. */
export type HashRange = { start: bigint; end: bigint };

/** The whole space of 128-bit hash keys, evenly divided as CreateStream does it. */
export function hashRanges(shards: number): HashRange[] {
	const at = (index: number) => (KEYS * BigInt(index)) / BigInt(shards);
	return Array.from({ length: shards }, (_, index) => ({ start: at(index), end: at(index + 1) - 1n }));
}

/**
 * The shard that a partition key belongs to: MD5 of the key, read as a number, lies in its range.
 * @returns Index into `ranges`.
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
 */
export function shardOf(partitionKey: string, ranges: readonly HashRange[]): number {
	const hash = BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);
	let low = 0;
	let high = ranges.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ranges[middle] as HashRange).end < hash) low = middle + 1;
		else high = middle;
	}
	return low;
}
