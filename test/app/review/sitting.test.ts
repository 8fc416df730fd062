import { describe, expect, it } from "vitest";
import { chooseCard, sittingAt } from "#app/review/sitting.ts";
import type { LoggedReview, ReviewId } from "#db/index.ts";

const evening = new Date("2026-11-23T18:00:00Z");
const at = (minute: number) => new Date(evening.getTime() + minute * 60_000);

function aReview(change: Partial<LoggedReview> = {}): LoggedReview {
	return {
		id: 1 as ReviewId,
		question: "async-timeout",
		rating: 3,
		before: null,
		reviewedAt: evening,
		durationMs: 9_000,
		where: "review",
		undoneAt: null,
		...change,
	};
}

describe("sittingAt", () => {
	it("holds the reviews that followed one another", () => {
		const log = [aReview({ question: "a", reviewedAt: at(0) }), aReview({ question: "b", reviewedAt: at(12) })];
		expect(sittingAt(log, at(15)).reviews.map((review) => review.question)).toEqual(["a", "b"]);
	});

	it("begins anew after half an hour without a review", () => {
		const log = [aReview({ question: "a", reviewedAt: at(0) }), aReview({ question: "b", reviewedAt: at(31) })];
		expect(sittingAt(log, at(32)).reviews.map((review) => review.question)).toEqual(["b"]);
	});

	it("is empty when the last review is long ago", () => {
		expect(sittingAt([aReview({ reviewedAt: at(0) })], at(45)).reviews).toEqual([]);
	});

	it("leaves out what was undone and what was graded elsewhere", () => {
		const log = [aReview({ undoneAt: at(1) }), aReview({ where: "study", reviewedAt: at(2) })];
		expect(sittingAt(log, at(3)).reviews).toEqual([]);
	});

	it("counts a question once, and as missed when it was missed at any time", () => {
		const log = [
			aReview({ question: "a", rating: 1, reviewedAt: at(0) }),
			aReview({ question: "b", rating: 3, reviewedAt: at(1) }),
			aReview({ question: "a", rating: 3, reviewedAt: at(11) }),
		];
		const sitting = sittingAt(log, at(12));
		expect([sitting.questions, sitting.missed]).toEqual([2, ["a"]]);
	});
});

describe("chooseCard", () => {
	const due = [{ question: "longest" }, { question: "shorter" }];

	it("takes the card that has waited longest", () => {
		expect(chooseCard(due, null)).toBe(due[0]);
	});

	it("stays at the card that was asked for while it is due", () => {
		expect(chooseCard(due, "shorter")).toBe(due[1]);
	});

	it("goes on with the queue when the card asked for is no longer due", () => {
		expect(chooseCard(due, "graded-in-another-tab")).toBe(due[0]);
	});

	it("has nothing to offer when nothing is due", () => {
		expect(chooseCard([], "longest")).toBeNull();
	});
});
