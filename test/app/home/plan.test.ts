import { describe, expect, it } from "vitest";
import { headline } from "#app/home/headline.ts";
import { inWords } from "#app/home/number-words.ts";
import { minutesToGo, type PlanFacts, planOfDay } from "#app/home/plan.ts";

const quiet: PlanFacts = {
	isFirstVisit: false,
	due: { count: 0, topics: [], longestDays: 0 },
	gradedToday: { count: 0, minutes: 0 },
	exercise: null,
	exercisesPassedToday: [],
	newQuestions: null,
	mock: null,
};
const exercise = {
	slug: "charge-twice",
	title: "The charge that came twice",
	level: "intermediate",
	minutes: 25,
	state: "begun",
	how: "3 of 6 checks pass.",
} as const;
const newQuestions = {
	count: 3,
	firstId: "explain-lambda",
	firstTitle: "Explain Lambda.",
	topic: { slug: "cold-starts", title: "Cold starts" },
	minutes: 15,
	unread: 20,
};
const mock = { title: "A screen", minutes: 25, summary: "Eight short questions.", daysSinceLast: null };

describe("planOfDay", () => {
	it("is empty when nothing is due, begun or new", () => {
		expect(planOfDay(quiet)).toEqual([]);
	});

	it("puts what would be forgotten first, then the hands, then what is new, then the mock", () => {
		const rows = planOfDay({
			...quiet,
			due: { count: 2, topics: [{ title: "Cold starts", count: 2 }], longestDays: 0 },
			exercise,
			newQuestions,
			mock,
		});
		expect(rows.map((row) => row.id)).toEqual(["due", "exercise", "new", "mock"]);
	});

	it("says what is due in words, and which topics it is about", () => {
		const topics = [
			{ title: "DynamoDB", count: 1 },
			{ title: "Event source mappings", count: 9 },
			{ title: "Cold starts", count: 6 },
		];
		expect(planOfDay({ ...quiet, due: { count: 16, topics, longestDays: 2 } })[0]).toMatchObject({
			title: "Sixteen cards are due",
			why: "Nine on event source mappings, six on cold starts, the rest mixed. The longest has waited for two days.",
			href: "/review",
			minutes: 12,
		});
	});

	it("speaks of one card as one", () => {
		const due = { count: 1, topics: [{ title: "DynamoDB", count: 1 }], longestDays: 0 };
		expect(planOfDay({ ...quiet, due })[0]).toMatchObject({
			title: "One card is due",
			why: "All on DynamoDB. None has waited for a day.",
			minutes: 1,
		});
	});

	it("does not plan for more cards than one sitting takes", () => {
		expect(planOfDay({ ...quiet, due: { count: 400, topics: [], longestDays: 30 } })[0]?.minutes).toBe(30);
	});

	it("ticks what was done today and does not count its minutes", () => {
		const rows = planOfDay({ ...quiet, gradedToday: { count: 12, minutes: 9 }, exercise });
		expect(rows.map((row) => [row.title, row.done])).toEqual([
			["Twelve cards graded", true],
			["The charge that came twice", false],
		]);
		expect(minutesToGo(rows)).toBe(25);
	});

	it("offers three ways to begin on the first visit", () => {
		const rows = planOfDay({ ...quiet, isFirstVisit: true, exercise, newQuestions, mock });
		expect(rows.map((row) => row.href)).toEqual(["/questions/explain-lambda", "/exercises/charge-twice", "/mock"]);
	});
});

describe("headline", () => {
	it.each([
		[{ daysLeft: null, due: 9, isFirstVisit: false }, "Nine cards are due."],
		[{ daysLeft: null, due: 1, isFirstVisit: false }, "One card is due."],
		[{ daysLeft: null, due: 0, isFirstVisit: false }, "Nothing is due today."],
		[{ daysLeft: null, due: 0, isFirstVisit: true }, "Walk into your interview warm."],
		[{ daysLeft: 18, due: 9, isFirstVisit: false }, "Eighteen days to the interview."],
		[{ daysLeft: 1, due: 9, isFirstVisit: false }, "One day to the interview."],
		[{ daysLeft: 0, due: 9, isFirstVisit: false }, "The interview is today."],
		[{ daysLeft: -2, due: 9, isFirstVisit: false }, "How did the interview go?"],
	])("of %j is: %s", (facts, words) => {
		expect(headline(facts)).toBe(words);
	});
});

describe("inWords", () => {
	it.each([
		[0, "no"],
		[12, "twelve"],
		[20, "twenty"],
		[24, "twenty-four"],
		[99, "ninety-nine"],
		[100, "100"],
	])("writes %d as %s", (count, words) => {
		expect(inWords(count)).toBe(words);
	});
});
