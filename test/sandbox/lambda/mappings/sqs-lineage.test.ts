import { describe, expect, it } from "vitest";
import { SqsMapping } from "#sandbox/lambda/mappings/sqs-mapping.ts";
import type { InvokeRequest, InvokeResult } from "#sandbox/lambda/service/invocation.ts";
import type { LambdaService } from "#sandbox/lambda/service/lambda-service.ts";
import { Cloud } from "#sandbox/services/cloud.ts";
import type { Lineage } from "#sandbox/trace/invocation-source.ts";
import { SqsBench } from "../../services/sqs/a-cloud.ts";
import { aMapping, aQueue, redriveTo } from "../../services/sqs/a-queue.ts";

const error = {
	errorType: "RecursiveInvocationException",
	errorMessage: "Lambda has detected your function being invoked in a recursive loop",
};

/** A mapping whose function Lambda refuses to invoke. @returns What Lambda was asked, and the queues afterwards. */
function refused(lineages: (Lineage | undefined)[]) {
	const dlq = aQueue("Dlq");
	const queue = aQueue("Orders", { redrive: redriveTo(dlq, 2) });
	const bench = new SqsBench([queue, dlq]);
	const asked: InvokeRequest[] = [];
	const invoke = (request: InvokeRequest, onResult: (result: InvokeResult) => void) => {
		const invocation = asked.push(request);
		onResult({ invocation, requestId: `request ${invocation}`, status: "rejected", statusCode: 400, error });
		return invocation;
	};
	const cloud = new Cloud(bench.cloud.run, bench.cloud.stack, { invoke } as unknown as LambdaService);
	new SqsMapping(cloud, aMapping(queue, "Worker"), bench.queue("Orders"), { name: "Worker", qualifier: undefined }).start();
	for (const [i, lineage] of lineages.entries()) bench.send("Orders", `m${i + 1}`, lineage ? { lineage } : {});
	bench.simulation.run(3_600_000, () => false);
	return { asked, bench };
}

describe("chains of invocations through a queue", () => {
	it("go on with the longest chain of the messages in a batch (L149)", () => {
		const short = { invocation: 3, counts: { Worker: 1 } };
		const long = { invocation: 9, counts: { Worker: 4, Other: 1 } };
		expect(refused([short, long, undefined]).asked[0]).toMatchObject({ function: "Worker", lineage: long });
		expect(refused([undefined]).asked[0]).not.toHaveProperty("lineage");
	});

	it("end when Lambda stops the loop: the message is tried again until maxReceiveCount (L150)", () => {
		const { asked, bench } = refused([{ invocation: 9, counts: { Worker: 16 } }]);
		expect(asked).toHaveLength(2);
		expect(bench.queue("Orders").counts).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
		const [moved] = bench.receive("Dlq");
		expect(moved?.message).toMatchObject({ body: "m1", lineage: { counts: { Worker: 16 } } });
		expect(bench.recorder.events.filter(({ kind }) => kind === "queue.batchReturned")).toMatchObject([
			{ why: "rejected" },
			{ why: "rejected" },
		]);
	});
});
