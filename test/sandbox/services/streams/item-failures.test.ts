import { describe, expect, it } from "vitest";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, dataOf, eventsOf, handlerOf, put } from "./a-stream.ts";

const abcd = ["a", "b", "c", "d"];

/** Runs four records through a handler that knows `failed(...texts)`, which gives their items. */
function reporting(body: string, mapping: Partial<StackMapping> = {}) {
	const code = handlerOf(`
		const failed = (...texts) => event.Records.filter((_, i) => texts.includes(data[i])).map((r) => ({ itemIdentifier: r.kinesis.sequenceNumber }));
		${body}`);
	const stack = {
		streams: [aStream()],
		mappings: [aMapping({ reportBatchItemFailures: true, maximumRetryAttempts: 1, ...mapping })],
	};
	return runStack({ Fn: { code } }, stack, { traffic: abcd.map((data) => put(data)) });
}

describe("ReportBatchItemFailures on a stream", () => {
	it("makes the lowest reported sequence number the checkpoint, whatever the order of the report (L207)", async () => {
		const trace = await reporting(`return { batchItemFailures: failed("b", "d").reverse() };`);
		expect(dataOf(trace)).toEqual([abcd, ["b", "c", "d"]]);
		const written = eventsOf(trace, "stream.recordWritten").map(({ sequenceNumber }) => sequenceNumber);
		expect(eventsOf(trace, "mapping.checkpointed").map(({ sequenceNumber }) => sequenceNumber)).toEqual([written[0], written[3]]);
		expect(eventsOf(trace, "mapping.batchEnded")).toMatchObject([
			{ outcome: "itemFailures", checkpoint: written[1], next: "retry" },
			{ outcome: "itemFailures", checkpoint: written[1], next: "discard" },
		]);
	});

	it("goes on behind the failure once that succeeds (L207)", async () => {
		const trace = await reporting(`
			globalThis.calls = (globalThis.calls ?? 0) + 1;
			return { batchItemFailures: globalThis.calls === 1 ? failed("c") : [] };`);
		expect(dataOf(trace)).toEqual([abcd, ["c", "d"]]);
		expect(eventsOf(trace, "mapping.recordsDiscarded")).toEqual([]);
	});

	it("with bisect splits the batch at the reported number, which costs no retry (L206, L207)", async () => {
		const body = `return { batchItemFailures: failed("c") };`;
		const trace = await reporting(body, { bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 });
		expect(dataOf(trace)).toEqual([abcd, ["c", "d"], ["c"], ["d"]]);
		expect(eventsOf(trace, "mapping.recordsDiscarded")).toMatchObject([{ records: 1 }]);
	});

	it.each([
		["nothing", "return;"],
		["null", "return null;"],
		["an empty text", `return "";`],
		["an empty list", "return [];"],
		["an empty object", "return {};"],
		["an empty list of failures", "return { batchItemFailures: [] };"],
		["null for the list", "return { batchItemFailures: null };"],
		["a mistyped key, and so loses the failure", `return { batchItemFailure: failed("b") };`],
	])("takes for success that the handler returns %s (L207)", async (_, body) => {
		const trace = await reporting(body);
		expect(dataOf(trace)).toEqual([abcd]);
		expect(eventsOf(trace, "mapping.batchEnded")).toMatchObject([{ outcome: "succeeded", next: "done" }]);
	});

	it.each([
		["an empty identifier", `return { batchItemFailures: [{ itemIdentifier: "" }] };`],
		["null as identifier", "return { batchItemFailures: [{ itemIdentifier: null }] };"],
		["another key", `return { batchItemFailures: [{ foo: event.Records[1].kinesis.sequenceNumber }] };`],
		["a number of another batch", `return { batchItemFailures: [{ itemIdentifier: "12345" }] };`],
		["one good and one bad identifier", `return { batchItemFailures: [...failed("c"), { itemIdentifier: "12345" }] };`],
		["a list that is none", `return { batchItemFailures: "b" };`],
		["a text", `return "done";`],
	])("fails the whole batch for %s (L207)", async (_, body) => {
		const trace = await reporting(body);
		expect(dataOf(trace)).toEqual([abcd, abcd]);
		expect(eventsOf(trace, "mapping.batchEnded")[0]).toMatchObject({ outcome: "malformedResponse", next: "retry" });
	});

	it("is ignored unless the mapping asks for it: the batch counts as done (L207)", async () => {
		const trace = await reporting(`return { batchItemFailures: failed("b") };`, { reportBatchItemFailures: false });
		expect(dataOf(trace)).toEqual([abcd]);
	});

	it("still fails the whole batch when the handler throws (L207)", async () => {
		expect(dataOf(await reporting(`throw new Error("all of it");`))).toEqual([abcd, abcd]);
	});
});
