import { describe, expect, it } from "vitest";
import type { Json } from "#sandbox/json-value.ts";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, aTable, aTableMapping, dataOf, eventsOf, handlerOf, invokedWith, put, write } from "./a-stream.ts";

const code = { Fn: { code: handlerOf("return data.length;") } };

const passing = async (filters: Json[], traffic: ReturnType<typeof put>[]) =>
	dataOf(await runStack(code, { streams: [aStream()], mappings: [aMapping({ filters })] }, { traffic })).flat();

describe("the filters of a stream", () => {
	it("look at the decoded JSON of a Kinesis record (L177, L179)", async () => {
		const traffic = [put({ kind: "order", total: 5 }), put({ kind: "visit", total: 50 }), put({ kind: "order", total: 50 })];
		expect(await passing([{ data: { kind: ["order"], total: [{ numeric: [">", 10] }] } }], traffic)).toEqual([
			'{"kind":"order","total":50}',
		]);
	});

	it("let a record pass that one of them matches (L177)", async () => {
		const traffic = [put({ kind: "a" }), put({ kind: "b" }), put({ kind: "c" })];
		expect(await passing([{ data: { kind: ["a"] } }, { data: { kind: ["c"] } }], traffic)).toEqual(['{"kind":"a"}', '{"kind":"c"}']);
	});

	it("drop a record whose data is no JSON when they ask for fields (L179)", async () => {
		expect(await passing([{ data: { kind: [{ exists: true }] } }], [put("plain text"), put({ kind: "a" })])).toEqual(['{"kind":"a"}']);
	});

	it("can compare text data and the partition key (L179)", async () => {
		expect(await passing([{ data: ["plain text"] }], [put("plain text"), put("other")])).toEqual(["plain text"]);
		expect(await passing([{ partitionKey: ["user-1"] }], [put("a", { key: "user-1" }), put("b", { key: "user-2" })])).toEqual(["a"]);
	});

	it("move the checkpoint past what they drop, without an invocation (L179)", async () => {
		const stack = { streams: [aStream()], mappings: [aMapping({ filters: [{ data: { kind: ["none"] } }] })] };
		const trace = await runStack(code, stack, { traffic: [put({ kind: "a" }), put({ kind: "b" })] });
		const written = eventsOf(trace, "stream.recordWritten");
		expect(invokedWith(trace)).toEqual([]);
		expect(eventsOf(trace, "mapping.recordsFiltered")).toMatchObject([{ records: 2 }]);
		expect(eventsOf(trace, "mapping.checkpointed")).toMatchObject([{ sequenceNumber: written[1]?.sequenceNumber }]);
	});

	it("fill batches with matching records only (L179)", async () => {
		const traffic = Array.from({ length: 20 }, (_, index) => put({ n: index, odd: index % 2 === 1 }));
		const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 5, filters: [{ data: { odd: [true] } }] })] };
		const batches = dataOf(await runStack(code, stack, { traffic }));
		expect(batches.map((batch) => batch.length)).toEqual([5, 5]);
	});

	it("look at the whole record of a table's stream (L179)", async () => {
		const filters: Json[] = [{ eventName: ["INSERT"], dynamodb: { NewImage: { state: { S: ["paid"] } } } }];
		const stack = { tables: [aTable()], mappings: [aTableMapping({ filters })] };
		const traffic = [
			write("put", { id: "1", state: "new" }),
			write("put", { id: "1", state: "paid" }, 1),
			write("put", { id: "2", state: "paid" }, 2),
		];
		const trace = await runStack({ Fn: { code: "export const handler = async () => {};" } }, stack, { traffic });
		expect(invokedWith(trace).flatMap(({ event }) => event.Records.map(({ dynamodb }) => dynamodb?.Keys))).toEqual([{ id: { S: "2" } }]);
	});
});
