import { describe, expect, it } from "vitest";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, aTable, aTableMapping, dataOf, eventsOf, handlerOf, invokedWith, put, write } from "./a-stream.ts";

const counts = { Fn: { code: handlerOf("return data.length;") } };
const takes = (ms: number) => ({ Fn: { code: handlerOf(`await new Promise((done) => setTimeout(done, ${ms}));`) } });
const texts = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);
const repeated = (count: number, everyMs: number) => put("r", { repeat: { count, everyMs } });

describe("the batches of a stream", () => {
	it("hold at most so many records, in the order of arrival (L200)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 3 })] };
		const trace = await runStack(counts, stack, { traffic: texts(7).map((text) => put(text)) });
		expect(dataOf(trace)).toEqual([["r0", "r1", "r2"], ["r3", "r4", "r5"], ["r6"]]);
	});

	it("wait for the batching window, counted from the first record that was read (L172, L173)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ maximumBatchingWindowSeconds: 20 })] };
		const trace = await runStack(counts, stack, { traffic: [repeated(30, 1_000)] });
		const [first, second] = invokedWith(trace);
		expect(first?.at).toBeGreaterThanOrEqual(20_000);
		expect(first?.at).toBeLessThan(21_000);
		expect(first?.event.Records.length).toBeGreaterThan(18);
		expect((first?.event.Records.length ?? 0) + (second?.event.Records.length ?? 0)).toBe(30);
	});

	it("go out before the window ends once they are full (L172)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ maximumBatchingWindowSeconds: 300, batchSize: 5 })] };
		const trace = await runStack(counts, stack, { traffic: [repeated(5, 100)] });
		expect(invokedWith(trace)).toHaveLength(1);
		expect(invokedWith(trace)[0]?.at).toBeLessThan(1_500);
	});

	it("end at 6 MB of payload, however large the batch size (L172)", async () => {
		const data = "x".repeat(900_000);
		const traffic = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000].map((at) => put(data, { at }));
		const stack = { streams: [aStream()], mappings: [aMapping({ maximumBatchingWindowSeconds: 100 })] };
		const trace = await runStack(counts, stack, { traffic });
		const sizes = eventsOf(trace, "invocation.requested").map(({ event }) => event.length);
		expect(invokedWith(trace).map(({ event }) => event.Records.length)).toEqual([5, 2]);
		for (const size of sizes) expect(size).toBeLessThanOrEqual(6_291_456);
		// The first does not wait for the window to end.
		expect(invokedWith(trace)[0]?.at).toBeLessThan(7_000);
	});

	it("of a shard are handed over one at a time (L199)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 1 })] };
		const trace = await runStack(takes(2_000), stack, { traffic: texts(3).map((text) => put(text)) });
		const starts = eventsOf(trace, "invocation.started").map(({ at }) => at);
		const ends = eventsOf(trace, "invocation.ended").map(({ at }) => at);
		expect(starts).toHaveLength(3);
		expect(starts[1]).toBeGreaterThanOrEqual(ends[0] ?? 0);
		expect(starts[2]).toBeGreaterThanOrEqual(ends[1] ?? 0);
	});

	it("of several shards go side by side (L199)", async () => {
		const stack = { streams: [aStream({ shardCount: 4 })], mappings: [aMapping()] };
		const traffic = texts(40).map((key) => put("x", { key }));
		const shards = new Set(eventsOf(await runStack(takes(5_000), stack, { traffic }), "mapping.batchInvoked").map(({ shard }) => shard));
		expect(shards.size).toBe(4);
	});

	it("carry what one poll found: once a second from Kinesis, four times from a table (L199)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 10_000 })] };
		const kinesis = await runStack(counts, stack, { traffic: [repeated(200, 50)] });
		expect(invokedWith(kinesis).length).toBeGreaterThanOrEqual(10);
		expect(invokedWith(kinesis).length).toBeLessThanOrEqual(11);
		const tables = { tables: [aTable()], mappings: [aTableMapping({ batchSize: 10_000 })] };
		const traffic = Array.from({ length: 200 }, (_, index) => write("put", { id: `o${index}` }, index * 50));
		const table = await runStack({ Fn: { code: "export const handler = async () => {};" } }, tables, { traffic });
		expect(invokedWith(table).length).toBeGreaterThanOrEqual(40);
		expect(invokedWith(table).length).toBeLessThanOrEqual(42);
	});

	it("tell the age of their last record, which grows when the function is too slow (L211)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 1 })] };
		const trace = await runStack(takes(3_000), stack, { traffic: texts(5).map((text, index) => put(text, { at: index * 1_000 })) });
		const ages = eventsOf(trace, "mapping.batchInvoked").map(({ iteratorAgeMs }) => iteratorAgeMs ?? -1);
		expect(ages[0]).toBeLessThan(1_000);
		for (let index = 1; index < 5; index++) expect(ages[index]).toBeGreaterThan(ages[index - 1] ?? 0);
		expect(ages[4]).toBeGreaterThan(8_000);
	});

	it("do not come about while the mapping is disabled (L175)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ enabled: false })] };
		expect(invokedWith(await runStack(counts, stack, { traffic: [put("a")] }))).toEqual([]);
	});

	it("are for each of two mappings their own, with checkpoints of their own (L199)", async () => {
		const stack = {
			streams: [aStream()],
			mappings: [aMapping(), aMapping({ id: "Second", uuid: "22222222-2222-4333-8444-555555555555", batchSize: 1 })],
		};
		const trace = await runStack(counts, stack, { traffic: [put("a"), put("b")] });
		const by = (id: string) => eventsOf(trace, "mapping.batchInvoked").filter(({ mapping }) => mapping === id);
		expect(by("Mapping").map(({ records }) => records)).toEqual([2]);
		expect(by("Second").map(({ records }) => records)).toEqual([1, 1]);
	});
});

describe("the starting position", () => {
	const late = { mappingsCreatedAtMs: 10_000 };
	const traffic = [put("before", { at: 1_000 }), put("just before", { at: 9_000 }), put("after", { at: 12_000 })];
	const run = (startingPosition: Parameters<typeof aMapping>[0]) =>
		runStack(counts, { streams: [aStream()], mappings: [aMapping(startingPosition)] }, { traffic, ...late });

	it("LATEST misses what was written while the mapping was being created (L202)", async () => {
		const trace = await run({ startingPosition: { kind: "LATEST" } });
		expect(dataOf(trace)).toEqual([["after"]]);
		expect(eventsOf(trace, "mapping.shardOpened")).toMatchObject([{ at: 10_000, before: 2, skipped: 2 }]);
	});

	it("TRIM_HORIZON begins with the oldest record that the stream keeps (L202)", async () => {
		expect(dataOf(await run({ startingPosition: { kind: "TRIM_HORIZON" } })).flat()).toEqual(["before", "just before", "after"]);
	});

	it("AT_TIMESTAMP begins with the first record of that time or later (L202)", async () => {
		const at = Date.parse("2026-11-24T09:00:05.000Z");
		expect(dataOf(await run({ startingPosition: { kind: "AT_TIMESTAMP", epochMs: at } })).flat()).toEqual(["just before", "after"]);
	});

	it("LATEST of a mapping that is there from the start misses nothing (L202)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ startingPosition: { kind: "LATEST" } })] };
		expect(dataOf(await runStack(counts, stack, { traffic: [put("first")] }))).toEqual([["first"]]);
	});
});
