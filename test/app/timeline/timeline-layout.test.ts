import { describe, expect, it } from "vitest";
import { textWidth } from "#app/timeline/bar-label.ts";
import { repeatedCalls } from "#app/timeline/rows.ts";
import { layoutTimeline } from "#app/timeline/timeline-layout.ts";
import type { ReportedQueue } from "#sandbox/report/queues.ts";
import { aCall, anEnvironment, anInvocation, aReport, aThrottledInvocation } from "../../support/a-report.ts";

const aQueue = (name: string, more: Partial<ReportedQueue>): ReportedQueue => ({
	name,
	sent: 0,
	movedIn: 0,
	received: 0,
	deleted: 0,
	filtered: 0,
	movedOut: 0,
	expired: 0,
	deduplicated: 0,
	refused: [],
	oldestAgeMs: null,
	peakOldestAgeMs: 0,
	counts: [
		{ at: 0, visible: 0, inFlight: 0, delayed: 0 },
		{ at: 500, visible: 1, inFlight: 1, delayed: 0 },
		{ at: 2000, visible: 0, inFlight: 0, delayed: 0 },
	],
	messages: [],
	refusedMappings: [],
	...more,
});

const wide = { widthPx: 1344, narrow: false };

describe("the layout of a timeline", () => {
	it("gives each environment a lane, ordered by start, with init before invoke", () => {
		const layout = layoutTimeline(
			aReport({
				environments: [anEnvironment({ n: 1, invocations: [1] }), anEnvironment({ n: 2, startedAt: 50, invocations: [2] })],
				invocations: [
					anInvocation({ n: 1, startedAt: 200, coldStart: true }),
					anInvocation({ n: 2, startedAt: 250, environment: 2, coldStart: true }),
				],
			}),
			wide,
		);
		expect(layout.lanes.map((lane) => lane.label)).toEqual(["environment 1", "environment 2"]);
		const [invoke, init] = layout.lanes[0]?.bars ?? [];
		expect([init?.kind, invoke?.kind]).toEqual(["init", "invoke"]);
		expect((init?.x ?? 0) + (init?.width ?? 0)).toBeCloseTo(invoke?.x ?? -1, 0);
		expect(layout.throttled).toBeNull();
	});

	it("draws how many messages lie in each queue, and says what was moved to a dead-letter queue", () => {
		const layout = layoutTimeline(
			aReport({ endedAt: 3000, queues: [aQueue("Orders", { sent: 2 }), aQueue("Failed", { movedIn: 2 })] }),
			wide,
		);
		expect(layout.queues.map(({ name, total, bad }) => [name, total, bad])).toEqual([
			["Orders", "2 messages", null],
			["Failed", "2 messages", "2 moved here"],
		]);
		const [orders] = layout.queues;
		// Up with the messages, and down to where it began.
		const heights = [...(orders?.line.matchAll(/[V ]([\d.]+)(?=H|$)/g) ?? [])].map((match) => Number(match[1]));
		expect(heights[0]).toBe(heights.at(-1));
		expect(Math.min(...heights)).toBeLessThan(heights[0] ?? 0);
	});

	it("never lets a bar be thinner than two pixels, and snaps it to half pixels", () => {
		const invocations = Array.from({ length: 20 }, (_, n) => anInvocation({ n: n + 1, startedAt: 200 + n * 500, endedAt: 201 + n * 500 }));
		const layout = layoutTimeline(
			aReport({ environments: [anEnvironment({ n: 1, invocations: invocations.map(({ n }) => n) })], invocations }),
			wide,
		);
		for (const bar of layout.lanes[0]?.bars ?? []) {
			expect(bar.width).toBeGreaterThanOrEqual(2);
			expect(bar.x % 1).toBe(0.5);
		}
	});

	it("puts refused requests above the lanes, close ones as one mark with a count", () => {
		const layout = layoutTimeline(
			aReport({
				environments: [anEnvironment({ n: 1, invocations: [1] })],
				invocations: [anInvocation({ n: 1, startedAt: 200 }), aThrottledInvocation(2, 10), aThrottledInvocation(3, 10)],
			}),
			wide,
		);
		expect(layout.throttled?.marks).toMatchObject([{ count: 2 }]);
		expect(layout.throttled?.y).toBeLessThan(layout.lanes[0]?.y ?? 0);
	});

	it("ends failed and timed-out bars each in its own way, and closes an environment that was reset", () => {
		const layout = layoutTimeline(
			aReport({
				environments: [anEnvironment({ n: 1, invocations: [1, 2], endedAt: 5400, endReason: "timeout" })],
				invocations: [
					anInvocation({ n: 1, startedAt: 200, status: "failed" }),
					anInvocation({ n: 2, startedAt: 400, endedAt: 5400, durationMs: 5000, status: "timedOut" }),
				],
			}),
			wide,
		);
		const lane = layout.lanes[0];
		expect(lane?.bars.map((bar) => bar.end)).toEqual(["failed", "timedOut", "none"]);
		expect(lane?.bars[1]?.label.name).toBe("timed out");
		expect(lane?.bad).toBe("2 failed");
		expect(lane?.bracketX).not.toBeNull();
	});

	it("draws thin lanes without labels beyond 24 environments, and the busiest twelve beyond 200", () => {
		const run = (count: number) => {
			const environments = Array.from({ length: count }, (_, n) => anEnvironment({ n: n + 1, invocations: [n + 1] }));
			const invocations = environments.map(({ n }) => anInvocation({ n, environment: n, startedAt: 200, label: "order" }));
			return layoutTimeline(aReport({ environments, invocations }), wide);
		};
		expect(run(24).thin).toBe(false);
		const thin = run(25);
		expect([thin.thin, thin.barHeight, thin.lanes[0]?.bars[0]?.label.name]).toEqual([true, 6, null]);
		expect(run(200).lanes).toHaveLength(200);
		const dense = run(201);
		expect([dense.lanes.length, dense.hiddenEnvironments, dense.density?.label]).toEqual([12, 189, "201 environments"]);
	});

	it("never lets labels of the axis overlap", () => {
		const invocations = Array.from({ length: 12 }, (_, n) => anInvocation({ n: n + 1, startedAt: 200 + n * 60_000 }));
		const report = aReport({ environments: [anEnvironment({ n: 1, invocations: invocations.map(({ n }) => n) })], invocations });
		for (const widthPx of [358, 700, 1344]) {
			const labelled = layoutTimeline(report, { widthPx, narrow: widthPx < 620 }).ticks.filter((tick) => tick.label !== null);
			labelled.slice(1).forEach((tick, index) => {
				const before = labelled[index];
				const half = (text: string | null) => textWidth(text ?? "") / 2;
				expect(tick.x - half(tick.label)).toBeGreaterThan(
					(before?.x ?? 0) + (before?.anchor === "start" ? 1 : 0.5) * half(before?.label ?? ""),
				);
			});
		}
	});

	it("shows a part of the run when asked, and nothing of the rest", () => {
		const report = aReport({
			environments: [anEnvironment({ n: 1, invocations: [1, 2] })],
			invocations: [anInvocation({ n: 1, startedAt: 200 }), anInvocation({ n: 2, startedAt: 5000 })],
		});
		const layout = layoutTimeline(report, { ...wide, window: { from: 4900, to: 5200 } });
		expect(layout.lanes[0]?.bars.map((bar) => bar.id)).toEqual(["invocation-2"]);
	});

	it("draws the same for the same report", () => {
		const report = aReport({
			environments: [anEnvironment({ n: 1, invocations: [1] })],
			invocations: [anInvocation({ n: 1, startedAt: 200 })],
		});
		const plain = () => JSON.stringify(layoutTimeline(report, wide));
		expect(plain()).toBe(plain());
	});
});

describe("an effect that had happened before", () => {
	const charge = { method: "POST", path: "/charges", body: { order: "1006" } };

	it("is the same body sent to the same place, answered well both times", () => {
		expect([...repeatedCalls([aCall({ n: 1, ...charge }), aCall({ n: 2, ...charge })])]).toEqual([2]);
	});

	it("is not a read, another body, or a first attempt that failed", () => {
		expect(repeatedCalls([aCall({ n: 1 }), aCall({ n: 2 })]).size).toBe(0);
		expect(repeatedCalls([aCall({ n: 1, ...charge }), aCall({ n: 2, ...charge, body: { order: "1007" } })]).size).toBe(0);
		expect(repeatedCalls([aCall({ n: 1, ...charge, status: 503 }), aCall({ n: 2, ...charge })]).size).toBe(0);
	});
});
