import { describe, expect, it } from "vitest";
import { openMemoryDatabase, recentDrafts, recentSubmissions, recordSubmission, saveDraft } from "#db/index.ts";
import { aSubmission, at, interviewId } from "./records.ts";

describe("recent work", () => {
	it("lists the latest runs of all exercises, without their files", () => {
		const db = openMemoryDatabase();
		recordSubmission(db, aSubmission({ idempotencyKey: "1" }));
		recordSubmission(db, aSubmission({ idempotencyKey: "2", exercise: "other", scope: interviewId, source: "interview" }));
		recordSubmission(db, aSubmission({ idempotencyKey: "3" }));
		const lines = recentSubmissions(db, 2);
		expect(lines.map((line) => line.exercise)).toEqual(["sqs-partial-batch", "other"]);
		expect(lines[1]).toMatchObject({ scope: interviewId, status: "notYet", passed: 2, total: 6 });
		expect(lines[0]).not.toHaveProperty("files");
	});

	it("lists the exercises with a draft, the one saved last first, and none of an interview", () => {
		const db = openMemoryDatabase();
		const save = (exercise: string, time: string, scope?: typeof interviewId) =>
			saveDraft(db, { exercise, files: { "handler.mjs": time }, baseRevision: 0, now: at(time), scope });
		save("first", "10:00");
		save("second", "11:00");
		save("asked", "12:00", interviewId);
		expect(recentDrafts(db, 10)).toEqual([
			{ exercise: "second", revision: 1, savedAt: at("11:00") },
			{ exercise: "first", revision: 1, savedAt: at("10:00") },
		]);
	});
});
