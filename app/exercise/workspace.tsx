import { useEffect, useMemo, useRef, useState } from "react";
import { Form } from "react-router";
import type { GoTo } from "#app/editor/editor-props.ts";
import { Brief } from "#app/exercise/brief.tsx";
import { CodePanel } from "#app/exercise/code-panel.tsx";
import { DraftNotice } from "#app/exercise/draft-notice.tsx";
import { sameAsStarting } from "#app/exercise/draft-sync.ts";
import { EarlierRuns } from "#app/exercise/earlier-runs.tsx";
import styles from "#app/exercise/exercise.module.css";
import { faultsOf } from "#app/exercise/faults.ts";
import { ResetDialog } from "#app/exercise/reset-dialog.tsx";
import { Result } from "#app/exercise/result.tsx";
import { firstMoment } from "#app/exercise/run-moment.ts";
import { useDraft } from "#app/exercise/use-draft.ts";
import { useRun } from "#app/exercise/use-run.ts";
import { WorkspaceHead } from "#app/exercise/workspace-head.tsx";
import type { RunAnswer, WorkspaceView } from "#app/exercise/workspace-view.ts";
import type { Moment } from "#app/timeline/moment.ts";
import { useShortcuts } from "#app/ui/shortcuts.tsx";

type Shown = Pick<WorkspaceView, "run" | "earlier" | "after">;

/** The page of one exercise: brief and editor side by side, and below them what the last run did. */
export function Workspace({ view }: { view: WorkspaceView }) {
	const [shown, setShown] = useState<Shown>(view);
	const [fromView, setFromView] = useState(view);
	const [moment, setMoment] = useState<Moment | null>(() => firstMoment(view.run));
	const [announced, setAnnounced] = useState("");
	const [selected, setSelected] = useState(view.files[0]?.path ?? "");
	const [goTo, setGoTo] = useState<GoTo | null>(null);
	const [canUndo, setCanUndo] = useState(view.canUndoReset);
	const dialog = useRef<HTMLDialogElement>(null);
	const log = useRef<HTMLElement>(null);

	const show = (next: Shown) => {
		setShown(next);
		setMoment(firstMoment(next.run));
	};
	// Another run was chosen by its address.
	if (fromView !== view) {
		setFromView(view);
		show(view);
	}

	const newestRun = shown.earlier[0]?.id ?? null;
	const onLastRun = (id: number | null) => {
		if (id === null || id === newestRun || runner.state.kind === "running" || view.isEarlierRun) return;
		void fetch(`/exercises/${view.slug}/runs`)
			.then((response) => (response.ok ? response.json() : null))
			.then((answer: Omit<RunAnswer, "draft"> | null) => answer && show(answer))
			.catch(() => {});
	};
	const draft = useDraft(view.slug, view.draft, onLastRun);
	const runner = useRun(view.slug, (answer) => {
		show(answer);
		const { run } = answer;
		const firstFailed = run.verdict.checks.find((check) => check.status === "failed");
		setAnnounced(
			`${run.number === null ? "" : `Run ${run.number}: `}${run.verdict.headline}.${firstFailed ? ` First: ${firstFailed.title}.` : ""}`,
		);
	});
	const running = runner.state.kind === "running";
	const start = () => {
		setAnnounced("");
		setCanUndo(false);
		void runner.run(draft.flush);
	};
	const startNow = useRef(start);
	startNow.current = start;
	const run = useMemo(() => () => startNow.current(), []);
	useShortcuts(useMemo(() => [{ keys: "$mod+Enter", label: "Run", run, whileTyping: true }], [run]));

	const faults = useMemo(() => faultsOf(shown.run), [shown.run]);
	const reset = async (path?: string) => setCanUndo(await draft.reset(path));
	const undo = async () => setCanUndo(!(await draft.undoReset()));
	// Typing after a reset is a decision for it.
	useEffect(() => {
		if (draft.state.sync.kind === "changed" && !sameAsStarting(draft.state.files, view.starting)) setCanUndo(false);
	}, [draft.state, view.starting]);

	return (
		<>
			<WorkspaceHead
				view={view}
				draft={draft.state}
				run={runner.state}
				onReset={() => dialog.current?.showModal()}
				onCancel={runner.cancel}
				expectedMs={shown.run?.wallMs ?? null}
				verdict={shown.run?.verdict ?? null}
			/>
			<DraftNotice draft={draft} canUndo={canUndo} onUndo={undo} />
			<ResetDialog
				ref={dialog}
				file={Object.keys(view.starting).length > 1 && selected in view.starting ? selected : null}
				onReset={reset}
			/>
			<Form
				method="post"
				id="work"
				className={styles.work}
				onSubmit={(event) => {
					event.preventDefault();
					start();
				}}
			>
				<input type="hidden" name="baseRevision" value={draft.state.stored.revision} />
				<input type="hidden" name="idempotencyKey" value={view.idempotencyKey} />
				<Brief view={view} />
				<CodePanel
					files={view.files}
					texts={draft.state.files}
					starting={view.starting}
					faults={faults}
					selected={selected}
					onSelect={setSelected}
					goTo={goTo}
					onChange={draft.change}
					onRun={run}
				/>
			</Form>
			<p className="vh" role="status">
				{announced}
			</p>
			{runner.state.kind === "failed" && (
				<div role="alert" className={styles.notice}>
					<p>
						<b>That run did not happen.</b> {runner.state.message}
					</p>
				</div>
			)}
			{shown.run ? (
				<Result
					run={shown.run}
					after={shown.after}
					stale={running}
					moment={moment}
					onMoment={setMoment}
					logRef={log}
					goToPlace={({ file, line, column }) => {
						setSelected(file);
						setGoTo({ file, line, column });
					}}
				/>
			) : (
				<NoRun requests={view.requests} />
			)}
			<EarlierRuns slug={view.slug} runs={shown.earlier} shown={shown.run?.id ?? null} />
		</>
	);
}

/** Before the first run: what will appear, and the one step that makes it. */
function NoRun({ requests }: { requests: number }) {
	return (
		<section className={`instrument ${styles.noRun}`} id="result" aria-label="Result">
			<p>
				No run yet. <kbd className="key">Ctrl Enter</kbd> runs your handler against {requests.toLocaleString("en")}{" "}
				{requests === 1 ? "request" : "requests"}; here you will see what it did, moment by moment.
			</p>
			<svg viewBox="0 0 1344 70" className={styles.noRunAxis} aria-hidden="true">
				<rect x="126" y="20" width="1072" height="50" className="plot" />
				{Array.from({ length: 12 }, (_, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: lines of the axis
					<line key={index} x1={132.5 + index * 96} x2={132.5 + index * 96} y1={20} y2={70} className="grid-major" />
				))}
			</svg>
		</section>
	);
}
