import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { runStack } from "../../services/run-stack.ts";
import { aMapping, aQueue, batchesOf, eventsOf, message, redriveTo } from "../../services/sqs/a-queue.ts";

const partial = { reportBatchItemFailures: true };
const throwing = 'export const handler = async () => { throw new Error("no"); };';
/** Answers with what the body of the first message says. */
const answering = "export const handler = async ({ Records }) => JSON.parse(Records[0].body);";

type Options = { mapping?: Partial<StackMapping>; maxReceiveCount?: number; properties?: string[]; visibilityTimeoutSeconds?: number };

async function run(code: string, traffic: ReturnType<typeof message>[], options: Options = {}) {
	const dlq = aQueue("Dlq");
	const { mapping, maxReceiveCount = 3, properties = [], visibilityTimeoutSeconds = 30 } = options;
	const queue = aQueue("Orders", { redrive: redriveTo(dlq, maxReceiveCount), visibilityTimeoutSeconds });
	const trace = await runStack(
		{ Worker: { code, properties } },
		{ queues: [queue, dlq], mappings: [aMapping(queue, "Worker", mapping)] },
		{ traffic },
	);
	const report = reportOf(trace);
	const named = (name: string) => report.queues.find((one) => one.name === name);
	return { trace, report, batches: batchesOf(trace), orders: named("Orders"), dead: named("Dlq") };
}

describe("a batch whose function fails", () => {
	it("comes back as a whole after the visibility timeout, until the queue moves it to its dead-letter queue (L190, L196, L320)", async () => {
		const { batches, dead, trace } = await run(throwing, [message("Orders", "poison"), message("Orders", "innocent")]);
		expect(batches).toEqual([10, 30_020, 60_030].map((at) => ({ at, bodies: ["poison", "innocent"] })));
		expect(dead?.messages).toMatchObject([
			{ body: "poison", movedFrom: "Orders", receiveCount: 3 },
			{ body: "innocent", movedFrom: "Orders" },
		]);
		expect(eventsOf(trace, "queue.messageMoved").map(({ at }) => at)).toEqual([90_040, 90_040]);
	});

	it.each([
		["is timed out", "export const handler = () => new Promise(() => setTimeout(() => {}, 60_000));", "timedOut"],
		["ends its process", "export const handler = async () => process.exit(1);", "crashed"],
	])("does so alike when the function %s (L190)", async (_, code, status) => {
		const { report, batches, dead } = await run(code, [message("Orders", "poison")], { maxReceiveCount: 2 });
		expect(report.invocations.map((one) => one.status)).toEqual([status, status]);
		expect(batches.map(({ at }) => at)).toEqual([10, 30_020]);
		expect(dead?.messages).toHaveLength(1);
	});

	it("is handled again by itself when the visibility timeout ends before the function", async () => {
		const slow = "export const handler = () => new Promise((done) => setTimeout(done, 9_000));";
		const { orders } = await run(slow, [message("Orders", "m")], {
			visibilityTimeoutSeconds: 10,
			mapping: { maximumBatchingWindowSeconds: 3 },
		});
		expect(orders?.messages[0]?.receptions.map(({ at, outcome }) => ({ at, outcome }))).toEqual([
			{ at: 10, outcome: null },
			{ at: 10_020, outcome: null },
			{ at: 20_030, outcome: null },
		]);
		expect(orders?.messages[0]).toMatchObject({ state: "moved", movedTo: "Dlq" });
	});

	it("slows polling down, unless failures are reported by item (L190, L195)", async () => {
		// Fifty poison messages, one for each batch: with each failure one batch less is under way.
		const traffic = Array.from({ length: 50 }, () => message("Orders", "poison"));
		const failing = 'export const handler = () => new Promise((_, fail) => setTimeout(() => fail(new Error("no")), 1_000));';
		const duration = async (mapping: Partial<StackMapping>) => {
			const { batches } = await run(failing, traffic, { maxReceiveCount: 1, mapping: { batchSize: 1, maximumConcurrency: 5, ...mapping } });
			return batches.at(-1)?.at ?? 0;
		};
		expect(await duration({})).toBeGreaterThan(2 * (await duration(partial)));
	});
});

describe("a response with ReportBatchItemFailures", () => {
	it("deletes what it does not list, and leaves the rest until the visibility timeout (L192)", async () => {
		const code = `export const handler = async ({ Records }) => ({
			batchItemFailures: Records.filter(({ body }) => body.startsWith("bad")).map(({ messageId }) => ({ itemIdentifier: messageId })),
		});`;
		const { batches, orders, dead } = await run(
			code,
			["a", "bad 1", "b", "bad 2"].map((body) => message("Orders", body)),
			{ mapping: partial, maxReceiveCount: 2 },
		);
		expect(batches).toEqual([
			{ at: 10, bodies: ["a", "bad 1", "b", "bad 2"] },
			{ at: 30_020, bodies: ["bad 1", "bad 2"] },
		]);
		expect(orders?.messages.map(({ state }) => state)).toEqual(["deleted", "moved", "deleted", "moved"]);
		expect(orders?.messages[1]?.receptions.map(({ outcome }) => outcome)).toEqual(["reported", "reported"]);
		expect(dead?.messages.map(({ body }) => body)).toEqual(["bad 1", "bad 2"]);
	});

	it.each([
		["null", null],
		["an empty object", {}],
		["an empty list of failures", { batchItemFailures: [] }],
		["null for the list", { batchItemFailures: null }],
		["an object of something else", { statusCode: 200 }],
	])("that is %s deletes the whole batch (L193)", async (_, answer) => {
		const { orders, dead } = await run(answering, [message("Orders", JSON.stringify(answer)), message("Orders", "b")], {
			mapping: partial,
		});
		expect(orders).toMatchObject({ received: 2, deleted: 2 });
		expect(dead).toBeUndefined();
	});

	it.each([
		["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }, /empty itemIdentifier/],
		["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }, /without an itemIdentifier/],
		["a wrong key", { batchItemFailures: [{ messageId: "x" }] }, /without an itemIdentifier/],
		[
			"an id of no message in the batch",
			{ batchItemFailures: [{ itemIdentifier: "11111111-2222-4333-8444-555555555555" }] },
			/not in the batch/,
		],
		["no object", "done", /no object/],
		["a list in place of the object", [{ itemIdentifier: "x" }], /is a list/],
	])("that has %s returns the whole batch (L193)", async (_, answer, problem) => {
		const { orders, trace } = await run(answering, [message("Orders", JSON.stringify(answer)), message("Orders", "b")], {
			mapping: partial,
			maxReceiveCount: 1,
		});
		expect(orders).toMatchObject({ deleted: 0, movedOut: 2 });
		expect(eventsOf(trace, "queue.batchReturned")).toMatchObject([{ why: "malformedResponse", problem: expect.stringMatching(problem) }]);
	});

	it("that is an exception returns the whole batch (L193)", async () => {
		const { orders } = await run(throwing, [message("Orders", "a"), message("Orders", "b")], { mapping: partial, maxReceiveCount: 1 });
		expect(orders).toMatchObject({ deleted: 0, movedOut: 2 });
	});

	it("is ignored without the setting: the batch is deleted (L194)", async () => {
		const code = "export const handler = async ({ Records }) => ({ batchItemFailures: [{ itemIdentifier: Records[0].messageId }] });";
		const { orders } = await run(code, [message("Orders", "a")]);
		expect(orders).toMatchObject({ received: 1, deleted: 1 });
	});
});

describe("a throttled batch", () => {
	const busyFor = (ms: number) => `export const handler = () => new Promise((done) => setTimeout(done, ${ms}));`;
	const reserved = ["ReservedConcurrentExecutions: 1"];
	const three = ["a", "b", "c"].map((body) => message("Orders", body));

	it("is tried again, ever later, while its messages are invisible (L147, L191)", async () => {
		const { trace, orders, dead } = await run(busyFor(4_000), three, { mapping: { batchSize: 1 }, properties: reserved });
		const attempts = eventsOf(trace, "invocation.requested").filter(({ source }) => source?.records?.[0] === orders?.messages[1]?.id);
		expect(attempts.map(({ at, source }) => [at, source?.attempt])).toEqual([
			[10, 1],
			[1_010, 2],
			[3_010, 3],
			[7_010, 4],
		]);
		expect(orders?.messages.map(({ state, receiveCount }) => [state, receiveCount])).toEqual(Array(3).fill(["deleted", 1]));
		expect(dead).toBeUndefined();
	});

	it("is let go when the visibility timeout is over, so that throttling alone can bring messages to the dead-letter queue (L191, L320)", async () => {
		const { orders, dead } = await run(busyFor(9_500), three, {
			mapping: { batchSize: 1 },
			properties: reserved,
			visibilityTimeoutSeconds: 10,
			maxReceiveCount: 1,
		});
		expect(orders?.messages.map(({ state }) => state)).toEqual(["deleted", "moved", "moved"]);
		expect(orders?.messages[1]?.receptions).toMatchObject([{ outcome: "throttled" }]);
		expect(dead?.messages.map(({ receiveCount, body }) => [body, receiveCount])).toEqual([
			["b", 1],
			["c", 1],
		]);
	});

	it("never runs with a reserved concurrency of 0, and goes to the dead-letter queue (L133, L191)", async () => {
		const { report, dead } = await run(busyFor(1), [message("Orders", "a")], { properties: ["ReservedConcurrentExecutions: 0"] });
		expect(new Set(report.invocations.map(({ status }) => status))).toEqual(new Set(["throttled"]));
		expect(dead?.messages).toMatchObject([{ body: "a", receiveCount: 3 }]);
	});

	it("slows polling down: fewer batches are under way (L191)", async () => {
		const many = Array.from({ length: 40 }, (_, i) => message("Orders", `m${i}`));
		const { report, orders } = await run(busyFor(500), many, { mapping: { batchSize: 1 }, properties: reserved, maxReceiveCount: 10 });
		expect(orders).toMatchObject({ deleted: 40 });
		const throttled = report.invocations.filter(({ status }) => status === "throttled").map(({ requestedAt }) => requestedAt);
		expect(throttled.length).toBeGreaterThan(4);
		// Each message is refused less than twice, on average; five pollers that kept on would meet four refusals for each that is served.
		expect(throttled.length).toBeLessThan(80);
	});
});
