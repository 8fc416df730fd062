import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { StackMapping } from "#sandbox/stack/mapping.ts";
import { runStack } from "../../services/run-stack.ts";
import { aMapping, aQueue, batchesOf, eventsOf, message, redriveTo } from "../../services/sqs/a-queue.ts";

const takesOneSecond = "export const handler = () => new Promise((done) => setTimeout(done, 1_000));";

async function run(code: string, bodies: string[], mapping: Partial<StackMapping> = {}, maxReceiveCount = 2) {
	const dlq = aQueue("Dlq", { fifo: true });
	const queue = aQueue("Orders", { fifo: true, contentBasedDeduplication: true, redrive: redriveTo(dlq, maxReceiveCount) });
	// The first letter of a body is its group.
	const traffic = bodies.map((body) => message("Orders", body, { groupId: body.charAt(0) }));
	const trace = await runStack({ Worker: { code } }, { queues: [queue, dlq], mappings: [aMapping(queue, "Worker", mapping)] }, { traffic });
	return { trace, batches: batchesOf(trace), report: reportOf(trace) };
}

describe("a mapping of a FIFO queue", () => {
	it("has one batch of each group under way, and as many batches as groups (L197)", async () => {
		const bodies = Array.from({ length: 24 }, (_, i) => `${"abcdefgh".charAt(i % 8)}${Math.floor(i / 8)}`);
		const { batches, report } = await run(takesOneSecond, bodies, { batchSize: 1 });
		expect(report.totals.peakConcurrency).toBe(8);
		expect(batches.slice(0, 8).map((batch) => batch.bodies[0])).toEqual(["a0", "b0", "c0", "d0", "e0", "f0", "g0", "h0"]);
		for (const group of "abcdefgh") {
			const times = batches.filter(({ bodies: [body] }) => body?.startsWith(group)).map(({ at }) => at);
			expect(times).toHaveLength(3);
			for (const [i, at] of times.entries()) if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(1_000);
		}
	});

	it("is held to its maximum concurrency (L186, L197)", async () => {
		const { report } = await run(takesOneSecond, ["a", "b", "c", "d", "e"], { batchSize: 1, maximumConcurrency: 2 });
		expect(report.totals.peakConcurrency).toBe(2);
	});

	it("may send several groups in one batch, each in its order (L197)", async () => {
		const { batches } = await run(takesOneSecond, ["a1", "b1", "a2", "c1", "b2"]);
		expect(batches.map(({ bodies }) => bodies)).toEqual([["a1", "a2", "b1", "b2", "c1"]]);
	});

	it("retries a failed message before later ones of its group, while other groups go on (L197, L318)", async () => {
		const code = 'export const handler = async ({ Records }) => { if (Records[0].body === "a1") throw new Error("no"); };';
		const { batches, report } = await run(code, ["a1", "a2", "b1"], { batchSize: 1 });
		const order = batches.map(({ bodies }) => bodies[0]);
		expect(order).toEqual(["a1", "b1", "a1", "a2"]);
		expect(batches[2]?.at).toBe(30_020);
		// The poison message has left the queue before its group goes on.
		expect(batches[3]?.at).toBeGreaterThan(60_000);
		expect(report.queues.find(({ name }) => name === "Dlq")?.messages.map(({ body }) => body)).toEqual(["a1"]);
	});

	it("keeps order when the handler stops at the first failure and returns the rest (L197)", async () => {
		const code = `const seen = new Set();
			export const handler = async ({ Records }) => {
				const failed = Records.findIndex(({ body }) => body === "a2" && !seen.has(body) && seen.add(body));
				const rest = failed < 0 ? [] : Records.slice(failed);
				for (const { body } of failed < 0 ? Records : Records.slice(0, failed)) console.log(body);
				return { batchItemFailures: rest.map(({ messageId }) => ({ itemIdentifier: messageId })) };
			};`;
		const { batches, report } = await run(code, ["a1", "a2", "a3"], { reportBatchItemFailures: true });
		expect(batches.map(({ bodies }) => bodies)).toEqual([
			["a1", "a2", "a3"],
			["a2", "a3"],
		]);
		expect(report.invocations.flatMap(({ lines }) => lines.map((line) => line.slice(-2)))).toEqual(["a1", "a2", "a3"]);
	});

	it("loses order when the handler reports the failed message only (L197)", async () => {
		const code = `let failed = false;
			export const handler = async ({ Records }) => {
				const bad = failed ? [] : Records.filter(({ body }) => body === "a1");
				failed = true;
				return { batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })) };
			};`;
		const { trace } = await run(code, ["a1", "a2"], { reportBatchItemFailures: true });
		const deleted = eventsOf(trace, "queue.messagesDeleted").flatMap(({ messages }) => messages);
		const sent = eventsOf(trace, "queue.messageSent").map((event) => event.message);
		expect(deleted).toEqual([...sent].reverse());
	});

	it("sends the attributes of a FIFO queue along (L280)", async () => {
		const { trace } = await run(takesOneSecond, ["a1"]);
		const [record] = JSON.parse(eventsOf(trace, "invocation.requested")[0]?.event ?? "").Records;
		expect(record.attributes).toMatchObject({
			SequenceNumber: expect.stringMatching(/^\d{20}$/),
			MessageGroupId: "a",
			MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
	});
});
