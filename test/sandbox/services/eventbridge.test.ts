import { describe, expect, it } from "vitest";
import { EventBridgeService } from "#sandbox/services/eventbridge/eventbridge-service.ts";
import type { StackRule, StackTarget } from "#sandbox/stack/eventbridge.ts";
import type { Send } from "#sandbox/traffic/send.ts";
import { denied, testCloud, throttled } from "./test-cloud.ts";

const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:Orders";
const queueArn = "arn:aws:sqs:eu-central-1:123456789012:Orders";
const dlqArn = "arn:aws:sqs:eu-central-1:123456789012:Dead";
const busArn = (name: string) => `arn:aws:events:eu-central-1:123456789012:event-bus/${name}`;

function aTarget(target: Partial<StackTarget> = {}): StackTarget {
	return {
		targetId: "Target0",
		arn: functionArn,
		input: undefined,
		retry: { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 185 },
		deadLetterArn: undefined,
		messageGroupId: undefined,
		...target,
	};
}

function aRule(rule: Partial<StackRule> = {}): StackRule {
	return {
		id: "OrderPlaced",
		line: 1,
		name: "order-placed",
		arn: "arn:aws:events:eu-central-1:123456789012:rule/order-placed",
		busName: "default",
		enabled: true,
		pattern: { source: ["shop"] },
		scheduleExpression: undefined,
		targets: [aTarget()],
		...rule,
	};
}

const anEvent = (send: Partial<Extract<Send, { service: "events" }>> = {}): Send => ({
	service: "events",
	bus: "default",
	source: "shop",
	detailType: "OrderPlaced",
	detail: { orderId: "o-1", total: 42, tags: ["a", "b"] },
	resources: [],
	...send,
});

function deployed(stack: Parameters<typeof testCloud>[0], scenario?: Parameters<typeof testCloud>[1]) {
	const test = testCloud(stack, scenario);
	return { ...test, service: new EventBridgeService(test.cloud) };
}

describe("an event on a bus", () => {
	it("reaches the targets of each rule that it matches, in its envelope (L283)", () => {
		const { cloud, target, run, events } = deployed({ rules: [aRule(), aRule({ name: "other", pattern: { source: ["other"] } })] });
		const arrived = target(functionArn);
		cloud.send(anEvent({ resources: ["arn:aws:s3:::shop"] }), "order 1");
		run();
		expect(arrived).toHaveLength(1);
		expect(arrived[0]?.delivery.from).toEqual({
			principal: "events.amazonaws.com",
			sourceArn: "arn:aws:events:eu-central-1:123456789012:rule/order-placed",
		});
		expect(JSON.parse(arrived[0]?.delivery.body ?? "")).toEqual({
			version: "0",
			id: expect.stringMatching(/^[0-9a-f-]{36}$/),
			"detail-type": "OrderPlaced",
			source: "shop",
			account: "123456789012",
			time: "2026-11-24T09:00:00Z",
			region: "eu-central-1",
			resources: ["arn:aws:s3:::shop"],
			detail: { orderId: "o-1", total: 42, tags: ["a", "b"] },
		});
		expect(events[0]).toMatchObject({ kind: "bus.eventPut", bus: "default", label: "order 1", rules: ["order-placed"] });
	});

	it("does not reach a disabled rule, nor one of another bus", () => {
		const { cloud, target, run } = deployed({
			buses: [{ id: "Shop", line: 1, name: "shop-bus", arn: busArn("shop-bus") }],
			rules: [aRule({ enabled: false }), aRule({ name: "elsewhere", busName: "shop-bus" })],
		});
		const arrived = target(functionArn);
		cloud.send(anEvent());
		run();
		expect(arrived).toEqual([]);
		cloud.send(anEvent({ bus: "Shop" }));
		run();
		expect(arrived).toHaveLength(1);
	});

	it("keeps its id, time and source on the way to another bus", () => {
		const { cloud, target, run, events } = deployed({
			buses: [{ id: "Shop", line: 1, name: "shop-bus", arn: busArn("shop-bus") }],
			rules: [aRule({ targets: [aTarget({ arn: busArn("shop-bus") })] }), aRule({ name: "there", busName: "shop-bus" })],
		});
		const arrived = target(functionArn);
		cloud.send(anEvent());
		run();
		const [first, second] = events.filter((event) => event.kind === "bus.eventPut");
		expect(second).toMatchObject({ bus: "shop-bus", eventId: first?.kind === "bus.eventPut" && first.eventId });
		expect(arrived).toHaveLength(1);
	});

	it("is refused by PutEvents without a source, with a detail that is no object, on an unknown bus, or above 1 MB (L328)", () => {
		const { cloud, run, events } = deployed({ rules: [aRule()] });
		cloud.send(anEvent({ source: "" }));
		cloud.send(anEvent({ detail: ["no object"] }));
		cloud.send(anEvent({ bus: "Nowhere" }));
		cloud.send(anEvent({ detail: { text: "x".repeat(1_048_576) } }));
		run();
		expect(events.map((event) => event.kind === "bus.entryRefused" && event.code)).toEqual([
			"InvalidArgument",
			"MalformedDetail",
			"ResourceNotFoundException",
			"ValidationException",
		]);
	});
});

describe("what a target receives", () => {
	const received = (input: StackTarget["input"], arn = functionArn) => {
		const { cloud, target, run } = deployed({ rules: [aRule({ targets: [aTarget({ input, arn })] })] });
		const arrived = target(arn);
		cloud.send(anEvent());
		run();
		return arrived[0]?.delivery.body;
	};
	const transformed = (template: string, arn = queueArn) =>
		received(
			{
				kind: "transformer",
				paths: { id: "$.detail.orderId", total: "$.detail.total", detail: "$.detail", tag: "$.detail.tags[1]", none: "$.detail.none" },
				template,
			},
			arn,
		);

	it("can be a constant, or a part of the event", () => {
		expect(received({ kind: "constant", text: '{"fixed":true}' })).toBe('{"fixed":true}');
		expect(received({ kind: "path", path: "$.detail" })).toBe('{"orderId":"o-1","total":42,"tags":["a","b"]}');
		expect(received({ kind: "path", path: "$.detail.orderId" })).toBe('"o-1"');
		expect(received({ kind: "path", path: "$.detail.tags[*]" })).toBe('["a","b"]');
	});

	it("can be a template: values are JSON outside of quotes, and plain text within", () => {
		expect(transformed('{"order": <id>, "total": <total>, "tags": [<tag>, "x"]}')).toBe(
			'{"order": "o-1", "total": 42, "tags": ["b", "x"]}',
		);
		expect(transformed('"order <id> over <total>"')).toBe('"order o-1 over 42"');
		expect(transformed('"order \\"<id>\\""')).toBe('"order \\"o-1\\""');
		expect(transformed('{"text": "detail <detail>", "none": <none>, "raw": <detail>}')).toBe(
			'{"text": "detail {orderId:o-1,total:42,tags:[a,b]}", "none": "", "raw": {"orderId":"o-1","total":42,"tags":["a","b"]}}',
		);
	});

	it("knows the rule, the time of arrival and the whole event by reserved names", () => {
		const body = transformed(
			'{"rule": <aws.events.rule-name>, "arn": "<aws.events.rule-arn>", "at": <aws.events.event.ingestion-time>, "event": <aws.events.event.json>}',
		);
		expect(JSON.parse(body ?? "")).toMatchObject({
			rule: "order-placed",
			arn: "arn:aws:events:eu-central-1:123456789012:rule/order-placed",
			at: "2026-11-24T09:00:00Z",
			event: { source: "shop", detail: { orderId: "o-1" } },
		});
	});

	it("that is not JSON never reaches a function: INVALID_JSON, to the dead-letter queue", () => {
		const { cloud, target, run } = deployed({
			rules: [aRule({ targets: [aTarget({ input: { kind: "transformer", paths: {}, template: "{not json" }, deadLetterArn: dlqArn })] })],
		});
		const arrived = target(functionArn);
		const dead = target(dlqArn);
		cloud.send(anEvent());
		run();
		expect(arrived).toEqual([]);
		expect(dead[0]?.delivery.attributes?.ERROR_CODE?.value).toBe("INVALID_JSON");
	});

	it("carries the message group for a FIFO queue", () => {
		const { cloud, target, run } = deployed({ rules: [aRule({ targets: [aTarget({ arn: queueArn, messageGroupId: "orders" })] })] });
		const arrived = target(queueArn);
		cloud.send(anEvent());
		run();
		expect(arrived[0]?.delivery.groupId).toBe("orders");
	});
});

describe("a target that refuses", () => {
	it("is tried again with growing waits until it takes the event (L327)", () => {
		const { cloud, target, run, events } = deployed({ rules: [aRule()] });
		const arrived = target(functionArn, (n) => (n < 5 ? throttled : { ok: true }));
		cloud.send(anEvent());
		run();
		const waits = arrived.slice(1).map(({ at }, i) => at - (arrived[i]?.at ?? 0));
		expect(waits).toHaveLength(4);
		for (const [i, wait] of waits.entries()) expect(wait / (1000 * 2 ** i)).toBeGreaterThan(0.89);
		for (const [i, wait] of waits.entries()) expect(wait / (1000 * 2 ** i)).toBeLessThan(1.11);
		expect(events.at(-1)).toMatchObject({ kind: "sending.delivered", attempt: 5 });
	});

	it("is tried 186 times within 24 hours, and then the event is dropped (L327)", () => {
		const { cloud, target, run, events } = deployed({ rules: [aRule()] });
		const arrived = target(functionArn, () => throttled);
		cloud.send(anEvent());
		expect(run(7 * 86_400_000)).toBeLessThanOrEqual(86_400_000);
		expect(arrived.length).toBeGreaterThan(175);
		expect(arrived.length).toBeLessThanOrEqual(186);
		expect(events.at(-1)).toMatchObject({ kind: "sending.dropped", attempts: arrived.length });
	});

	it("hands the event to the dead-letter queue after its last retry, with what went wrong (L327)", () => {
		const retry = { maximumEventAgeSeconds: 86_400, maximumRetryAttempts: 2 };
		const { cloud, target, run } = deployed({ rules: [aRule({ targets: [aTarget({ retry, deadLetterArn: dlqArn })] })] });
		target(functionArn, () => throttled);
		const dead = target(dlqArn);
		cloud.send(anEvent());
		run();
		expect(JSON.parse(dead[0]?.delivery.body ?? "")).toMatchObject({ source: "shop", detail: { orderId: "o-1" } });
		expect(Object.fromEntries(Object.entries(dead[0]?.delivery.attributes ?? {}).map(([name, { value }]) => [name, value]))).toEqual({
			RULE_ARN: "arn:aws:events:eu-central-1:123456789012:rule/order-placed",
			TARGET_ARN: functionArn,
			ERROR_CODE: "THROTTLING",
			ERROR_MESSAGE: "Rate Exceeded.",
			EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
			RETRY_ATTEMPTS: "2",
		});
	});

	it("is given up by age, when the next retry would come too late (L327)", () => {
		const retry = { maximumEventAgeSeconds: 60, maximumRetryAttempts: 185 };
		const { cloud, target, run } = deployed({ rules: [aRule({ targets: [aTarget({ retry, deadLetterArn: dlqArn })] })] });
		const arrived = target(functionArn, () => throttled);
		const dead = target(dlqArn);
		cloud.send(anEvent());
		run();
		expect(arrived).toHaveLength(6);
		expect(dead[0]?.delivery.attributes?.EXHAUSTED_RETRY_CONDITION?.value).toBe("MaximumEventAgeInSeconds");
	});

	it("for want of permission or because it is gone is not tried again (L327)", () => {
		const { cloud, target, run, events } = deployed({
			rules: [aRule({ targets: [aTarget({ deadLetterArn: dlqArn }), aTarget({ arn: queueArn })] })],
		});
		const arrived = target(functionArn, () => denied);
		const dead = target(dlqArn);
		cloud.send(anEvent());
		run();
		expect(arrived).toHaveLength(1);
		expect(dead[0]?.delivery.attributes).toMatchObject({ ERROR_CODE: { value: "NO_PERMISSIONS" }, RETRY_ATTEMPTS: { value: "0" } });
		expect(dead[0]?.delivery.attributes).not.toHaveProperty("EXHAUSTED_RETRY_CONDITION");
		expect(events.filter((event) => event.kind === "sending.dropped")).toMatchObject([{ to: queueArn, attempts: 1 }]);
	});
});

describe("a rule with a schedule", () => {
	it("sends an empty Scheduled Event to its own targets, in UTC, on the minute (L284, L329)", () => {
		const { target, run } = deployed(
			{
				rules: [
					aRule({ pattern: undefined, scheduleExpression: "cron(30 10 * * ? *)" }),
					aRule({ name: "listening", pattern: { source: ["aws.events"] }, targets: [aTarget({ arn: queueArn })] }),
				],
			},
			{ startsAt: "2026-06-01T10:00:20.000Z" },
		);
		const arrived = target(functionArn);
		const others = target(queueArn);
		run();
		expect(arrived.map(({ at }) => at)).toEqual([29 * 60_000 + 40_000]);
		expect(JSON.parse(arrived[0]?.delivery.body ?? "")).toEqual({
			version: "0",
			id: expect.any(String),
			"detail-type": "Scheduled Event",
			source: "aws.events",
			account: "123456789012",
			time: "2026-06-01T10:30:00Z",
			region: "eu-central-1",
			resources: ["arn:aws:events:eu-central-1:123456789012:rule/order-placed"],
			detail: {},
		});
		expect(others).toEqual([]);
	});

	it("goes on until the scenario ends; on another bus than default it never does (L329)", () => {
		const { target, run } = deployed({
			buses: [{ id: "Shop", line: 1, name: "shop-bus", arn: busArn("shop-bus") }],
			rules: [
				aRule({ pattern: undefined, scheduleExpression: "rate(10 minutes)" }),
				aRule({ busName: "shop-bus", pattern: undefined, scheduleExpression: "rate(1 minute)" }),
			],
		});
		const arrived = target(functionArn);
		expect(run(3_600_000)).toBe(3_600_000);
		expect(arrived).toHaveLength(6);
	});
});

describe("a replay", () => {
	const replay = (rules?: string[]): Send => ({
		service: "replay",
		bus: "default",
		name: "again",
		fromMs: 1_000,
		toMs: 3_000,
		...(rules ? { rules } : {}),
	});
	const replayed = (rules?: string[]) => {
		const test = testCloud(
			{ rules: [aRule(), aRule({ name: "second", targets: [aTarget({ arn: queueArn })] })] },
			{ traffic: [{ at: 0, send: replay() }] },
		);
		new EventBridgeService(test.cloud);
		const [fn, queue] = [test.target(functionArn), test.target(queueArn)];
		for (const n of [0, 1, 2, 3]) test.cloud.run.simulation.at(n * 1_000, () => test.cloud.send(anEvent({ detail: { n } })));
		test.cloud.run.simulation.at(60_000, () => test.cloud.send(replay(rules)));
		test.cloud.run.simulation.at(120_000, () => test.cloud.send(replay(rules)));
		test.run();
		const late = (arrived: typeof fn, from: number, to: number) =>
			arrived
				.filter(({ at }) => at >= from && at < to)
				.map(({ delivery }) => JSON.parse(delivery.body) as { id: string; time: string; detail: { n: number } });
		return {
			first: late(fn, 0, 60_000),
			again: late(fn, 60_000, 120_000),
			third: late(fn, 120_000, 180_000),
			queue: late(queue, 60_000, 180_000),
		};
	};

	it("sends the events of its time again, as they were, with its name (L283)", () => {
		const { first, again } = replayed();
		expect(again.map(({ detail }) => detail.n)).toEqual([1, 2]);
		expect(again).toEqual(first.slice(1, 3).map((event) => ({ ...event, "replay-name": "again" })));
	});

	it("is not replayed itself", () => {
		expect(replayed().third).toHaveLength(2);
	});

	it("can be for some rules only", () => {
		const { again, queue } = replayed(["second"]);
		expect(again).toEqual([]);
		expect(queue).toHaveLength(4);
	});
});

describe("a long run", () => {
	it("counts what went as usual after the first 20,000 events, and keeps what did not", () => {
		const { cloud, target, run, events } = deployed({ rules: [aRule()] });
		target(functionArn, (n) => (n === 30_000 ? denied : { ok: true }));
		const { simulation } = cloud.run;
		const plan = (n: number) =>
			simulation.at(n * 20, () => {
				cloud.send(anEvent());
				if (n + 1 < 40_000) plan(n + 1);
			});
		plan(0);
		run();
		const condensed = events.filter((event) => event.kind === "services.condensed");
		const counted = (of: string) => condensed.reduce((sum, event) => sum + (event.of === of ? event.count : 0), 0);
		const inFull = (kind: string) => events.filter((event) => event.kind === kind).length;
		expect(inFull("bus.eventPut") + inFull("sending.delivered")).toBe(20_000);
		expect(inFull("bus.eventPut") + counted("bus.eventPut")).toBe(40_000);
		expect(inFull("sending.delivered") + counted("sending.delivered")).toBe(39_999);
		expect(inFull("sending.dropped")).toBe(1);
		expect(condensed.length).toBeLessThan(50);
	});
});
