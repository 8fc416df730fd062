import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { toTick } from "#sandbox/kernel/virtual-time.ts";
import { physicalNameOf } from "#sandbox/lambda/environment/execution-context.ts";
import type { InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { Cloud } from "#sandbox/services/cloud.ts";
import { matchesPattern } from "#sandbox/services/eventbridge/event-pattern.ts";
import type { ShardLog } from "#sandbox/services/streams/shard-log.ts";
import type { StreamRecord, StreamSource } from "#sandbox/services/streams/stream-source.ts";
import { ACCOUNT, functionOfArn, parseArn } from "#sandbox/stack/arn.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import type { DiscardCondition } from "#sandbox/trace/stream-events.ts";
import type { TraceEvent, TraceEventOf } from "#sandbox/trace/trace.ts";
import { failureObject, failureRecord } from "./failure-record.ts";
import { ShardReader } from "./shard-reader.ts";
import { type Batch, type Entry, spanOf } from "./stream-batch.ts";

type MappingEvent = Extract<TraceEvent, { kind: `mapping.${string}` }>;
/** An event without its time. */
type Untimed<E> = E extends unknown ? Omit<E, "at"> : never;

/**
 * An event source mapping of a stream: reads each shard from its starting position, and hands records in order, in batches, to a function
 * (Part E3).
 */
export class StreamMapping {
	readonly cloud: Cloud;
	readonly config: StackMapping;
	readonly source: StreamSource;
	/** Execution role of the function, in whose name the mapping reads. */
	readonly roleArn: string;
	readonly #fn: BuiltFunction;
	readonly #random: RandomStream;
	#batches = 0;

	constructor(cloud: Cloud, config: StackMapping, source: StreamSource, fn: BuiltFunction) {
		this.cloud = cloud;
		this.config = config;
		this.source = source;
		this.#fn = fn;
		this.roleArn = `arn:aws:iam::${ACCOUNT}:role/${fn.name}Role`;
		this.#random = new RandomStream(cloud.run.scenario.seed, `mapping ${config.uuid}`);
	}

	get now(): number {
		return this.cloud.run.simulation.now;
	}

	/** Number of the next batch. */
	nextBatch(): number {
		return ++this.#batches;
	}

	record(event: Untimed<MappingEvent>): void {
		this.cloud.run.recorder.record({ at: this.now, ...event } as MappingEvent);
	}

	/** Begins to read. */
	open(): void {
		for (const shard of this.source.shards) {
			const position = this.#startingPosition(shard);
			const oldest = shard.trimHorizon(this.now);
			const place = { mapping: this.config.id, shard: shard.id };
			const of = { stream: this.source.id, source: this.source.kind, function: this.#fn.name };
			this.record({ kind: "mapping.shardOpened", ...place, ...of, before: shard.end - oldest, skipped: position - oldest });
			new ShardReader(this, shard, position, toTick(this.#random.between(0, this.source.pollIntervalMs)));
		}
	}

	/** L202. */
	#startingPosition(shard: ShardLog): number {
		const from = this.config.startingPosition ?? { kind: "LATEST" };
		switch (from.kind) {
			case "LATEST":
				return shard.end;
			case "TRIM_HORIZON":
				return shard.trimHorizon(this.now);
			case "AT_TIMESTAMP":
				return Math.max(shard.trimHorizon(this.now), shard.firstSince(from.epochMs - this.cloud.run.epochMs));
		}
	}

	/** Whether one of the filters lets a record pass (L177, L179). */
	matches(record: StreamRecord): boolean {
		const { filters } = this.config;
		if (filters.length === 0) return true;
		const view = record.filterView();
		return filters.some((pattern) => matchesPattern(pattern, view));
	}

	/** Invokes the function. @returns Number of the invocation. */
	invoke(batch: Batch, payload: string, onResult: (result: InvokeResult) => void): number {
		const qualifier = functionOfArn(this.config.functionArn)?.qualifier;
		return this.cloud.lambda.invoke(
			{
				function: this.#fn.name,
				payload,
				source: {
					service: this.source.kind,
					resource: this.source.arn,
					invocationType: "RequestResponse",
					attempt: batch.tries,
					records: batch.entries.map(({ record }) => record.sequenceNumber),
				},
				...(qualifier === undefined ? {} : { qualifier }),
			},
			onResult,
		);
	}

	/** Gives up the records of a batch that are too old, which are its first ones. @returns The others. */
	withoutExpired(batch: Batch, shardId: string): readonly Entry[] {
		const { maximumRecordAgeSeconds } = this.config;
		const age = ({ record }: Entry) => this.now - record.arrivedAt;
		const unkept = countOfFirst(batch.entries, (entry) => age(entry) > this.source.retentionMs);
		if (unkept > 0) this.discard(batch, batch.entries.slice(0, unkept), shardId, "Expired", null);
		const kept = batch.entries.slice(unkept);
		if (maximumRecordAgeSeconds < 0) return kept;
		const tooOld = countOfFirst(kept, (entry) => age(entry) > maximumRecordAgeSeconds * 1_000);
		if (tooOld > 0) this.discard(batch, kept.slice(0, tooOld), shardId, "RecordAgeExceeded", null);
		return kept.slice(tooOld);
	}

	/** Gives up records, and tells the failure destination (L208). */
	discard(batch: Batch, entries: readonly Entry[], shardId: string, condition: DiscardCondition, error: "Unhandled" | null): void {
		const [first, ...rest] = entries;
		if (!first) return;
		const sent = condition === "Expired" ? undefined : this.#send(batch, [first, ...rest], shardId, condition, error);
		const place = { mapping: this.config.id, shard: shardId, batch: batch.n };
		this.record({ kind: "mapping.recordsDiscarded", ...place, condition, ...spanOf(entries), ...(sent ? { sent } : {}) });
	}

	#send(
		batch: Batch,
		entries: readonly [Entry, ...Entry[]],
		shardId: string,
		condition: Exclude<DiscardCondition, "Expired">,
		functionError: "Unhandled" | null,
	): TraceEventOf<"mapping.recordsDiscarded">["sent"] {
		const { onFailureArn: target, functionArn, uuid } = this.config;
		if (target === undefined) return undefined;
		const { epochMs } = this.cloud.run;
		const discarded = {
			source: this.source,
			shardId,
			functionArn,
			mappingUuid: uuid,
			condition,
			batch,
			entries,
			requestId: batch.last?.requestId ?? this.#random.uuid(),
			executedVersion: batch.last?.executedVersion ?? "$LATEST",
			functionError,
			nowMs: epochMs + this.now,
			epochMs,
		};
		const toBucket = parseArn(target)?.service === "s3";
		const content = toBucket ? failureObject(discarded, this.#random.uuid()) : { body: JSON.stringify(failureRecord(discarded)) };
		const from = { principal: "lambda.amazonaws.com", sourceArn: functionArn };
		const lineage = batch.last?.lineage;
		const result = this.cloud.deliver(target, { ...content, from, ...(lineage ? { lineage } : {}) });
		if (result.ok) return { target, ...(result.id === undefined ? {} : { id: result.id }) };
		return { target, error: `${result.code}: ${result.message}` };
	}
}

/**
 * Puts the mappings of a stack into operation that read one of these streams. One that is disabled reads nothing.
 * @param sources Streams by their ARN's owner: Kinesis streams and streams of tables.
 */
export function deployStreamMappings(cloud: Cloud, sources: readonly StreamSource[]): void {
	const { simulation, scenario } = cloud.run;
	const byArn = new Map(sources.map((source) => [source.arn, source]));
	const functions = new Map(cloud.lambda.functions.map((fn) => [physicalNameOf(fn), fn]));
	for (const config of cloud.stack.mappings) {
		const source = byArn.get(config.source.arn);
		const fn = functions.get(functionOfArn(config.functionArn)?.name ?? "");
		if (!config.enabled || !source || !fn) continue;
		const mapping = new StreamMapping(cloud, config, source, fn);
		const { mappingsCreatedAtMs } = scenario;
		if (mappingsCreatedAtMs === undefined) mapping.open();
		else simulation.at(mappingsCreatedAtMs, () => mapping.open());
	}
}

/** How many of the first elements fulfil a condition. */
function countOfFirst<T>(all: readonly T[], fulfils: (one: T) => boolean): number {
	const end = all.findIndex((one) => !fulfils(one));
	return end < 0 ? all.length : end;
}
