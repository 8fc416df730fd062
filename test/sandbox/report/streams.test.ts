import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import { runStack } from "../services/run-stack.ts";
import { aMapping, aStream, handlerOf, put } from "../services/streams/a-stream.ts";

describe("the report of a stream", () => {
	it("tells of a record that fails until it is given up, and of those behind it", async () => {
		const trace = await runStack(
			{ Fn: { code: handlerOf('if (data.includes("bad")) throw new Error("bad record"); return null;') } },
			{ streams: [aStream()], mappings: [aMapping({ batchSize: 1, maximumRetryAttempts: 1 })] },
			{ traffic: [put("bad", { at: 0 }), put("good", { at: 10 })] },
		);
		const [stream, ...others] = reportOf(trace).streams;
		expect(others).toEqual([]);
		expect(stream?.records.map(({ data }) => data)).toEqual(["bad", "good"]);
		const mapping = stream?.mappings[0];
		expect(mapping?.batches.map(({ batch, attempt, outcome, next }) => [batch, attempt, outcome, next])).toEqual([
			[1, 1, "functionError", "retry"],
			[1, 2, "functionError", "discard"],
			[2, 1, "succeeded", "done"],
		]);
		expect(mapping?.discarded).toMatchObject([{ condition: "RetryAttemptsExhausted", records: 1, sentTo: null }]);
		expect(mapping?.shards).toMatchObject([{ checkpoint: stream?.records[1]?.sequenceNumber, filtered: 0, skipped: 0 }]);
		// The good record waited behind the bad one: that is its iterator age.
		expect(mapping?.shards[0]?.peakIteratorAgeMs).toBeGreaterThan(1000);
	});

	it("is empty when the template has none", async () => {
		const trace = await runStack({ Fn: { code: "export const handler = async () => 1;" } }, {}, { traffic: [{ at: 0, event: {} }] });
		expect(reportOf(trace).streams).toEqual([]);
	});
});
