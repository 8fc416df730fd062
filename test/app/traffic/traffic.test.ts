import { describe, expect, it } from "vitest";
import { chainOf, trafficOf } from "#app/traffic/traffic.ts";
import type { Report } from "#sandbox/index.ts";
import { anInvocation, aReport, aThrottledInvocation } from "../../support/a-report.ts";
import { aMessage, anAsyncEvent, anHttpRequest, aQueue, aSending, aStream } from "../../support/a-report-of-traffic.ts";

const failed = (n: number, at: number) =>
	anInvocation({
		n,
		requestedAt: at,
		startedAt: at,
		status: "failed",
		error: { errorType: "TypeError", errorMessage: "no address", trace: [] } as unknown as Report["invocations"][number]["error"],
	});
const sectionsOf = (parts: Partial<Report>) => trafficOf(aReport(parts)).sections;
const lifeOf = (parts: Partial<Report>) =>
	sectionsOf(parts)[0]
		?.items[0]?.detail()
		.steps.map(({ at, text }) => `${at}: ${text}`);

describe("the traffic of a run", () => {
	it("is empty when a scenario called functions directly and nothing else happened", () => {
		expect(sectionsOf({ invocations: [anInvocation({ n: 1 })] })).toEqual([]);
	});

	it("reads a run that was stored before reports had traffic", () => {
		const { queues: _, http: __, asyncEvents: ___, sendings: ____, streams: _____, ...old } = aReport({});
		expect(trafficOf(old as Report).sections).toEqual([]);
	});
});

describe("the life of a message", () => {
	const message = aMessage({
		sentAt: 5,
		state: "moved",
		movedTo: "Failed",
		endedAt: 60_000,
		receiveCount: 2,
		invocations: [1, 2],
		receptions: [
			{ at: 10, by: "Orders", visibleAt: 30_010, invocations: [1], outcome: "functionError" },
			{ at: 30_020, by: "Orders", visibleAt: 60_000, invocations: [2], outcome: "reported" },
		],
	});
	const parts = {
		endedAt: 90_000,
		invocations: [failed(1, 20), anInvocation({ n: 2, startedAt: 30_030 })],
		queues: [aQueue({ name: "Orders", sent: 1, received: 2, movedOut: 1, messages: [message] })],
	};

	it("tells each reception, its invocation, when it was visible again and where it went, in order", () => {
		expect(lifeOf(parts)).toEqual([
			"5: sent",
			"10: received by Orders",
			"120: invocation 1 failed, TypeError: the whole batch comes back",
			"30010: visible again",
			"30020: received by Orders",
			"30130: invocation 2 succeeded: its answer names this message as failed, so it comes back",
			"60000: visible again",
			"60000: moved to Failed",
		]);
	});

	it("says in one sentence what became of it", () => {
		const [item] = sectionsOf(parts)[0]?.items ?? [];
		expect(item).toMatchObject({ outcome: "moved to Failed", tone: "bad", invocations: [1, 2], arrivals: [5] });
		expect(item?.sentence).toContain("received twice and never deleted");
	});

	it("does not let it arrive a second time in its dead-letter queue", () => {
		const moved = aMessage({ sentAt: 5, movedFrom: "Orders", state: "visible", receiveCount: 2 });
		const sections = sectionsOf({ ...parts, queues: [...parts.queues, aQueue({ name: "Failed", movedIn: 1, messages: [moved] })] });
		expect(sections[1]?.items[0]).toMatchObject({ arrivals: [], at: 60_000, outcome: "waiting" });
		expect(sections[1]?.facts).toBe("1 moved here, 1 left, the oldest 0 ms old");
	});
});

describe("a request", () => {
	it("tells apart what the function answered and what its front answered in its place", () => {
		const [section] = sectionsOf({
			invocations: [anInvocation({ n: 1 }), failed(2, 50)],
			http: [
				anHttpRequest({ n: 1, invocation: 1 }),
				anHttpRequest({ n: 2, invocation: 2, status: 502, error: "INTEGRATION_FAILURE", requestedAt: 40 }),
				anHttpRequest({ n: 3, invocation: null, status: 403, error: "MISSING_AUTHENTICATION_TOKEN" }),
			],
		});
		expect(section?.items.map(({ outcome, tone }) => [outcome, tone])).toEqual([
			["200, 20 ms", "good"],
			["502, 20 ms", "bad"],
			["403, 20 ms", "bad"],
		]);
		expect(section?.items.map(({ sentence }) => sentence)).toEqual([
			"Invocation 1 succeeded, and its answer is what the client received.",
			"Invocation 2 failed, TypeError, and the HTTP API answered 502 in its place: INTEGRATION_FAILURE.",
			"The HTTP API answered 403 by itself, MISSING_AUTHENTICATION_TOKEN: the function was not asked.",
		]);
		expect(section?.facts).toBe("3 requests, 1 answered 2xx, 1 answered 4xx, 1 answered 5xx, half of them within 20 ms, the slowest 20 ms");
	});

	it("has headers and body of its answer in the detail", () => {
		const [item] =
			sectionsOf({ http: [anHttpRequest({ n: 1, headers: { "content-type": "application/json" }, body: { ok: true } })] })[0]?.items ?? [];
		expect(item?.detail().texts).toEqual([
			{ term: "Headers", text: "content-type: application/json" },
			{ term: "Body", text: '{ "ok": true }' },
		]);
	});
});

describe("an asynchronous event", () => {
	it("tells attempts and the waits between them, why it was dropped, and that nothing kept it", () => {
		const parts = {
			invocations: [failed(1, 0), aThrottledInvocation(2, 60_100)],
			asyncEvents: [
				anAsyncEvent({
					attempts: [1, 2],
					outcome: "dropped",
					condition: "RetriesExhausted",
					endedAt: 60_100,
					scheduled: [{ at: 100, dueAt: 60_100, because: "functionError" }],
				}),
			],
		};
		expect(lifeOf(parts)).toEqual([
			"0: accepted: the caller has its 202",
			"100: attempt 1: invocation 1 failed, TypeError",
			"100: waits 1 min, since the function failed",
			"60100: attempt 2: invocation 2 was throttled",
			"60100: dropped, all attempts had failed",
		]);
		expect(sectionsOf(parts)[0]?.items[0]?.sentence).toBe(
			"It was dropped after 2 attempts because all attempts had failed, and nothing kept it: it is lost.",
		);
	});
});

describe("batches of a stream", () => {
	it("count records of a shard from one, tell a bisect, and let a record arrive once", () => {
		const attempt = { shard: "shardId-000000000000", attempt: 1, endedAt: 300, iteratorAgeMs: 90 };
		const [section] = sectionsOf({
			invocations: [failed(1, 200), anInvocation({ n: 2, startedAt: 300 })],
			streams: [
				aStream({
					keys: ["a", "b", "c", "d"],
					batches: [
						{ ...attempt, batch: 1, invocation: 1, at: 200, records: 4, first: "1", last: "4", outcome: "functionError", next: "split" },
						{ ...attempt, batch: 2, invocation: 2, at: 300, records: 2, first: "1", last: "2", outcome: "succeeded", next: "done" },
					],
				}),
			],
		});
		expect(section?.items.map(({ name, outcome, arrivals }) => [name, outcome, arrivals.length])).toEqual([
			["shard 0, batch 1: records 1 to 4", "cut in two", 4],
			["shard 0, batch 2: records 1 to 2", "done", 0],
		]);
		expect(section?.notes).toEqual(["shard 0: checkpoint after record 2 of 4, iterator age at most 90 ms."]);
	});
});

describe("records that no batch had", () => {
	it("arrive too, and are named", () => {
		const [section] = sectionsOf({ streams: [aStream({ keys: ["a", "b"], batches: [] })] });
		expect(section?.items.map(({ name, outcome, arrivals }) => [name, outcome, arrivals])).toEqual([
			["shard 0, records 1 to 2", "in no batch", [0, 10]],
		]);
		expect(section?.facts).toBe("2 records in 1 shard, 0 batches in 0 attempts");
	});
});

describe("what topics and rules sent", () => {
	it("tells the subscriptions of a topic together, and what their filter policies left out", () => {
		const from = "arn:aws:sns:eu-central-1:123456789012:Orders";
		const sections = sectionsOf({
			sendings: [aSending({ from: `${from}:1c0779f5` }), aSending({ from: `${from}:27132e28` })],
			topicMessages: [
				{
					at: 0,
					topic: "Orders",
					id: "m-1",
					label: null,
					message: {},
					subscriptions: ["A", "B"],
					filteredOut: ["C"],
					duplicate: false,
					refused: null,
				},
			],
		});
		expect(sections.map(({ title, items, notes }) => [title, items.length, notes])).toEqual([
			["Sent by topic Orders", 2, []],
			["Not sent", 0, ["Orders: filter policies of subscriptions left out 1 delivery."]],
		]);
	});

	it("names a notification in a queue by what was published", () => {
		const body = { Type: "Notification", MessageId: "m-1", Message: "order 301" };
		expect(sectionsOf({ queues: [aQueue({ name: "Mail", messages: [aMessage({ body })] })] })[0]?.items[0]?.name).toBe("order 301");
	});

	it("names an asynchronous event by what was sent: the key of an object", () => {
		const from = "arn:aws:s3:::photos";
		const sections = sectionsOf({
			asyncEvents: [anAsyncEvent({ requestId: "r-1", source: { service: "s3", resource: from } })],
			sendings: [
				aSending({
					service: "s3",
					from,
					item: "photos/red lamp.jpg 01A2",
					to: "arn:aws:lambda:eu-central-1:123456789012:function:Thumb",
					id: "r-1",
				}),
			],
		});
		expect(sections.map(({ items }) => items[0]?.name)).toEqual([
			"photos/red lamp.jpg from photos to OrdersFunction",
			"photos/red lamp.jpg to Thumb",
		]);
	});

	it("says why a target did not take it, in the words of the missing policy when there is one", () => {
		const [section] = sectionsOf({
			sendings: [
				aSending({
					outcome: "dropped",
					attempts: 3,
					endedAt: 9000,
					error: { code: "AccessDenied", message: "no" },
					refusal: "The queue has no policy.",
				}),
			],
		});
		expect(section?.title).toBe("Sent by topic Orders");
		expect(section?.items[0]?.sentence).toBe("After 3 attempts it was given up, and nothing kept it. The queue has no policy.");
	});
});

describe("a deployment", () => {
	it("tells the weights over time and what each version served meanwhile", () => {
		const [section] = sectionsOf({
			endedAt: 1000,
			invocations: [
				{ ...anInvocation({ n: 1, requestedAt: 150 }), executedVersion: "1" },
				{ ...failed(2, 160), executedVersion: "2" },
			],
			deployments: [
				{
					n: 1,
					function: "OrdersFunction",
					version: "2",
					alias: "live",
					from: "1",
					type: "Canary10Percent5Minutes",
					startedAt: 100,
					endedAt: 900,
					status: "rolledBack",
					reason: "alarm Errors",
					routed: [
						{ at: 100, version: "1", additional: { version: "2", weight: 0.1 } },
						{ at: 900, version: "1", additional: null },
					],
					hooks: [],
				},
			],
		});
		const { steps, texts, weights } = section?.items[0]?.detail() ?? { steps: [], texts: [] };
		expect(steps.map(({ text }) => text)).toEqual([
			"began",
			"90 % version 1, 10 % version 2",
			"100 % version 1",
			"rolled back, alarm Errors",
		]);
		expect(texts.at(-1)?.text).toBe("version 1: 1 invocation, 0 failed; version 2: 1 invocation, 1 failed");
		expect(weights?.map(({ at, weight }) => [at, weight])).toEqual([
			[100, 0],
			[100, 0.1],
			[900, 0],
			[900, 0],
		]);
	});
});

describe("a chain", () => {
	const message = (n: number, invocations: number[]) => aMessage({ id: `id-${n}`, sentAt: n, invocations });
	const traffic = trafficOf(
		aReport({ queues: [aQueue({ name: "Orders", messages: [message(1, [1]), message(2, [1, 3]), message(3, [2])] })] }),
	);

	it("of an item are the invocations that had it", () => {
		expect(chainOf(traffic, { item: "message-1-2", invocation: 1 })).toEqual({ items: new Set(["message-1-2"]), invocations: [1, 3] });
	});

	it("of an invocation are all items that it had, with every invocation that had one of them", () => {
		expect(chainOf(traffic, { invocation: 1 })).toEqual({ items: new Set(["message-1-1", "message-1-2"]), invocations: [1, 3] });
	});

	it("is nothing where nothing hangs together", () => {
		expect(chainOf(traffic, { invocation: 9 })).toBeNull();
		expect(chainOf(traffic, null)).toBeNull();
	});
});
