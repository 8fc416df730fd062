import { describe, expect, it } from "vitest";
import {
	appendEvent,
	createInterview,
	type Database,
	getAnswer,
	getInterview,
	type InterviewEventKind,
	listAnswers,
	listEvents,
	listInterviews,
	openMemoryDatabase,
	parseInterviewId,
	saveAnswerDraft,
	saveMarks,
} from "#db/index.ts";
import { anInterview, at, interviewId } from "./records.ts";

type Kind = Exclude<InterviewEventKind, "started">;
const append = (db: Database, seq: number, kind: Kind, time: string) =>
	appendEvent(db, { interview: interviewId, seq, at: at(time), kind });
const answer = (db: Database, text: string, baseRevision: number) =>
	saveAnswerDraft(db, { interview: interviewId, item: "cold-start", text, baseRevision, now: at("10:05") });

const withInterview = () => {
	const db = openMemoryDatabase();
	createInterview(db, anInterview());
	return db;
};

describe("an interview", () => {
	it("begins as running, with its plan and its first event", () => {
		const db = withInterview();
		expect(getInterview(db, interviewId)).toEqual({ ...anInterview(), status: "running", finishedAt: null });
		expect(listEvents(db, interviewId)).toEqual([
			{ interview: interviewId, seq: 1, at: at("10:00"), kind: "started", item: null, payload: null },
		]);
	});

	it("is made once", () => {
		const db = withInterview();
		expect(() => createInterview(db, anInterview({ mode: "practice" }))).toThrow();
		expect(getInterview(db, interviewId)?.mode).toBe("strict");
		expect(listEvents(db, interviewId)).toHaveLength(1);
	});

	it("ends at the time of its finished event", () => {
		const db = withInterview();
		append(db, 2, "expired", "10:25");
		expect(getInterview(db, interviewId)?.status).toBe("running");
		append(db, 3, "finished", "10:25");
		expect(getInterview(db, interviewId)).toMatchObject({ status: "finished", finishedAt: at("10:25") });
	});

	it("is listed with the latest first", () => {
		const db = withInterview();
		const later = parseInterviewId("00000000-0000-4000-8000-000000000001");
		if (later) createInterview(db, anInterview({ id: later, startedAt: at("11:00") }));
		expect(listInterviews(db).map((interview) => interview.id)).toEqual([later, interviewId]);
	});

	it("has a UUID, and nothing else is taken for one", () => {
		expect(parseInterviewId("5f0c1e9a-7a3b-4d52-9a64-0d3f1c2b7e10")).toBe(interviewId);
		expect(["exercise", "", "5F0C1E9A-7A3B-4D52-9A64-0D3F1C2B7E10", `${interviewId}\n`].map(parseInterviewId)).toEqual(
			Array(4).fill(undefined),
		);
	});
});

describe("the events of an interview", () => {
	it("are numbered without gaps", () => {
		const db = withInterview();
		expect(append(db, 2, "itemShown", "10:01")).toEqual({ ok: true, seq: 2 });
		expect(append(db, 2, "answered", "10:02")).toEqual({ ok: false, conflict: { nextSeq: 3, finishedAt: null } });
		expect(append(db, 9, "answered", "10:02")).toEqual({ ok: false, conflict: { nextSeq: 3, finishedAt: null } });
		expect(listEvents(db, interviewId).map((event) => event.kind)).toEqual(["started", "itemShown"]);
	});

	it("carry an item and a payload", () => {
		const db = withInterview();
		const payload = { submission: 7, passed: 2 };
		appendEvent(db, { interview: interviewId, seq: 2, at: at("10:01"), kind: "runExecuted", item: "sqs-partial-batch", payload });
		expect(listEvents(db, interviewId)[1]).toMatchObject({ item: "sqs-partial-batch", payload });
	});

	it("end with the interview, but for its marking", () => {
		const db = withInterview();
		append(db, 2, "finished", "10:20");
		expect(append(db, 3, "heartbeat", "10:21")).toEqual({ ok: false, conflict: { nextSeq: 3, finishedAt: at("10:20") } });
		expect(append(db, 3, "finished", "10:22")).toMatchObject({ ok: false });
		expect(append(db, 3, "marked", "10:30")).toEqual({ ok: true, seq: 3 });
		expect(getInterview(db, interviewId)?.finishedAt).toEqual(at("10:20"));
	});

	it("belong to an interview that exists", () => {
		expect(() => append(openMemoryDatabase(), 1, "heartbeat", "10:00")).toThrow(/no interview/);
	});
});

describe("an answer", () => {
	it("is stored with a revision, and not overwritten from an older one", () => {
		const db = withInterview();
		expect(answer(db, "A cold start", 0)).toEqual({ ok: true, revision: 1 });
		expect(answer(db, "A cold start is", 1)).toEqual({ ok: true, revision: 2 });
		expect(answer(db, "other tab", 1)).toMatchObject({ ok: false, finishedAt: null, conflict: { text: "A cold start is", revision: 2 } });
		expect(answer(db, "A cold start is", 1)).toEqual({ ok: true, revision: 2 });
		expect(getAnswer(db, interviewId, "cold-start")?.text).toBe("A cold start is");
	});

	it("is no longer changed when the interview is over", () => {
		const db = withInterview();
		answer(db, "in time", 0);
		append(db, 2, "finished", "10:25");
		expect(answer(db, "too late", 1)).toMatchObject({ ok: false, finishedAt: at("10:25"), conflict: { text: "in time" } });
		expect(getAnswer(db, interviewId, "cold-start")?.text).toBe("in time");
	});

	it("carries its latest marks, while the events keep all of them", () => {
		const db = withInterview();
		answer(db, "A cold start", 0);
		append(db, 2, "finished", "10:25");
		saveMarks(db, { interview: interviewId, item: "cold-start", marks: { hit: ["init"] }, now: at("10:30") });
		saveMarks(db, { interview: interviewId, item: "cold-start", marks: { hit: ["init", "cause"] }, now: at("10:31") });
		saveMarks(db, { interview: interviewId, item: "skipped-one", marks: { hit: [] }, now: at("10:32") });
		expect(listAnswers(db, interviewId).get("cold-start")).toMatchObject({
			text: "A cold start",
			revision: 1,
			marks: { hit: ["init", "cause"] },
			markedAt: at("10:31"),
		});
		expect(listAnswers(db, interviewId).get("skipped-one")).toMatchObject({ text: "", revision: 0, marks: { hit: [] } });
		expect(listEvents(db, interviewId).map((event) => event.payload)).toEqual([
			null,
			null,
			{ hit: ["init"] },
			{ hit: ["init", "cause"] },
			{ hit: [] },
		]);
	});
});
