import { describe, expect, it } from "vitest";
import { type DraftEvent, type DraftState, nextDraft, retryDelayMs, startDraft, syncWords } from "#app/exercise/draft-sync.ts";

const stored = { files: { "a.mjs": "one" }, revision: 4 };
const fresh = startDraft(stored, null);
const typed = (text: string): DraftEvent => ({ type: "typed", path: "a.mjs", text });
const draftAfter = (...events: DraftEvent[]): DraftState => events.reduce(nextDraft, fresh);

describe("the draft of a tab", () => {
	it("is saved again as soon as what was typed is acknowledged", () => {
		const state = draftAfter(typed("two"), { type: "saving" }, { type: "acknowledged", revision: 5 });
		expect(state).toEqual({ files: { "a.mjs": "two" }, stored: { files: { "a.mjs": "two" }, revision: 5 }, sync: { kind: "saved" } });
		expect(syncWords(state)).toBe("Saved, revision 5");
	});

	it("is still changed when typing went on during a save", () => {
		const state = draftAfter(typed("two"), { type: "saving" }, typed("three"), { type: "acknowledged", revision: 5 });
		expect([state.files["a.mjs"], state.stored.files["a.mjs"], state.sync.kind]).toEqual(["three", "two", "changed"]);
	});

	it("keeps the text and tries again later and later when the server is away", () => {
		const state = draftAfter(typed("two"), { type: "saving" }, { type: "unreachable", problem: null });
		expect([state.files["a.mjs"], syncWords(state)]).toEqual(["two", "Kept in this tab, trying again"]);
		expect([1, 2, 3, 4, 9].map(retryDelayMs)).toEqual([1000, 2000, 4000, 8000, 10_000]);
	});

	const theirs = { files: { "a.mjs": "other" }, revision: 6 };

	it("asks when somebody else saved meanwhile, and goes on keeping what is typed", () => {
		const state = draftAfter(typed("two"), { type: "saving" }, { type: "conflicted", theirs }, typed("three"));
		expect(state.files["a.mjs"]).toBe("three");
		expect(state.sync).toEqual({ kind: "conflict", theirs });
	});

	it("saves mine on top of theirs when I keep mine", () => {
		const state = draftAfter(typed("two"), { type: "saving" }, { type: "conflicted", theirs }, { type: "keepMine" });
		expect([state.files["a.mjs"], state.stored.revision, state.sync.kind]).toEqual(["two", 6, "changed"]);
	});

	it("shows theirs when I take theirs", () => {
		const state = draftAfter(typed("two"), { type: "saving" }, { type: "conflicted", theirs }, { type: "takeTheirs" });
		expect(state).toEqual({ files: theirs.files, stored: theirs, sync: { kind: "saved" } });
	});

	it("has nothing to ask when both wrote the same", () => {
		expect(draftAfter(typed("other"), { type: "saving" }, { type: "conflicted", theirs }).sync.kind).toBe("saved");
	});

	it("has nothing to ask when only the revision went on", () => {
		const state = draftAfter(typed("two"), { type: "changedElsewhere", stored: { files: { "a.mjs": "one" }, revision: 5 } });
		expect([state.files["a.mjs"], state.stored.revision, state.sync.kind]).toEqual(["two", 5, "changed"]);
	});

	it("does not take its own save, heard of early, for somebody else's", () => {
		const news: DraftEvent = { type: "changedElsewhere", stored: { files: { "a.mjs": "two" }, revision: 5 } };
		const state = draftAfter(typed("two"), { type: "saving" }, typed("three"), news, { type: "acknowledged", revision: 5 });
		expect([state.files["a.mjs"], state.stored.revision, state.sync.kind]).toEqual(["three", 5, "changed"]);
	});

	it("takes over a change from elsewhere only when nothing of mine is unsaved", () => {
		expect(draftAfter({ type: "changedElsewhere", stored: theirs }).files).toEqual(theirs.files);
		const mine = draftAfter(typed("two"), { type: "changedElsewhere", stored: theirs });
		expect([mine.files["a.mjs"], mine.sync.kind]).toEqual(["two", "conflict"]);
	});

	it("ignores news that are older than what it knows", () => {
		expect(draftAfter({ type: "changedElsewhere", stored: { files: { "a.mjs": "old" }, revision: 3 } })).toEqual(fresh);
	});
});

describe("a tab that opens", () => {
	it("restores what this browser kept and the server never got", () => {
		const state = startDraft(stored, { files: { "a.mjs": "unsaved" }, baseRevision: 4 });
		expect([state.files["a.mjs"], state.sync.kind]).toEqual(["unsaved", "changed"]);
	});

	it("asks when the server went on since", () => {
		expect(startDraft(stored, { files: { "a.mjs": "unsaved" }, baseRevision: 2 }).sync.kind).toBe("conflict");
	});

	it("forgets a copy that the server has", () => {
		expect(startDraft(stored, { files: { "a.mjs": "one" }, baseRevision: 2 })).toEqual(fresh);
	});
});
