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

/** Figures of reads and writes that the simulation rests on. */
export const dynamodbCapacity = {
	/** What a new on-demand table takes in a second (L342). That it grows with its use is not simulated: runs are short. */
	onDemandReadUnits: 12_000,
	onDemandWriteUnits: 4_000,
	/** For so long a provisioned table keeps what was not used (L341). */
	burstSeconds: 300,
	/** Of an item with its names (L338). */
	mostItemBytes: 409_600,
	mostPartitionKeyBytes: 2_048,
	mostSortKeyBytes: 1_024,
	/** Of one page of Query and Scan (L349). */
	pageBytes: 1_048_576,
	/**
	 * How long a write takes to reach all replicas, and global indexes. AWS says "usually within a second or less"; our choice.
	 * One of three replicas is behind until then, so a third of eventually consistent reads is.
	 */
	replicaLagMs: 20,
	staleShare: 1 / 3,
	indexLagMs: 30,
	/** How long a transaction holds its items. AWS publishes no figure. */
	transactionMs: 6,
	/** How long a client request token is known (L345). */
	tokenMs: 600_000,
} as const;
