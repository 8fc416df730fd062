import { describe, expect, it } from "vitest";
import { environmentKind, startWord, waitedFor, whatIfs } from "#app/timeline/start-words.ts";
import { eventsOf } from "#app/timeline/timeline-events.ts";
import { layoutTimeline } from "#app/timeline/timeline-layout.ts";
import { anEnvironment, anInvocation, aReport } from "../../support/a-report.ts";

const wide = { widthPx: 1344, narrow: false };
const ahead = { startedAt: -140_000, endedAt: -139_860, durationMs: 140, status: "success", suppressed: false } as const;

const provisioned = anEnvironment({
	n: 1,
	initialization: "provisioned-concurrency",
	startedAt: -140_030,
	downloadMs: 30,
	inits: [ahead],
	invocations: [1],
});
const source = anEnvironment({
	n: 1,
	initialization: "snap-start",
	startedAt: -140_030,
	downloadMs: 30,
	inits: [ahead],
	endedAt: -139_860,
	endReason: "snapshot",
});
const restored = anEnvironment({
	n: 2,
	initialization: "snap-start",
	startedAt: 0,
	downloadMs: null,
	restore: { startedAt: 0, endedAt: 200, durationMs: 200, billedMs: 30, from: 1 },
	inits: [],
	invocations: [1],
});
const cold = anEnvironment({
	n: 1,
	downloadMs: 30,
	inits: [{ startedAt: 30, endedAt: 230, durationMs: 200, status: "success", suppressed: false }],
	invocations: [1],
});
const barsOf = (environments: (typeof cold)[], startedAt: number) => {
	const invocations = [anInvocation({ n: 1, environment: environments.at(-1)?.n ?? 1, requestedAt: 0, startedAt })];
	return layoutTimeline(aReport({ environments, invocations }), wide);
};

describe("the words for a start", () => {
	it("say how the environment was found, also of a run stored without it", () => {
		expect(startWord(anInvocation({ n: 1, start: "spillover", coldStart: true }))).toBe("cold by spillover");
		expect(startWord({ start: undefined as never, coldStart: true })).toBe("cold");
	});

	it("name environments that did not start on demand", () => {
		expect([provisioned, source, restored, cold].map(environmentKind)).toEqual(["provisioned", "for snapshot", "from snapshot", null]);
	});

	it("say which functions AWS would refuse (L221)", () => {
		const { functions } = aReport({});
		expect(whatIfs({ functions })).toEqual([]);
		const whatIf = "InvalidParameterValueException: no.";
		expect(whatIfs({ functions: functions.map((one) => ({ ...one, snapStart: { whatIf } })) })).toEqual([
			"A what-if: OrdersFunction has SnapStart here. For a ZIP package AWS answers InvalidParameterValueException: no.",
		]);
	});

	it("add up what a caller waited for", () => {
		const first = anInvocation({ n: 1, coldStart: true });
		expect(waitedFor(cold, first)).toBe("fetch 30 ms, init 200 ms");
		expect(waitedFor(restored, first)).toBe("restore 200 ms");
		expect(waitedFor(cold, anInvocation({ n: 2 }))).toBeNull();
	});
});

describe("the timeline of a start", () => {
	it("draws the package being fetched, then INIT, then the invocation, side by side", () => {
		const bars = barsOf([cold], 230).lanes[0]?.bars ?? [];
		const inOrder = [...bars].sort((a, b) => a.x - b.x);
		expect(inOrder.map(({ kind }) => kind)).toEqual(["download", "init", "invoke"]);
		expect((inOrder[0]?.x ?? 0) + (inOrder[0]?.width ?? 0)).toBeCloseTo(inOrder[1]?.x ?? -1, 0);
	});

	it("begins before the first request when environments were provisioned, and folds the time between", () => {
		const layout = barsOf([provisioned], 0);
		expect(layout.whole.from).toBe(-140_030);
		expect(layout.folds).toHaveLength(1);
		expect(layout.lanes[0]?.sub).toBe("provisioned");
		const bars = [...(layout.lanes[0]?.bars ?? [])].sort((a, b) => a.x - b.x);
		expect(bars.map(({ kind }) => kind)).toEqual(["download", "init", "invoke"]);
		expect(bars[1]?.x).toBeLessThan(layout.folds[0]?.x0 ?? 0);
		expect(bars[2]?.x).toBeGreaterThan(layout.folds[0]?.x1 ?? Number.POSITIVE_INFINITY);
	});

	it("draws RESTORE in place of INIT, and closes the lane that the snapshot was taken of", () => {
		const layout = barsOf([source, restored], 200);
		expect(layout.lanes.map(({ sub }) => sub)).toEqual(["for snapshot", "from snapshot"]);
		expect(layout.lanes[0]?.bracketX).not.toBeNull();
		expect(layout.lanes[1]?.bars.map(({ kind }) => kind).sort()).toEqual(["invoke", "restore"]);
	});

	it("starts at zero as before when nothing was made ready ahead", () => {
		expect(barsOf([cold], 230).whole.from).toBe(0);
	});

	it("can be walked through by keyboard, each mark with its sentence", () => {
		const sentences = (environments: (typeof cold)[]) => eventsOf(aReport({ environments })).map(({ sentence }) => sentence);
		expect(sentences([provisioned])).toEqual([
			"Package fetched for environment 1 in 30 ms.",
			"Init, environment 1, for provisioned concurrency, ready after 140 ms.",
		]);
		expect(sentences([source, restored])).toEqual([
			"Package fetched for environment 1 in 30 ms.",
			"Init, environment 1, for the snapshot of version 1, ready after 140 ms.",
			"Environment 1 shut down at -139.860 s, its snapshot taken.",
			"Environment 2 restored from the snapshot of environment 1 in 200 ms.",
		]);
	});
});
