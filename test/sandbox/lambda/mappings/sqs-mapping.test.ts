import { describe, expect, it } from "vitest";
import { concurrencyOf, peakOf } from "#sandbox/report/concurrency.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import type { StackQueue } from "#sandbox/stack/sqs.ts";
import type { Trace } from "#sandbox/trace/trace.ts";
import { runStack } from "../../services/run-stack.ts";
import { aMapping, aQueue, batchesOf, eventsOf, message } from "../../services/sqs/a-queue.ts";

const succeeds = "export const handler = async () => {};";
const takes = (ms: number) => `export const handler = () => new Promise((done) => setTimeout(done, ${ms}));`;
const numbered = (count: number, at = 0) => Array.from({ length: count }, (_, i) => message("Orders", `m${i + 1}`, { at }));

/** One queue, `Orders`, and one function that reads it. */
function run(
	code: string,
	traffic: ReturnType<typeof message>[],
	{
		mapping,
		queue: ofQueue,
		properties = [],
	}: { mapping?: Partial<StackMapping>; queue?: Partial<StackQueue>; properties?: string[] } = {},
): Promise<Trace> {
	const queue = aQueue("Orders", ofQueue);
	return runStack({ Worker: { code, properties } }, { queues: [queue], mappings: [aMapping(queue, "Worker", mapping)] }, { traffic });
}

describe("an event source mapping of SQS", () => {
	it("sends messages together and deletes them when the function succeeds (L172, L189)", async () => {
		const trace = await run(succeeds, numbered(2));
		expect(batchesOf(trace)).toEqual([{ at: 10, bodies: ["m1", "m2"] }]);
		const sent = eventsOf(trace, "queue.messageSent").map((event) => event.message);
		expect(eventsOf(trace, "queue.messagesDeleted")).toMatchObject([{ messages: sent, why: "handled", invocation: 1 }]);
	});

	it("ends the run when the queue is empty, long before the visibility timeout", async () => {
		expect((await run(succeeds, numbered(2), { queue: { visibilityTimeoutSeconds: 900 } })).endedAt).toBeLessThan(1_000);
	});

	it("sends the event exactly as AWS does (L280)", async () => {
		const attributes = { Author: { type: "String", value: "John Grisham" }, Cover: { type: "Binary.png", value: "AQID" } };
		const trace = await run(succeeds, [
			{ at: 250, send: { service: "sqs", queue: "Orders", body: { order: 7 }, attributes } } as never,
			message("Orders", "plain", { at: 250 }),
		]);
		const [first, second] = eventsOf(trace, "queue.messageSent").map((event) => event.message);
		const { Records } = JSON.parse(eventsOf(trace, "invocation.requested")[0]?.event ?? "");
		const system = {
			ApproximateReceiveCount: "1",
			SentTimestamp: "1795510800250",
			SenderId: "AIDACKCEVSQ6C2EXAMPLE",
			ApproximateFirstReceiveTimestamp: "1795510800260",
		};
		const source = { eventSource: "aws:sqs", eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:Orders", awsRegion: "eu-central-1" };
		const lists = { stringListValues: [], binaryListValues: [] };
		expect(Records).toEqual([
			{
				messageId: first,
				receiptHandle: expect.stringMatching(/^AQEB[A-Za-z0-9+/=]{40,}$/),
				body: '{"order":7}',
				attributes: system,
				messageAttributes: {
					Author: { stringValue: "John Grisham", ...lists, dataType: "String" },
					Cover: { binaryValue: "AQID", ...lists, dataType: "Binary.png" },
				},
				md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
				md5OfBody: "4db405096ca2c297ffb21aeada277352",
				...source,
			},
			{
				messageId: second,
				receiptHandle: expect.any(String),
				body: "plain",
				attributes: system,
				messageAttributes: {},
				md5OfMessageAttributes: null,
				md5OfBody: "ac7938d40cfc2307e2bf325d28e7884e",
				...source,
			},
		]);
		expect(Object.keys(Records[0])).toEqual([
			"messageId",
			"receiptHandle",
			"body",
			"attributes",
			"messageAttributes",
			"md5OfMessageAttributes",
			"md5OfBody",
			"eventSource",
			"eventSourceARN",
			"awsRegion",
		]);
	});

	it("has ten messages at most in a batch by default, and as many as the batch size says (L183)", async () => {
		expect(batchesOf(await run(succeeds, numbered(12))).map(({ bodies }) => bodies.length)).toEqual([10, 2]);
		const trace = await run(succeeds, numbered(150), { mapping: { batchSize: 100, maximumBatchingWindowSeconds: 1 } });
		expect(batchesOf(trace).map(({ bodies }) => bodies.length)).toEqual([100, 50]);
	});

	it("waits for more messages until the batching window ends, counted from the first one, or the batch is full (L172, L173)", async () => {
		const traffic = [0, 2_000, 4_000, 6_000, 6_100, 6_200].map((at) => message("Orders", `at ${at}`, { at }));
		const trace = await run(succeeds, traffic, { mapping: { maximumBatchingWindowSeconds: 5, batchSize: 3 } });
		expect(batchesOf(trace)).toEqual([
			{ at: 4_010, bodies: ["at 0", "at 2000", "at 4000"] },
			{ at: 6_210, bodies: ["at 6000", "at 6100", "at 6200"] },
		]);
		const alone = await run(succeeds, traffic.slice(0, 2), { mapping: { maximumBatchingWindowSeconds: 5 } });
		expect(batchesOf(alone)).toEqual([{ at: 5_010, bodies: ["at 0", "at 2000"] }]);
	});

	it("keeps messages of the window invisible from when each was received", async () => {
		const trace = await run(succeeds, [message("Orders", "a"), message("Orders", "b", { at: 2_000 })], {
			mapping: { maximumBatchingWindowSeconds: 5 },
		});
		expect(eventsOf(trace, "queue.messagesReceived").map(({ visibleAt }) => visibleAt)).toEqual([30_010, 32_010]);
	});

	it("ends a batch before its payload is more than 6 MB (L172)", async () => {
		const large = Array.from({ length: 8 }, () => message("Orders", "x".repeat(1_000_000)));
		const trace = await run(succeeds, large, { mapping: { batchSize: 10, maximumBatchingWindowSeconds: 1 } });
		expect(batchesOf(trace).map(({ bodies }) => bodies.length)).toEqual([6, 2]);
		// Characters that JSON escapes count as they are sent.
		const quotes = Array.from({ length: 4 }, () => message("Orders", '"'.repeat(1_000_000)));
		expect(batchesOf(await run(succeeds, quotes)).map(({ bodies }) => bodies.length)).toEqual([3, 1]);
		expect(eventsOf(trace, "invocation.rejected")).toEqual([]);
	});

	it("begins with five batches in parallel and has five more each second while messages remain (L184)", async () => {
		const trace = await run(takes(60_000), numbered(100), {
			mapping: { batchSize: 1 },
			queue: { visibilityTimeoutSeconds: 300 },
			properties: ["Timeout: 300"],
		});
		const runningAt = (at: number) => eventsOf(trace, "invocation.requested").filter((event) => event.at <= at).length;
		expect([100, 1_100, 2_100, 11_100].map(runningAt)).toEqual([5, 10, 15, 60]);
	});

	it("has never more batches under way than its maximum concurrency, so that nothing is throttled (L186)", async () => {
		const trace = await run(takes(2_000), numbered(9), {
			mapping: { batchSize: 1, maximumConcurrency: 2 },
			properties: ["ReservedConcurrentExecutions: 2"],
		});
		const report = reportOf(trace);
		expect(report.totals).toMatchObject({ peakConcurrency: 2, throttles: 0, invocations: 9 });
		expect(report.queues[0]).toMatchObject({ received: 9, deleted: 9 });
	});

	it("does not read a queue whose visibility timeout is shorter than the function's (L188)", async () => {
		const trace = await run(succeeds, numbered(1), { queue: { visibilityTimeoutSeconds: 9 } });
		expect(batchesOf(trace)).toEqual([]);
		expect(reportOf(trace).queues[0]).toMatchObject({
			refusedMappings: [
				{ mapping: "WorkerOrders", reason: "Queue visibility timeout: 9 seconds is less than Function timeout: 10 seconds" },
			],
			messages: [{ state: "visible", receptions: [] }],
		});
	});

	it("reads nothing while it is disabled", async () => {
		const trace = await run(succeeds, numbered(1), { mapping: { enabled: false } });
		expect(batchesOf(trace)).toEqual([]);
		expect(trace.endedAt).toBe(0);
	});

	it("asks the execution role and no resource policy (L176)", async () => {
		// The stack of these tests has no permission at all.
		expect(batchesOf(await run(succeeds, numbered(1)))).toHaveLength(1);
	});

	it("invokes the alias that it names", async () => {
		const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:Worker:live";
		const trace = await run(
			"export const handler = async (event, { invokedFunctionArn }) => console.log(invokedFunctionArn);",
			numbered(1),
			{
				mapping: { functionArn },
				properties: ["AutoPublishAlias: live"],
			},
		);
		expect(reportOf(trace).invocations[0]?.lines[0]).toContain(functionArn);
	});

	it("hands a message over again that the queue delivers twice (L174, L316)", async () => {
		const queue = aQueue("Orders");
		const trace = await runStack(
			{ Worker: { code: succeeds } },
			{ queues: [queue], mappings: [aMapping(queue, "Worker")] },
			{ traffic: [message("Orders", "m")], sqs: { duplicateRate: 1 } },
		);
		expect(batchesOf(trace)).toEqual([
			{ at: 10, bodies: ["m"] },
			{ at: 30_020, bodies: ["m"] },
		]);
		expect(reportOf(trace).queues[0]?.messages).toMatchObject([{ receiveCount: 2, copies: 1, state: "deleted", invocations: [1, 2] }]);
	});

	it("handles 10,000 messages, each once", async () => {
		const queue = aQueue("Orders");
		const trace = await runStack(
			{ Worker: { code: succeeds } },
			{ queues: [queue], mappings: [aMapping(queue, "Worker")] },
			{ traffic: [{ ...message("Orders", "m"), repeat: { count: 10_000, everyMs: 1 } }] },
		);
		expect(reportOf(trace).queues[0]).toMatchObject({ sent: 10_000, received: 10_000, deleted: 10_000, oldestAgeMs: null });
		expect(peakOf(concurrencyOf(trace.events))).toBeLessThan(10);
	});
});

describe("filters of a mapping of SQS", () => {
	const filtered = async (filters: StackMapping["filters"], ...bodies: string[]) => {
		const trace = await run(
			succeeds,
			bodies.map((body) => message("Orders", body)),
			{ mapping: { filters } },
		);
		const [queue] = reportOf(trace).queues;
		return { handled: batchesOf(trace).flatMap((batch) => batch.bodies), queue };
	};

	it("delete what no filter matches, and the function never sees it (L177, L178)", async () => {
		const { handled, queue } = await filtered(
			[{ body: { type: ["order"] } }, { body: { total: [{ numeric: [">", 100] }] } }],
			'{"type":"order"}',
			'{"type":"refund","total":120}',
			'{"type":"refund","total":7}',
		);
		expect(handled).toEqual(['{"type":"order"}', '{"type":"refund","total":120}']);
		expect(queue).toMatchObject({ filtered: 1, deleted: 2 });
		expect(queue?.messages[2]).toMatchObject({ state: "filtered", invocations: [] });
	});

	it("ask for JSON or for plain text, and drop the other kind (L178)", async () => {
		expect((await filtered([{ body: { type: ["order"] } }], "order", '{"type":"order"}')).handled).toEqual(['{"type":"order"}']);
		expect((await filtered([{ body: [{ prefix: "or" }] }], "order", '{"type":"order"}')).handled).toEqual(["order"]);
	});

	it("may look at what comes with the body", async () => {
		const { handled } = await filtered([{ attributes: { ApproximateReceiveCount: ["1"] } }], "plain", '{"json":true}');
		expect(handled).toEqual(["plain", '{"json":true}']);
	});

	it("leave room in the batch for messages that pass (L172)", async () => {
		const bodies = Array.from({ length: 30 }, (_, i) => JSON.stringify({ keep: i % 3 === 0 }));
		const queue = aQueue("Orders");
		const trace = await runStack(
			{ Worker: { code: succeeds } },
			{
				queues: [queue],
				mappings: [aMapping(queue, "Worker", { filters: [{ body: { keep: [true] } }], maximumBatchingWindowSeconds: 1 })],
			},
			{ traffic: bodies.map((body) => message("Orders", body)) },
		);
		expect(batchesOf(trace).map((batch) => batch.bodies.length)).toEqual([10]);
	});
});
