/** Figures of DynamoDB Streams and Time to Live that the simulation rests on (L199, L203). */
export const dynamodbStreams = {
	/** A stream keeps its records for 24 hours. */
	retentionMs: 24 * 3_600_000,
	/** Lambda polls each shard four times a second. */
	pollIntervalMs: 250,
	/**
	 * Partitions of a new on-demand table, which takes 4,000 write units, at 1,000 each.
	 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
	 */
	onDemandPartitions: 4,
	/** What one partition gives at most. */
	partitionReadUnits: 3_000,
	partitionWriteUnits: 1_000,
	/**
	 * How often expired items are looked for. Our choice: AWS deletes them "within a few days", and a scenario lasts hours.
	 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
	 */
	timeToLiveSweepMs: 60_000,
	/** An item that expired longer ago than this, five years, is not deleted: a mistaken unit is the likely reason. */
	timeToLiveOldestMs: 5 * 365 * 24 * 3_600_000,
} as const;
