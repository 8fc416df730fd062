import { describe, expect, it } from "vitest";
import { queuesOf } from "#sandbox/report/queues.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { runStack } from "../services/run-stack.ts";
import { SqsBench } from "../services/sqs/a-cloud.ts";
import { aMapping, aQueue, message, redriveTo } from "../services/sqs/a-queue.ts";

describe("the report of queues", () => {
	it("tells the history of each message, with the invocations that had it", async () => {
		const dlq = aQueue("Dlq");
		const queue = aQueue("Orders", { redrive: redriveTo(dlq, 2) });
		const trace = await runStack(
			{ Worker: { code: 'export const handler = async ({ Records }) => { if (Records[0].body === "bad") throw new Error("no"); };' } },
			{ queues: [queue, dlq], mappings: [aMapping(queue, "Worker", { batchSize: 1 })] },
			{ traffic: [message("Orders", "bad"), message("Orders", '{"order":7}', { at: 1_000, delaySeconds: 5 })] },
		);
		const { queues, endedAt } = reportOf(trace);
		expect(queues.map(({ name }) => name)).toEqual(["Orders", "Dlq"]);
		const [orders, dead] = queues;
		expect(orders).toMatchObject({
			sent: 2,
			received: 3,
			deleted: 1,
			movedOut: 1,
			movedIn: 0,
			oldestAgeMs: null,
			peakOldestAgeMs: endedAt,
		});
		const [bad, good] = orders?.messages ?? [];
		expect(bad).toMatchObject({ body: "bad", sentAt: 0, state: "moved", movedTo: "Dlq", receiveCount: 2, invocations: [1, 3], endedAt });
		expect(bad?.receptions).toEqual([
			{ at: 10, by: "WorkerOrders", visibleAt: 30_010, invocations: [1], outcome: "functionError" },
			{ at: 30_020, by: "WorkerOrders", visibleAt: 60_020, invocations: [3], outcome: "functionError" },
		]);
		expect(good).toMatchObject({ body: { order: 7 }, state: "deleted", receiveCount: 1, invocations: [2] });
		expect(dead?.messages).toMatchObject([{ id: bad?.id, body: "bad", sentAt: 0, movedFrom: "Orders", state: "visible", receiveCount: 2 }]);
		expect(dead).toMatchObject({ sent: 0, movedIn: 1, oldestAgeMs: endedAt });
	});

	it("draws how many messages are visible, in flight and delayed as step lines", () => {
		const bench = new SqsBench([aQueue("Q", { visibilityTimeoutSeconds: 5 })]);
		bench.send("Q", "now");
		bench.send("Q", "later", { delaySeconds: 2 });
		bench.passTo(1_000);
		bench.receive("Q");
		bench.passTo(10_000);
		const [received] = bench.receive("Q", { most: 1 });
		bench.passTo(11_000);
		bench.delete("Q", received as never);
		const [queue] = queuesOf(bench.recorder.events, 20_000);
		expect(queue?.counts).toEqual([
			{ at: 0, visible: 1, inFlight: 0, delayed: 1 },
			{ at: 1_000, visible: 0, inFlight: 1, delayed: 1 },
			{ at: 2_000, visible: 1, inFlight: 1, delayed: 0 },
			{ at: 6_000, visible: 2, inFlight: 0, delayed: 0 },
			{ at: 10_000, visible: 1, inFlight: 1, delayed: 0 },
			{ at: 11_000, visible: 1, inFlight: 0, delayed: 0 },
		]);
		expect(queue).toMatchObject({ sent: 2, received: 2, deleted: 1, oldestAgeMs: 20_000 });
	});

	it("counts what was refused, taken for a duplicate, or came back as a copy", () => {
		const fifo = aQueue("F", { fifo: true, contentBasedDeduplication: true });
		const bench = new SqsBench([fifo, aQueue("Q", { visibilityTimeoutSeconds: 1 })], { sqs: { duplicateRate: 1 } });
		bench.send("F", "m", { groupId: "a" });
		bench.send("F", "m", { groupId: "a" });
		bench.sqs.send(bench.queue("F"), { body: "m" });
		bench.send("Q", "m");
		const [received] = bench.receive("Q");
		bench.delete("Q", received as never);
		const [first, second] = queuesOf(bench.recorder.events, 500);
		expect(first).toMatchObject({ sent: 1, deduplicated: 1, refused: [{ at: 0, code: "MissingParameter", from: null }] });
		expect(second?.messages).toMatchObject([{ copies: 1, state: "inFlight", endedAt: null }]);
		expect(queuesOf(bench.recorder.events, 1_000)[1]?.messages).toMatchObject([{ state: "visible" }]);
	});
});
