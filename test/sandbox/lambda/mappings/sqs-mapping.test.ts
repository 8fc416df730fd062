import { describe, expect, it } from "vitest";
import { runStack } from "../../services/run-stack.ts";
import { aMapping, aQueue, batchesOf, eventsOf, message, redriveTo } from "../../services/sqs/a-queue.ts";

const fails = { code: 'export const handler = async () => { throw new Error("no"); };' };
const succeeds = { code: "export const handler = async () => {};" };

describe("an event source mapping of SQS", () => {
	it("sends messages as one batch and deletes them when the function succeeds (L172, L189)", async () => {
		const queue = aQueue("Orders");
		const trace = await runStack(
			{ Worker: succeeds },
			{ queues: [queue], mappings: [aMapping(queue, "Worker")] },
			{ traffic: [message("Orders", "a"), message("Orders", "b")] },
		);
		expect(batchesOf(trace)).toEqual([{ at: 10, bodies: ["a", "b"] }]);
		const sent = eventsOf(trace, "queue.messageSent").map((event) => event.message);
		expect(eventsOf(trace, "queue.messagesDeleted")).toMatchObject([{ messages: sent, why: "handled", invocation: 1 }]);
	});

	it("leaves the whole batch in the queue when the function fails, until the redrive policy takes it (L190, L196, L320)", async () => {
		const dlq = aQueue("Dlq");
		const queue = aQueue("Orders", { redrive: redriveTo(dlq, 3) });
		const trace = await runStack(
			{ Worker: fails },
			{ queues: [queue, dlq], mappings: [aMapping(queue, "Worker")] },
			{ traffic: [message("Orders", "poison")] },
		);
		expect(batchesOf(trace).map(({ at }) => at)).toEqual([10, 30_020, 60_030]);
	});
});
