import { describe, expect, it } from "vitest";
import { systemAttributes } from "#sandbox/services/sqs/message.ts";
import { refusalOf, SqsBench } from "./a-cloud.ts";
import { aQueue, redriveTo } from "./a-queue.ts";

describe("a standard queue", () => {
	it("hands out messages in the order of sending, at most ten at once (L314)", () => {
		const bench = new SqsBench([aQueue("Q")]);
		for (let i = 1; i <= 12; i++) bench.send("Q", `m${i}`);
		expect(bench.bodies("Q", { most: 10 })).toEqual(Array.from({ length: 10 }, (_, i) => `m${i + 1}`));
		expect(bench.bodies("Q", { most: 10 })).toEqual(["m11", "m12"]);
		expect(bench.bodies("Q")).toEqual([]);
	});

	it("hides a received message for the visibility timeout, and gives it a new handle and count afterwards (L314)", () => {
		const bench = new SqsBench([aQueue("Q", { visibilityTimeoutSeconds: 5 })]);
		bench.send("Q", "m");
		const [first] = bench.receive("Q");
		bench.passTo(4_999);
		expect(bench.receive("Q")).toEqual([]);
		bench.passTo(5_000);
		const [second] = bench.receive("Q");
		expect(second?.message.receiveCount).toBe(2);
		expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
		expect(second?.message.firstReceivedAt).toBe(0);
	});

	it("keeps a deleted message away, and takes a second deletion for done", () => {
		const bench = new SqsBench([aQueue("Q")]);
		bench.send("Q", "m");
		const [received] = bench.receive("Q");
		expect(bench.delete("Q", received as never)).toEqual({ ok: true, value: null });
		expect(bench.delete("Q", received as never)).toEqual({ ok: true, value: null });
		bench.passTo(60_000);
		expect(bench.receive("Q")).toEqual([]);
		expect(bench.queue("Q").counts).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
	});

	it("deletes by the latest handle, also after the timeout, and not by an older one", () => {
		const bench = new SqsBench([aQueue("Q", { visibilityTimeoutSeconds: 1 })]);
		bench.send("Q", "m");
		const [first] = bench.receive("Q");
		bench.passTo(1_000);
		const [second] = bench.receive("Q");
		expect(bench.delete("Q", first as never).ok).toBe(true);
		expect(bench.queue("Q").counts.inFlight).toBe(1);
		bench.passTo(2_000);
		expect(bench.delete("Q", second as never).ok).toBe(true);
		expect(bench.queue("Q").counts.visible).toBe(0);
	});

	it("delays a message by its own delay or the queue's, up to 15 minutes (L314)", () => {
		const bench = new SqsBench([aQueue("Q", { delaySeconds: 3 })]);
		bench.send("Q", "of the queue");
		bench.send("Q", "own", { delaySeconds: 0 });
		expect(bench.queue("Q").counts).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
		expect(bench.bodies("Q")).toEqual(["own"]);
		bench.passTo(3_000);
		expect(bench.bodies("Q")).toEqual(["of the queue"]);
		expect(refusalOf(bench.sqs.send(bench.queue("Q"), { body: "m", delaySeconds: 901 })).code).toBe("InvalidParameterValue");
	});

	it("changes the visibility of one message, to at most 12 hours since it was received (L314)", () => {
		const bench = new SqsBench([aQueue("Q")]);
		bench.send("Q", "m");
		const [received] = bench.receive("Q");
		const change = (seconds: number) => bench.sqs.changeVisibility(bench.queue("Q"), received?.receiptHandle ?? "", seconds);
		expect(change(60).ok).toBe(true);
		bench.passTo(59_999);
		expect(bench.receive("Q")).toEqual([]);
		expect(refusalOf(change(43_200)).message).toMatch(/beyond the limit \[43200 seconds\]/);
		expect(refusalOf(change(43_201)).message).toBe(
			"Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200, if provided.",
		);
		expect(change(0).ok).toBe(true);
		expect(refusalOf(change(10)).message).toMatch(/not available for visibility timeout change/);
		expect(bench.bodies("Q")).toEqual(["m"]);
	});

	it("forgets messages after their retention, also received ones (L314)", () => {
		const bench = new SqsBench([aQueue("Q", { messageRetentionSeconds: 60, visibilityTimeoutSeconds: 300 })]);
		bench.send("Q", "early");
		bench.receive("Q");
		bench.passTo(30_000);
		bench.send("Q", "late");
		bench.passTo(60_000);
		expect(bench.queue("Q").counts).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
		expect(bench.bodies("Q")).toEqual(["late"]);
	});

	it("answers a long poll as soon as a message is there, and empty when the time is over (L314)", () => {
		const bench = new SqsBench([aQueue("Q")]);
		const answers: [number, number][] = [];
		const poll = () =>
			bench.sqs.receive(bench.queue("Q"), { most: 10, waitSeconds: 20, by: "test" }, (result) => {
				answers.push([bench.simulation.now, result.ok ? result.value.length : -1]);
			});
		poll();
		poll();
		bench.simulation.at(7_000, () => bench.send("Q", "m"));
		bench.simulation.run(60_000, () => false);
		expect(answers).toEqual([
			[7_000, 1],
			[20_000, 0],
		]);
	});

	it("moves a message to the dead-letter queue when it would be received once more than maxReceiveCount (L320)", () => {
		const dlq = aQueue("Dlq");
		const bench = new SqsBench([aQueue("Q", { visibilityTimeoutSeconds: 1, redrive: redriveTo(dlq, 2) }), dlq]);
		const id = bench.send("Q", "poison");
		bench.receive("Q");
		bench.passTo(1_000);
		bench.receive("Q");
		bench.passTo(2_000);
		expect(bench.queue("Dlq").counts.visible).toBe(0);
		expect(bench.receive("Q")).toEqual([]);
		const [moved] = bench.receive("Dlq");
		expect(moved?.message).toMatchObject({ messageId: id, body: "poison", receiveCount: 3, deadLetterSourceArn: aQueue("Q").arn });
	});

	it("lets a message live no longer in the dead-letter queue, since it keeps its time of sending (L321)", () => {
		const dlq = aQueue("Dlq", { messageRetentionSeconds: 60 });
		const bench = new SqsBench([aQueue("Q", { visibilityTimeoutSeconds: 50, redrive: redriveTo(dlq, 1) }), dlq]);
		bench.send("Q", "poison");
		bench.receive("Q");
		bench.passTo(50_000);
		bench.receive("Q");
		expect(bench.queue("Dlq").counts.visible).toBe(1);
		bench.passTo(60_000);
		expect(bench.queue("Dlq").counts.visible).toBe(0);
	});

	it("puts a message behind the others after three receptions, if maxReceiveCount is more than three (L322)", () => {
		const dlq = aQueue("Dlq");
		const orderAfter = (receptions: number, maxReceiveCount: number) => {
			const bench = new SqsBench([aQueue("Q", { redrive: redriveTo(dlq, maxReceiveCount) }), dlq]);
			bench.send("Q", "returned");
			bench.send("Q", "other");
			for (let i = 0; i < receptions; i++) {
				bench.receive("Q", { most: 1, visibilityTimeoutSeconds: 1 });
				bench.passTo((i + 1) * 1_000);
			}
			return bench.bodies("Q");
		};
		expect(orderAfter(2, 5)).toEqual(["returned", "other"]);
		expect(orderAfter(3, 5)).toEqual(["other", "returned"]);
		expect(orderAfter(2, 3)).toEqual(["returned", "other"]);
	});

	it("keeps order only approximately, and may deliver twice, when the scenario has it so (L316)", () => {
		const calm = new SqsBench([aQueue("Q")]);
		const wild = new SqsBench([aQueue("Q", { visibilityTimeoutSeconds: 1 })], { sqs: { duplicateRate: 0.5, outOfOrderRate: 0.5 } });
		const sent = Array.from({ length: 10 }, (_, i) => `m${i}`);
		for (const body of sent) {
			calm.send("Q", body);
			wild.send("Q", body);
		}
		const received = wild.receive("Q");
		const order = received.map(({ message }) => message.body);
		expect(calm.bodies("Q")).toEqual(sent);
		expect(order).not.toEqual(sent);
		expect([...order].sort()).toEqual(sent);
		for (const one of received) wild.delete("Q", one);
		wild.passTo(1_000);
		const again = wild.receive("Q");
		expect(again.length).toBeGreaterThan(0);
		expect(again.length).toBeLessThan(10);
		for (const one of again) wild.delete("Q", one);
		wild.passTo(10_000);
		expect(wild.receive("Q")).toEqual([]);
	});

	it("gives no more than 120,000 messages at once: OverLimit, and silence while waiting (L319)", () => {
		const bench = new SqsBench([aQueue("Q")]);
		const queue = bench.queue("Q");
		for (let i = 0; i < 120_010; i++) bench.sqs.send(queue, { body: "m" });
		expect(queue.receive({ most: 120_005, visibilityTimeoutMs: 30_000, by: "test" })).toHaveLength(120_000);
		bench.sqs.receive(queue, { waitSeconds: 0, by: "test" }, (result) => expect(refusalOf(result).code).toBe("OverLimit"));
		const answers: number[] = [];
		bench.sqs.receive(queue, { waitSeconds: 1, by: "test" }, (result) => answers.push(result.ok ? result.value.length : -1));
		bench.passTo(1_000);
		expect(answers).toEqual([0]);
	});

	it("gives system attributes as text, in calendar time", () => {
		const bench = new SqsBench([aQueue("Q")]);
		bench.passTo(1_500);
		bench.send("Q", "m", { traceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793" });
		bench.passTo(2_000);
		const [received] = bench.receive("Q");
		expect(systemAttributes(received?.message as never, 1_700_000_000_000)).toEqual({
			ApproximateReceiveCount: "1",
			AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793",
			SentTimestamp: "1700000001500",
			SenderId: "AIDACKCEVSQ6C2EXAMPLE",
			ApproximateFirstReceiveTimestamp: "1700000002000",
		});
	});
});
