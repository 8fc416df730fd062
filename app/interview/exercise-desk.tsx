import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Form, useFetcher, useNavigation, useSubmit } from "react-router";
import { checkGlyphs } from "#app/exercise/verdict-mark.ts";
import styles from "#app/interview/desk.module.css";
import room from "#app/interview/room.module.css";
import type { ExerciseView } from "#app/interview/room-view.server.ts";
import { SaveLine } from "#app/interview/save-line.tsx";
import { useAutosave } from "#app/interview/use-autosave.ts";
import type { Room } from "#app/interview/use-room.ts";
import { Prose } from "#app/markdown/prose.tsx";
import { Button } from "#app/ui/button.tsx";
import { Key } from "#app/ui/key.tsx";
import { useShortcuts } from "#app/ui/shortcuts.tsx";

/** The exercise of an interview: brief, files, Run, and what the checks say. Hints and solutions wait until it is over. */
export function ExerciseDesk({
	id,
	view,
	line,
	moved,
}: {
	id: string;
	view: ExerciseView;
	line: Room /** Came after another item. */;
	moved: boolean;
}) {
	const heading = useRef<HTMLHeadingElement>(null);
	const form = useRef<HTMLFormElement>(null);
	const submit = useSubmit();
	const runner = useFetcher();
	const navigating = useNavigation().state !== "idle";
	const running = runner.state !== "idle";
	const [ready, setReady] = useState(false);
	const [shown, setShown] = useState(view.files[0]?.path ?? "");
	useEffect(() => {
		setReady(true);
		if (moved) heading.current?.focus();
	}, [moved]);

	const fields = () => [...(form.current?.querySelectorAll<HTMLTextAreaElement>("textarea[name=file]") ?? [])];
	const autosave = useAutosave<Record<string, string>>({
		copyKey: `warmstart-${id}-${view.item}`,
		stored: Object.fromEntries(view.files.map(({ path, text }) => [path, text])),
		revision: view.revision,
		savedAt: view.savedAt,
		read: () => Object.fromEntries(fields().map((field) => [field.dataset.path ?? "", field.value])),
		write: (files) => {
			for (const field of fields()) field.value = files[field.dataset.path ?? ""] ?? field.value;
		},
		save: (files, revision, last) =>
			line.send({ kind: "code", tab: line.tab, item: view.item, files, revision, ...(last && { last }) }, last),
		onReply: line.onReply,
		enabled: !line.elsewhere && line.tab !== "",
		clock: line.clock,
	});

	const press = useMemo(
		() => (name: string) => form.current?.requestSubmit(form.current.querySelector<HTMLButtonElement>(`[value=${name}]`)),
		[],
	);
	useShortcuts(useMemo(() => [{ keys: "$mod+Enter", label: "Run", whileTyping: true, run: () => press("run") }], [press]));

	async function send(event: React.FormEvent<HTMLFormElement>) {
		event.preventDefault();
		const intent = ((event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null)?.value ?? "run";
		const data = new FormData(event.currentTarget);
		data.set("intent", intent);
		if (intent === "run") {
			await autosave.flush();
			data.set("revision", String(await autosave.settle()));
			data.set("key", crypto.randomUUID());
			await runner.submit(data, { method: "post", action: `/mock/${id}/runs` });
			return;
		}
		await autosave.flush();
		data.set("revision", String(await autosave.settle()));
		await submit(data, { method: "post" });
	}

	const locked = line.elsewhere;
	return (
		<article className={styles.desk}>
			<div className={styles.brief}>
				<p className={room.who}>{view.who}</p>
				<h1 ref={heading} tabIndex={-1}>
					{view.title}
				</h1>
				<Prose nodes={view.story} className={styles.text} />
				<h2>Your task</h2>
				<Prose nodes={view.task} className={styles.text} />
				{view.given.length > 0 && (
					<>
						<h2>Given</h2>
						<Prose nodes={view.given} className={styles.text} />
					</>
				)}
			</div>
			<Form method="post" ref={form} onSubmit={send} className={styles.work}>
				<input type="hidden" name="item" value={view.item} />
				<input type="hidden" name="revision" value={view.revision} />
				<input type="hidden" name="tab" value={line.tab} />
				<Files view={view} shown={shown} setShown={setShown} tabbed={ready} locked={locked} onInput={autosave.touch} />
				<div className={room.under}>
					<SaveLine state={autosave.state} />
					{autosave.state.kind === "conflict" && (
						<Button kind="quiet" type="button" onClick={autosave.overrule}>
							Keep the code of this tab
						</Button>
					)}
					<span className={room.underEnd}>
						<Button name="intent" value="skip" disabled={locked || navigating}>
							Skip
						</Button>
						<Button name="intent" value="answer" disabled={locked || navigating}>
							Hand it in
						</Button>
						<Button
							name="intent"
							value="run"
							kind="main"
							formAction={`/mock/${id}/runs`}
							disabled={locked || running || view.removed}
							aria-describedby="run-result"
						>
							{running ? "Running" : "Run"} <Key>Ctrl Enter</Key>
						</Button>
					</span>
				</div>
				{view.removed && (
					<p className={room.notice}>This exercise has been removed since you started, so it cannot be run. What you wrote is kept.</p>
				)}
				<div id="run-result" role="status" data-stale={running || undefined} className={styles.result}>
					<Result run={view.run} />
				</div>
			</Form>
		</article>
	);
}

function Files(props: {
	view: ExerciseView;
	shown: string;
	setShown: (path: string) => void;
	tabbed: boolean;
	locked: boolean;
	onInput: () => void;
}) {
	const { view, shown, setShown, tabbed, locked, onInput } = props;
	const base = useId();
	const [indents, setIndents] = useState(false);
	const all = [...view.files.map((file) => ({ ...file, own: true })), ...view.readOnly.map((file) => ({ ...file, own: false }))];

	function move(event: React.KeyboardEvent) {
		const at = all.findIndex(({ path }) => path === shown);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
		const next = to === undefined ? undefined : all[(to + all.length) % all.length];
		if (!next) return;
		event.preventDefault();
		setShown(next.path);
		document.getElementById(`${base}-tab-${next.path}`)?.focus();
	}

	return (
		<div className={styles.files}>
			{tabbed && (
				<div className="tabs" role="tablist" aria-label="Files" onKeyDown={move}>
					{all.map(({ path, own }) => (
						<button
							key={path}
							type="button"
							role="tab"
							id={`${base}-tab-${path}`}
							aria-selected={path === shown}
							aria-controls={`${base}-panel-${path}`}
							tabIndex={path === shown ? 0 : -1}
							onClick={() => setShown(path)}
						>
							{path}
							{!own && <small className={styles.lock}>read-only</small>}
						</button>
					))}
				</div>
			)}
			{all.map(({ path, text, own }) => (
				<div
					key={path}
					id={`${base}-panel-${path}`}
					{...(tabbed && { role: "tabpanel", "aria-labelledby": `${base}-tab-${path}` })}
					hidden={tabbed && path !== shown}
				>
					<label className={tabbed ? "vh" : styles.path} htmlFor={`${base}-${path}`}>
						{path}
						{own ? (indents ? ", Tab indents, Escape leaves" : "") : ", read-only"}
					</label>
					<textarea
						id={`${base}-${path}`}
						className={styles.code}
						name={own ? "file" : undefined}
						data-path={path}
						defaultValue={text}
						readOnly={!own || locked}
						rows={Math.min(34, Math.max(12, text.split("\n").length + 2))}
						spellCheck={false}
						autoCapitalize="off"
						autoCorrect="off"
						wrap="off"
						onInput={own ? onInput : undefined}
						onKeyDown={own ? (event) => editKey(event, indents, onInput) : undefined}
					/>
				</div>
			))}
			{tabbed && (
				<label className={styles.indents}>
					<input type="checkbox" checked={indents} onChange={(event) => setIndents(event.target.checked)} /> Tab indents; Escape leaves the
					code
				</label>
			)}
		</div>
	);
}

/** Tab inserts two spaces for those who asked for it. Escape always leaves, so that nobody is trapped. */
function editKey(event: React.KeyboardEvent<HTMLTextAreaElement>, indents: boolean, changed: () => void): void {
	const field = event.currentTarget;
	if (event.key === "Escape") {
		field.form?.querySelector<HTMLButtonElement>("[value=run]")?.focus();
		return;
	}
	if (event.key !== "Tab" || !indents || event.altKey || event.ctrlKey || event.metaKey) return;
	event.preventDefault();
	if (event.shiftKey) {
		const lineStart = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
		const spaces = field.value.slice(lineStart).match(/^ {1,2}/)?.[0].length ?? 0;
		if (spaces > 0) field.setRangeText("", lineStart, lineStart + spaces, "preserve");
	} else field.setRangeText("  ", field.selectionStart, field.selectionEnd, "end");
	changed();
}

const statusWords = { passed: "passed", failed: "failed", notReached: "not reached" } as const;

function Result({ run }: { run: ExerciseView["run"] }) {
	if (!run) {
		return (
			<p className="cap">
				No run yet. <b>Run</b> sends the traffic of the exercise to your handler and tells what the checks saw. Run as often as you like.
			</p>
		);
	}
	if ("refused" in run) return <p className="verdict">{run.refused}. Your code is saved; press Run again.</p>;
	const { verdict, attempts } = run;
	const failedFirst = verdict.checks.find(({ status }) => status === "failed")?.id;
	return (
		<>
			<p className="verdict" data-status={verdict.status === "passed" ? "passed" : undefined}>
				<span className="mark" aria-hidden="true">
					{verdict.status === "passed" ? "✓" : "✕"}
				</span>
				{verdict.headline}
				<span className="cap"> Run {attempts}</span>
			</p>
			{verdict.problem && (
				<div className={styles.problem}>
					<b>{verdict.problem.title}</b>
					{verdict.problem.place && <code> {verdict.problem.place}</code>}
					<p>{verdict.problem.text}</p>
					<p>{verdict.problem.nextStep}</p>
				</div>
			)}
			<ul className={styles.checks}>
				{verdict.checks.map((check) => (
					<li key={check.id} data-status={check.status}>
						<span className="mark" aria-hidden="true">
							{checkGlyphs[check.status]}
						</span>
						<span>
							{check.title}
							<span className="vh">, {statusWords[check.status]}</span>
							{check.id === failedFirst && (
								<span className={styles.got}>
									expected <code>{check.expected}</code>, got <code>{check.actual}</code>
								</span>
							)}
						</span>
					</li>
				))}
			</ul>
		</>
	);
}
