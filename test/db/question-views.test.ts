import { describe, expect, it } from "vitest";
import { getQuestionView, openMemoryDatabase, recordQuestionOpened, recordQuestionRevealed, viewsByQuestion } from "#db/index.ts";
import { at } from "./records.ts";

describe("the view of a question", () => {
	it("knows when it was opened and revealed for the first and the last time", () => {
		const db = openMemoryDatabase();
		recordQuestionOpened(db, "cold-start", at("09:00"));
		recordQuestionOpened(db, "cold-start", at("10:00"));
		recordQuestionRevealed(db, "cold-start", at("10:01"));
		recordQuestionRevealed(db, "cold-start", at("11:01"));
		expect(getQuestionView(db, "cold-start")).toEqual({
			question: "cold-start",
			firstOpenedAt: at("09:00"),
			lastOpenedAt: at("10:00"),
			firstRevealedAt: at("10:01"),
			lastRevealedAt: at("11:01"),
		});
	});

	it("counts as opened when it was revealed at once", () => {
		const db = openMemoryDatabase();
		recordQuestionRevealed(db, "cold-start", at("10:01"));
		expect(viewsByQuestion(db).get("cold-start")).toMatchObject({ firstOpenedAt: at("10:01"), firstRevealedAt: at("10:01") });
		expect(getQuestionView(db, "never-seen")).toBeUndefined();
	});
});
