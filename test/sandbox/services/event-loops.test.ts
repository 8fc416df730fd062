import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import { runStack } from "./run-stack.ts";

const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:Again";
const topicArn = "arn:aws:sns:eu-central-1:123456789012:Results";
const bucketArn = "arn:aws:s3:::failures";
const permission = (principal: string, sourceArn: string) => ({
	id: "P",
	line: 1,
	functionArn,
	principal,
	sourceArn,
	action: "lambda:InvokeFunction",
});

/** One event to a function whose result goes to a resource that invokes it again. */
async function loop(code: string, eventInvoke: Partial<FunctionServiceConfig["eventInvoke"]>, stack: Partial<Stack>) {
	const service = {
		eventInvoke: {
			maximumEventAgeSeconds: 21_600,
			maximumRetryAttempts: 0,
			onSuccessArn: undefined,
			onFailureArn: undefined,
			...eventInvoke,
		},
	};
	const traffic = [{ at: 0, function: "Again", event: {}, invocationType: "Event" as const }];
	return reportOf(await runStack({ Again: { code, service } }, stack, { traffic }));
}

const bucket: Partial<Stack> = {
	buckets: [
		{
			id: "Failures",
			line: 1,
			name: "failures",
			arn: bucketArn,
			versioning: false,
			eventBridge: false,
			notifications: [{ id: "N", event: "s3:ObjectCreated:*", prefix: "", suffix: "", targetArn: functionArn }],
		},
	],
	permissions: [permission("s3.amazonaws.com", bucketArn)],
};
const failing = "export const handler = async () => { throw new Error('never'); };";

describe("a function that invokes itself by what it leaves behind", () => {
	it("in a topic is stopped after 16 invocations (L149)", async () => {
		const subscription = {
			id: "S",
			line: 1,
			arn: `${topicArn}:1`,
			topicArn,
			protocol: "lambda" as const,
			endpoint: functionArn,
			filterPolicy: undefined,
			filterPolicyScope: "MessageAttributes" as const,
			rawMessageDelivery: false,
			deadLetterTargetArn: undefined,
		};
		const report = await loop(
			"export const handler = async () => 1;",
			{ onSuccessArn: topicArn },
			{
				topics: [{ id: "Results", line: 1, name: "Results", arn: topicArn, fifo: false, contentBasedDeduplication: false }],
				subscriptions: [subscription],
				permissions: [permission("sns.amazonaws.com", topicArn)],
			},
		);
		expect(report.topicMessages).toHaveLength(16);
		expect(report.invocations.filter(({ status }) => status === "succeeded")).toHaveLength(16);
		expect(report.asyncEvents.at(-1)).toMatchObject({ outcome: "dropped", condition: "RecursiveInvocation" });
	});

	it("in its own trigger bucket is stopped after 16 invocations (L149, L312)", async () => {
		const report = await loop(failing, { onFailureArn: bucketArn }, bucket);
		expect(report.invocations.filter(({ status }) => status === "failed")).toHaveLength(16);
		expect(report.objectChanges[0]).toMatchObject({ bucket: "failures", key: expect.stringMatching(/^aws\/lambda\/async\/Again\//) });
		expect(report.asyncEvents.some(({ condition }) => condition === "RecursiveInvocation")).toBe(true);
	});

	it("in a bucket under a prefix that does not trigger it runs once (L312)", async () => {
		const [failures] = bucket.buckets ?? [];
		if (!failures) throw new Error("no bucket");
		const notifications = failures.notifications.map((notification) => ({ ...notification, prefix: "incoming/" }));
		const report = await loop(failing, { onFailureArn: bucketArn }, { ...bucket, buckets: [{ ...failures, notifications }] });
		expect(report.invocations).toHaveLength(1);
		expect(report.objectChanges).toHaveLength(1);
	});
});
