import { describe, expect, it } from "vitest";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { runStack } from "../run-stack.ts";
import { aQueue } from "../sqs/a-queue.ts";
import { aMapping, aStream, dataOf, eventsOf, functionArn, handlerOf, put, streamArn } from "./a-stream.ts";

const failsOnPoison = { Fn: { code: handlerOf(`if (data.includes("poison")) throw new Error("cannot read it");`) } };
const records = ["a", "b", "poison", "c", "d"].map((data) => put(data));
const failures = aQueue("Failures");

/** Everything is sent at 0 but for one record that comes after the poison. */
function poisoned(mapping: Partial<StackMapping>, { code = failsOnPoison, durationMs = 600_000, laterAt = 5_000 } = {}) {
	const stack = { streams: [aStream()], mappings: [aMapping({ onFailureArn: failures.arn, ...mapping })], queues: [failures] };
	return runStack(code, stack, { traffic: [...records, put("later", { at: laterAt })], durationMs });
}

describe("a poison record", () => {
	it("blocks its shard: the same batch again and again, in order, and nothing behind it (L203)", async () => {
		const trace = await poisoned({});
		const attempts = dataOf(trace);
		expect(attempts.length).toBeGreaterThan(8);
		for (const attempt of attempts) expect(attempt).toEqual(["a", "b", "poison", "c", "d"]);
		expect(eventsOf(trace, "mapping.checkpointed")).toEqual([]);
	});

	it("waits longer after each failure, up to a minute (L203)", async () => {
		const times = eventsOf(await poisoned({}), "mapping.batchEnded").map(({ at, retryAt = 0 }) => Math.round(retryAt - at));
		expect(times.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
	});

	it("blocks it until the record expires with the stream's retention, and no destination hears of that (L203)", async () => {
		const hours = 25;
		const trace = await poisoned({}, { durationMs: hours * 3_600_000, laterAt: 3_600_000 });
		expect(dataOf(trace).at(-1)).toEqual(["later"]);
		const [expired] = eventsOf(trace, "mapping.recordsDiscarded");
		expect(expired).toMatchObject({ condition: "Expired", records: 5 });
		expect(expired?.at).toBeGreaterThan(24 * 3_600_000);
		expect(eventsOf(trace, "queue.messageSent")).toEqual([]);
	});

	it("is given up with its whole batch after so many retries, and the shard goes on (L203)", async () => {
		const trace = await poisoned({ maximumRetryAttempts: 2 });
		const batch = ["a", "b", "poison", "c", "d"];
		expect(dataOf(trace)).toEqual([batch, batch, batch, ["later"]]);
		expect(eventsOf(trace, "mapping.recordsDiscarded")).toMatchObject([{ condition: "RetryAttemptsExhausted", records: 5 }]);
		expect(eventsOf(trace, "mapping.checkpointed")).toHaveLength(2);
	});

	it("is isolated by splitting the batch, so that only it is lost; splitting costs no retry (L206)", async () => {
		const trace = await poisoned({ bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 });
		expect(dataOf(trace)).toEqual([
			["a", "b", "poison", "c", "d"],
			["a", "b"],
			["poison", "c", "d"],
			["poison"],
			["poison"],
			["c", "d"],
			["later"],
		]);
		expect(eventsOf(trace, "mapping.recordsDiscarded")).toMatchObject([{ condition: "RetryAttemptsExhausted", records: 1 }]);
		const splits = eventsOf(trace, "mapping.batchEnded").filter(({ next }) => next === "split");
		expect(splits.map(({ batch, into }) => [batch, into])).toEqual([
			[1, [2, 3]],
			[3, [4, 5]],
		]);
	});

	it("is given up once it is older than the maximum record age, even with retries left (L204)", async () => {
		const trace = await poisoned({ maximumRecordAgeSeconds: 60 });
		const [discarded] = eventsOf(trace, "mapping.recordsDiscarded");
		expect(discarded).toMatchObject({ condition: "RecordAgeExceeded", records: 5 });
		expect(discarded?.at).toBeGreaterThan(60_000);
		expect(discarded?.at).toBeLessThan(121_000);
	});

	it("takes along what came with it, but not younger records of its batch (L204)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ maximumRecordAgeSeconds: 60, maximumBatchingWindowSeconds: 40 })] };
		const trace = await runStack(failsOnPoison, stack, { traffic: [put("poison"), put("young", { at: 35_000 })] });
		expect(dataOf(trace)[0]).toEqual(["poison", "young"]);
		expect(dataOf(trace).at(-1)).toEqual(["young"]);
		expect(eventsOf(trace, "mapping.recordsDiscarded")).toMatchObject([{ records: 1 }]);
	});
});

describe("the failure destination of a stream", () => {
	it("gets metadata of the batch and none of its data (L208, L209)", async () => {
		const trace = await poisoned({ maximumRetryAttempts: 1 });
		const written = eventsOf(trace, "stream.recordWritten");
		const last = eventsOf(trace, "invocation.requested").at(1);
		const [message] = eventsOf(trace, "queue.messageSent");
		expect(Object.keys(JSON.parse(message?.body ?? "null"))).toEqual([
			"requestContext",
			"responseContext",
			"version",
			"timestamp",
			"KinesisBatchInfo",
		]);
		expect(JSON.parse(message?.body ?? "null")).toEqual({
			requestContext: {
				requestId: last?.requestId,
				functionArn,
				condition: "RetryAttemptsExhausted",
				approximateInvokeCount: 2,
			},
			responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
			version: "1.0",
			timestamp: new Date(Date.parse(trace.startsAt) + (message?.at ?? 0)).toISOString(),
			KinesisBatchInfo: {
				shardId: "shardId-000000000000",
				startSequenceNumber: written[0]?.sequenceNumber,
				endSequenceNumber: written[4]?.sequenceNumber,
				approximateArrivalOfFirstRecord: "2026-11-24T09:00:00.000Z",
				approximateArrivalOfLastRecord: "2026-11-24T09:00:00.000Z",
				batchSize: 5,
				streamArn,
			},
		});
		expect(eventsOf(trace, "mapping.recordsDiscarded")[0]?.sent).toEqual({ target: failures.arn, id: message?.message });
	});

	it("is told of records that became too old without a response (L209)", async () => {
		const [message] = eventsOf(await poisoned({ maximumRecordAgeSeconds: 60 }), "queue.messageSent");
		const record = JSON.parse(message?.body ?? "null");
		expect(record.requestContext.condition).toBe("RecordAgeExceeded");
		expect(record).not.toHaveProperty("responseContext");
	});

	it("names no function error when the handler reported the failure itself (L209)", async () => {
		const code = {
			Fn: { code: handlerOf(`return { batchItemFailures: [{ itemIdentifier: event.Records[2].kinesis.sequenceNumber }] };`) },
		};
		const trace = await poisoned({ maximumRetryAttempts: 0, reportBatchItemFailures: true, batchSize: 5 }, { code, laterAt: 0 });
		const [message] = eventsOf(trace, "queue.messageSent");
		expect(JSON.parse(message?.body ?? "null")).toMatchObject({
			responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: null },
			KinesisBatchInfo: { batchSize: 3 },
		});
	});

	it("may be a topic, which gets the same metadata, or a bucket, which gets the records as well, under the name of mapping and shard (L208)", async () => {
		const place = { line: 1, fifo: false, contentBasedDeduplication: false };
		const topic = { ...place, id: "Lost", name: "lost", arn: "arn:aws:sns:eu-central-1:123456789012:lost" };
		const bucket = {
			id: "Kept",
			line: 1,
			name: "kept",
			arn: "arn:aws:s3:::kept",
			versioning: false,
			notifications: [],
			eventBridge: false,
		};
		const run = (onFailureArn: string) => {
			const stack = {
				streams: [aStream()],
				mappings: [aMapping({ onFailureArn, maximumRetryAttempts: 0 })],
				topics: [topic],
				buckets: [bucket],
			};
			return runStack(failsOnPoison, stack, { traffic: records, durationMs: 60_000 });
		};
		const [published] = eventsOf(await run(topic.arn), "topic.published");
		expect(JSON.parse(published?.message ?? "null")).toMatchObject({ KinesisBatchInfo: { batchSize: 5 }, version: "1.0" });
		const [created] = eventsOf(await run(bucket.arn), "bucket.objectCreated");
		expect(created?.key).toMatch(/^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\//);
		expect(created?.bytes).toBeGreaterThan(published?.message.length ?? 0);
	});

	it("that does not exist is told in the trace, and the records are lost (L208)", async () => {
		const trace = await poisoned({ maximumRetryAttempts: 0, onFailureArn: "arn:aws:sqs:eu-central-1:123456789012:Nowhere" });
		expect(eventsOf(trace, "mapping.recordsDiscarded")[0]?.sent?.error).toContain("Nowhere");
	});
});

describe("a throttled batch", () => {
	it("is tried again without using up retries (L205)", async () => {
		const busy = `await new Promise((done) => setTimeout(done, 9_000)); return data;`;
		const functions = { Fn: { code: handlerOf(busy), properties: ["ReservedConcurrentExecutions: 1"] } };
		const stack = { streams: [aStream()], mappings: [aMapping({ maximumRetryAttempts: 0 })] };
		const occupied = { at: 0, function: "Fn", event: { Records: [] } };
		const trace = await runStack(functions, stack, { traffic: [occupied, put("a", { at: 100 })] });
		const outcomes = eventsOf(trace, "mapping.batchEnded").map(({ outcome }) => outcome);
		expect(outcomes.slice(0, 3)).toEqual(["throttled", "throttled", "throttled"]);
		expect(outcomes.at(-1)).toBe("succeeded");
		expect(eventsOf(trace, "mapping.recordsDiscarded")).toEqual([]);
		expect(eventsOf(trace, "mapping.checkpointed")).toHaveLength(1);
	});
});
