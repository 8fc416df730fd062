import { useRef, useState } from "react";
import type { Files } from "#app/exercise/draft-sync.ts";
import type { RunAnswer } from "#app/exercise/workspace-view.ts";

export type RunState =
	| { kind: "idle" }
	| { kind: "running"; startedAt: number }
	/** Nothing came back: the server is away or refused. */
	| { kind: "failed"; message: string };

export type Runner = {
	state: RunState;
	run: (text: () => Promise<{ files: Files; revision: number }>) => Promise<void>;
	cancel: () => void;
};

/** Runs the learner's code. A later run ends the one before, whose answer is not shown. */
export function useRun(slug: string, onAnswer: (answer: RunAnswer) => void): Runner {
	const [state, setState] = useState<RunState>({ kind: "idle" });
	const current = useRef<AbortController | null>(null);

	const run: Runner["run"] = async (text) => {
		current.current?.abort();
		const controller = new AbortController();
		current.current = controller;
		setState({ kind: "running", startedAt: performance.now() });
		try {
			const { files, revision } = await text();
			const response = await fetch(`/exercises/${slug}/runs`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ files, baseRevision: revision, idempotencyKey: crypto.randomUUID() }),
				signal: controller.signal,
			});
			if (!response.ok) throw new RefusedRun(await response.text(), response.status);
			const answer = (await response.json()) as RunAnswer;
			if (current.current !== controller) return;
			setState({ kind: "idle" });
			onAnswer(answer);
		} catch (error) {
			if (current.current !== controller || controller.signal.aborted) return;
			setState({ kind: "failed", message: failureWords(error) });
		}
	};
	const cancel = () => {
		current.current?.abort();
		current.current = null;
		setState({ kind: "idle" });
	};
	return { state, run, cancel };
}

class RefusedRun extends Error {
	status: number;
	constructor(message: string, status: number) {
		super(message);
		this.status = status;
	}
}

function failureWords(error: unknown): string {
	if (error instanceof RefusedRun && error.status < 500) return error.message.slice(0, 300);
	if (error instanceof RefusedRun) return "The simulator failed; your code is saved. Run it again; if it stays, the terminal says more.";
	return "The server does not answer; your code is kept in this tab. Is Warmstart still running?";
}
