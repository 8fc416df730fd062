import { describe, expect, it } from "vitest";
import { itemBytes, itemOf } from "#sandbox/services/dynamodb/attribute-value.ts";
import type { StackTable } from "#sandbox/stack/dynamodb.ts";
import { runStack } from "../run-stack.ts";
import { aTable, aTableMapping, epochMs, eventsOf, tableStreamArn, write } from "./a-stream.ts";

const code = { Fn: { code: "export const handler = async (event) => event.Records.length;" } };

async function records(traffic: ReturnType<typeof write>[], table: Partial<StackTable> = {}) {
	const trace = await runStack(code, { tables: [aTable(table)], mappings: [aTableMapping()] }, { traffic });
	return eventsOf(trace, "invocation.requested").flatMap(({ event }) => JSON.parse(event).Records);
}

const changes = [
	write("put", { id: "1", total: 5 }),
	write("put", { id: "1", total: 6, paid: true }, 1_000),
	write("delete", { id: "1" }, 2_000),
];

describe("the stream of a table", () => {
	it("tells inserts, changes and deletions in this shape (L286)", async () => {
		const [insert, modify, remove] = await records(changes);
		expect(modify).toEqual({
			eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
			eventName: "MODIFY",
			eventVersion: "1.1",
			eventSource: "aws:dynamodb",
			awsRegion: "eu-central-1",
			dynamodb: {
				ApproximateCreationDateTime: epochMs / 1_000 + 1,
				Keys: { id: { S: "1" } },
				NewImage: { id: { S: "1" }, total: { N: "6" }, paid: { BOOL: true } },
				OldImage: { id: { S: "1" }, total: { N: "5" } },
				SequenceNumber: expect.stringMatching(/^\d{21}$/),
				SizeBytes: 3 + (3 + 7 + 5) + (3 + 7),
				StreamViewType: "NEW_AND_OLD_IMAGES",
			},
			eventSourceARN: tableStreamArn,
		});
		expect([insert.eventName, remove.eventName]).toEqual(["INSERT", "REMOVE"]);
		expect(insert.dynamodb).not.toHaveProperty("OldImage");
		expect(remove.dynamodb).not.toHaveProperty("NewImage");
	});

	it.each([
		["KEYS_ONLY", false, false],
		["NEW_IMAGE", true, false],
		["OLD_IMAGE", false, true],
		["NEW_AND_OLD_IMAGES", true, true],
	] as const)("of view type %s has the images that it says (L286)", async (view, hasNew, hasOld) => {
		const [, modify] = await records(changes, { stream: { arn: tableStreamArn, view } });
		expect(["NewImage" in modify.dynamodb, "OldImage" in modify.dynamodb, modify.dynamodb.StreamViewType]).toEqual([hasNew, hasOld, view]);
	});

	it("says nothing of a write that changes nothing, nor of deleting what is not there (L286)", async () => {
		const traffic = [write("put", { id: "1", a: 1, b: 2 }), write("put", { id: "1", b: 2, a: 1 }, 10), write("delete", { id: "2" }, 20)];
		expect((await records(traffic)).map(({ eventName }) => eventName)).toEqual(["INSERT"]);
	});

	it("names the service as who deleted an item whose time was over (L286)", async () => {
		const expiresAt = epochMs / 1_000 + 90;
		const traffic = [write("put", { id: "1", expiresAt }), write("put", { id: "2", expiresAt: `${expiresAt}` }), write("put", { id: "3" })];
		const all = await records(traffic, { timeToLiveAttribute: "expiresAt" });
		const removed = all.filter(({ eventName }) => eventName === "REMOVE");
		expect(removed).toHaveLength(1);
		expect(removed[0]).toMatchObject({
			dynamodb: { Keys: { id: { S: "1" } }, OldImage: { expiresAt: { N: String(expiresAt) } } },
			userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
		});
		expect(removed[0].dynamodb.ApproximateCreationDateTime).toBeGreaterThanOrEqual(expiresAt);
	});

	it("keeps an item that was written again with a later time, until then (L286)", async () => {
		const at = (seconds: number) => epochMs / 1_000 + seconds;
		const traffic = [write("put", { id: "1", ttl: at(90) }), write("put", { id: "1", ttl: at(600) }, 80_000)];
		const removed = (await records(traffic, { timeToLiveAttribute: "ttl" })).filter(({ eventName }) => eventName === "REMOVE");
		expect(removed).toHaveLength(1);
		expect(removed[0].dynamodb.ApproximateCreationDateTime).toBeGreaterThanOrEqual(at(600));
	});

	it("lets a filter take only what Time to Live deleted (L179, L286)", async () => {
		const filters = [{ userIdentity: { type: ["Service"], principalId: ["dynamodb.amazonaws.com"] } }];
		const stack = { tables: [aTable({ timeToLiveAttribute: "ttl" })], mappings: [aTableMapping({ filters })] };
		const traffic = [write("put", { id: "1", ttl: epochMs / 1_000 + 5 }), write("put", { id: "2" }), write("delete", { id: "2" }, 10)];
		const trace = await runStack(code, stack, { traffic });
		const told = eventsOf(trace, "invocation.requested").flatMap(({ event }) => JSON.parse(event).Records);
		expect(told.map(({ dynamodb }) => dynamodb.Keys.id.S)).toEqual(["1"]);
	});

	it("has a shard for each partition, and keeps the changes of one item in order (L201)", async () => {
		const onDemand = aTable({ billing: { mode: "PAY_PER_REQUEST" } });
		const traffic = Array.from({ length: 60 }, (_, index) => write("put", { id: `o${index % 12}`, n: index }, index));
		const stack = { tables: [onDemand], mappings: [aTableMapping({ parallelizationFactor: 5, batchSize: 2 })] };
		const trace = await runStack(code, stack, { traffic });
		expect(eventsOf(trace, "mapping.shardOpened")).toHaveLength(4);
		expect(new Set(eventsOf(trace, "stream.recordWritten").map(({ shard }) => shard)).size).toBe(4);
		const seen = new Map<string, number[]>();
		for (const { event } of eventsOf(trace, "invocation.requested"))
			for (const { dynamodb } of JSON.parse(event).Records)
				seen.set(dynamodb.Keys.id.S, [...(seen.get(dynamodb.Keys.id.S) ?? []), Number(dynamodb.NewImage.n.N)]);
		expect(seen.size).toBe(12);
		for (const numbers of seen.values()) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
	});

	it("does not come about for a write without the table's key, which is refused", async () => {
		const trace = await runStack(code, { tables: [aTable()], mappings: [aTableMapping()] }, { traffic: [write("put", { name: "no id" })] });
		expect(eventsOf(trace, "table.writeRefused")).toMatchObject([{ table: "Orders", code: "ValidationException" }]);
		expect(eventsOf(trace, "stream.recordWritten")).toEqual([]);
	});
});

describe("plain JSON as an item", () => {
	it("becomes attribute values as the document client makes them", () => {
		expect(itemOf({ s: "a", n: -1.5, b: false, z: null, l: [1, "x"], m: { deep: [] } })).toEqual({
			s: { S: "a" },
			n: { N: "-1.5" },
			b: { BOOL: false },
			z: { NULL: true },
			l: { L: [{ N: "1" }, { S: "x" }] },
			m: { M: { deep: { L: [] } } },
		});
	});

	it("has the size that AWS's example of a stream record shows", () => {
		// Keys { Id: 101 } and NewImage { Message: "New item!", Id: 101 } are told as 26 bytes.
		expect(itemBytes(itemOf({ Id: 101 })) + itemBytes(itemOf({ Message: "New item!", Id: 101 }))).toBe(26);
	});
});
