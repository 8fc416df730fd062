import { describe, expect, it } from "vitest";
import { RandomStream } from "#sandbox/kernel/random.ts";
import { type Arrivals, arrivalsSchema, arrivalTimes } from "#sandbox/traffic/arrivals.ts";
import { runStack } from "../services/run-stack.ts";

const timesOf = (arrivals: unknown, seed = 1) => [
	...arrivalTimes(arrivalsSchema.parse(arrivals) as Arrivals, new RandomStream(seed, "arrivals")),
];

describe("arrivals", () => {
	it("at a constant rate are evenly spaced, and end before the time is over", () => {
		expect(timesOf({ pattern: "constant", perSecond: 4, forMs: 1000 })).toEqual([0, 250, 500, 750]);
		const many = timesOf({ pattern: "constant", perSecond: 3, forMs: 600_000 });
		expect(many).toHaveLength(1800);
		expect(many[1797]).toBe(599_000);
	});

	it("of a ramp come as often as the area below the rate says", () => {
		const up = timesOf({ pattern: "ramp", fromPerSecond: 0, toPerSecond: 10, forMs: 10_000 });
		expect(up).toHaveLength(50);
		expect(up.filter((at) => at < 5000)).toHaveLength(13);
		const down = timesOf({ pattern: "ramp", fromPerSecond: 10, toPerSecond: 0, forMs: 10_000 });
		expect(down).toHaveLength(50);
		expect(down.filter((at) => at < 5000).length).toBeGreaterThan(36);
		expect(timesOf({ pattern: "ramp", fromPerSecond: 2, toPerSecond: 2, forMs: 2000 })).toEqual([0, 500, 1000, 1500]);
		expect(timesOf({ pattern: "ramp", fromPerSecond: 0, toPerSecond: 0, forMs: 2000 })).toEqual([]);
	});

	it("of a burst come at once, or spread over a time", () => {
		expect(timesOf({ pattern: "burst", count: 3 })).toEqual([0, 0, 0]);
		expect(timesOf({ pattern: "burst", count: 4, withinMs: 100 })).toEqual([0, 25, 50, 75]);
	});

	it("of a Poisson process are irregular, of the rate on average, and the same for the same seed", () => {
		const times = timesOf({ pattern: "poisson", perSecond: 20, forMs: 100_000 });
		expect(times.length).toBeGreaterThan(1800);
		expect(times.length).toBeLessThan(2200);
		expect(times).toEqual(timesOf({ pattern: "poisson", perSecond: 20, forMs: 100_000 }));
		expect(times).not.toEqual(timesOf({ pattern: "poisson", perSecond: 20, forMs: 100_000 }, 2));
		const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
		// The deviation of an exponential distribution is its mean, 50 ms.
		const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - 50) ** 2, 0) / gaps.length);
		expect(deviation).toBeGreaterThan(43);
		expect(deviation).toBeLessThan(57);
	});

	it("of a recorded list come in the order of time", () => {
		expect(timesOf({ pattern: "times", atMs: [30, 10, 20] })).toEqual([10, 20, 30]);
	});

	it("are refused when there would be more than a million", () => {
		const checked = arrivalsSchema.safeParse({ pattern: "constant", perSecond: 1000, forMs: 3_600_000 });
		expect(checked.error?.issues[0]?.message).toContain("more than 1,000,000 requests");
	});

	it("bring requests to a function, counted from the item's own time", async () => {
		const trace = await runStack(
			{ Fn: { code: "export const handler = async () => 1;" } },
			{},
			{ traffic: [{ at: 1000, event: {}, arrivals: { pattern: "constant", perSecond: 2, forMs: 2000 } }] },
		);
		const requested = trace.events.flatMap((event) => (event.kind === "invocation.requested" ? [event.at] : []));
		expect(requested).toEqual([1000, 1500, 2000, 2500]);
	});
});
