import { describe, expect, it } from "vitest";
import type { Json } from "#sandbox/json-value.ts";
import { SnsService } from "#sandbox/services/sns/sns-service.ts";
import type { StackSubscription, StackTopic } from "#sandbox/stack/sns.ts";
import type { SnsSend } from "#sandbox/traffic/send.ts";
import { denied, type TestCloud, testCloud, throttled } from "./test-cloud.ts";

const topicArn = "arn:aws:sns:eu-central-1:123456789012:Orders";
const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:OnOrder";
const queueArn = "arn:aws:sqs:eu-central-1:123456789012:Orders";
const dlqArn = "arn:aws:sqs:eu-central-1:123456789012:Dead";
const subscriptionArn = `${topicArn}:9c4e4b8a-0000-4000-8000-000000000001`;

const aTopic = (topic: Partial<StackTopic> = {}): StackTopic => ({
	id: "Topic",
	line: 1,
	name: "Orders",
	arn: topicArn,
	fifo: false,
	contentBasedDeduplication: false,
	...topic,
});

const aSubscription = (subscription: Partial<StackSubscription> = {}): StackSubscription => ({
	id: "Subscription",
	line: 1,
	arn: subscriptionArn,
	topicArn,
	protocol: "sqs",
	endpoint: queueArn,
	filterPolicy: undefined,
	filterPolicyScope: "MessageAttributes",
	rawMessageDelivery: false,
	deadLetterTargetArn: undefined,
	...subscription,
});

const aMessage = (send: Partial<SnsSend> = {}): SnsSend => ({ service: "sns", topic: "Topic", message: "shipped", ...send });

function deployed(subscriptions: Partial<StackSubscription>[], topic: Partial<StackTopic> = {}): TestCloud {
	const test = testCloud({ topics: [aTopic(topic)], subscriptions: subscriptions.map(aSubscription) });
	new SnsService(test.cloud);
	return test;
}

describe("a message to a topic", () => {
	it("reaches a function as an event with one record, Url spelt so and a missing subject null (L281)", () => {
		const { cloud, target, run } = deployed([{ protocol: "lambda", endpoint: functionArn }]);
		const arrived = target(functionArn);
		cloud.send(aMessage({ attributes: { kind: { type: "String", value: "book" } } }));
		run();
		expect(arrived[0]?.delivery.from).toEqual({ principal: "sns.amazonaws.com", sourceArn: topicArn });
		expect(JSON.parse(arrived[0]?.delivery.body ?? "")).toEqual({
			Records: [
				{
					EventSource: "aws:sns",
					EventVersion: "1.0",
					EventSubscriptionArn: subscriptionArn,
					Sns: {
						Type: "Notification",
						MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
						TopicArn: topicArn,
						Subject: null,
						Message: "shipped",
						Timestamp: "2026-11-24T09:00:00.000Z",
						SignatureVersion: "1",
						Signature: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/),
						SigningCertUrl: expect.stringContaining("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-"),
						UnsubscribeUrl: `https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
						MessageAttributes: { kind: { Type: "String", Value: "book" } },
					},
				},
			],
		});
	});

	it("reaches a queue as the JSON text of an envelope, URL spelt so (L282)", () => {
		const { cloud, target, run } = deployed([{}]);
		const arrived = target(queueArn);
		cloud.send(aMessage({ subject: "News", attributes: { kind: { type: "String", value: "book" } }, message: { orderId: 1 } }));
		run();
		const { body = "", attributes } = arrived[0]?.delivery ?? {};
		expect(attributes).toBeUndefined();
		expect(body.slice(0, 46)).toBe('{\n  "Type" : "Notification",\n  "MessageId" : "');
		expect(Object.entries(JSON.parse(body) as Record<string, Json>).map(([name]) => name)).toEqual([
			"Type",
			"MessageId",
			"TopicArn",
			"Subject",
			"Message",
			"Timestamp",
			"SignatureVersion",
			"Signature",
			"SigningCertURL",
			"UnsubscribeURL",
			"MessageAttributes",
		]);
		expect(JSON.parse(body)).toMatchObject({ Message: '{"orderId":1}', MessageAttributes: { kind: { Type: "String", Value: "book" } } });
	});

	it("reaches a queue as it is with raw delivery, its attributes as those of the queue's message (L282)", () => {
		const { cloud, target, run } = deployed([{ rawMessageDelivery: true }]);
		const arrived = target(queueArn);
		cloud.send(aMessage({ attributes: { kind: { type: "String", value: "book" } } }));
		run();
		expect(arrived[0]?.delivery).toMatchObject({ body: "shipped", attributes: { kind: { type: "String", value: "book" } } });
	});

	it("goes to every subscription, each with its own attempts", () => {
		const { cloud, target, run, events } = deployed([{}, { id: "Second", protocol: "lambda", endpoint: functionArn }]);
		const queue = target(queueArn);
		const fn = target(functionArn, (n) => (n === 1 ? throttled : { ok: true }));
		cloud.send(aMessage(), "order 1");
		run();
		expect([queue.length, fn.length]).toEqual([1, 2]);
		expect(events[0]).toMatchObject({
			kind: "topic.published",
			topic: "Orders",
			label: "order 1",
			subscriptions: ["Subscription", "Second"],
		});
	});

	it("is not delivered by protocols that are not simulated, which the trace names", () => {
		const { cloud, run, events } = deployed([{ protocol: "email", endpoint: "a@example.com" }]);
		cloud.send(aMessage());
		run();
		expect(events).toMatchObject([
			{ kind: "subscription.notDelivering", because: "Delivery by email is not simulated." },
			{ kind: "topic.published", subscriptions: [] },
		]);
	});

	it("is refused when it is empty or above 256 KiB with its attributes (L326)", () => {
		const { cloud, run, events } = deployed([{}]);
		cloud.send(aMessage({ message: "" }));
		cloud.send(aMessage({ message: "x".repeat(262_144) }));
		cloud.send(aMessage({ message: "x".repeat(262_140), attributes: { a: { type: "String", value: "b" } } }));
		cloud.send(aMessage({ topic: "Nowhere" }));
		run();
		const told = events.flatMap((event) => (event.kind === "topic.publishRefused" ? [`${event.code}: ${event.message}`] : []));
		expect(told).toEqual([
			"InvalidParameter: Invalid parameter: Empty message",
			"InvalidParameter: Invalid parameter: Message too long",
			"NotFound: Topic does not exist",
		]);
	});
});

describe("a filter policy", () => {
	const passes = (subscription: Partial<StackSubscription>, send: Partial<SnsSend>) => {
		const { cloud, run, events } = deployed([subscription]);
		cloud.send(aMessage(send));
		run();
		const [published] = events.filter((event) => event.kind === "topic.published");
		return published?.kind === "topic.published" && published.subscriptions.length === 1;
	};
	const attributes = {
		store: { type: "String", value: "example_corp" },
		price: { type: "Number", value: "210.75" },
		interests: { type: "String.Array", value: '["soccer","rugby",null]' },
		picture: { type: "Binary", value: "AAAA" },
	};

	it.each<[Json, boolean]>([
		[{}, true],
		[{ store: ["example_corp"] }, true],
		[{ store: ["other"] }, false],
		[{ store: [{ "anything-but": ["other"] }] }, true],
		[{ store: [{ "anything-but": { prefix: "example" } }] }, false],
		[{ store: [{ prefix: "exam" }, { suffix: "x" }] }, true],
		[{ store: [{ "equals-ignore-case": "EXAMPLE_CORP" }] }, true],
		[{ price: [{ numeric: [">", 200, "<=", 300] }] }, true],
		[{ price: [210.75] }, true],
		[{ price: ["210.75"] }, false],
		[{ interests: ["rugby"] }, true],
		[{ interests: [{ exists: true }] }, true],
		[{ encrypted: [{ exists: false }] }, true],
		[{ picture: [{ exists: true }] }, false],
		[{ store: ["example_corp"], price: [{ numeric: [">", 300] }] }, false],
		[{ $or: [{ store: ["other"] }, { price: [{ numeric: ["<", 300] }] }] }, true],
	])("by attributes: %j (L326)", (filterPolicy, expected) => {
		expect(passes({ filterPolicy }, { attributes })).toBe(expected);
	});

	it("by the body, which then has to be JSON (L326)", () => {
		const subscription = { filterPolicy: { order: { total: [{ numeric: [">=", 100] }] } }, filterPolicyScope: "MessageBody" as const };
		expect(passes(subscription, { message: { order: { total: 100 } } })).toBe(true);
		expect(passes(subscription, { message: { order: { total: 99 } } })).toBe(false);
		expect(passes(subscription, { message: "order 100" })).toBe(false);
	});

	it("that leaves out a subscription is told in the trace", () => {
		const { cloud, run, events } = deployed([{ filterPolicy: { store: ["other"] } }]);
		cloud.send(aMessage());
		run();
		expect(events).toMatchObject([{ kind: "topic.published", subscriptions: [], filteredOut: ["Subscription"] }]);
	});
});

describe("a subscriber that refuses", () => {
	it("is tried again 3 times at once, twice after 1 s, 10 times from 1 to 20 s, then each 20 s (L325)", () => {
		const { cloud, target, run } = deployed([{}]);
		const arrived = target(queueArn, () => throttled);
		cloud.send(aMessage());
		run(300_000);
		const waits = arrived.slice(1, 20).map(({ at }, i) => (at - (arrived[i]?.at ?? 0)) / 1000);
		expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
		const nominal = [1, 1, 1, 1.4, 1.9, 2.7, 3.8, 5.3, 7.4, 10.3, 14.3, 20, 20, 20, 20, 20];
		for (const [i, wait] of waits.slice(3).entries()) {
			expect(wait).toBeGreaterThan((nominal[i] ?? 0) * 0.87);
			expect(wait).toBeLessThan((nominal[i] ?? 0) * 1.13);
		}
	});

	it("does not fill the trace: after 20 attempts a hundredth is recorded", () => {
		const { cloud, target, run, events } = deployed([{}]);
		const arrived = target(queueArn, () => throttled);
		cloud.send(aMessage());
		run(86_400_000);
		expect(arrived.length).toBeGreaterThan(3_000);
		expect(events.filter(({ kind }) => kind === "sending.failed").length).toBeLessThan(100);
	});

	it("for good leaves the message in the dead-letter queue, without a retry (L325)", () => {
		const { cloud, target, run, events } = deployed([{ protocol: "lambda", endpoint: functionArn, deadLetterTargetArn: dlqArn }]);
		const arrived = target(functionArn, () => denied);
		const dead = target(dlqArn);
		cloud.send(aMessage());
		run();
		expect(arrived).toHaveLength(1);
		expect(JSON.parse(dead[0]?.delivery.body ?? "")).toMatchObject({ Type: "Notification", Message: "shipped" });
		expect(events.at(-1)).toMatchObject({ kind: "sending.deadLettered", deadLetter: dlqArn, attempts: 1 });
	});
});

describe("a FIFO topic", () => {
	const fifoQueue = `${queueArn}.fifo`;
	const fifo = (topic: Partial<StackTopic> = {}, subscription: Partial<StackSubscription> = {}) =>
		deployed([{ endpoint: fifoQueue, ...subscription }], { fifo: true, name: "Orders.fifo", ...topic });

	it("passes group and deduplication id on, numbers its messages, and does not sign them", () => {
		const { cloud, target, run } = fifo();
		const arrived = target(fifoQueue);
		for (const deduplicationId of ["d1", "d2"]) cloud.send(aMessage({ groupId: "g", deduplicationId }));
		run();
		expect(arrived.map(({ delivery }) => [delivery.groupId, delivery.deduplicationId])).toEqual([
			["g", "d1"],
			["g", "d2"],
		]);
		const [first, second] = arrived.map(({ delivery }) => JSON.parse(delivery.body) as Record<string, string>);
		expect(first).not.toHaveProperty("Signature");
		expect(BigInt(second?.SequenceNumber ?? 0) - BigInt(first?.SequenceNumber ?? 0)).toBe(1n);
	});

	it("takes the same again within five minutes, and delivers it once", () => {
		const { cloud, target, run, events } = fifo({ contentBasedDeduplication: true });
		const arrived = target(fifoQueue);
		const { simulation } = cloud.run;
		for (const at of [0, 299_000, 301_000]) simulation.at(at, () => cloud.send(aMessage({ groupId: "g" })));
		run();
		expect(arrived.map(({ at }) => at)).toEqual([30, 301_030]);
		expect(events.filter(({ kind }) => kind === "topic.deduplicated")).toHaveLength(1);
	});

	it("refuses a message without a group, or without anything to tell duplicates by", () => {
		const { cloud, run, events } = fifo();
		cloud.send(aMessage({ deduplicationId: "d" }));
		cloud.send(aMessage({ groupId: "g" }));
		run();
		expect(events.map((event) => event.kind === "topic.publishRefused" && event.message)).toEqual([
			"Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
			"Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
		]);
	});

	it("cannot have a function as a subscriber, nor a standard topic a FIFO queue (L324)", () => {
		expect(fifo({}, { protocol: "lambda", endpoint: functionArn }).events).toMatchObject([{ kind: "subscription.notDelivering" }]);
		expect(deployed([{ endpoint: fifoQueue }]).events).toMatchObject([{ kind: "subscription.notDelivering" }]);
	});
});
