import { describe, expect, it } from "vitest";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { StackPermission } from "#sandbox/stack/permission.ts";
import { runStack, type TestFunction } from "../../services/run-stack.ts";
import { aQueue } from "../../services/sqs/a-queue.ts";

const account = "eu-central-1:123456789012";
const functionArn = `arn:aws:lambda:${account}:function:Fn`;
const topicArn = `arn:aws:sns:${account}:orders`;
const topic = { id: "Orders", line: 1, name: "orders", arn: topicArn, fifo: false, contentBasedDeduplication: false };

const permission = (changes: Partial<StackPermission> = {}): StackPermission => ({
	id: "Permission",
	line: 1,
	functionArn,
	principal: "sns.amazonaws.com",
	sourceArn: topicArn,
	action: "lambda:InvokeFunction",
	...changes,
});

/** A topic with the function as its subscriber, and one message. */
async function publish(permissions: StackPermission[], endpoint = functionArn, properties: string[] = []): Promise<Report> {
	const subscription = {
		id: "Subscription",
		line: 1,
		arn: `${topicArn}:1`,
		topicArn,
		protocol: "lambda" as const,
		endpoint,
		filterPolicy: undefined,
		filterPolicyScope: "MessageAttributes" as const,
		rawMessageDelivery: false,
		deadLetterTargetArn: undefined,
	};
	const code = "export const handler = async (event) => event.Records[0].Sns.Message;";
	const stack = { topics: [topic], subscriptions: [subscription], permissions };
	const traffic = [{ at: 0, send: { service: "sns" as const, topic: "Orders", message: "hello" } }];
	return reportOf(await runStack({ Fn: { code, properties } }, stack, { traffic, durationMs: 60_000 }));
}

describe("a service that sends to a function", () => {
	it("invokes it asynchronously when the resource policy allows it (L155, L171)", async () => {
		const report = await publish([permission()]);
		expect(report.asyncEvents).toMatchObject([{ function: "Fn", source: { service: "sns" }, outcome: "succeeded" }]);
		expect(report.invocations).toMatchObject([{ status: "succeeded", response: "hello" }]);
	});

	it.each([
		["without a permission", []],
		["with one for another topic", [permission({ sourceArn: `${topicArn}-other` })]],
		["with one for another service", [permission({ principal: "s3.amazonaws.com" })]],
		["with one for an alias", [permission({ functionArn: `${functionArn}:live` })]],
	])("is refused %s (L155, L219)", async (_, permissions) => {
		const report = await publish(permissions);
		expect(report.asyncEvents).toEqual([]);
		expect(report.invocations).toEqual([]);
	});

	it("needs a permission on the alias that it names (L219)", async () => {
		const alias = `${functionArn}:live`;
		const properties = ["AutoPublishAlias: live"];
		expect((await publish([permission()], alias, properties)).invocations).toEqual([]);
		expect((await publish([permission({ functionArn: alias })], alias, properties)).asyncEvents).toMatchObject([{ qualifier: "live" }]);
	});
});

describe("a dead-letter queue", () => {
	const failing: TestFunction = { code: `export const handler = async () => { throw new RangeError("no such order"); };` };
	const traffic = [{ at: 0, function: "Fn", event: { order: 7 }, invocationType: "Event" as const }];

	it("gets the event itself with attributes, also beside a destination (L163, L164)", async () => {
		const [dead, failed] = [aQueue("dead"), aQueue("failed")];
		const service = {
			deadLetterArn: dead.arn,
			eventInvoke: { maximumEventAgeSeconds: 21_600, maximumRetryAttempts: 0, onSuccessArn: undefined, onFailureArn: failed.arn },
		};
		const trace = await runStack({ Fn: { ...failing, service } }, { queues: [dead, failed] }, { traffic });
		const sent = trace.events.filter((event) => event.kind === "queue.messageSent");
		expect(sent.map(({ queue, from }) => [queue, from])).toEqual([
			["dead", functionArn],
			["failed", functionArn],
		]);
		expect(sent[0]).toMatchObject({
			body: '{"order":7}',
			attributes: {
				RequestID: { type: "String", value: reportOf(trace).asyncEvents[0]?.requestId },
				ErrorCode: { type: "Number", value: "200" },
				ErrorMessage: { type: "String", value: "no such order" },
			},
		});
		expect(JSON.parse(sent[1]?.body ?? "")).toMatchObject({
			requestPayload: { order: 7 },
			responsePayload: { errorType: "RangeError" },
		});
	});

	it("or destination that is FIFO takes nothing, and that is told (L165)", async () => {
		const fifo = aQueue("dead", { fifo: true });
		const service = { deadLetterArn: fifo.arn };
		const report = reportOf(await runStack({ Fn: { ...failing, service } }, { queues: [fifo] }, { traffic }));
		expect(report.asyncEvents[0]?.sent).toMatchObject([{ to: "deadLetterQueue", target: fifo.arn, error: { code: expect.any(String) } }]);
	});
});
