import { describe, expect, it } from "vitest";
import { hashRanges, shardOf } from "#sandbox/services/kinesis/hash-range.ts";
import { KinesisRecord } from "#sandbox/services/kinesis/kinesis-record.ts";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, eventsOf, handlerOf, invokedWith, put, streamArn } from "./a-stream.ts";

const code = { Fn: { code: handlerOf("return data.length;") } };

describe("a Kinesis stream", () => {
	it("gives a handler its records in this shape (L287)", async () => {
		const trace = await runStack(
			code,
			{ streams: [aStream()], mappings: [aMapping()] },
			{ traffic: [put("Hello, this is a test.", { at: 12.5 })] },
		);
		const [written] = eventsOf(trace, "stream.recordWritten");
		expect(JSON.parse(eventsOf(trace, "invocation.requested")[0]?.event ?? "")).toEqual({
			Records: [
				{
					kinesis: {
						kinesisSchemaVersion: "1.0",
						partitionKey: "k",
						sequenceNumber: written?.sequenceNumber,
						data: "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
						approximateArrivalTimestamp: Date.parse("2026-11-24T09:00:00.013Z") / 1_000,
					},
					eventSource: "aws:kinesis",
					eventVersion: "1.0",
					eventID: `shardId-000000000000:${written?.sequenceNumber}`,
					eventName: "aws:kinesis:record",
					invokeIdentityArn: "arn:aws:iam::123456789012:role/FnRole",
					awsRegion: "eu-central-1",
					eventSourceARN: streamArn,
				},
			],
		});
		expect(invokedWith(trace)[0]?.source).toEqual({
			service: "kinesis",
			resource: streamArn,
			invocationType: "RequestResponse",
			attempt: 1,
			records: [written?.sequenceNumber],
		});
	});

	it("numbers records with 56 digits that rise within a shard (L287)", async () => {
		const traffic = [put("x", { repeat: { count: 50, everyMs: 0.5 } })];
		const numbers = eventsOf(await runStack(code, { streams: [aStream()] }, { traffic }), "stream.recordWritten").map(
			(e) => e.sequenceNumber,
		);
		expect(numbers.every((number) => /^\d{56}$/.test(number))).toBe(true);
		expect(numbers).toEqual([...new Set(numbers)].sort());
	});

	it("divides all hash keys among its shards, without gap or overlap", () => {
		for (const count of [1, 2, 3, 7, 100]) {
			const ranges = hashRanges(count);
			expect(ranges[0]?.start).toBe(0n);
			expect(ranges.at(-1)?.end).toBe(2n ** 128n - 1n);
			for (let index = 1; index < count; index++) expect(ranges[index]?.start).toBe((ranges[index - 1]?.end ?? 0n) + 1n);
		}
	});

	it("puts a partition key where its MD5 says", () => {
		// MD5 of "a" is 0cc1…, of "b" 92eb…, of "partitionKey-7" as md5sum has it.
		expect(shardOf("a", hashRanges(2))).toBe(0);
		expect(shardOf("b", hashRanges(2))).toBe(1);
		expect(shardOf("b", hashRanges(16))).toBe(9);
	});

	it("refuses what a shard cannot take in one second: 1,000 records (L213)", async () => {
		const traffic = [put("x", { repeat: { count: 1_010, everyMs: 0.5 } }), put("next second", { at: 1_000 })];
		const trace = await runStack(code, { streams: [aStream()] }, { traffic });
		expect(eventsOf(trace, "stream.recordWritten")).toHaveLength(1_001);
		const refused = eventsOf(trace, "stream.recordRefused");
		expect(refused).toHaveLength(10);
		expect(refused[0]?.code).toBe("ProvisionedThroughputExceededException");
	});

	it("refuses what a shard cannot take in one second: 1 MB (L213)", async () => {
		const trace = await runStack(
			code,
			{ streams: [aStream()] },
			{ traffic: [put("x".repeat(400_000), { repeat: { count: 4, everyMs: 300 } })] },
		);
		// Two in the first second; the third is too much for it, the fourth in time for it but as large.
		expect(eventsOf(trace, "stream.recordWritten").map(({ at }) => at)).toEqual([0, 300]);
		expect(eventsOf(trace, "stream.recordRefused").map(({ at }) => at)).toEqual([600, 900]);
	});

	it("takes more through more shards, if keys spread over them: a hot key does not (L213)", async () => {
		const stack = { streams: [aStream({ shardCount: 4 })] };
		const spread = Array.from({ length: 40 }, (_, index) => put("x", { key: `k${index}`, repeat: { count: 50, everyMs: 10 } }));
		expect(eventsOf(await runStack(code, stack, { traffic: spread }), "stream.recordRefused")).toEqual([]);
		const hot = [put("x", { repeat: { count: 2_000, everyMs: 0.25 } })];
		expect(eventsOf(await runStack(code, stack, { traffic: hot }), "stream.recordRefused")).toHaveLength(1_000);
	});

	it("refuses a record of more than 1 MiB for good (L213)", async () => {
		const trace = await runStack(code, { streams: [aStream()] }, { traffic: [put("x".repeat(1_048_577))] });
		expect(eventsOf(trace, "stream.recordRefused")).toMatchObject([{ code: "ValidationException", bytes: 1_048_577 }]);
	});

	it("on demand begins with four shards (L213)", async () => {
		const trace = await runStack(
			code,
			{ streams: [aStream({ onDemand: true, shardCount: 1 })], mappings: [aMapping()] },
			{ traffic: [put("x")] },
		);
		expect(eventsOf(trace, "mapping.shardOpened")).toHaveLength(4);
	});

	it("forgets nothing within its retention, and begins to read behind it (L213)", async () => {
		const traffic = [put("old"), put("young", { at: 2 * 3_600_000 })];
		const stack = { streams: [aStream({ retentionHours: 24 })], mappings: [aMapping()] };
		const created = 24.5 * 3_600_000;
		const trace = await runStack(code, stack, { traffic, mappingsCreatedAtMs: created, durationMs: 30 * 3_600_000 });
		expect(invokedWith(trace).map(({ event }) => event.Records.length)).toEqual([1]);
		expect(eventsOf(trace, "mapping.shardOpened")).toMatchObject([{ before: 1, skipped: 0 }]);
	});
});

describe("twenty thousand records", () => {
	it("are each written, rendered and handed over once: the work does not grow with what there was (L174)", async () => {
		const render = KinesisRecord.prototype.render;
		let rendered = 0;
		KinesisRecord.prototype.render = function (...args) {
			rendered++;
			return render.apply(this, args);
		};
		try {
			const traffic = [put("x", { repeat: { count: 20_000, everyMs: 5 } })];
			const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 1_000, maximumBatchingWindowSeconds: 5 })] };
			const trace = await runStack(code, stack, { traffic });
			expect(rendered).toBe(20_000);
			expect(invokedWith(trace).reduce((sum, { event }) => sum + event.Records.length, 0)).toBe(20_000);
			expect(trace.events.filter(({ kind }) => kind.startsWith("mapping.")).length).toBeLessThan(100);
		} finally {
			KinesisRecord.prototype.render = render;
		}
	});
});
