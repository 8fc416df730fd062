import { describe, expect, it } from "vitest";
import { byLevel, type LearnerRecord, topicStandings, warmth } from "#app/progress/topic-standing.ts";
import { schedule } from "#app/review/schedule.ts";
import type { Topic } from "#content/index.ts";

const monday = new Date("2026-11-23T18:00:00Z");
const inDays = (count: number) => new Date(monday.getTime() + count * 86_400_000);

const topics: Topic[] = [
	{ slug: "cold-starts", title: "Cold starts", level: "advanced", summary: "Why the first one waits." },
	{ slug: "dynamodb", title: "DynamoDB", level: "practical", summary: "Keys and what they cost." },
];
const catalog = {
	topics,
	questions: ["a", "b", "c", "d"].map((id) => ({ id, topic: "cold-starts" })),
	exercises: [{ slug: "reuse-the-client", topic: "cold-starts" }],
};
const nothing: LearnerRecord = { revealed: new Set(), cards: new Map(), exercises: new Map() };

function coldStarts(learner: Partial<LearnerRecord>, now = monday) {
	const [standing] = topicStandings(catalog, { ...nothing, ...learner }, now);
	if (!standing) throw new Error("no standing");
	return standing;
}
const good = { fsrs: schedule(null, 3, monday), suspendedAt: null };
const missed = { fsrs: schedule(null, 1, monday), suspendedAt: null };

describe("topicStandings", () => {
	it("begins with nothing seen", () => {
		expect(coldStarts({})).toMatchObject({ questions: 4, seen: 0, graded: 0, remembered: 0, due: 0, exercises: 1, exercisesPassed: 0 });
	});

	it("counts a question as seen when its answer was read or graded, and once", () => {
		expect(coldStarts({ revealed: new Set(["a", "b"]), cards: new Map([["a", good]]) })).toMatchObject({ seen: 2, graded: 1 });
	});

	it("counts as remembered what was recalled and is not yet forgotten", () => {
		const cards = new Map([
			["a", good],
			["b", missed],
		]);
		expect(coldStarts({ cards })).toMatchObject({ graded: 2, remembered: 1 });
		expect(coldStarts({ cards }, inDays(60))).toMatchObject({ graded: 2, remembered: 0 });
	});

	it("counts what is due, suspended cards left out", () => {
		const cards: LearnerRecord["cards"] = new Map<string, { fsrs: typeof good.fsrs; suspendedAt: Date | null }>([
			["a", good],
			["b", { ...good, suspendedAt: monday }],
		]);
		expect(coldStarts({ cards }, inDays(3))).toMatchObject({ due: 1 });
	});

	it("does not count a card that was only added as graded", () => {
		const added = { fsrs: { ...good.fsrs, reps: 0, state: 0 as const, due: monday }, suspendedAt: null };
		expect(coldStarts({ cards: new Map([["a", added]]) })).toMatchObject({ seen: 0, graded: 0, due: 1 });
	});

	it("ignores what is no longer taught", () => {
		expect(coldStarts({ revealed: new Set(["gone"]), exercises: new Map([["gone", { passed: true }]]) })).toMatchObject({
			seen: 0,
			exercisesPassed: 0,
		});
	});

	it("tells exercises that passed from those only tried", () => {
		expect(coldStarts({ exercises: new Map([["reuse-the-client", { passed: false }]]) })).toMatchObject({
			exercisesTried: 1,
			exercisesPassed: 0,
		});
	});
});

describe("byLevel", () => {
	it("leaves out topics that have nothing in them", () => {
		expect(byLevel(topicStandings(catalog, nothing, monday)).map((group) => group.level)).toEqual(["advanced"]);
	});
});

describe("warmth", () => {
	it.each([
		[0, 10, 1],
		[4, 10, 3],
		[10, 10, 5],
		[0, 0, 1],
	])("of %d remembered of %d is step %d", (remembered, questions, step) => {
		expect(warmth({ remembered, questions })).toBe(step);
	});
});
