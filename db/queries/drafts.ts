import { isDeepStrictEqual } from "node:util";
import { and, desc, eq, lt } from "drizzle-orm";
import { type Database, inTransaction } from "#db/database.ts";
import { type DraftRevision, type DraftSuccession, draftRevisions } from "#db/schema/draft-revisions.ts";
import { type Draft, drafts } from "#db/schema/drafts.ts";
import type { ProjectFiles } from "#db/schema/project-files.ts";
import type { WorkScope } from "#db/schema/work-scope.ts";

export type { DraftRevision } from "#db/schema/draft-revisions.ts";
export type { Draft } from "#db/schema/drafts.ts";
export type { ProjectFiles } from "#db/schema/project-files.ts";
export type { WorkScope } from "#db/schema/work-scope.ts";

export type DraftChange = {
	exercise: string;
	/** Whole new contents; what is missing here is gone from the draft. */
	files: ProjectFiles;
	/** The revision that the learner was looking at; 0 when there was no draft. */
	baseRevision: number;
	now: Date;
	/** "exercise" when left out. */
	scope?: WorkScope;
};

/** conflict: what is stored instead, which the learner has not seen; null when there is no draft. Nothing was overwritten. */
export type DraftOutcome = { ok: true; revision: number } | { ok: false; conflict: Draft | null };

const keptRevisions = 50;
const thinningMs = 60_000;

export function getDraft(db: Database, exercise: string, scope: WorkScope = "exercise"): Draft | undefined {
	return db
		.select()
		.from(drafts)
		.where(and(eq(drafts.scope, scope), eq(drafts.exercise, exercise)))
		.get();
}

/** Stores the text while the learner types. Saving what is already stored succeeds whatever the base, so that a save may be repeated. */
export function saveDraft(db: Database, change: DraftChange): DraftOutcome {
	return replaceDraft(db, change, "saved");
}

/** Sets the draft back to the starter, given as `files`. The text before stays in the history: restore it to undo. */
export function resetDraft(db: Database, change: DraftChange): DraftOutcome {
	return replaceDraft(db, change, "reset");
}

/**
 * Brings the text of an earlier revision back, as a new revision.
 * @param change.revision One that `draftHistory` lists.
 * @returns undefined when the history no longer has that revision.
 */
export function restoreDraft(db: Database, change: Omit<DraftChange, "files"> & { revision: number }): DraftOutcome | undefined {
	return inTransaction(db, (db) => {
		const { exercise, scope = "exercise", revision } = change;
		const isRevision = and(ofDraft(scope, exercise), eq(draftRevisions.revision, revision));
		const earlier = db.select().from(draftRevisions).where(isRevision).get();
		return earlier && replaceDraft(db, { ...change, files: earlier.files }, "restored");
	});
}

/**
 * Earlier texts, newest first: the last of each minute of typing, and each that a reset or a restore replaced; 50 at most.
 * The first whose `replacedBy` is "reset" undoes the last reset.
 */
export function draftHistory(db: Database, exercise: string, scope: WorkScope = "exercise"): DraftRevision[] {
	return db.select().from(draftRevisions).where(ofDraft(scope, exercise)).orderBy(desc(draftRevisions.revision)).all();
}

function replaceDraft(db: Database, change: DraftChange, succession: DraftSuccession): DraftOutcome {
	return inTransaction(db, (db) => {
		const { exercise, scope = "exercise", files, now } = change;
		const current = getDraft(db, exercise, scope);
		if (current && isDeepStrictEqual(current.files, files)) return { ok: true, revision: current.revision };
		if ((current?.revision ?? 0) !== change.baseRevision) return { ok: false, conflict: current ?? null };
		if (current) remember(db, { ...current, replacedBy: succession });
		const written = { files, revision: change.baseRevision + 1, savedAt: now };
		db.insert(drafts)
			.values({ scope, exercise, ...written })
			.onConflictDoUpdate({ target: [drafts.scope, drafts.exercise], set: written })
			.run();
		return { ok: true, revision: written.revision };
	});
}

function remember(db: Database, revision: DraftRevision): void {
	const history = ofDraft(revision.scope, revision.exercise);
	const newest = db.select().from(draftRevisions).where(history).orderBy(desc(draftRevisions.revision)).limit(1).get();
	if (newest && isSameMoment(newest, revision)) {
		db.delete(draftRevisions)
			.where(and(history, eq(draftRevisions.revision, newest.revision)))
			.run();
	}
	db.insert(draftRevisions).values(revision).run();
	const oldestKept = db
		.select({ revision: draftRevisions.revision })
		.from(draftRevisions)
		.where(history)
		.orderBy(desc(draftRevisions.revision))
		.limit(1)
		.offset(keptRevisions - 1)
		.get();
	if (oldestKept)
		db.delete(draftRevisions)
			.where(and(history, lt(draftRevisions.revision, oldestKept.revision)))
			.run();
}

/** Whether `later` makes `earlier` superfluous: the same minute of typing, with no reset or restore in between. */
function isSameMoment(earlier: DraftRevision, later: DraftRevision): boolean {
	const minuteOf = (at: Date) => Math.floor(at.getTime() / thinningMs);
	return earlier.replacedBy === "saved" && minuteOf(earlier.savedAt) === minuteOf(later.savedAt);
}

const ofDraft = (scope: WorkScope, exercise: string) => and(eq(draftRevisions.scope, scope), eq(draftRevisions.exercise, exercise));
