import { useCallback, useEffect, useReducer, useRef } from "react";
import { type DraftState, type Files, nextDraft, retryDelayMs, type Stored, startDraft } from "#app/exercise/draft-sync.ts";
import { forgetLocalCopy, readLocalCopy, writeLocalCopy } from "#app/exercise/local-copy.ts";

const typingPauseMs = 500;
const lookAgainMs = 3000;
/** Browsers take 64 kB for requests that outlive their page; a character is up to three bytes. */
const keepaliveCharacters = 20_000;

type Answer = { ok: true; draft: Stored } | { ok: false; theirs: Stored };

export type Draft = {
	state: DraftState;
	change: (path: string, text: string) => void;
	keepMine: () => void;
	takeTheirs: () => void;
	reset: (path?: string) => Promise<boolean>;
	undoReset: () => Promise<boolean>;
	/** Saves what is not saved yet. @returns The text as it is now and the revision it rests on. */
	flush: () => Promise<Stored>;
};

/** Posts so that the request outlives its page, as far as browsers allow. */
function post(url: string, body: unknown): Promise<Response> {
	const text = JSON.stringify(body);
	return fetch(url, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: text,
		keepalive: text.length < keepaliveCharacters,
	});
}

/**
 * The learner's text: saved on the server while she types, kept in this browser until the server has it.
 * @param onLastRun Told the id of the last recorded run, now and then.
 */
export function useDraft(slug: string, initial: Stored, onLastRun: (id: number | null) => void): Draft {
	const [state, dispatch] = useReducer(nextDraft, initial, (stored) => startDraft(stored, null));
	const url = `/exercises/${slug}/draft`;
	const latest = useRef(state);
	latest.current = state;
	const lastRunListener = useRef(onLastRun);
	lastRunListener.current = onLastRun;

	// The copy of this browser is only known after hydration, since the server cannot see it.
	useEffect(() => {
		const stored = latest.current.stored;
		const local = readLocalCopy(slug, Object.keys(stored.files));
		const start = startDraft(stored, local);
		if (start.sync.kind === "saved") return;
		for (const [path, text] of Object.entries(start.files)) dispatch({ type: "typed", path, text });
		if (start.sync.kind === "conflict") dispatch({ type: "conflicted", theirs: start.sync.theirs });
	}, [slug]);

	const kept = useRef<Files | null>(null);
	useEffect(() => {
		if (state.sync.kind === "saved") {
			forgetLocalCopy(slug, kept.current ? [state.stored.files, kept.current] : [state.stored.files]);
			kept.current = null;
			return;
		}
		writeLocalCopy(slug, { files: state.files, baseRevision: state.stored.revision });
		kept.current = state.files;
	}, [slug, state]);

	const inFlight = useRef<Promise<Stored> | null>(null);
	const send = useCallback(async (): Promise<Stored> => {
		const { files, stored } = latest.current;
		dispatch({ type: "saving" });
		try {
			const response = await post(url, { intent: "save", files, baseRevision: stored.revision });
			if (response.status === 200 || response.status === 409) {
				const answer = (await response.json()) as Answer;
				dispatch(answer.ok ? { type: "acknowledged", revision: answer.draft.revision } : { type: "conflicted", theirs: answer.theirs });
				return { files, revision: answer.ok ? answer.draft.revision : stored.revision };
			}
			dispatch({ type: "unreachable", problem: response.status < 500 ? `Not saved: ${await problemOf(response)}` : null });
		} catch {
			dispatch({ type: "unreachable", problem: null });
		}
		return { files, revision: stored.revision };
	}, [url]);
	// One save at a time: a second one with the same base would be in conflict with the first.
	const save = useCallback((): Promise<Stored> => {
		inFlight.current ??= send().finally(() => {
			inFlight.current = null;
		});
		return inFlight.current;
	}, [send]);

	const { sync, files } = state;
	const tries = sync.kind === "offline" ? sync.tries : 0;
	// biome-ignore lint/correctness/useExhaustiveDependencies: each change of the text begins the pause anew
	useEffect(() => {
		if (sync.kind === "changed") {
			const timer = setTimeout(save, typingPauseMs);
			return () => clearTimeout(timer);
		}
		if (sync.kind !== "offline") return;
		const timer = setTimeout(save, retryDelayMs(tries));
		window.addEventListener("online", save);
		return () => {
			clearTimeout(timer);
			window.removeEventListener("online", save);
		};
	}, [sync.kind, tries, files, save]);

	useEffect(() => {
		const saveNow = () => {
			const { kind } = latest.current.sync;
			if (document.visibilityState === "hidden" && (kind === "changed" || kind === "offline")) void save();
		};
		document.addEventListener("visibilitychange", saveNow);
		window.addEventListener("pagehide", saveNow);
		return () => {
			document.removeEventListener("visibilitychange", saveNow);
			window.removeEventListener("pagehide", saveNow);
		};
	}, [save]);

	useEffect(() => {
		const look = async () => {
			const kind = latest.current.sync.kind;
			if (document.visibilityState !== "visible" || kind === "saving" || kind === "offline") return;
			try {
				const response = await fetch(url);
				if (!response.ok) return;
				const { draft, lastRun } = (await response.json()) as { draft: Stored; lastRun: number | null };
				dispatch({ type: "changedElsewhere", stored: draft });
				lastRunListener.current(lastRun);
			} catch {
				// The next save says that the server is away.
			}
		};
		const timer = setInterval(look, lookAgainMs);
		document.addEventListener("visibilitychange", look);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", look);
		};
	}, [url]);

	const replace = async (request: { intent: "reset"; path?: string } | { intent: "undoReset" }): Promise<boolean> => {
		try {
			const response = await post(url, { ...request, baseRevision: latest.current.stored.revision });
			if (response.status !== 200 && response.status !== 409) return false;
			const answer = (await response.json()) as Answer;
			dispatch(answer.ok ? { type: "replaced", stored: answer.draft } : { type: "conflicted", theirs: answer.theirs });
			return answer.ok;
		} catch {
			return false;
		}
	};

	return {
		state,
		change: useCallback((path, text) => dispatch({ type: "typed", path, text }), []),
		keepMine: () => dispatch({ type: "keepMine" }),
		takeTheirs: () => dispatch({ type: "takeTheirs" }),
		reset: async (path) => {
			// What was typed last must be in the history before it is replaced.
			await inFlight.current;
			if (latest.current.sync.kind !== "saved") await save();
			return replace({ intent: "reset", path });
		},
		undoReset: () => replace({ intent: "undoReset" }),
		flush: async () => {
			await inFlight.current;
			const { sync, files, stored } = latest.current;
			return sync.kind === "changed" || sync.kind === "offline" ? save() : { files, revision: stored.revision };
		},
	};
}

async function problemOf(response: Response): Promise<string> {
	const text = await response.text();
	return text.slice(0, 200) || `the server answered ${response.status}`;
}
