import { describe, expect, it } from "vitest";
import { type Filterable, foldCase, matchesFilter, type QuestionFilter } from "#app/study/question-filter.ts";

const question: Filterable = {
	level: "intermediate",
	topic: "event-source-mappings",
	status: "new",
	text: foldCase("An SQS batch of ten contains one broken message. ReportBatchItemFailures"),
};
const everything: QuestionFilter = { words: "", level: null, topic: null, show: "all" };
const matches = (filter: Partial<QuestionFilter>, change: Partial<Filterable> = {}) =>
	matchesFilter({ ...question, ...change }, { ...everything, ...filter });

describe("matchesFilter", () => {
	it("shows everything without a filter", () => {
		expect(matches({})).toBe(true);
	});

	it("wants every word, in any order and case", () => {
		expect(matches({ words: "  BROKEN sqs " })).toBe(true);
		expect(matches({ words: "broken kinesis" })).toBe(false);
	});

	it("finds part of a word, as one types it", () => {
		expect(matches({ words: "reportbatch" })).toBe(true);
	});

	it("takes what is typed literally", () => {
		expect(matches({ words: ".* (" })).toBe(false);
	});

	it("keeps to a level and a topic", () => {
		expect(matches({ level: "advanced" })).toBe(false);
		expect(matches({ topic: "event-source-mappings", level: "intermediate" })).toBe(true);
	});

	it.each([
		["new", "new", true],
		["new", "due", false],
		["due", "due", true],
		["due", "scheduled", false],
		["seen", "new", false],
		["seen", "scheduled", true],
		["seen", "suspended", true],
	] as const)("shown %s, a question that is %s: %s", (show, status, shown) => {
		expect(matches({ show }, { status })).toBe(shown);
	});
});
