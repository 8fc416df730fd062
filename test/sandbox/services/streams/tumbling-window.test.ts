import { describe, expect, it } from "vitest";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { runStack } from "../run-stack.ts";
import { aMapping, aStream, eventsOf, handlerOf, invokedWith, put, streamArn } from "./a-stream.ts";

/** Sums the numbers of a window. */
const sums = `return { state: { sum: data.reduce((sum, text) => sum + Number(text), event.state.sum ?? 0) } };`;

function run(traffic: ReturnType<typeof put>[], { body = sums, ...mapping }: Partial<StackMapping> & { body?: string } = {}) {
	const stack = { streams: [aStream()], mappings: [aMapping({ tumblingWindowSeconds: 60, ...mapping })] };
	return runStack({ Fn: { code: handlerOf(body) } }, stack, { traffic });
}

const shown = (trace: Awaited<ReturnType<typeof run>>) =>
	invokedWith(trace).map(({ event }) => [event.Records.length, event.state, event.isFinalInvokeForWindow]);

describe("a tumbling window", () => {
	it("hands the state from one invocation to the next, and ends with an invocation of its own (L210)", async () => {
		const trace = await run([put(1), put(2, { at: 10_000 }), put(4, { at: 20_000 })]);
		expect(shown(trace)).toEqual([
			[1, {}, false],
			[1, { sum: 1 }, false],
			[1, { sum: 3 }, false],
			[0, { sum: 7 }, true],
		]);
		const { event } = invokedWith(trace)[0] ?? {};
		expect(Object.keys(event ?? {})).toEqual([
			"Records",
			"window",
			"state",
			"shardId",
			"eventSourceARN",
			"isFinalInvokeForWindow",
			"isWindowTerminatedEarly",
		]);
		expect(event).toMatchObject({
			window: { start: "2026-11-24T09:00:00Z", end: "2026-11-24T09:01:00Z" },
			shardId: "shardId-000000000000",
			eventSourceARN: streamArn,
			isWindowTerminatedEarly: false,
		});
	});

	it("is over with the first record of a later one, and else two minutes after its end (L210)", async () => {
		const trace = await run([put(1, { at: 30_000 }), put(2, { at: 70_000 })]);
		expect(shown(trace)).toEqual([
			[1, {}, false],
			[0, { sum: 1 }, true],
			[1, {}, false],
			[0, { sum: 2 }, true],
		]);
		const [, first, , second] = invokedWith(trace);
		expect(first?.at).toBeLessThan(72_000);
		expect(second?.at).toBe(240_000);
		expect(second?.event.window?.start).toBe("2026-11-24T09:01:00Z");
	});

	it("never shares a batch with another (L210)", async () => {
		const trace = await run([put(1, { at: 59_000 }), put(2, { at: 61_000 })], { maximumBatchingWindowSeconds: 30 });
		expect(shown(trace).map(([records, , final]) => [records, final])).toEqual([
			[1, false],
			[0, true],
			[1, false],
			[0, true],
		]);
	});

	it("fails an invocation that returns no state, and keeps the state before it (L210)", async () => {
		const body = `if (data[0] === "2" && !globalThis.again) { globalThis.again = true; return {}; } ${sums}`;
		const trace = await run([put(1), put(2, { at: 10_000 })], { body });
		expect(shown(trace)).toEqual([
			[1, {}, false],
			[1, { sum: 1 }, false],
			[1, { sum: 1 }, false],
			[0, { sum: 3 }, true],
		]);
		expect(eventsOf(trace, "mapping.batchEnded").map(({ outcome }) => outcome)).toEqual([
			"succeeded",
			"missingState",
			"succeeded",
			"succeeded",
		]);
	});

	it("that cannot be ended stops the shard until it can (L210)", async () => {
		const body = `if (event.isFinalInvokeForWindow && event.state.sum < 10) { globalThis.tries = (globalThis.tries ?? 0) + 1; if (globalThis.tries < 3) throw new Error("no"); } ${sums}`;
		const trace = await run([put(1), put(20, { at: 70_000 })], { body });
		expect(shown(trace).map(([records, , final]) => [records, final])).toEqual([
			[1, false],
			[0, true],
			[0, true],
			[0, true],
			[1, false],
			[0, true],
		]);
	});

	it("ends early when its state outgrows 1 MB, and goes on with a fresh one (L210)", async () => {
		const body = `return { state: data.length > 0 ? { text: "x".repeat(data[0] === "big" ? 1_100_000 : 1) } : {} };`;
		const trace = await run([put("big"), put("small", { at: 10_000 })], { body });
		const told = invokedWith(trace).map(({ event }) => [
			event.Records.length,
			event.isFinalInvokeForWindow,
			event.isWindowTerminatedEarly,
			JSON.stringify(event.state).length,
		]);
		expect(told).toEqual([
			[1, false, false, 2],
			[0, true, true, 1_100_011],
			[1, false, false, 2],
			[0, true, false, 12],
		]);
	});

	it("takes reported failures together with a state (L207, L210)", async () => {
		const body = `
			const bad = globalThis.calls ? -1 : data.indexOf("4");
			globalThis.calls = 1;
			const done = bad < 0 ? data : data.slice(0, bad);
			const state = { sum: done.reduce((sum, text) => sum + Number(text), event.state.sum ?? 0) };
			return { state, batchItemFailures: bad < 0 ? [] : [{ itemIdentifier: event.Records[bad].kinesis.sequenceNumber }] };`;
		const trace = await run([put(1), put(2), put(4), put(8)], { body, reportBatchItemFailures: true });
		expect(shown(trace)).toEqual([
			[4, {}, false],
			[2, { sum: 3 }, false],
			[0, { sum: 15 }, true],
		]);
	});
});
