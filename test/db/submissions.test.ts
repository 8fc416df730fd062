import { describe, expect, it } from "vitest";
import {
	exerciseProgress,
	lastSubmission,
	listSubmissions,
	openMemoryDatabase,
	parseSubmissionId,
	recordSubmission,
	type SubmissionId,
	submissionById,
	submissionRun,
} from "#db/index.ts";
import { aSubmission, at, interviewId } from "./records.ts";

describe("a submission", () => {
	it("is stored whole", () => {
		const db = openMemoryDatabase();
		const verdict = { status: "notYet", passed: 2, total: 6, headline: "Not yet: two of six", checks: [{ id: "no-loss" }] } as const;
		const { submission } = recordSubmission(db, aSubmission({ verdict }));
		expect(submissionById(db, submission.id)).toEqual(submission);
		expect(submission).toMatchObject({ scope: "exercise", status: "notYet", passed: 2, total: 6, verdict, createdAt: at("10:00") });
	});

	it("is recorded once for each key, whoever comes second", () => {
		const db = openMemoryDatabase();
		const first = recordSubmission(db, aSubmission());
		const second = recordSubmission(db, aSubmission({ verdict: { status: "passed", passed: 6, total: 6 } }));
		expect(second).toEqual({ submission: first.submission, isNew: false });
		expect(listSubmissions(db, "sqs-partial-batch", 10)).toEqual([first.submission]);
	});

	it("cannot have passed more checks than there are", () => {
		const db = openMemoryDatabase();
		expect(() => recordSubmission(db, aSubmission({ verdict: { status: "passed", passed: 7, total: 6 } }))).toThrow();
		expect(lastSubmission(db, "sqs-partial-batch")).toBeUndefined();
	});

	it("is named in an address by its number", () => {
		expect(["7", "0", "-1", "1.5", "1e3", "", "7 "].map(parseSubmissionId)).toEqual([7, ...Array(6).fill(undefined)]);
	});

	it("is listed with the latest first, apart for each exercise and interview", () => {
		const db = openMemoryDatabase();
		for (const idempotencyKey of ["1", "2", "3"]) recordSubmission(db, aSubmission({ idempotencyKey }));
		recordSubmission(db, aSubmission({ idempotencyKey: "4", exercise: "other" }));
		recordSubmission(db, aSubmission({ idempotencyKey: "5", scope: interviewId, source: "interview" }));
		const keys = (list: { idempotencyKey: string }[]) => list.map((submission) => submission.idempotencyKey);
		expect(keys(listSubmissions(db, "sqs-partial-batch", 2))).toEqual(["3", "2"]);
		expect(lastSubmission(db, "sqs-partial-batch")?.idempotencyKey).toBe("3");
		expect(lastSubmission(db, "sqs-partial-batch", interviewId)?.idempotencyKey).toBe("5");
		expect(lastSubmission(db, "never-tried")).toBeUndefined();
	});
});

describe("the record of a run", () => {
	const run = { report: { seed: 1 }, trace: Array.from({ length: 2000 }, (_, sequence) => ({ at: sequence, event: "invoked" })) };

	it("comes back as it was", () => {
		const db = openMemoryDatabase();
		const { submission } = recordSubmission(db, aSubmission({ run }));
		expect(submissionRun(db, submission.id)).toEqual(run);
	});

	it("is kept for the last three submissions of an exercise", () => {
		const db = openMemoryDatabase();
		const ids = [1, 2, 3, 4, 5].map((n) => recordSubmission(db, aSubmission({ idempotencyKey: `${n}`, run: { n } })).submission.id);
		const other = recordSubmission(db, aSubmission({ idempotencyKey: "other", exercise: "other", run: { n: 9 } })).submission.id;
		expect([...ids, other].map((id) => submissionRun(db, id))).toEqual([undefined, undefined, { n: 3 }, { n: 4 }, { n: 5 }, { n: 9 }]);
	});

	it("is absent when none was given, when it was too long, and for a submission that is not there", () => {
		const db = openMemoryDatabase();
		const plain = recordSubmission(db, aSubmission()).submission;
		const long = recordSubmission(db, aSubmission({ idempotencyKey: "long", run: "x".repeat(33 * 1024 * 1024) })).submission;
		expect([plain.id, long.id, 99 as SubmissionId].map((id) => submissionRun(db, id))).toEqual([undefined, undefined, undefined]);
	});
});

describe("the progress of an exercise", () => {
	it("counts attempts, and knows the best, the first passed and the last", () => {
		const db = openMemoryDatabase();
		const attempts = [
			["09:00", "didNotBuild", 0],
			["10:00", "notYet", 4],
			["11:00", "passed", 6],
			["12:00", "passed", 6],
			["13:00", "notYet", 1],
			["13:30", "notYet", 4],
		] as const;
		for (const [time, status, passed] of attempts) {
			recordSubmission(db, aSubmission({ idempotencyKey: time, verdict: { status, passed, total: 6 }, createdAt: at(time) }));
		}
		recordSubmission(db, aSubmission({ idempotencyKey: "other", exercise: "other" }));
		expect(exerciseProgress(db)).toEqual(
			new Map([
				[
					"sqs-partial-batch",
					{
						exercise: "sqs-partial-batch",
						attempts: 6,
						best: { passed: 6, total: 6 },
						firstPassedAt: at("11:00"),
						lastAt: at("13:30"),
					},
				],
				["other", { exercise: "other", attempts: 1, best: { passed: 2, total: 6 }, firstPassedAt: null, lastAt: at("10:00") }],
			]),
		);
	});

	it("takes the greater share as the best when the number of checks has changed", () => {
		const db = openMemoryDatabase();
		recordSubmission(db, aSubmission({ idempotencyKey: "a", verdict: { status: "passed", passed: 3, total: 3 } }));
		recordSubmission(db, aSubmission({ idempotencyKey: "b", verdict: { status: "notYet", passed: 4, total: 6 } }));
		expect(exerciseProgress(db).get("sqs-partial-batch")?.best).toEqual({ passed: 3, total: 3 });
	});
});
