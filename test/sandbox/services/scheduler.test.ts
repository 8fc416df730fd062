import { describe, expect, it } from "vitest";
import { SchedulerService } from "#sandbox/services/scheduler/scheduler-service.ts";
import type { StackSchedule } from "#sandbox/stack/scheduler.ts";
import { denied, testCloud, throttled } from "./test-cloud.ts";

const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:Nightly";
const queueArn = "arn:aws:sqs:eu-central-1:123456789012:Jobs";
const dlqArn = "arn:aws:sqs:eu-central-1:123456789012:Dead";
const scheduleArn = "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/nightly";
const minutes = (n: number) => n * 60_000;

function aSchedule(schedule: Partial<StackSchedule> = {}): StackSchedule {
	return {
		id: "Nightly",
		line: 1,
		name: "nightly",
		arn: scheduleArn,
		groupName: "default",
		expression: "cron(0 10 * * ? *)",
		timezone: "UTC",
		startDate: undefined,
		endDate: undefined,
		flexibleWindowMinutes: 0,
		enabled: true,
		targetArn: functionArn,
		input: undefined,
		roleArn: "arn:aws:iam::123456789012:role/scheduler",
		retry: { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 185 },
		deadLetterArn: undefined,
		messageGroupId: undefined,
		...schedule,
	};
}

/** Runs one schedule from 2026-11-24T09:00Z on. */
function scheduled(schedule: Partial<StackSchedule>, options: { untilMs?: number; seed?: number; startsAt?: string } = {}) {
	const { untilMs = minutes(180), ...scenario } = options;
	const test = testCloud({ schedules: [aSchedule(schedule)] }, scenario);
	const arrived = test.target(schedule.targetArn ?? functionArn);
	new SchedulerService(test.cloud);
	test.run(untilMs);
	return { ...test, arrived, times: arrived.map(({ at }) => at) };
}

describe("a schedule", () => {
	it("invokes its function under a role, with an empty event when it has no input (L285, L336)", () => {
		const { arrived } = scheduled({});
		expect(arrived).toEqual([
			{ at: minutes(60), delivery: { body: "{}", from: { principal: "scheduler.amazonaws.com", sourceArn: scheduleArn } } },
		]);
	});

	it("sends exactly its input, with the context attributes filled in (L285)", () => {
		const input =
			'{"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>","n":"<aws.scheduler.attempt-number>","else":"<aws.scheduler.other>"}';
		const { arrived } = scheduled({ input });
		expect(JSON.parse(arrived[0]?.delivery.body ?? "")).toEqual({
			arn: scheduleArn,
			at: "2026-11-24T10:00:00Z",
			id: expect.stringMatching(/^[0-9a-f]{16}$/),
			n: "1",
			else: "<aws.scheduler.other>",
		});
	});

	it("reads its times in its time zone (L332)", () => {
		expect(scheduled({ timezone: "Europe/Berlin", expression: "cron(30 10 * * ? *)" }).times).toEqual([minutes(30)]);
		expect(scheduled({ timezone: "America/New_York", expression: "at(2026-11-24T04:15:00)" }).times).toEqual([minutes(15)]);
	});

	it("does not run at a time that daylight saving skips, and once at one that comes twice (L333)", () => {
		const expression = "cron(30 2 * * ? *)";
		const day = { untilMs: minutes(24 * 60) };
		expect(scheduled({ timezone: "Europe/Berlin", expression }, { ...day, startsAt: "2026-03-28T12:00:00.000Z" }).times).toEqual([]);
		expect(scheduled({ timezone: "Europe/Berlin", expression }, { ...day, startsAt: "2026-10-24T12:00:00.000Z" }).times).toHaveLength(1);
	});

	it("with a rate begins at once, or at its start date, and ends at its end date (L332)", () => {
		expect(scheduled({ expression: "rate(1 hour)" }, { untilMs: minutes(150) }).times).toEqual([0, minutes(60), minutes(120)]);
		const { times, events } = scheduled({
			expression: "rate(10 minutes)",
			startDate: "2026-11-24T09:15:00Z",
			endDate: "2026-11-24T09:40:00Z",
		});
		expect(times).toEqual([minutes(15), minutes(25), minutes(35)]);
		expect(events.at(-1)).toEqual({ at: minutes(35), kind: "schedule.completed", schedule: "nightly" });
	});

	it.each(["rate(5 minute)", "rate(1 minutes)"])("takes %s, which a rule would refuse (L332)", (expression) => {
		expect(scheduled({ expression }, { untilMs: minutes(11) }).times.slice(0, 2)).toEqual([
			0,
			minutes(expression === "rate(5 minute)" ? 5 : 1),
		]);
	});

	it("of one time completes when it has run, and never runs when its time is past (L332)", () => {
		const { times, events } = scheduled({ expression: "at(2026-11-24T09:30:00)" });
		expect(times).toEqual([minutes(30)]);
		expect(events.filter(({ kind }) => kind === "schedule.completed")).toHaveLength(1);
		expect(scheduled({ expression: "at(2026-11-24T08:30:00)" }).times).toEqual([]);
	});

	it("with a flexible time window runs within it, by the seed (L334)", () => {
		const windowed = (seed: number) => scheduled({ flexibleWindowMinutes: 30 }, { seed }).times[0] ?? 0;
		expect(windowed(1)).toBe(windowed(1));
		expect(new Set([1, 2, 3, 4, 5].map(windowed)).size).toBeGreaterThan(3);
		for (const seed of [1, 2, 3, 4, 5]) {
			expect(windowed(seed)).toBeGreaterThanOrEqual(minutes(60));
			expect(windowed(seed)).toBeLessThan(minutes(90));
		}
		const { events } = scheduled({ flexibleWindowMinutes: 30 });
		expect(events).toContainEqual(expect.objectContaining({ kind: "schedule.invoked", scheduledAt: minutes(60) }));
	});

	it("does nothing while it is disabled, and is named when it could not exist", () => {
		expect(scheduled({ enabled: false }).events).toEqual([]);
		expect(scheduled({ expression: "rate(5)" }).events).toMatchObject([{ kind: "schedule.refused" }]);
	});

	it("carries the message group of a FIFO queue", () => {
		expect(scheduled({ targetArn: queueArn, messageGroupId: "jobs" }).arrived[0]?.delivery.groupId).toBe("jobs");
	});
});

describe("a target that refuses", () => {
	const refused = (schedule: Partial<StackSchedule>, answer: typeof throttled | typeof denied) => {
		const test = testCloud({ schedules: [aSchedule({ deadLetterArn: dlqArn, expression: "at(2026-11-24T10:00:00)", ...schedule })] });
		const arrived = test.target(functionArn, () => answer);
		const dead = test.target(dlqArn);
		new SchedulerService(test.cloud);
		test.run(minutes(48 * 60));
		return { arrived, dead: dead[0]?.delivery, events: test.events };
	};

	it("is tried again as the retry policy says, each attempt knowing its number (L335)", () => {
		const { arrived } = refused(
			{ input: '"<aws.scheduler.attempt-number>"', retry: { maximumEventAgeSeconds: 3600, maximumRetryAttempts: 2 } },
			throttled,
		);
		expect(arrived.map(({ delivery }) => delivery.body)).toEqual(['"1"', '"2"', '"3"']);
	});

	it("leaves the input in the dead-letter queue, with the target's own error (L335)", () => {
		const { dead } = refused({ input: '{"job":1}', retry: { maximumEventAgeSeconds: 3600, maximumRetryAttempts: 1 } }, throttled);
		expect(dead?.body).toBe('{"job":1}');
		expect(Object.fromEntries(Object.entries(dead?.attributes ?? {}).map(([name, { value }]) => [name, value]))).toEqual({
			ERROR_CODE: "TooManyRequestsException",
			ERROR_MESSAGE: "Rate Exceeded.",
			EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
			EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
			IS_PAYLOAD_TRUNCATED: "false",
			RETRY_ATTEMPTS: "1",
			SCHEDULED_TIME: "2026-11-24T10:00:00Z",
			SCHEDULE_ARN: scheduleArn,
			TARGET_ARN: functionArn,
		});
	});

	it("for good is not tried again", () => {
		expect(refused({}, denied).arrived).toHaveLength(1);
	});
});

describe("a universal target", () => {
	const universal = (action: string, request: unknown, arn: string) => {
		const schedule = aSchedule({ targetArn: `arn:aws:scheduler:::aws-sdk:${action}`, input: JSON.stringify(request) });
		const test = testCloud({ schedules: [schedule] });
		const arrived = test.target(arn);
		new SchedulerService(test.cloud);
		test.run(minutes(90));
		return { delivery: arrived[0]?.delivery, events: test.events };
	};

	it("calls the API that it names, with its input as the request", () => {
		const QueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/Jobs";
		expect(universal("sqs:sendMessage", { QueueUrl, MessageBody: "do it" }, queueArn).delivery?.body).toBe("do it");
		const topicArn = "arn:aws:sns:eu-central-1:123456789012:News";
		expect(universal("sns:publish", { TopicArn: topicArn, Message: "news" }, topicArn).delivery?.body).toBe("news");
		expect(universal("lambda:invoke", { FunctionName: "Nightly", Payload: '{"a":1}' }, functionArn).delivery?.body).toBe('{"a":1}');
		const busArn = "arn:aws:events:eu-central-1:123456789012:event-bus/default";
		const entry = { Source: "shop", DetailType: "Tick", Detail: '{"n":1}' };
		expect(JSON.parse(universal("eventbridge:putEvents", { Entries: [entry] }, busArn).delivery?.body ?? "")).toEqual({
			source: "shop",
			"detail-type": "Tick",
			resources: [],
			detail: { n: 1 },
		});
	});

	it("is refused when the input is no request of that API, or nothing here takes it", () => {
		expect(universal("sqs:sendMessage", { Body: "x" }, queueArn).events).toContainEqual(
			expect.objectContaining({ kind: "sending.failed", code: "ValidationException" }),
		);
		expect(universal("ec2:stopInstances", { InstanceIds: [] }, queueArn).events).toContainEqual(
			expect.objectContaining({ kind: "sending.failed", code: "ResourceNotFound" }),
		);
	});
});
