import { describe, expect, it } from "vitest";
import { lengthLabel, momentLabel, tickLabel } from "#app/timeline/clock-label.ts";

describe("labels of time", () => {
	it("say a length with its unit after a space", () => {
		expect([0.37, 5, 256.74, 4993, 17_100, 150_100, 600_000, 3_900_000].map(lengthLabel)).toEqual([
			"0.37 ms",
			"5 ms",
			"257 ms",
			"4.99 s",
			"17.1 s",
			"2 min 30 s",
			"10 min",
			"1 h 5 min",
		]);
	});

	it("say a moment to the millisecond", () => {
		expect(momentLabel(30_172)).toBe("30.172 s");
	});

	it("say a tick with as many decimals as its step needs", () => {
		expect([tickLabel(500, 500), tickLabel(50, 50), tickLabel(30_000, 10_000), tickLabel(120_000, 60_000)]).toEqual([
			"0.5 s",
			"0.05 s",
			"30 s",
			"2 min",
		]);
	});
});
