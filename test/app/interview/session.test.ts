import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { mark, rate, reportOf, stageOf } from "#app/interview/marking.server.ts";
import { markingView } from "#app/interview/marking-view.server.ts";
import { noRatings } from "#app/interview/marks.ts";
import { roomView } from "#app/interview/room-view.server.ts";
import {
	answersOf,
	closeItem,
	finishEarly,
	openSession,
	pause,
	recordLeaving,
	recordPresence,
	recordVisit,
	resume,
	saveDraftText,
} from "#app/interview/session.server.ts";
import { steadyClock } from "#app/interview/steady-clock.server.ts";
import type { Catalog } from "#content/index.ts";
import {
	createInterview,
	type Database,
	dueCards,
	type InterviewId,
	type InterviewMode,
	listEvents,
	openMemoryDatabase,
} from "#db/index.ts";
import { aPlan } from "./a-plan.ts";

const minute = 60_000;
const start = Date.parse("2026-11-24T09:00:00Z");
const at = (ms: number) => new Date(start + ms);
const tab = "11111111-1111-4111-8111-111111111111";
const otherTab = "22222222-2222-4222-8222-222222222222";

let db: Database;
let id: InterviewId;

function begin(mode: InterviewMode): void {
	db = openMemoryDatabase();
	id = randomUUID() as InterviewId;
	createInterview(db, { id, template: "first-call", plan: aPlan(), mode, totalMs: 10 * minute, startedAt: at(0) });
}

function session(ms: number) {
	const found = openSession(db, id, at(ms));
	if (!found) throw new Error("no interview");
	return found;
}

const save = (ms: number, item: string, text: string, baseRevision: number, by: string | undefined = tab) =>
	saveDraftText(db, session(ms), { item, text, baseRevision, tab: by });
const answer = (ms: number, item: string, text: string, baseRevision = 0) =>
	closeItem(db, session(ms), { item, how: "answered", text, baseRevision, tab });
const skip = (ms: number, item: string) => closeItem(db, session(ms), { item, how: "skipped", text: null, baseRevision: 0, tab });

/** A catalog that still has these questions. */
const catalogWith = (...questions: string[]) => ({ questions: new Map(questions.map((question) => [question, {}])) }) as unknown as Catalog;

describe("a strict interview", () => {
	beforeEach(() => begin("strict"));

	it("shows the same question with the draft, and less time, whenever it is opened again", () => {
		expect(save(minute, "1-1", "An environment is", 0)).toEqual({ status: "saved", revision: 1 });
		const before = session(minute);
		const after = session(minute + 30_000);
		expect(after.state.current).toBe("1-1");
		expect(answersOf(db, after).get("1-1")?.text).toBe("An environment is");
		expect((before.state.remainingMs ?? 0) - (after.state.remainingMs ?? 0)).toBe(30_000);
	});

	it("is finished at the moment when the time ran out while nobody was there, and the last draft counts", () => {
		save(minute, "1-1", "The last words", 0);
		const late = session(5 * 24 * 60 * minute);
		expect(late.interview).toMatchObject({ status: "finished", finishedAt: at(10 * minute) });
		expect(
			listEvents(db, id)
				.slice(-2)
				.map(({ kind, at }) => [kind, at]),
		).toEqual([
			["expired", at(10 * minute)],
			["finished", at(10 * minute)],
		]);
		expect(save(5 * 24 * 60 * minute, "1-1", "Too late", 1)).toEqual({ status: "over" });
		expect(reportOf(db, late).questions[0]).toMatchObject({ dealt: "answered", text: "The last words" });
	});

	it("settles only once, however often it is opened", () => {
		session(11 * minute);
		session(12 * minute);
		expect(listEvents(db, id).filter(({ kind }) => kind === "expired")).toHaveLength(1);
	});

	it("has no pause", () => {
		pause(db, session(minute), tab);
		expect(session(2 * minute).state).toMatchObject({ status: "running", remainingMs: 8 * minute });
	});
});

describe("a practice interview", () => {
	beforeEach(() => begin("practice"));

	it("stands still from closing the tab until it is opened again", () => {
		recordVisit(db, session(0));
		recordPresence(db, session(1000), tab, false);
		recordLeaving(db, session(9000), tab);
		recordVisit(db, session(60 * minute));
		expect(session(60 * minute).state.spentMs).toBe(9000);
		expect(session(60 * minute + 5000).state.spentMs).toBe(14_000);
	});

	it("hides what is asked in a pause, and shows it again after", () => {
		pause(db, session(1000), tab);
		const paused = session(50 * minute);
		expect(roomView(db, paused, answersOf(db, paused), () => true)).toMatchObject({ paused: true, current: null, earlier: [], inPart: [] });
		resume(db, session(60 * minute), tab);
		const back = session(60 * minute);
		expect(roomView(db, back, answersOf(db, back), () => true)).toMatchObject({ paused: false, current: { item: "1-1" } });
		expect(back.state.spentMs).toBe(1000);
	});

	it("stays paused when the page of a pause is opened again", () => {
		pause(db, session(1000), tab);
		recordLeaving(db, session(2000), tab);
		recordPresence(db, session(3000), tab, false);
		expect(session(9000).state).toMatchObject({ status: "paused", spentMs: 1000 });
	});
});

describe("two tabs", () => {
	beforeEach(() => begin("practice"));

	it("do not both write: the second is told, and may take over", () => {
		expect(recordPresence(db, session(0), tab, false)).toBe("yours");
		expect(recordPresence(db, session(5000), otherTab, false)).toBe("elsewhere");
		expect(save(6000, "1-1", "From the second", 0, otherTab)).toEqual({ status: "elsewhere" });
		expect(recordPresence(db, session(7000), otherTab, true)).toBe("yours");
		expect(save(8000, "1-1", "From the second", 0, otherTab)).toEqual({ status: "saved", revision: 1 });
		expect(recordPresence(db, session(10_000), tab, false)).toBe("elsewhere");
		expect(save(11_000, "1-1", "From the first", 0)).toEqual({ status: "elsewhere" });
	});

	it("follow each other without a question when the first was closed, or is silent", () => {
		recordPresence(db, session(0), tab, false);
		recordLeaving(db, session(1000), tab);
		expect(recordPresence(db, session(2000), otherTab, false)).toBe("yours");
		expect(recordPresence(db, session(2000 + 26_000), tab, false)).toBe("yours");
	});

	it("never overwrite what they have not seen", () => {
		save(0, "1-1", "First", 0);
		expect(save(1000, "1-1", "Blind", 0)).toEqual({ status: "conflict", text: "First", revision: 1 });
	});
});

describe("answering", () => {
	beforeEach(() => begin("strict"));

	it("opens follow-ups one after the other, with what was said in sight", () => {
		skip(1000, "1-1");
		skip(2000, "1-2");
		answer(3000, "2-1", "A race, as expected.");
		const opened = session(4000);
		const view = roomView(db, opened, answersOf(db, opened), () => true);
		expect(view.current).toMatchObject({ item: "2-1-f2", isFollowUp: true, who: "Follow-up, level 2 of 2" });
		expect(view.earlier).toMatchObject([{ item: "2-1", text: "A race, as expected." }]);
	});

	it("twice with the same form changes nothing more", () => {
		answer(1000, "1-1", "Once");
		expect(answer(1500, "1-1", "Once")).toMatchObject({ status: "saved" });
		expect(session(2000).state.current).toBe("1-2");
	});

	it("of the last item finishes the interview", () => {
		for (const [index, item] of ["1-1", "1-2", "2-1", "3-1"].entries()) skip((index + 1) * 1000, item);
		expect(session(9 * minute).interview).toMatchObject({ status: "finished", finishedAt: at(4000) });
	});

	it("tells the page nothing of key points, model answers and follow-ups to come", () => {
		const opened = session(1000);
		const sent = JSON.stringify(roomView(db, opened, answersOf(db, opened), () => true));
		for (const secret of ["must be said", "In short", "At length", "traffic triples", "never fails"]) expect(sent).not.toContain(secret);
	});
});

describe("marking", () => {
	beforeEach(() => {
		begin("strict");
		answer(1000, "1-1", "The essential point must be said, and a retry is expected.");
		skip(2000, "1-2");
		save(3000, "2-1", "Half a sentence", 0);
		finishEarly(db, session(4000));
	});
	const stage = () => stageOf(session(5000), answersOf(db, session(5000)));
	const all = { keyPoints: ["essential", "expected", "plus"], redFlags: [] };
	const none = { keyPoints: [], redFlags: [] };

	it("begins with her own rating, goes through all that was asked, and ends in the report", () => {
		expect(stage()).toBe("rating");
		rate(db, session(5000), { ...noRatings, communication: "leanYes" });
		expect(stage()).toBe("marking");
		for (const item of ["1-1", "1-2", "2-1"]) {
			expect(markingView(session(5000), answersOf(db, session(5000)), null)?.item).toBe(item);
			mark(db, catalogWith("question-1-1", "question-1-2", "question-2-1"), session(5000), item, item === "1-1" ? all : none);
		}
		expect(stage()).toBe("report");
		const report = reportOf(db, session(6000));
		expect(report.questions.map(({ item, dealt, missed, madeDue }) => [item, dealt, missed, madeDue])).toEqual([
			["1-1", "answered", false, false],
			["1-2", "skipped", true, true],
			["2-1", "answered", true, true],
		]);
		expect(report.ratings.communication).toBe("leanYes");
		expect(report.exercises).toMatchObject([{ reached: false, last: null }]);
		expect(report.bands.verification.band).toBeNull();
	});

	it("suggests words, ticks nothing, and keeps the model answer back until the marks are given", () => {
		const before = markingView(session(5000), answersOf(db, session(5000)), "1-1");
		expect(before).toMatchObject({ marks: null, thirtySeconds: [], full: [] });
		expect(before?.points.map(({ suggested }) => suggested)).toEqual([true, true, true]);
		mark(db, catalogWith(), session(5000), "1-1", none);
		const after = markingView(session(5000), answersOf(db, session(5000)), "1-1");
		expect(after?.marks).toMatchObject({ keyPoints: [] });
		expect(after?.thirtySeconds.length).toBeGreaterThan(0);
	});

	it("makes a missed question due once, however often the form is sent", () => {
		const catalog = catalogWith("question-1-2");
		mark(db, catalog, session(5000), "1-2", none);
		mark(db, catalog, session(90 * minute), "1-2", none);
		expect(dueCards(db, at(100 * minute), 10)).toMatchObject([
			{ question: "question-1-2", reason: "missedInInterview", fsrs: { due: at(5000) } },
		]);
		expect(listEvents(db, id).filter(({ kind }) => kind === "marked")).toHaveLength(1);
	});

	it("lets the first marks stand", () => {
		mark(db, catalogWith(), session(5000), "1-1", none);
		mark(db, catalogWith(), session(5000), "1-1", all);
		expect(reportOf(db, session(5000)).questions[0]?.share).toBe(0);
	});

	it("leaves a question alone that the content no longer has, and still reports on it", () => {
		mark(db, catalogWith(), session(5000), "1-2", none);
		expect(dueCards(db, at(minute), 10)).toEqual([]);
		expect(reportOf(db, session(5000)).questions[1]).toMatchObject({ missed: true, madeDue: false, full: "At length." });
	});

	it("is not possible while the interview runs", () => {
		begin("strict");
		mark(db, catalogWith("question-1-1"), session(1000), "1-1", none);
		rate(db, session(1000), noRatings);
		expect(answersOf(db, session(1000)).size).toBe(0);
	});
});

describe("the server's time", () => {
	it("advances with the machine, whatever is done to its clock", () => {
		let wall = start;
		let up = 1000;
		const clock = steadyClock(
			() => wall,
			() => up,
		);
		expect(clock.now()).toEqual(at(0));
		wall -= 86_400_000;
		up += 5000;
		expect(clock.now()).toEqual(at(5000));
		wall += 10 * 86_400_000;
		up += 5000;
		expect(clock.now()).toEqual(at(10_000));
		up -= 3000;
		expect(clock.now()).toEqual(at(10_000));
	});
});
