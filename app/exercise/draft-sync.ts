import { sameFiles } from "#app/exercise/exercise-project.ts";

export type Files = Readonly<Record<string, string>>;
export type Stored = { files: Files; revision: number };

/**
 * What is known of a draft in one tab. `files` is what the learner sees; `stored` is the last text that the server acknowledged or sent.
 * No state loses `files`: it changes by typing, by her choice in a conflict, by a reset, or when there was nothing of hers to lose.
 */
export type DraftState = {
	files: Files;
	stored: Stored;
	sync:
		| { kind: "saved" }
		/** Typed since; the next save is due. */
		| { kind: "changed" }
		| { kind: "saving"; sent: Files }
		/** Kept in this tab; `tries` failed saves so far. */
		| { kind: "offline"; tries: number; problem: string | null }
		/** Somebody else saved since our base; nothing was overwritten. */
		| { kind: "conflict"; theirs: Stored };
};

export type DraftEvent =
	| { type: "typed"; path: string; text: string }
	| { type: "saving" }
	| { type: "acknowledged"; revision: number }
	| { type: "unreachable"; problem: string | null }
	| { type: "conflicted"; theirs: Stored }
	| { type: "keepMine" }
	| { type: "takeTheirs" }
	/** The server's text was replaced on purpose: reset, or an earlier text brought back. */
	| { type: "replaced"; stored: Stored }
	/** The server's text changed in another tab or in an editor of her own. */
	| { type: "changedElsewhere"; stored: Stored };

/** What a tab begins with: the server's text, unless this browser kept one that the server never acknowledged. */
export function startDraft(stored: Stored, local: { files: Files; baseRevision: number } | null): DraftState {
	if (!local || sameFiles(local.files, stored.files)) return { files: stored.files, stored, sync: { kind: "saved" } };
	if (local.baseRevision === stored.revision) return { files: local.files, stored, sync: { kind: "changed" } };
	return { files: local.files, stored, sync: { kind: "conflict", theirs: stored } };
}

export function nextDraft(state: DraftState, event: DraftEvent): DraftState {
	switch (event.type) {
		case "typed":
			return typed(state, event.path, event.text);
		case "saving":
			return state.sync.kind === "conflict" ? state : { ...state, sync: { kind: "saving", sent: state.files } };
		case "acknowledged":
			return acknowledged(state, event.revision);
		case "unreachable": {
			const tries = state.sync.kind === "offline" ? state.sync.tries + 1 : 1;
			return { ...state, sync: { kind: "offline", tries, problem: event.problem } };
		}
		case "conflicted":
			// Two tabs that happen to hold the same text have nothing to decide.
			if (sameFiles(event.theirs.files, state.files)) return { ...state, stored: event.theirs, sync: { kind: "saved" } };
			// Only the number moved on, not the text that mine rests on: mine goes on top of it.
			if (sameFiles(event.theirs.files, state.stored.files)) return { ...state, stored: event.theirs, sync: { kind: "changed" } };
			return { ...state, sync: { kind: "conflict", theirs: event.theirs } };
		case "keepMine":
			return state.sync.kind === "conflict" ? { ...state, stored: state.sync.theirs, sync: { kind: "changed" } } : state;
		case "takeTheirs":
			if (state.sync.kind !== "conflict") return state;
			return { files: state.sync.theirs.files, stored: state.sync.theirs, sync: { kind: "saved" } };
		case "replaced":
			return { files: event.stored.files, stored: event.stored, sync: { kind: "saved" } };
		case "changedElsewhere":
			// While a save is under way the news may be that very save.
			if (event.stored.revision <= state.stored.revision || state.sync.kind === "conflict" || state.sync.kind === "saving") return state;
			if (sameFiles(state.files, state.stored.files)) return { files: event.stored.files, stored: event.stored, sync: { kind: "saved" } };
			return nextDraft(state, { type: "conflicted", theirs: event.stored });
	}
}

function typed(state: DraftState, path: string, text: string): DraftState {
	if (state.files[path] === text) return state;
	const files = { ...state.files, [path]: text };
	// While a save is under way, offline or in conflict, the text goes on changing and the way out stays the same.
	if (state.sync.kind !== "saved") return { ...state, files };
	return { ...state, files, sync: { kind: "changed" } };
}

function acknowledged(state: DraftState, revision: number): DraftState {
	if (state.sync.kind !== "saving") return state;
	const stored = { files: state.sync.sent, revision };
	return { ...state, stored, sync: { kind: sameFiles(state.files, stored.files) ? "saved" : "changed" } };
}

/** Milliseconds until the next try to save after that many failed ones: one second, doubling, ten at most. */
export function retryDelayMs(tries: number): number {
	return Math.min(10_000, 1000 * 2 ** Math.max(0, tries - 1));
}

/** What the head of the workspace says. */
export function syncWords(state: DraftState): string {
	switch (state.sync.kind) {
		case "saved":
			return state.stored.revision === 0 ? "Nothing changed yet" : `Saved, revision ${state.stored.revision}`;
		case "changed":
		case "saving":
			return "Saving";
		case "offline":
			return state.sync.problem ?? "Kept in this tab, trying again";
		case "conflict":
			return "Changed in another place";
	}
}

/** Whether nothing was changed in the files that the exercise hands out. */
export function sameAsStarting(files: Files, starting: Files): boolean {
	return sameFiles(files, starting);
}
