import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import { sendingsOf } from "#sandbox/report/sendings.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { TraceEvent } from "#sandbox/trace/trace.ts";
import { runStack } from "../services/run-stack.ts";

const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:Listener";
const topicArn = "arn:aws:sns:eu-central-1:123456789012:News";
const ruleArn = "arn:aws:events:eu-central-1:123456789012:rule/orders";
const bucketArn = "arn:aws:s3:::uploads";
const scheduleArn = "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/nightly";
const retry = { maximumEventAgeSeconds: 3600, maximumRetryAttempts: 2 };

const allow = (principal: string, sourceArn: string) => ({
	id: principal,
	line: 1,
	functionArn,
	principal,
	sourceArn,
	action: "lambda:InvokeFunction",
});

const stack: Partial<Stack> = {
	topics: [{ id: "News", line: 1, name: "News", arn: topicArn, fifo: false, contentBasedDeduplication: false }],
	subscriptions: [
		{
			id: "Sub",
			line: 1,
			arn: `${topicArn}:1`,
			topicArn,
			protocol: "lambda",
			endpoint: functionArn,
			filterPolicy: undefined,
			filterPolicyScope: "MessageAttributes",
			rawMessageDelivery: false,
			deadLetterTargetArn: undefined,
		},
	],
	rules: [
		{
			id: "Rule",
			line: 1,
			name: "orders",
			arn: ruleArn,
			busName: "default",
			enabled: true,
			pattern: { source: ["shop"] },
			scheduleExpression: undefined,
			targets: [{ targetId: "T", arn: functionArn, input: undefined, retry, deadLetterArn: undefined, messageGroupId: undefined }],
		},
	],
	buckets: [
		{
			id: "Uploads",
			line: 1,
			name: "uploads",
			arn: bucketArn,
			versioning: false,
			eventBridge: false,
			notifications: [{ id: "N", event: "s3:ObjectCreated:*", prefix: "", suffix: "", targetArn: functionArn }],
		},
	],
	schedules: [
		{
			id: "Nightly",
			line: 1,
			name: "nightly",
			arn: scheduleArn,
			groupName: "default",
			expression: "at(2026-11-24T09:05:00)",
			timezone: "UTC",
			startDate: undefined,
			endDate: undefined,
			flexibleWindowMinutes: 0,
			enabled: true,
			targetArn: functionArn,
			input: '{"job":"nightly"}',
			roleArn: undefined,
			retry,
			deadLetterArn: undefined,
			messageGroupId: undefined,
		},
	],
	permissions: [allow("sns.amazonaws.com", topicArn), allow("events.amazonaws.com", ruleArn), allow("s3.amazonaws.com", bucketArn)],
};

const traffic = [
	{ at: 0, label: "order 1", send: { service: "events" as const, source: "shop", detailType: "OrderPlaced", detail: { id: 1 } } },
	{ at: 60_000, send: { service: "sns" as const, topic: "News", message: "hello" } },
	{ at: 120_000, send: { service: "s3" as const, bucket: "Uploads", key: "red flower.jpg", body: "x" } },
];
const functions = { Listener: { code: "export const handler = async (event) => event;" } };

describe("the report of event services", () => {
	it("tells what buses, topics, buckets and schedules were given, and that a function got it in its real shape (L279, L281, L283, L285)", async () => {
		const report = reportOf(await runStack(functions, stack, { traffic }));
		expect(report.busEvents).toMatchObject([
			{
				at: 0,
				bus: "default",
				label: "order 1",
				source: "shop",
				detailType: "OrderPlaced",
				detail: { id: 1 },
				rules: ["orders"],
				refused: null,
			},
		]);
		expect(report.topicMessages).toMatchObject([{ at: 60_000, topic: "News", message: "hello", subscriptions: ["Sub"], duplicate: false }]);
		expect(report.objectChanges).toMatchObject([
			{ at: 120_000, bucket: "uploads", key: "red flower.jpg", event: "ObjectCreated:Put", bytes: 1 },
		]);
		expect(report.scheduleRuns).toMatchObject([{ at: 300_000, schedule: "nightly", scheduledAt: 300_000, input: { job: "nightly" } }]);
		expect(report.invocations.map(({ event }) => event)).toMatchObject([
			{ version: "0", "detail-type": "OrderPlaced", detail: { id: 1 } },
			{ Records: [{ EventSource: "aws:sns", Sns: { Message: "hello" } }] },
			{ Records: [{ eventSource: "aws:s3", s3: { object: { key: "red+flower.jpg" } } }] },
			{ job: "nightly" },
		]);
		expect(report.sendings.map(({ service, outcome, attempts }) => [service, outcome, attempts])).toEqual([
			["events", "delivered", 1],
			["sns", "delivered", 1],
			["s3", "delivered", 1],
			["scheduler", "delivered", 1],
		]);
	});

	it("tells what never arrived for want of a permission; Scheduler needs none, since it has a role (L308, L336)", async () => {
		const report = reportOf(await runStack(functions, { ...stack, permissions: [] }, { traffic }));
		expect(report.sendings.map(({ service, outcome, error }) => [service, outcome, error?.code])).toEqual([
			["events", "dropped", "AccessDeniedException"],
			["sns", "dropped", "AccessDeniedException"],
			["s3", "dropped", "AccessDeniedException"],
			["scheduler", "delivered", undefined],
		]);
		expect(report.invocations).toHaveLength(1);
	});
});

describe("sendings", () => {
	const what = { from: ruleArn, item: "e1", to: functionArn };
	const refusal = { code: "TooManyRequestsException", message: "Rate Exceeded." };
	const failed = (at: number, attempt: number, retryAt?: number): TraceEvent => ({
		...what,
		...refusal,
		at,
		kind: "sending.failed",
		attempt,
		...(retryAt === undefined ? {} : { retryAt }),
	});

	it("are pending while another attempt is due", () => {
		expect(sendingsOf([failed(0, 1, 1_000), failed(1_000, 2, 3_000)])).toEqual([
			expect.objectContaining({
				service: "events",
				attempts: 2,
				firstAt: 0,
				outcome: "pending",
				endedAt: null,
				retryAt: 3_000,
				error: refusal,
			}),
		]);
	});

	it("end in a dead-letter queue, or nowhere", () => {
		const deadLettered: TraceEvent = {
			...what,
			at: 1_000,
			kind: "sending.deadLettered",
			attempts: 2,
			deadLetter: "arn:aws:sqs:x:1:Dead",
			id: "m1",
		};
		expect(sendingsOf([failed(0, 1, 1_000), failed(1_000, 2), deadLettered])).toMatchObject([
			{ attempts: 2, outcome: "deadLettered", endedAt: 1_000, deadLetter: "arn:aws:sqs:x:1:Dead", id: "m1", retryAt: null },
		]);
		const dropped: TraceEvent = { ...what, at: 0, kind: "sending.dropped", attempts: 1 };
		expect(sendingsOf([failed(0, 1), dropped])).toMatchObject([{ outcome: "dropped", endedAt: 0 }]);
	});

	it("of the same thing twice are told apart", () => {
		const delivered = (at: number): TraceEvent => ({ ...what, at, kind: "sending.delivered", attempt: 1 });
		expect(sendingsOf([delivered(5), delivered(7)]).map(({ endedAt }) => endedAt)).toEqual([5, 7]);
	});
});
