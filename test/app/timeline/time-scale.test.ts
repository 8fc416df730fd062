import { describe, expect, it } from "vitest";
import { foldMargin, foldsOf, foldWidth, mergeSpans, timeScale } from "#app/timeline/time-scale.ts";

describe("folds", () => {
	const busy = [
		{ from: 0, to: 300 },
		{ from: 30_000, to: 30_200 },
	];

	it("leave out a quiet time longer than four times the longest stretch of work", () => {
		const [fold, ...others] = foldsOf(busy, { from: 0, to: 30_300 }, 1000);
		expect(others).toEqual([]);
		expect(fold?.from).toBe(300);
		expect(fold?.to).toBe(30_000);
	});

	it("keep a quiet time that is shorter", () => {
		expect(foldsOf([busy[0] ?? { from: 0, to: 300 }, { from: 1400, to: 1600 }], { from: 0, to: 1700 }, 1000)).toEqual([]);
	});

	it("never hide a part of a busy time", () => {
		for (const fold of foldsOf(busy, { from: 0, to: 700_000 }, 1000)) {
			for (const span of busy) expect(fold.to <= span.from || fold.from >= span.to).toBe(true);
		}
	});

	it("fold the longest quiet times only when all of them would not fit", () => {
		const many = Array.from({ length: 40 }, (_, n) => ({ from: 1000 * 1.3 ** n, to: 1000 * 1.3 ** n + 1 }));
		const folds = foldsOf(many, { from: 0, to: 1000 * 1.3 ** 39 + 1 }, 1000);
		expect(folds.length).toBeGreaterThan(3);
		expect(folds.length * (foldWidth + 2 * foldMargin)).toBeLessThanOrEqual(450);
		expect(folds.at(-1)?.to).toBeCloseTo(1000 * 1.3 ** 39);
	});

	it("treat a steady rhythm alike: all of it or nothing", () => {
		const steady = Array.from({ length: 50 }, (_, n) => ({ from: n * 2000 + (n % 3), to: n * 2000 + 16 }));
		expect(foldsOf(steady, { from: 0, to: 100_000 }, 1000)).toEqual([]);
	});
});

describe("mergeSpans", () => {
	it("joins what overlaps or touches, whatever the order", () => {
		const spans = [
			{ from: 5, to: 9 },
			{ from: 0, to: 3 },
			{ from: 3, to: 4 },
			{ from: 6, to: 7 },
		];
		expect(mergeSpans(spans)).toEqual([
			{ from: 0, to: 4 },
			{ from: 5, to: 9 },
		]);
	});
});

describe("timeScale", () => {
	const scale = timeScale({ from: 0, to: 1000 }, [{ from: 200, to: 800 }], 100, 100 + 400 + foldWidth + 2 * foldMargin);

	it("gives one second one width, in every stretch", () => {
		const [first, second] = scale.stretches;
		const widths = [first, second].map((stretch) => stretch && (stretch.x1 - stretch.x0) / (stretch.to - stretch.from));
		expect(widths[0]).toBeCloseTo(1);
		expect(widths[1]).toBeCloseTo(1);
	});

	it("finds the time of a place and the place of a time", () => {
		for (const at of [0, 50, 199, 500, 801, 1000]) expect(scale.timeAt(scale.x(at))).toBeCloseTo(at, 6);
	});

	it("holds what is outside to its edges", () => {
		expect(scale.x(-5)).toBe(100);
		expect(scale.x(5000)).toBe(100 + 400 + foldWidth + 2 * foldMargin);
		expect(scale.shows(5000)).toBe(false);
	});
});
