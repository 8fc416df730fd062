import { describe, expect, it } from "vitest";
import { bandsOf, type Evidence, headlineOf, judgementInWords } from "#app/interview/bands.ts";
import { isMissed, noRatings } from "#app/interview/marks.ts";

const point = (weight: number, from: "junior" | "mid" | "senior", made: boolean) => ({ weight, from, made });
const question = (made: boolean[], redFlags = 0, deepDive = false) => ({
	deepDive,
	redFlags,
	points: [point(3, "junior", made[0] ?? false), point(2, "mid", made[1] ?? false), point(1, "senior", made[2] ?? false)],
});
const run = (passed: number, total: number, changedSince = false) => ({ lastRun: { passed, total, changedSince } });
const bandsFor = (evidence: Partial<Evidence>) => {
	const results = bandsOf({ questions: [], exercises: [], ...evidence });
	return Object.fromEntries(Object.entries(results).map(([dimension, { band }]) => [dimension, band]));
};

describe("the rule that turns marks into bands", () => {
	it("sees strong yes where everything was shown", () => {
		const all = { questions: [question([true, true, true]), question([true, true, true], 0, true)], exercises: [run(6, 6)] };
		expect(bandsFor(all)).toEqual({
			communication: "strongYes",
			problemSolving: "strongYes",
			technicalDepth: "strongYes",
			verification: "strongYes",
		});
		expect(headlineOf(bandsOf(all))).toBe("Evidence for strong yes in all four dimensions shown.");
	});

	it("sees strong no where nothing was", () => {
		const none = { questions: [question([], 0, true)], exercises: [{ lastRun: null }] };
		expect(bandsFor(none)).toEqual({
			communication: "strongNo",
			problemSolving: "strongNo",
			technicalDepth: "strongNo",
			verification: "strongNo",
		});
		expect(headlineOf(bandsOf(none))).toMatch(/^Not yet: four dimensions to work on, /);
	});

	it("has no band for what was never asked", () => {
		expect(bandsFor({})).toEqual({ communication: null, problemSolving: null, technicalDepth: null, verification: null });
		expect(headlineOf(bandsOf({ questions: [], exercises: [] }))).toBe("Nothing was asked long enough to go by.");
	});

	it("counts essentials as communication and later points as depth", () => {
		expect(bandsFor({ questions: [question([true, false, false])] })).toMatchObject({
			communication: "strongYes",
			technicalDepth: "strongNo",
		});
	});

	it("lets a red flag cost two and hold depth at lean yes", () => {
		const deep = Array.from({ length: 10 }, (_, index) => question([true, true, true], index === 0 ? 1 : 0));
		expect(bandsFor({ questions: deep })).toMatchObject({ technicalDepth: "leanYes" });
	});

	it("holds verification at lean no when code was changed after its last run", () => {
		expect(bandsFor({ exercises: [run(6, 6, true)] })).toMatchObject({ verification: "leanNo", problemSolving: "strongYes" });
	});

	it("names the one dimension that is left to work on", () => {
		const results = bandsOf({ questions: [question([true, true, true], 0, true)], exercises: [{ lastRun: null }] });
		expect(headlineOf(results)).toBe("Evidence for lean yes in two dimensions, and two to work on.");
		expect(headlineOf({ ...results, problemSolving: { band: "leanYes", share: 0.7, because: "" } })).toBe(
			"Evidence for lean yes in three dimensions, and one to work on: verification.",
		);
	});
});

describe("her own rating beside the evidence", () => {
	const results = bandsOf({ questions: [question([true, false, false], 0, true)], exercises: [run(6, 6)] });
	it("is told in steps", () => {
		const own = { ...noRatings, communication: "leanYes", technicalDepth: "strongNo" } as const;
		expect(judgementInWords(own, results)).toBe("You matched the evidence in one of two dimensions: one step low on communication.");
	});
	it("may be missing", () => {
		expect(judgementInWords(noRatings, results)).toMatch(/did not rate yourself/);
	});
});

describe("a missed question", () => {
	const points = [
		{ id: "a", weight: 3 },
		{ id: "b", weight: 2 },
		{ id: "c", weight: 2 },
	];
	it("lacks a point that the answer fails without", () => expect(isMissed(points, ["b", "c"])).toBe(true));
	it("or has under half of the weights", () => expect(isMissed([...points, { id: "d", weight: 2 }], ["a"])).toBe(true));
	it("is not one with the essential point and half of the rest", () => expect(isMissed(points, ["a", "b"])).toBe(false));
});
