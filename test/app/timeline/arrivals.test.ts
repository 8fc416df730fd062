import { describe, expect, it } from "vitest";
import { eventsOf } from "#app/timeline/timeline-events.ts";
import { layoutTimeline } from "#app/timeline/timeline-layout.ts";
import { anEnvironment, anInvocation, aReport, aThrottledInvocation } from "../../support/a-report.ts";
import { aMessage, anHttpRequest, aQueue } from "../../support/a-report-of-traffic.ts";

const wide = { widthPx: 1344, narrow: false };
const failed = (n: number, startedAt: number) => anInvocation({ n, startedAt, status: "failed" });
const queueOf = (...messages: ReturnType<typeof aMessage>[]) => aQueue({ name: "Orders", sent: messages.length, messages });

describe("the row of what arrives", () => {
	it("is above all others, and not there when functions were called directly", () => {
		const direct = aReport({ environments: [anEnvironment({ n: 1, invocations: [1] })], invocations: [anInvocation({ n: 1 })] });
		expect(layoutTimeline(direct, wide).arrivals).toBeNull();
		const layout = layoutTimeline({ ...direct, queues: [queueOf(aMessage({ sentAt: 0 }))] }, wide);
		expect(layout.arrivals?.y).toBeLessThan(layout.lanes[0]?.y ?? 0);
		expect(layout.arrivals).toMatchObject({ total: "1 message", rest: null, highest: null });
	});

	it("makes one mark with a count of those that are too close, and counts each kind", () => {
		const layout = layoutTimeline(
			aReport({
				endedAt: 10_000,
				invocations: [anInvocation({ n: 1, startedAt: 0, endedAt: 10_000 })],
				queues: [queueOf(aMessage({ sentAt: 1000 }), aMessage({ sentAt: 1001 }), aMessage({ sentAt: 9000 }))],
				http: [anHttpRequest({ n: 1, requestedAt: 5000 })],
			}),
			wide,
		);
		expect(layout.arrivals?.marks.map(({ id, count }) => [id, count])).toEqual([
			["message-1-1", 2],
			["http-request-1", 1],
			["message-1-3", 1],
		]);
		expect(layout.arrivals).toMatchObject({ total: "3 messages", rest: "1 request" });
	});

	it("becomes columns when marks would stand wall to wall, and says how much the highest is", () => {
		const http = Array.from({ length: 1000 }, (_, n) => anHttpRequest({ n: n + 1, requestedAt: n * 1000 }));
		const invocations = http.map(({ n, requestedAt }) => anInvocation({ n, startedAt: requestedAt }));
		const row = layoutTimeline(aReport({ endedAt: 1_000_000, invocations, http }), wide).arrivals;
		expect(row?.marks.length).toBeLessThan(130);
		expect(row?.highest).toBe(Math.max(...(row?.marks.map(({ count }) => count) ?? [])));
		expect(row?.marks.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
	});

	it("is a row of its own for the arrow keys, above the lanes, and says what became of what arrived", () => {
		const message = aMessage({ sentAt: 5, state: "filtered", body: { order: "1001" } });
		const [event] = eventsOf(aReport({ queues: [queueOf(message)] }));
		expect(event).toMatchObject({ id: "message-1-1", item: "message-1-1", lane: -1, at: 5 });
		expect(event?.sentence).toBe(
			'Arrived at 0.005 s: {"order":"1001"}. No filter of the mapping fits it, so the mapping deleted it without an invocation.',
		);
	});
});

describe("arrows from an attempt to the next", () => {
	it("lead from a failed batch to the one that had its messages again, once for all of them", () => {
		const environments = [anEnvironment({ n: 1, invocations: [1, 2] })];
		const message = { invocations: [1, 2] };
		const { returns } = layoutTimeline(
			aReport({
				environments,
				invocations: [failed(1, 300), anInvocation({ n: 2, startedAt: 900 })],
				queues: [queueOf(aMessage(message), aMessage(message))],
			}),
			wide,
		);
		expect(returns.map(({ id, label }) => [id, label])).toEqual([["1-2", "tried again"]]);
	});

	it("lead from what was throttled, in its own row, to the attempt that ran", () => {
		const invocations = [aThrottledInvocation(1, 250), anInvocation({ n: 2, startedAt: 900 })];
		const { returns } = layoutTimeline(
			aReport({
				environments: [anEnvironment({ n: 1, invocations: [2] })],
				invocations,
				queues: [queueOf(aMessage({ invocations: [1, 2] }))],
			}),
			wide,
		);
		expect(returns.map(({ from, to }) => [from.environment, to.environment])).toEqual([[null, 1]]);
	});

	it("are forty at most, and the rest is counted", () => {
		const invocations = Array.from({ length: 60 }, (_, n) => failed(n + 1, 300 + n * 200));
		const all = invocations.map(({ n }) => n);
		const layout = layoutTimeline(
			aReport({
				environments: [anEnvironment({ n: 1, invocations: all })],
				invocations,
				queues: [queueOf(aMessage({ invocations: all }))],
			}),
			wide,
		);
		expect([layout.returns.length, layout.hiddenReturns]).toEqual([40, 19]);
	});

	it("are not drawn between an authorizer and the function that it let a request through to", () => {
		const invocations = [anInvocation({ n: 1, startedAt: 300 }), anInvocation({ n: 2, startedAt: 900 })];
		const http = [anHttpRequest({ n: 1, authorizerInvocation: 1, invocation: 2 })];
		expect(
			layoutTimeline(aReport({ environments: [anEnvironment({ n: 1, invocations: [1, 2] })], invocations, http }), wide).returns,
		).toEqual([]);
	});
});
