import { describe, expect, it } from "vitest";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, eventsOf, handlerOf, invokedWith, put } from "./a-stream.ts";

const keys = Array.from({ length: 20 }, (_, index) => `user-${index}`);

/** Five records for each of twenty keys, in turns, on one shard. */
function run(body: string, mapping: Partial<StackMapping>) {
	const traffic = [0, 1, 2, 3, 4].flatMap((round) => keys.map((key) => put(`${key}:${round}`, { key, at: round })));
	const stack = { streams: [aStream()], mappings: [aMapping({ batchSize: 5, ...mapping })] };
	return runStack({ Fn: { code: handlerOf(body) } }, stack, { traffic, durationMs: 120_000 });
}

const slowly = "await new Promise((done) => setTimeout(done, 1_000)); return data;";

describe("the parallelization factor", () => {
	it("lets so many batches of one shard run at the same time (L201)", async () => {
		const trace = await run(slowly, { parallelizationFactor: 10 });
		let running = 0;
		let most = 0;
		for (const { kind } of trace.events) {
			if (kind === "mapping.batchInvoked") most = Math.max(most, ++running);
			if (kind === "mapping.batchEnded") running--;
		}
		expect(most).toBeGreaterThan(5);
		expect(most).toBeLessThanOrEqual(10);
		const one = await run(slowly, { parallelizationFactor: 1 });
		expect(one.endedAt).toBeGreaterThan(3 * trace.endedAt - 600_000);
	});

	it("keeps the records of each key in order and in one lane (L201)", async () => {
		const trace = await run(slowly, { parallelizationFactor: 10 });
		const lanes = new Map(eventsOf(trace, "mapping.batchInvoked").map(({ invocation, lane }) => [invocation, lane]));
		const seen = new Map<string, { rounds: number[]; lanes: Set<number | undefined> }>();
		for (const [index, { event }] of invokedWith(trace).entries()) {
			for (const { kinesis } of event.Records) {
				const [key = "", round] = Buffer.from(kinesis?.data ?? "", "base64")
					.toString()
					.split(":");
				const of = seen.get(key) ?? { rounds: [], lanes: new Set() };
				of.rounds.push(Number(round));
				of.lanes.add(lanes.get(index + 1));
				seen.set(key, of);
			}
		}
		expect(seen.size).toBe(20);
		for (const { rounds, lanes: of } of seen.values()) {
			expect(rounds).toEqual([0, 1, 2, 3, 4]);
			expect(of.size).toBe(1);
		}
	});

	it("lets a poison record hold back its own lane only, and the checkpoint of the shard (L201, L203)", async () => {
		const body = `if (data.includes("user-3:0")) throw new Error("poison"); return data;`;
		const trace = await run(body, { parallelizationFactor: 10 });
		const written = eventsOf(trace, "stream.recordWritten").map(({ sequenceNumber }) => sequenceNumber);
		const done = new Set<string>();
		const sources = eventsOf(trace, "invocation.requested").map(({ source }) => source?.records ?? []);
		const outcomes = eventsOf(trace, "mapping.batchEnded").filter(({ outcome }) => outcome === "succeeded");
		const invocations = eventsOf(trace, "mapping.batchInvoked");
		for (const { batch } of outcomes) {
			const of = invocations.find((invoked) => invoked.batch === batch);
			for (const sequenceNumber of sources[(of?.invocation ?? 0) - 1] ?? []) done.add(sequenceNumber);
		}
		expect(done.size).toBeGreaterThan(60);
		expect(done.size).toBeLessThan(100);
		const checkpoint = eventsOf(trace, "mapping.checkpointed").at(-1)?.sequenceNumber ?? "";
		expect(checkpoint < (written[3] ?? "")).toBe(true);
	});
});
