import { describe, expect, it } from "vitest";
import { pointsClaimed } from "#app/study/points-claimed.ts";
import { markedAnswer, suggestedPoints } from "#app/study/suggested-points.ts";

const batch = { id: "batch-is-the-unit", aliases: ["whole batch", "all ten"] };
const partial = { id: "partial-batch-response", aliases: ["ReportBatchItemFailures", "partial batch"] };

describe("suggestedPoints", () => {
	it("quotes the words that seem to make a point", () => {
		expect([...suggestedPoints("So the Whole batch comes back.", [batch, partial])]).toEqual([["batch-is-the-unit", "Whole batch"]]);
	});

	it("reads across line breaks", () => {
		expect(suggestedPoints("the whole\nbatch", [batch]).get("batch-is-the-unit")).toBe("whole batch");
	});

	it("forgives a plural", () => {
		expect(suggestedPoints("with partial batches", [partial]).size).toBe(1);
	});

	it("wants a word from its beginning", () => {
		expect(suggestedPoints("fall ten, unwhole batch", [batch]).size).toBe(0);
	});

	it.each(["1,500", "10 x concurrency", "C++ (native)", "dead-letter queue", "a.b*c?", "[x]", "a|b", "50 %"])(
		"takes %s literally",
		(alias) => {
			expect(suggestedPoints(`I would say ${alias}, then`, [{ id: "p", aliases: [alias] }]).size).toBe(1);
			expect(suggestedPoints("aab b x", [{ id: "p", aliases: [alias] }]).size).toBe(0);
		},
	);

	it("finds nothing in an empty answer", () => {
		expect(suggestedPoints("", [batch]).size).toBe(0);
	});
});

describe("markedAnswer", () => {
	it("cuts the answer at the marked words and loses nothing", () => {
		const answer = "All ten return; use ReportBatchItemFailures for a partial batch.";
		const pieces = markedAnswer(answer, [batch, partial]);
		expect(pieces.map((piece) => piece.text).join("")).toBe(answer);
		expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual([
			"All ten",
			"ReportBatchItemFailures",
			"partial batch",
		]);
	});

	it("marks overlapping words once, the longer ones first", () => {
		const pieces = markedAnswer("a partial batch response", [{ aliases: ["partial batch", "partial batch response", "batch"] }]);
		expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(["partial batch response"]);
	});
});

describe("pointsClaimed", () => {
	it("counts the points that an answer fails without on their own", () => {
		const points = [
			{ id: "a", weight: 3 },
			{ id: "b", weight: 3 },
			{ id: "c", weight: 1 },
		] as const;
		expect(pointsClaimed(points, new Set(["a", "c", "gone"]))).toEqual({ ticked: 2, points: 3, essentialTicked: 1, essential: 2 });
	});
});
