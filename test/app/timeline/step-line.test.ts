import { describe, expect, it } from "vitest";
import { type Step, stepPaths } from "#app/timeline/step-line.ts";
import { timeScale } from "#app/timeline/time-scale.ts";

/** A thousand milliseconds on a thousand pixels; a count stands as many pixels below the top. */
const scale = timeScale({ from: 0, to: 1000 }, [], 0, 1000);
const lineOf = (steps: Step[]) => stepPaths(steps, scale, (count) => count).line;

describe("a step line", () => {
	it("draws steps that stand apart one by one", () => {
		const steps = [
			{ at: 100, count: 2 },
			{ at: 110, count: 1 },
			{ at: 200, count: 0 },
		];
		expect(lineOf(steps)).toBe("M0 0H100V2H110V1H200V0H1000");
	});

	it("shows something that was shorter than a pixel", () => {
		const steps = [
			{ at: 100, count: 3 },
			{ at: 100.2, count: 0 },
		];
		expect(lineOf(steps)).toBe("M0 0H100V3H102V0H1000");
	});

	it("is the upper edge of a count that goes up and down many times in a pixel", () => {
		const steps = Array.from({ length: 40_000 }, (_, index) => ({ at: 200 + index / 100, count: index % 2 === 0 ? 5 : 0 }));
		const line = lineOf([...steps, { at: 700, count: 1 }]);
		const heights = [...line.matchAll(/V(\d+)/g)].map(([, height]) => Number(height));
		expect(heights.length).toBeLessThanOrEqual(203);
		expect(new Set(heights.slice(0, -2))).toEqual(new Set([5]));
		expect(heights.slice(-2)).toEqual([0, 1]);
	});
});
