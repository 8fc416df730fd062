import { z } from "zod";

const at = z.number().min(-1_000_000);
const n = z.number().int().min(1);
const count = z.number().int().min(0);
/** A mapping by its logical id, and the shard of its stream. */
const place = { mapping: z.string(), shard: z.string() };
/** Sequence numbers of the first and the last of some records of a shard. */
const span = { records: count, first: z.string(), last: z.string() };

/** What becomes of a batch after an attempt (L203-L208). */
const attemptOutcome = z.enum([
	"succeeded",
	/** The handler failed, timed out or crashed. */
	"functionError",
	/** The handler reported items, and all before `checkpoint` are done (L207). */
	"itemFailures",
	/** A response that ReportBatchItemFailures cannot read fails the whole batch. */
	"malformedResponse",
	/** With tumbling windows: the response has no `state` (L210). */
	"missingState",
	/** The function did not run (L205). */
	"throttled",
	"rejected",
]);
export type AttemptOutcome = z.infer<typeof attemptOutcome>;

/** Why records are given up. `Expired`: the stream itself no longer keeps them, and no destination hears of it. */
const discardCondition = z.enum(["RetryAttemptsExhausted", "RecordAgeExceeded", "Expired"]);
export type DiscardCondition = z.infer<typeof discardCondition>;

/** Streams of Kinesis and DynamoDB, and the mappings that read them (Part E3). Streams, tables and mappings are named by logical id. */
export const streamEvents = [
	z.strictObject({
		at,
		kind: z.literal("stream.recordWritten"),
		source: z.enum(["kinesis", "dynamodb"]),
		stream: z.string(),
		shard: z.string(),
		sequenceNumber: z.string(),
		/** The partition key; of a table the item's key as JSON text. */
		key: z.string(),
		bytes: count,
		label: z.string().optional(),
		/** Kinesis: the data as text. A table's images stand in the event of the invocation. */
		data: z.string().optional(),
		change: z.enum(["INSERT", "MODIFY", "REMOVE"]).optional(),
		by: z.literal("timeToLive").optional(),
	}),
	/** PutRecord answered with an error: the shard takes no more in this second (L213), or the record is too large. */
	z.strictObject({
		at,
		kind: z.literal("stream.recordRefused"),
		stream: z.string(),
		shard: z.string(),
		key: z.string(),
		bytes: count,
		code: z.string(),
		label: z.string().optional(),
	}),
	/** An item was written or, without `item`, deleted. Both are JSON texts in DynamoDB's form. */
	z.strictObject({
		at,
		kind: z.literal("table.itemChanged"),
		table: z.string(),
		key: z.string(),
		item: z.string().optional(),
		by: z.enum(["timeToLive"]).optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("table.writeRefused"),
		table: z.string(),
		action: z.enum(["put", "delete"]),
		code: z.string(),
		message: z.string(),
	}),
	/** A mapping begins to read a shard (L202). `before`: records that the shard has already, `skipped`: those of them that it will not read. */
	z.strictObject({
		at,
		kind: z.literal("mapping.shardOpened"),
		...place,
		stream: z.string(),
		source: z.enum(["kinesis", "dynamodb"]),
		/** Logical id, or the ARN of one that the template does not have. */
		function: z.string(),
		before: count,
		skipped: count,
	}),
	/** Records that no filter matches; the checkpoint moves on without them (L179). */
	z.strictObject({ at, kind: z.literal("mapping.recordsFiltered"), ...place, ...span }),
	/** An attempt to have a batch processed. `attempt` counts from 1; `lane` is one of the concurrent ones of a shard, from 1 (L201). */
	z.strictObject({
		at,
		kind: z.literal("mapping.batchInvoked"),
		...place,
		batch: n,
		attempt: n,
		lane: n,
		invocation: n,
		...span,
		/** Age of its last record; absent for the end of a window, which has none (L211). */
		iteratorAgeMs: z.number().optional(),
		/** Tumbling window (L210), in milliseconds since the scenario began. */
		window: z.strictObject({ start: z.number(), end: z.number(), final: z.boolean(), early: z.boolean() }).optional(),
	}),
	z.strictObject({
		at,
		kind: z.literal("mapping.batchEnded"),
		...place,
		batch: n,
		attempt: n,
		outcome: attemptOutcome,
		/** `split`: in two batches, whose numbers are `into` (L206). */
		next: z.enum(["done", "retry", "split", "discard"]),
		/** Completes "The response …". */
		problem: z.string().optional(),
		/** Lowest reported sequence number: everything from there on is tried again (L207). */
		checkpoint: z.string().optional(),
		into: z.tuple([n, n]).optional(),
		retryAt: at.optional(),
	}),
	/** Every record of the shard up to this one is done, dropped or given up. */
	z.strictObject({ at, kind: z.literal("mapping.checkpointed"), ...place, sequenceNumber: z.string() }),
	/** Records are given up (L203). `sent`: to the failure destination, with what it answered (L208). */
	z.strictObject({
		at,
		kind: z.literal("mapping.recordsDiscarded"),
		...place,
		batch: n,
		condition: discardCondition,
		...span,
		sent: z.strictObject({ target: z.string(), id: z.string().optional(), error: z.string().optional() }).optional(),
	}),
	/** A mapping whose MetricsConfig asks for the EventCount metrics (L182), of a stream or a queue. */
	z.strictObject({ at, kind: z.literal("mapping.metricsEnabled"), mapping: z.string(), uuid: z.string() }),
] as const;
