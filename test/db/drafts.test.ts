import { describe, expect, it } from "vitest";
import { type Database, draftHistory, getDraft, openMemoryDatabase, resetDraft, restoreDraft, saveDraft } from "#db/index.ts";
import { at, interviewId } from "./records.ts";

const exercise = "sqs-partial-batch";
const handler = (text: string) => ({ "src/handler.mjs": text });
const save = (db: Database, text: string, baseRevision: number, now = at("10:00")) =>
	saveDraft(db, { exercise, files: handler(text), baseRevision, now });

describe("a draft", () => {
	it("is stored with a revision that grows by one", () => {
		const db = openMemoryDatabase();
		expect(save(db, "a", 0)).toEqual({ ok: true, revision: 1 });
		expect(save(db, "ab", 1, at("10:01"))).toEqual({ ok: true, revision: 2 });
		expect(getDraft(db, exercise)).toEqual({ scope: "exercise", exercise, files: handler("ab"), revision: 2, savedAt: at("10:01") });
	});

	it("is not overwritten from a revision that is no longer the latest", () => {
		const db = openMemoryDatabase();
		save(db, "a", 0);
		save(db, "newer, from another tab", 1);
		expect(save(db, "older", 1)).toMatchObject({ ok: false, conflict: { files: handler("newer, from another tab"), revision: 2 } });
		expect(getDraft(db, exercise)?.files).toEqual(handler("newer, from another tab"));
	});

	it("tells a tab whose base was never stored that there is nothing", () => {
		expect(save(openMemoryDatabase(), "a", 7)).toEqual({ ok: false, conflict: null });
	});

	it("accepts a save again whose acknowledgement was lost", () => {
		const db = openMemoryDatabase();
		save(db, "a", 0);
		save(db, "ab", 1);
		expect(save(db, "ab", 1)).toEqual({ ok: true, revision: 2 });
	});

	it("of a mock interview is apart from that of the exercise", () => {
		const db = openMemoryDatabase();
		save(db, "practice", 0);
		saveDraft(db, { exercise, scope: interviewId, files: handler("interview"), baseRevision: 0, now: at("10:00") });
		expect(getDraft(db, exercise)?.files).toEqual(handler("practice"));
		expect(getDraft(db, exercise, interviewId)?.files).toEqual(handler("interview"));
	});

	it("keeps any path and text as they are", () => {
		const db = openMemoryDatabase();
		const files = { "src/'); DROP TABLE drafts; --.mjs": "\u{1f680} \u0000 \r\n ' \" `", __proto__x: "" };
		saveDraft(db, { exercise: "x' OR 1=1 --", files, baseRevision: 0, now: at("10:00") });
		expect(getDraft(db, "x' OR 1=1 --")?.files).toEqual(files);
	});

	it("loses no acknowledged text that its successor had not seen, in any order of two tabs", () => {
		const moves = ["A saves", "B saves", "A reloads", "B reloads"] as const;
		for (let order = 0; order < moves.length ** 5; order++) {
			const db = openMemoryDatabase();
			const seen = { A: 0, B: 0 };
			let latest = 0;
			for (let step = 0; step < 5; step++) {
				const move = moves[Math.floor(order / moves.length ** step) % moves.length] ?? "A saves";
				const tab = move.startsWith("A") ? "A" : "B";
				if (move.endsWith("reloads")) {
					seen[tab] = getDraft(db, exercise)?.revision ?? 0;
					continue;
				}
				const outcome = save(db, `${tab}, step ${step}`, seen[tab]);
				expect(outcome.ok).toBe(seen[tab] === latest);
				if (outcome.ok) latest = seen[tab] = outcome.revision;
			}
			expect(getDraft(db, exercise)?.revision ?? 0).toBe(latest);
		}
	});
});

describe("the history of a draft", () => {
	it("undoes a reset", () => {
		const db = openMemoryDatabase();
		save(db, "an hour of work", 0);
		resetDraft(db, { exercise, files: handler("starter"), baseRevision: 1, now: at("10:00:10") });
		expect(getDraft(db, exercise)?.files).toEqual(handler("starter"));
		const beforeReset = draftHistory(db, exercise).find((earlier) => earlier.replacedBy === "reset");
		expect(beforeReset).toMatchObject({ revision: 1, files: handler("an hour of work") });
		expect(restoreDraft(db, { exercise, revision: 1, baseRevision: 2, now: at("10:00:20") })).toEqual({ ok: true, revision: 3 });
		expect(getDraft(db, exercise)?.files).toEqual(handler("an hour of work"));
	});

	it("keeps what a reset replaced, however much is typed in the same minute", () => {
		const db = openMemoryDatabase();
		save(db, "an hour of work", 0);
		resetDraft(db, { exercise, files: handler("starter"), baseRevision: 1, now: at("10:00:01") });
		for (let revision = 2; revision < 12; revision++) save(db, `typing ${revision}`, revision, at("10:00:30"));
		expect(draftHistory(db, exercise).map((earlier) => earlier.files["src/handler.mjs"])).toEqual(["typing 10", "an hour of work"]);
	});

	it("keeps the last text of each minute", () => {
		const db = openMemoryDatabase();
		const times = ["10:00:05", "10:00:50", "10:01:10", "10:01:20", "10:02:00"];
		times.forEach((time, revision) => {
			save(db, time, revision, at(time));
		});
		expect(draftHistory(db, exercise).map((earlier) => earlier.files["src/handler.mjs"])).toEqual(["10:01:20", "10:00:50"]);
	});

	it("has at most fifty texts, the latest ones", () => {
		const db = openMemoryDatabase();
		for (let minute = 0; minute < 58; minute++) save(db, `${minute}`, minute, at(`10:${String(minute).padStart(2, "0")}`));
		const kept = draftHistory(db, exercise);
		expect([kept.length, kept[0]?.revision, kept.at(-1)?.revision]).toEqual([50, 57, 8]);
	});

	it("does not restore what it no longer has", () => {
		expect(restoreDraft(openMemoryDatabase(), { exercise, revision: 1, baseRevision: 0, now: at("10:00") })).toBeUndefined();
	});

	it("does not restore over a text from another tab", () => {
		const db = openMemoryDatabase();
		save(db, "a", 0, at("10:00"));
		save(db, "b", 1, at("10:05"));
		expect(restoreDraft(db, { exercise, revision: 1, baseRevision: 1, now: at("10:06") })).toMatchObject({ ok: false });
	});
});
