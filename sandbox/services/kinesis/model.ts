/**
 * Figures of Kinesis Data Streams that the simulation rests on (L199, L213).
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const kinesis = {
	/** What one shard takes in each second, partition keys included. */
	shardRecordsPerSecond: 1_000,
	shardBytesPerSecond: 1_048_576,
	/** Largest record, its data alone. Streams can be set to take up to 10 MiB; ours keep the default. */
	maximumRecordBytes: 1_048_576,
	/** Shards of an on-demand stream when it is created. It is not split further in a simulation: minutes of more load would do that. */
	onDemandShards: 4,
	/** Lambda polls each shard once a second. */
	pollIntervalMs: 1_000,
} as const;
