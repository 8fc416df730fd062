import { describe, expect, it } from "vitest";
import { type ClockEvent, clockState } from "#app/interview/clock.ts";
import { noRatings } from "#app/interview/marks.ts";
import { makeReport, type ReportedRun, type ReportInput } from "#app/interview/report.ts";
import { reportMarkdown } from "#app/interview/report-markdown.ts";
import type { InterviewEventKind } from "#db/index.ts";
import { aPlan } from "./a-plan.ts";

const start = Date.parse("2026-11-24T09:00:00Z");
const minute = 60_000;
const event = (ms: number, kind: InterviewEventKind, item: string | null = null, payload: unknown = null): ClockEvent => ({
	at: new Date(start + ms),
	kind,
	item,
	payload,
});

/** One answered well, one skipped, the deep dive answered with one follow-up, the exercise handed in. */
const events = [
	event(0, "started"),
	event(minute, "answered", "1-1"),
	event(5 * minute, "skipped", "1-2"),
	event(6 * minute, "answered", "2-1", { followUps: [1] }),
	event(7 * minute, "answered", "2-1-f2"),
	event(8 * minute, "answered", "3-1"),
	event(8 * minute, "finished"),
];
const run = (last: Partial<NonNullable<ReportedRun["last"]>> | null): ReportedRun => ({
	attempts: last ? 2 : 0,
	last: last && {
		status: "notYet",
		headline: "Not yet: one of two",
		passed: 1,
		total: 2,
		changedSince: false,
		failed: ["It connects once"],
		...last,
	},
});

function reportFor(over: Partial<ReportInput> = {}) {
	const plan = aPlan();
	return makeReport({
		plan,
		state: clockState(events, plan, "strict", new Date(start + 9 * minute)),
		mode: "strict",
		answers: new Map([
			["1-1", "Well. This must be said first of all. The rest follows."],
			["2-1", "A race is to be expected."],
			["2-1-f2", "Then a retry helps."],
		]),
		marks: new Map([
			["1-1", { keyPoints: ["essential", "expected"], redFlags: [], madeDue: false }],
			["1-2", { keyPoints: [], redFlags: [], madeDue: true }],
			["2-1", { keyPoints: ["essential", "plus"], redFlags: [0], madeDue: false }],
		]),
		ratings: noRatings,
		runs: new Map([["3-1", run({})]]),
		earlier: [],
		...over,
	});
}

describe("the report of an interview", () => {
	it("tells by question what was said, missed and how long it took, follow-ups included", () => {
		const [first, second, dive] = reportFor().questions;
		expect(first).toMatchObject({ dealt: "answered", share: 5 / 6, missed: false, spentMs: minute });
		expect(second).toMatchObject({ dealt: "skipped", share: 0, missed: true, madeDue: true, spentMs: 4 * minute });
		expect(dive).toMatchObject({
			spentMs: 2 * minute,
			followUps: [{ ask: "And if traffic triples?", text: "Then a retry helps.", dealt: "answered" }],
		});
		expect(dive?.redFlags).toEqual([{ says: "It never fails.", because: "Everything fails at times." }]);
	});

	it("tells by topic the weights that were made and the checks that passed", () => {
		expect(reportFor().topics).toEqual([
			{ topic: "performance", title: "Performance", made: 9, total: 18, missed: 1, checks: { passed: 1, total: 2 } },
		]);
	});

	it("sets the time of each part against its budget", () => {
		expect(reportFor().parts.map(({ spentMs, budgetMs }) => [spentMs / minute, budgetMs / minute])).toEqual([
			[5, 4],
			[2, 4],
			[1, 2],
		]);
	});

	it("quotes the sentence that shows a claimed point, and none twice", () => {
		expect(reportFor().quotes.communication).toEqual({ words: "This must be said first of all.", minute: 0 });
		const words = Object.values(reportFor().quotes).flatMap((quote) => quote?.words ?? []);
		expect(new Set(words).size).toBe(words.length);
	});

	it("proposes three things at most: the exercise, the worst miss, the review", () => {
		expect(reportFor().next.map(({ to }) => to)).toEqual(["/exercises/reuse-the-client", "/questions/question-1-2", "/review"]);
		expect(reportFor({ runs: new Map([["3-1", run({ status: "passed", passed: 2 })]]) }).next[0]?.to).toBe("/questions/question-1-2");
	});

	it("shows a range of earlier interviews once there are two", () => {
		const one = { communication: "leanNo", problemSolving: null, technicalDepth: "leanYes", verification: "strongNo" } as const;
		expect(reportFor({ earlier: [one] }).earlier.communication).toBeNull();
		expect(reportFor({ earlier: [one, { ...one, communication: "strongYes" }] }).earlier).toMatchObject({
			communication: { lowest: "leanNo", highest: "strongYes" },
			problemSolving: null,
		});
	});

	it("is whole as Markdown", () => {
		const text = reportMarkdown(reportFor(), "Tuesday 24 November");
		expect(text).toContain("- [x] The one thing that must be said (junior)");
		expect(text).toContain("- [ ] A plus that seniors bring (senior)");
		expect(text).toContain("> A race is to be expected.");
		expect(text).toContain("- Quick ones: 5 of 4 min");
		expect(text).toContain("Red flag: “It never fails.”");
	});
});
