import { describe, expect, it } from "vitest";
import { systemAttributes } from "#sandbox/services/sqs/message.ts";
import { answerOf, refusalOf, SqsBench } from "./a-cloud.ts";
import { aQueue, redriveTo } from "./a-queue.ts";

const fifo = { fifo: true, contentBasedDeduplication: true } as const;

describe("a FIFO queue", () => {
	it("gives nothing of a group while one of its messages is in flight, and goes on with other groups (L317, L318)", () => {
		const bench = new SqsBench([aQueue("Q", fifo)]);
		for (const body of ["a1", "b1", "a2", "b2", "a3"]) bench.send("Q", body, { groupId: body.charAt(0) });
		const [a1] = bench.receive("Q", { most: 1 });
		expect(a1?.message.body).toBe("a1");
		expect(bench.bodies("Q")).toEqual(["b1", "b2"]);
		expect(bench.bodies("Q")).toEqual([]);
		bench.delete("Q", a1 as never);
		expect(bench.bodies("Q")).toEqual(["a2", "a3"]);
	});

	it("takes as many messages of one group as it can before those of another", () => {
		const bench = new SqsBench([aQueue("Q", fifo)]);
		for (const body of ["a1", "b1", "a2", "b2", "a3"]) bench.send("Q", body, { groupId: body.charAt(0) });
		expect(bench.bodies("Q", { most: 4 })).toEqual(["a1", "a2", "a3", "b1"]);
	});

	it("gives a failed message again before later ones of its group (L317)", () => {
		const bench = new SqsBench([aQueue("Q", { ...fifo, visibilityTimeoutSeconds: 1 })]);
		for (const body of ["a1", "a2", "a3"]) bench.send("Q", body, { groupId: "a" });
		const [, a2] = bench.receive("Q", { most: 2 });
		bench.delete("Q", a2 as never);
		expect(bench.bodies("Q")).toEqual([]);
		bench.passTo(1_000);
		expect(bench.bodies("Q")).toEqual(["a1", "a3"]);
	});

	it("goes on with a group when its poison message has moved to the dead-letter queue, in the same receive (L320)", () => {
		const dlq = aQueue("Dlq", fifo);
		const bench = new SqsBench([aQueue("Q", { ...fifo, visibilityTimeoutSeconds: 1, redrive: redriveTo(dlq, 1) }), dlq]);
		bench.send("Q", "poison", { groupId: "a" });
		bench.send("Q", "next", { groupId: "a" });
		bench.receive("Q", { most: 1 });
		bench.passTo(1_000);
		expect(bench.bodies("Q")).toEqual(["next"]);
		expect(bench.bodies("Dlq")).toEqual(["poison"]);
	});

	it("sets the time of sending anew in the dead-letter queue (L321)", () => {
		const dlq = aQueue("Dlq", { ...fifo, messageRetentionSeconds: 60 });
		const bench = new SqsBench([aQueue("Q", { ...fifo, visibilityTimeoutSeconds: 50, redrive: redriveTo(dlq, 1) }), dlq]);
		bench.send("Q", "poison", { groupId: "a" });
		bench.receive("Q");
		bench.passTo(50_000);
		bench.receive("Q");
		bench.passTo(100_000);
		expect(bench.receive("Dlq").map(({ message }) => message.sentAt)).toEqual([50_000]);
	});

	it("takes a duplicate within 5 minutes, also of a deleted message, and does not deliver it (L317)", () => {
		const bench = new SqsBench([aQueue("Q", fifo)]);
		const id = bench.send("Q", "m", { groupId: "a" });
		const [received] = bench.receive("Q");
		bench.delete("Q", received as never);
		bench.passTo(299_999);
		expect(bench.send("Q", "m", { groupId: "b" })).toBe(id);
		expect(bench.receive("Q")).toEqual([]);
		bench.passTo(300_000);
		expect(bench.send("Q", "m", { groupId: "b" })).not.toBe(id);
		expect(bench.bodies("Q")).toEqual(["m"]);
	});

	it("tells duplicates by the body and not by attributes, or by the deduplication id when there is one (L317)", () => {
		const bench = new SqsBench([aQueue("Q", fifo)]);
		bench.send("Q", "m", { groupId: "a", attributes: { n: { type: "Number", value: "1" } } });
		bench.send("Q", "m", { groupId: "a", attributes: { n: { type: "Number", value: "2" } } });
		bench.send("Q", "m", { groupId: "a", deduplicationId: "x" });
		bench.send("Q", "other", { groupId: "a", deduplicationId: "x" });
		expect(bench.bodies("Q")).toEqual(["m", "m"]);
	});

	it("counts duplicates within each group when the scope is messageGroup", () => {
		const bench = new SqsBench([aQueue("Q", { ...fifo, deduplicationScope: "messageGroup" })]);
		bench.send("Q", "m", { groupId: "a" });
		bench.send("Q", "m", { groupId: "b" });
		expect(bench.bodies("Q")).toEqual(["m", "m"]);
	});

	it("asks for a group, and for a deduplication id or content-based deduplication (L317)", () => {
		const bench = new SqsBench([aQueue("Q", { fifo: true })]);
		const send = (rest: object) => refusalOf(bench.sqs.send(bench.queue("Q"), { body: "m", ...rest }));
		expect(send({})).toEqual({ code: "MissingParameter", message: "The request must contain the parameter MessageGroupId." });
		expect(send({ groupId: "a" })).toEqual({
			code: "InvalidParameterValue",
			message: "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
		});
	});

	it("refuses a delay of one message, and keeps order with the queue's delay (L315)", () => {
		const bench = new SqsBench([aQueue("Q", { ...fifo, delaySeconds: 2 })]);
		expect(refusalOf(bench.sqs.send(bench.queue("Q"), { body: "m", groupId: "a", delaySeconds: 2 })).message).toBe(
			"Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
		);
		bench.send("Q", "a1", { groupId: "a" });
		bench.passTo(1_000);
		bench.send("Q", "a2", { groupId: "a" });
		expect(bench.bodies("Q")).toEqual([]);
		bench.passTo(2_000);
		expect(bench.bodies("Q", { visibilityTimeoutSeconds: 0 })).toEqual(["a1"]);
		bench.passTo(3_000);
		expect(bench.bodies("Q")).toEqual(["a1", "a2"]);
	});

	it("refuses to delete by a handle whose visibility timeout is over (L315)", () => {
		const bench = new SqsBench([aQueue("Q", { ...fifo, visibilityTimeoutSeconds: 1 })]);
		bench.send("Q", "m", { groupId: "a" });
		const [received] = bench.receive("Q");
		bench.passTo(1_000);
		const handle = received?.receiptHandle ?? "";
		expect(refusalOf(bench.delete("Q", received as never)).message).toBe(
			`Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
		);
	});

	it("numbers its messages, and tells group and ids as system attributes", () => {
		const bench = new SqsBench([aQueue("Q", fifo)]);
		const answers = ["m1", "m2"].map((body) =>
			answerOf(bench.sqs.send(bench.queue("Q"), { body, groupId: "a", deduplicationId: `id-${body}` })),
		);
		const [first, second] = answers.map(({ sequenceNumber }) => sequenceNumber ?? "");
		expect(first).toMatch(/^\d{20}$/);
		expect(BigInt(second ?? 0)).toBeGreaterThan(BigInt(first ?? 0));
		const [received] = bench.receive("Q");
		expect(Object.keys(systemAttributes(received?.message as never, 0))).toEqual([
			"ApproximateReceiveCount",
			"SentTimestamp",
			"SequenceNumber",
			"MessageGroupId",
			"SenderId",
			"MessageDeduplicationId",
			"ApproximateFirstReceiveTimestamp",
		]);
		expect(systemAttributes(received?.message as never, 0)).toMatchObject({
			SequenceNumber: first,
			MessageGroupId: "a",
			MessageDeduplicationId: "id-m1",
		});
	});
});
