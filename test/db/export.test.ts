import { describe, expect, it } from "vitest";
import {
	appendEvent,
	createInterview,
	exportAll,
	getSettings,
	importAll,
	lastSubmission,
	makeDueNow,
	openMemoryDatabase,
	type ProgressExport,
	recordQuestionRevealed,
	recordSubmission,
	resetDraft,
	saveAnswerDraft,
	saveDraft,
	saveMarks,
	saveSettings,
	submissionRun,
	upsertReviewedCard,
} from "#db/index.ts";
import { anFsrsState, anInterview, aSubmission, at, interviewId } from "./records.ts";

/** A database with at least one row in every table. */
function aBusyWeek() {
	const db = openMemoryDatabase();
	const exercise = "sqs-partial-batch";
	saveSettings(db, { theme: "dark", interviewDate: "2026-12-01" });
	recordQuestionRevealed(db, "cold-start", at("09:00"));
	makeDueNow(db, "cold-start", at("09:00"), "missedInExercise");
	const card = { question: "cold-start", fsrs: anFsrsState(), reason: "studied" } as const;
	upsertReviewedCard(db, { card, baseReps: 0, log: { rating: 3, reviewedAt: at("10:00"), durationMs: 4200, where: "review" } });
	saveDraft(db, { exercise, files: { "a.mjs": "1" }, baseRevision: 0, now: at("10:00") });
	resetDraft(db, { exercise, files: { "a.mjs": "" }, baseRevision: 1, now: at("10:01") });
	recordSubmission(db, aSubmission({ run: { trace: ["\u{1f680}"] } }));
	createInterview(db, anInterview());
	saveAnswerDraft(db, { interview: interviewId, item: "cold-start", text: "A cold start", baseRevision: 0, now: at("10:05") });
	appendEvent(db, { interview: interviewId, seq: 2, at: at("10:06"), kind: "finished" });
	saveMarks(db, { interview: interviewId, item: "cold-start", marks: { hit: ["init"] }, now: at("10:30") });
	return db;
}

const throughJson = (value: ProgressExport): ProgressExport => JSON.parse(JSON.stringify(value));

describe("an export", () => {
	it("holds rows of every table", () => {
		const empty = Object.entries(exportAll(aBusyWeek()).tables).filter(([, rows]) => rows.length === 0);
		expect(empty).toEqual([]);
	});

	it("comes back the same through an empty database", () => {
		const exported = throughJson(exportAll(aBusyWeek()));
		const db = openMemoryDatabase();
		expect(importAll(db, exported)).toMatchObject({ ok: true });
		expect(throughJson(exportAll(db))).toEqual(exported);
		const submission = lastSubmission(db, "sqs-partial-batch");
		expect(submission && submissionRun(db, submission.id)).toEqual({ trace: ["\u{1f680}"] });
	});

	it("does not touch progress that is there, unless it is to replace it", () => {
		const db = aBusyWeek();
		const before = exportAll(db);
		const empty = exportAll(openMemoryDatabase());
		expect(importAll(db, empty)).toMatchObject({ ok: false });
		expect(exportAll(db)).toEqual(before);
		expect(importAll(db, empty, { replace: true })).toEqual({ ok: true, rows: 0 });
		expect(exportAll(db)).toEqual(empty);
	});

	it("goes over settings, which are not progress", () => {
		const db = openMemoryDatabase();
		saveSettings(db, { theme: "light", gradeButtons: 4 });
		expect(importAll(db, exportAll(aBusyWeek()))).toMatchObject({ ok: true });
		expect(getSettings(db)).toEqual({ theme: "dark", gradeButtons: 2, interviewDate: "2026-12-01", singleKeys: true });
	});

	const tables = (changes: Record<string, unknown>) => ({ format: "warmstart-progress", version: 1, tables: changes });
	const draft = { scope: "exercise", exercise: "a", files: {}, revision: 1, savedAt: 1 };
	const event = { interview: interviewId, seq: 1, at: 1, kind: "started" };
	it.each([
		["nothing", null, /not an export/],
		["another format", { format: "anki" }, /not an export/],
		["a newer version", { ...tables({}), version: 2 }, /newer version/],
		["an unknown table", tables({ constructor: [] }), /table constructor/],
		["rows that are no list", tables({ drafts: {} }), /not a list/],
		["a row that is none", tables({ drafts: [draft, 7] }), /drafts, row 2/],
		["a missing value", tables({ drafts: [{ ...draft, exercise: undefined }] }), /exercise: a value is missing/],
		["a wrong type", tables({ drafts: [{ ...draft, revision: "1" }] }), /revision: this value/],
		["a wrong time", tables({ drafts: [{ ...draft, savedAt: 9e15 }] }), /savedAt: this value/],
		["files that are no texts", tables({ drafts: [{ ...draft, files: { "a.mjs": 1 } }] }), /files: this value/],
		["a scope that is none", tables({ drafts: [{ ...draft, scope: "../x" }] }), /scope: this value/],
		["a word that is unknown", tables({ interviewEvents: [{ ...event, kind: "cheated" }] }), /kind: this value/],
		["two of one key", tables({ drafts: [draft, draft] }), /contradicts itself/],
		["a reference to nothing", tables({ interviewEvents: [event] }), /contradicts itself/],
		["a number out of its range", tables({ drafts: [{ ...draft, revision: 0 }] }), /contradicts itself/],
	])("is refused as a whole with %s", (_, exported, problem) => {
		const db = openMemoryDatabase();
		saveSettings(db, { theme: "light" });
		expect(importAll(db, exported)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
		expect(getSettings(db).theme).toBe("light");
		expect(importAll(db, exportAll(aBusyWeek()))).toMatchObject({ ok: true });
	});
});
