import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import { arnOf, functionArn } from "#sandbox/stack/arn.ts";
import type { StackAlarm } from "#sandbox/stack/cloudwatch.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import type { Trace } from "#sandbox/trace/trace.ts";
import { runStack } from "../run-stack.ts";
import { aMapping, aQueue, eventsOf, message } from "../sqs/a-queue.ts";

const REGION = "eu-central-1";
const topicArn = arnOf("sns", REGION, "Alerts");
const code = 'export const handler = async ({ fails }) => { if (fails) throw new Error("no"); };';
const listener = "export const handler = async () => {};";

/** An alarm over the errors of Fn, in periods of a minute, unless said otherwise. */
function anAlarm(name: string, changes: Record<string, unknown> = {}): StackAlarm {
	return {
		id: name,
		line: 1,
		name,
		arn: arnOf("cloudwatch", REGION, `alarm:${name}`),
		namespace: "AWS/Lambda",
		metric: "Errors",
		dimensions: { FunctionName: "Fn" },
		statistic: "Sum",
		periodSeconds: 60,
		evaluationPeriods: 1,
		datapointsToAlarm: 1,
		threshold: 0,
		comparison: "GreaterThanThreshold",
		treatMissingData: "missing",
		actionArns: [],
		...changes,
	} as StackAlarm;
}

const fails = (at: number) => ({ at, function: "Fn", event: { fails: true } });
const works = (at: number) => ({ at, function: "Fn", event: {} });

function run(stack: Partial<Stack>, traffic: ScenarioInput["traffic"], durationMs = 200_000): Promise<Trace> {
	// The tick keeps the scenario going, and no alarm looks at it.
	const ticks = Array.from({ length: Math.floor(durationMs / 10_000) + 1 }, (_, i) => ({ at: i * 10_000, function: "Tick", event: {} }));
	return runStack({ Fn: { code }, Tick: { code: listener }, Listener: { code: listener } }, stack, {
		traffic: [...traffic, ...ticks],
		durationMs,
	});
}
const changesOf = (trace: Trace) =>
	reportOf(trace).alarmChanges.map(({ at, alarm, from, to, value }) => [at, alarm, `${from} -> ${to}`, value]);

describe("an alarm", () => {
	it("changes its state after the end of a period, and again when data is missing", async () => {
		const trace = await run({ alarms: [anAlarm("errors")] }, [fails(1_000), works(61_000)]);
		expect(changesOf(trace)).toEqual([
			[65_000, "errors", "INSUFFICIENT_DATA -> ALARM", 1],
			[125_000, "errors", "ALARM -> OK", 0],
			[185_000, "errors", "OK -> INSUFFICIENT_DATA", null],
		]);
	});

	it("looks at a percentile, for a function's alias as well (L124)", async () => {
		const slow = "export const handler = ({ ms }) => new Promise((done) => setTimeout(done, ms));";
		const alarms = [
			anAlarm("slow", { metric: "Duration", statistic: "p90", threshold: 500, dimensions: { FunctionName: "Fn", Resource: "Fn:live" } }),
			anAlarm("other", { metric: "Duration", statistic: "p90", threshold: 500, dimensions: { FunctionName: "Fn", Resource: "Fn:other" } }),
		];
		const traffic = Array.from({ length: 10 }, (_, i) => ({ at: i * 2_000, function: "Fn", event: { ms: i < 8 ? 10 : 900 } }));
		const functions = { Fn: { code: slow, properties: ["AutoPublishAlias: live"] } };
		const trace = await runStack(
			functions,
			{ alarms },
			{ traffic: [...traffic, { at: 70_000, function: "Fn", event: { ms: 1 } }], durationMs: 80_000 },
		);
		expect(changesOf(trace)).toMatchObject([[65_000, "slow", "INSUFFICIENT_DATA -> ALARM", expect.any(Number)]]);
	});

	it("looks at a queue: how old its oldest message is", async () => {
		const queue = aQueue("Orders");
		const old = anAlarm("old", {
			namespace: "AWS/SQS",
			metric: "ApproximateAgeOfOldestMessage",
			dimensions: { QueueName: "Orders" },
			statistic: "Maximum",
			threshold: 60,
		});
		const trace = await run({ alarms: [old], queues: [queue] }, [message("Orders", "a", { at: 1_000 })]);
		expect(changesOf(trace)).toEqual([
			[125_000, "old", "INSUFFICIENT_DATA -> OK", 59],
			[185_000, "old", "OK -> ALARM", 119],
		]);
	});

	it("looks at the EventCount metrics of a mapping that has them (L182)", async () => {
		const queue = aQueue("Orders");
		const mapping = aMapping(queue, "Listener", { countsEvents: true });
		const dimensions = { EventSourceMappingUUID: mapping.uuid };
		const polled = anAlarm("polled", { metric: "PolledEventCount", dimensions, threshold: 1 });
		const trace = await run(
			{ alarms: [polled], queues: [queue], mappings: [mapping] },
			[message("Orders", "a"), message("Orders", "b")],
			80_000,
		);
		expect(changesOf(trace)).toEqual([[65_000, "polled", "INSUFFICIENT_DATA -> ALARM", 2]]);
	});

	it("evaluates metric math: the share of requests that fail", async () => {
		const stat = (metric: string) => ({
			namespace: "AWS/Lambda",
			metric,
			dimensions: { FunctionName: "Fn" },
			statistic: "Sum",
			periodSeconds: 60,
		});
		const rate = anAlarm("rate", {
			kind: "math",
			threshold: 50,
			queries: [
				{ id: "rate", label: "share", returnData: true, expression: "errors / invocations * 100" },
				{ id: "errors", label: undefined, returnData: false, stat: stat("Errors") },
				{ id: "invocations", label: undefined, returnData: false, stat: stat("Invocations") },
			],
		});
		const traffic = [fails(1_000), works(2_000), fails(61_000), fails(62_000), works(63_000)];
		const changes = changesOf(await run({ alarms: [rate] }, traffic, 130_000));
		expect(changes).toMatchObject([
			[65_000, "rate", "INSUFFICIENT_DATA -> OK", 50],
			[125_000, "rate", "OK -> ALARM", expect.closeTo(66.67, 1)],
		]);
	});

	it("of alarms goes by their states, however deep they are nested", async () => {
		const composite = (name: string, rule: string) => anAlarm(name, { kind: "composite", rule });
		const alarms = [
			composite("page", "ALARM(both)"),
			composite("both", 'ALARM("errors") AND NOT ALARM(throttles)'),
			anAlarm("errors"),
			anAlarm("throttles", { metric: "Throttles" }),
		];
		const trace = await run({ alarms }, [fails(1_000)], 80_000);
		expect(changesOf(trace).map(([, alarm, change]) => `${alarm} ${change}`)).toEqual(
			expect.arrayContaining(["errors INSUFFICIENT_DATA -> ALARM", "both INSUFFICIENT_DATA -> ALARM", "page INSUFFICIENT_DATA -> ALARM"]),
		);
	});

	it("goes on being counted when the events of a long run are only counted", async () => {
		const published = anAlarm("published", {
			namespace: "AWS/SNS",
			metric: "NumberOfMessagesPublished",
			dimensions: { TopicName: "Alerts" },
			threshold: 20_004,
		});
		const topics = [{ id: "Alerts", line: 1, name: "Alerts", arn: topicArn, fifo: false, contentBasedDeduplication: false }];
		const publish = { at: 0, send: { service: "sns", topic: "Alerts", message: "m" }, repeat: { count: 20_005, everyMs: 0 } } as const;
		const trace = await run({ alarms: [published], topics }, [publish as never], 70_000);
		expect(changesOf(trace)).toEqual([[65_000, "published", "INSUFFICIENT_DATA -> ALARM", 20_005]]);
	});
});

describe("what an alarm does", () => {
	const topic = { id: "Alerts", line: 1, name: "Alerts", arn: topicArn, fifo: false, contentBasedDeduplication: false };

	it("publishes to a topic, with the message that CloudWatch writes", async () => {
		const alarm = anAlarm("errors", { actionArns: [topicArn], description: "Orders fail." });
		const trace = await run({ alarms: [alarm], topics: [topic] }, [fails(1_000), works(61_000)], 130_000);
		const [published, ...more] = reportOf(trace).topicMessages;
		expect(more).toEqual([]);
		expect(published?.message).toEqual({
			AlarmName: "errors",
			AlarmDescription: "Orders fail.",
			AWSAccountId: "123456789012",
			AlarmConfigurationUpdatedTimestamp: "2026-11-24T09:00:00.000+0000",
			NewStateValue: "ALARM",
			NewStateReason:
				"Threshold Crossed: 1 out of the last 1 datapoint [1.0 (24/11/26 09:00:00)] was greater than the threshold (0.0) (minimum 1 datapoint for INSUFFICIENT_DATA -> ALARM transition).",
			StateChangeTime: "2026-11-24T09:01:05.000+0000",
			Region: "EU (Frankfurt)",
			AlarmArn: alarm.arn,
			OldStateValue: "INSUFFICIENT_DATA",
			OKActions: [],
			AlarmActions: [topicArn],
			InsufficientDataActions: [],
			Trigger: {
				MetricName: "Errors",
				Namespace: "AWS/Lambda",
				StatisticType: "Statistic",
				Statistic: "SUM",
				Unit: null,
				Dimensions: [{ value: "Fn", name: "FunctionName" }],
				Period: 60,
				EvaluationPeriods: 1,
				DatapointsToAlarm: 1,
				ComparisonOperator: "GreaterThanThreshold",
				Threshold: 0,
				TreatMissingData: "missing",
				EvaluateLowSampleCountPercentile: "",
			},
		});
	});

	it("invokes a function that lets CloudWatch, with the event that AWS documents", async () => {
		const to = functionArn(REGION, "Listener");
		const alarm = anAlarm("errors", { okActionArns: [to], actionArns: [functionArn(REGION, "Tick")] });
		const permission = {
			id: "P",
			line: 1,
			functionArn: to,
			principal: "lambda.alarms.cloudwatch.amazonaws.com",
			action: "lambda:InvokeFunction",
			sourceArn: alarm.arn,
		};
		const trace = await run({ alarms: [alarm], permissions: [permission as never] }, [fails(1_000), works(61_000)], 130_000);
		const invoked = eventsOf(trace, "invocation.requested").filter((event) => event.function === "Listener");
		expect(invoked.map(({ event }) => JSON.parse(event))).toMatchObject([
			{
				source: "aws.cloudwatch",
				alarmArn: alarm.arn,
				accountId: "123456789012",
				time: "2026-11-24T09:02:05.000+0000",
				region: REGION,
				alarmData: {
					alarmName: "errors",
					state: {
						value: "OK",
						reason: expect.stringContaining("was not greater than the threshold (0.0)"),
						timestamp: "2026-11-24T09:02:05.000+0000",
					},
					previousState: { value: "ALARM", reasonData: expect.stringContaining('"recentDatapoints":[1]') },
					configuration: {
						metrics: [
							{
								metricStat: {
									metric: { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: "Fn" } },
									period: 60,
									stat: "Sum",
								},
								returnData: true,
							},
						],
					},
				},
			},
		]);
		// The other function has no permission that would let CloudWatch in.
		expect(reportOf(trace).sendings.find((one) => one.to.endsWith(":Tick"))).toMatchObject({ outcome: "dropped" });
	});

	it("tells the bus, where a rule may wait for it", async () => {
		const rule = {
			id: "Rule",
			line: 1,
			name: "Rule",
			arn: arnOf("events", REGION, "rule/Rule"),
			busName: "default",
			enabled: true,
			pattern: { source: ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"], detail: { state: { value: ["ALARM"] } } },
			scheduleExpression: undefined,
			targets: [],
		};
		const trace = await run({ alarms: [anAlarm("errors")], rules: [rule as never] }, [fails(1_000), works(61_000)], 130_000);
		expect(reportOf(trace).busEvents).toMatchObject([
			{
				source: "aws.cloudwatch",
				detailType: "CloudWatch Alarm State Change",
				detail: { alarmName: "errors", state: { value: "ALARM" } },
				rules: ["Rule"],
			},
			{ detail: { state: { value: "OK" }, previousState: { value: "ALARM" } }, rules: [] },
		]);
	});

	it("does nothing while its actions are disabled", async () => {
		const alarm = anAlarm("errors", { actionArns: [topicArn], actionsEnabled: false });
		const trace = await run({ alarms: [alarm], topics: [topic] }, [fails(1_000)], 70_000);
		expect(changesOf(trace)).toHaveLength(1);
		expect(reportOf(trace).topicMessages).toEqual([]);
	});
});
