import { describe, expect, it } from "vitest";
import { eventsOf, moveBetweenEvents } from "#app/timeline/timeline-events.ts";
import { aCall, anEnvironment, anInvocation, aReport, aThrottledInvocation } from "../../support/a-report.ts";

const report = aReport({
	environments: [anEnvironment({ n: 1, invocations: [1] }), anEnvironment({ n: 2, startedAt: 300, invocations: [2] })],
	invocations: [
		anInvocation({
			n: 1,
			startedAt: 200,
			coldStart: true,
			status: "failed",
			durationMs: 256.74,
			error: { errorType: "TypeError", errorMessage: "no total" },
		}),
		anInvocation({ n: 2, requestedAt: 300, startedAt: 500, environment: 2, coldStart: true, label: "order 7" }),
		aThrottledInvocation(3, 310),
	],
	calls: [aCall({ n: 1, at: 220 })],
});
const events = eventsOf(report);

describe("the events of a timeline", () => {
	it("come in the order of time", () => {
		expect(events.map((event) => event.id)).toEqual(["init-1-1", "invocation-1", "call-1", "init-2-1", "invocation-3", "invocation-2"]);
	});

	it("are announced in one sentence each", () => {
		expect(events.map((event) => event.sentence)).toEqual([
			"Init, environment 1, ready after 200 ms.",
			"Invocation 1, environment 1, cold, failed after 257 ms, TypeError.",
			"GET orders.internal/orders/1 by invocation 1, answered 200 after 10 ms.",
			"Init, environment 2, ready after 200 ms.",
			"Invocation 3, throttled at 0.310 s: nothing ran.",
			"Invocation 2, order 7, environment 2, cold, succeeded after 100 ms.",
		]);
	});
});

describe("moving by keyboard", () => {
	const at = (index: number) => events[index]?.id;

	it("goes from event to event and stops at both ends", () => {
		expect(at(moveBetweenEvents(events, -1, "next"))).toBe("init-1-1");
		expect(at(moveBetweenEvents(events, 0, "next"))).toBe("invocation-1");
		expect(at(moveBetweenEvents(events, 0, "previous"))).toBe("init-1-1");
		expect(at(moveBetweenEvents(events, 2, "last"))).toBe("invocation-2");
	});

	it("goes to the nearest event of the lane above or below", () => {
		expect(at(moveBetweenEvents(events, 1, "laneBelow"))).toBe("init-2-1");
		expect(at(moveBetweenEvents(events, 1, "laneAbove"))).toBe("invocation-3");
		expect(at(moveBetweenEvents(events, 2, "laneBelow"))).toBe("call-1");
	});

	it("has nowhere to go in a run without events", () => {
		expect(moveBetweenEvents([], -1, "next")).toBe(-1);
	});
});
