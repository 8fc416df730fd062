import { TokenBucket } from "#sandbox/kernel/token-bucket.ts";
import type { StackTable } from "#sandbox/stack/dynamodb.ts";
import { failed } from "../wire/operation.ts";
import { scanOrder } from "./item-collections.ts";
import { dynamodbCapacity, dynamodbStreams } from "./model.ts";

/** What a request consumes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-unit-calculations.html */
export type Kind = "read" | "write";

/** Read units of so many bytes (L339). */
export function readUnits(bytes: number, { consistent, transactional = false }: { consistent: boolean; transactional?: boolean }): number {
	const blocks = Math.max(1, Math.ceil(bytes / 4096));
	return transactional ? 2 * blocks : consistent ? blocks : blocks / 2;
}

/** Write units of an item of so many bytes, the larger of before and after (L339). */
export function writeUnits(bytes: number, { transactional = false }: { transactional?: boolean } = {}): number {
	const blocks = Math.max(1, Math.ceil(bytes / 1024));
	return transactional ? 2 * blocks : blocks;
}

/** The limits on what a table takes: of the table, and of each of its partitions (L341, L342, L344). */
export class Capacity {
	readonly #table: StackTable;
	readonly #tableLimit: Record<Kind, TokenBucket>;
	readonly #partitions: Record<Kind, TokenBucket>[];

	constructor(table: StackTable, partitions: number) {
		this.#table = table;
		const { billing } = table;
		const { onDemandReadUnits, onDemandWriteUnits, burstSeconds } = dynamodbCapacity;
		// Burst capacity is what was not used before: a new table has none.
		const limit = (perSecond: number) => new TokenBucket(perSecond * burstSeconds, perSecond, perSecond);
		this.#tableLimit =
			billing.mode === "PROVISIONED"
				? { read: limit(billing.readUnits), write: limit(billing.writeUnits) }
				: { read: new TokenBucket(onDemandReadUnits, onDemandReadUnits), write: new TokenBucket(onDemandWriteUnits, onDemandWriteUnits) };
		const { partitionReadUnits, partitionWriteUnits } = dynamodbStreams;
		this.#partitions = Array.from({ length: partitions }, () => ({
			read: new TokenBucket(partitionReadUnits, partitionReadUnits),
			write: new TokenBucket(partitionWriteUnits, partitionWriteUnits),
		}));
	}

	/**
	 * Takes what a request consumes.
	 * @param partition Text of the partition key; undefined for a scan, which goes through all partitions.
	 * @returns The throttle when there is not so much left.
	 */
	take(now: number, kind: Kind, units: number, partition: string | undefined) {
		const hashed = partition === undefined ? undefined : this.#partitions[scanOrder(partition) % this.#partitions.length];
		if (hashed && !hashed[kind].take(now, units)) return this.#throttled(kind, "KeyRange");
		if (!this.#tableLimit[kind].take(now, units))
			return this.#throttled(kind, this.#table.billing.mode === "PROVISIONED" ? "Provisioned" : "MaxOnDemand");
		return undefined;
	}

	#throttled(kind: Kind, limit: "KeyRange" | "Provisioned" | "MaxOnDemand") {
		const reason = `Table${kind === "read" ? "Read" : "Write"}${limit}ThroughputExceeded`;
		const members = { throttlingReasons: [{ reason, resource: this.#table.arn }] };
		if (this.#table.billing.mode === "PROVISIONED")
			return failed(
				"ProvisionedThroughputExceededException",
				"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
				{ members: { ThrottlingReasons: members.throttlingReasons } },
			);
		return failed(
			"ThrottlingException",
			"Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
			{ members },
		);
	}
}
