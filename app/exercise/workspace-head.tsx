import { useEffect, useState } from "react";
import { type DraftState, sameAsStarting, syncWords } from "#app/exercise/draft-sync.ts";
import styles from "#app/exercise/exercise.module.css";
import type { RunState } from "#app/exercise/use-run.ts";
import { verdictGlyphs, verdictTone } from "#app/exercise/verdict-mark.ts";
import type { WorkspaceView } from "#app/exercise/workspace-view.ts";
import { Button } from "#app/ui/button.tsx";
import { Key } from "#app/ui/key.tsx";
import type { Verdict } from "#sandbox/index.ts";

type Props = {
	view: WorkspaceView;
	draft: DraftState;
	run: RunState;
	onReset: () => void;
	onCancel: () => void;
	expectedMs: number | null;
	/** Of the last run, which may lie below the edge of the screen. */
	verdict: Verdict | null;
};

/** Title, what is saved, and the two things one does: Reset and Run. */
export function WorkspaceHead({ view, draft, run, onReset, onCancel, expectedMs, verdict }: Props) {
	const seconds = useElapsed(run);
	const isLong = seconds !== null && seconds >= patienceSeconds;
	return (
		<div className={styles.bar}>
			<h1>{view.title}</h1>
			<span className="cap">
				{view.topic}, {view.level}, about {view.minutes} min
			</span>
			<div className={styles.barEnd}>
				{verdict && run.kind !== "running" && (
					<a href="#result" className={`verdict ${styles.toResult}`} data-status={verdictTone(verdict.status)}>
						<span className="mark" aria-hidden="true">
							{verdictGlyphs[verdict.status]}
						</span>
						{verdict.headline}
					</a>
				)}
				<span role="status" data-sync={draft.sync.kind}>
					{syncWords(draft)}
				</span>
				<Button
					type="submit"
					form="work"
					name="intent"
					value="reset"
					formNoValidate
					disabled={sameAsStarting(draft.files, view.starting) && draft.sync.kind === "saved"}
					onClick={(event) => {
						event.preventDefault();
						onReset();
					}}
				>
					Reset
				</Button>
				{isLong && (
					<Button type="button" kind="plain" onClick={onCancel}>
						Cancel
					</Button>
				)}
				<Button type="submit" kind="main" form="work" name="intent" value="run" aria-busy={run.kind === "running"}>
					{isLong ? (
						runningWords(seconds, expectedMs)
					) : (
						<>
							Run <Key>Ctrl Enter</Key>
						</>
					)}
				</Button>
			</div>
		</div>
	);
}

/** A quick run changes no label: it would only flicker. */
const patienceSeconds = 0.3;

/** Seconds that a run has taken so far; null when none is under way. */
function useElapsed(run: RunState): number | null {
	const startedAt = run.kind === "running" ? run.startedAt : null;
	const [now, setNow] = useState(0);
	useEffect(() => {
		if (startedAt === null) return;
		const timer = setInterval(() => setNow(performance.now()), 100);
		return () => clearInterval(timer);
	}, [startedAt]);
	return startedAt === null ? null : Math.max(0, (now - startedAt) / 1000);
}

function runningWords(seconds: number, expectedMs: number | null): string {
	const usually = expectedMs !== null && seconds > 1 ? `, usually ${(expectedMs / 1000).toFixed(1)} s` : "";
	return `Running, ${seconds.toFixed(1)} s${usually}`;
}
