import { Component, lazy, type ReactNode, Suspense, useMemo, useRef, useState } from "react";
import type { EditorHandle, GoTo } from "#app/editor/editor-props.ts";
import type { Fault } from "#app/editor/fault.ts";
import { languageOf } from "#app/editor/language-of.ts";
import { StaticCode } from "#app/editor/static-code.tsx";
import { useEditorMode } from "#app/editor/use-editor-mode.ts";
import type { Files } from "#app/exercise/draft-sync.ts";
import styles from "#app/exercise/exercise.module.css";
import { FileTabs, tabId } from "#app/exercise/file-tabs.tsx";
import type { ShownFile } from "#app/exercise/workspace-view.ts";
import { useShortcuts } from "#app/ui/shortcuts.tsx";

const Editor = lazy(() => import("#app/editor/editor.client.tsx"));

type Props = {
	files: ShownFile[];
	texts: Files;
	starting: Files;
	faults: Fault[];
	selected: string;
	onSelect: (path: string) => void;
	goTo: GoTo | null;
	onChange: (path: string, text: string) => void;
	onRun: () => void;
};

/** The files of the project: numbered lines from the server at first, then Monaco, or a plain field where that serves better. */
export function CodePanel({ files, texts, starting, faults, selected, onSelect, goTo, onChange, onRun }: Props) {
	const { mode, canChoose, choose } = useEditorMode();
	const [ready, setReady] = useState(false);
	const [broken, setBroken] = useState(false);
	const [cursor, setCursor] = useState({ line: 1, column: 1 });
	const handle = useRef<EditorHandle | null>(null);
	const panel = useRef<HTMLDivElement>(null);
	const shown = mode === "monaco" && broken ? "plain" : mode;
	const allTexts = useMemo(() => ({ ...Object.fromEntries(files.map((file) => [file.path, file.text])), ...texts }), [files, texts]);
	const monacoShown = shown === "monaco" && ready;

	useShortcuts(
		useMemo(
			() => [
				{
					keys: "e",
					label: "Into the editor",
					run: () => {
						const field = panel.current?.querySelector<HTMLElement>("textarea:not([hidden]), pre");
						if (handle.current) handle.current.focus();
						else field?.focus();
					},
				},
			],
			[],
		),
	);

	const tabs = files.map((file) => ({
		path: file.path,
		editable: file.editable,
		changed: file.editable && texts[file.path] !== starting[file.path],
		faults: faults.filter((fault) => fault.file === file.path).length,
	}));
	return (
		<section className={styles.editor} aria-label="Editor" data-mode={shown}>
			<FileTabs tabs={tabs} selected={selected} onSelect={onSelect} />
			<div className={styles.panel} ref={panel} role="tabpanel" id="file-panel" aria-labelledby={tabId(selected)}>
				{!monacoShown &&
					files.map((file) => (
						<File
							key={file.path}
							file={file}
							text={allTexts[file.path] ?? ""}
							hidden={file.path !== selected}
							plain={shown === "plain"}
							onChange={onChange}
						/>
					))}
				{shown === "monaco" && (
					<EditorFallback onBroken={() => setBroken(true)}>
						<Suspense fallback={null}>
							<div className={styles.monaco} data-ready={ready || undefined}>
								<Editor
									files={files}
									texts={allTexts}
									active={selected}
									faults={faults}
									goTo={goTo}
									onChange={onChange}
									onCursor={setCursor}
									onRun={onRun}
									onLeave={() => document.getElementById(tabId(selected))?.focus()}
									onReady={(made) => {
										handle.current = made;
										setReady(true);
									}}
								/>
							</div>
						</Suspense>
					</EditorFallback>
				)}
			</div>
			<footer>
				<span>{languageOf(selected).name}</span>
				{monacoShown && (
					<>
						<span>
							Ln {cursor.line}, Col {cursor.column}
						</span>
						<span>
							<kbd className="key">Esc</kbd> leaves the editor
						</span>
						<span>
							<kbd className="key">E</kbd> returns
						</span>
						<span>
							<kbd className="key">Ctrl M</kbd> Tab moves focus
						</span>
					</>
				)}
				{shown === "plain" && !canChoose && <span>Coding is easier on a laptop.</span>}
				{canChoose && (
					<button
						type="button"
						className={styles.link}
						onClick={() => {
							setReady(false);
							handle.current = null;
							choose(mode === "plain" ? "monaco" : "plain");
						}}
					>
						{mode === "plain" ? "Use the code editor" : "Use a plain field"}
					</button>
				)}
			</footer>
		</section>
	);
}

type FileProps = { file: ShownFile; text: string; hidden: boolean; plain: boolean; onChange: (path: string, text: string) => void };

/**
 * One file before Monaco, or without it. The server draws both lines to read and, for an editable file, a field to write in; the style sheet
 * shows the field where there are no scripts, so that a form does all the work there.
 */
function File({ file, text, hidden, plain, onChange }: FileProps) {
	return (
		<div className={styles.file} data-hidden={hidden || undefined} data-editable={file.editable || undefined}>
			<p className={styles.fileName}>
				{file.path}
				{file.editable ? "" : ", read-only"}
			</p>
			{!(plain && file.editable) && <StaticCode lines={file.lines} label={`${file.path}${file.editable ? "" : ", read-only"}`} />}
			{file.editable && (
				<textarea
					name={`file:${file.path}`}
					aria-label={`${file.path}, text`}
					className={styles.plain}
					data-plain={plain || undefined}
					value={text}
					onChange={(event) => onChange(file.path, event.target.value)}
					rows={Math.max(12, text.split("\n").length + 2)}
					spellCheck={false}
					autoCapitalize="off"
					autoComplete="off"
					autoCorrect="off"
					wrap="off"
				/>
			)}
		</div>
	);
}

/** When Monaco cannot be loaded, a plain field takes its place and nothing is lost. */
class EditorFallback extends Component<{ children: ReactNode; onBroken: () => void }, { broken: boolean }> {
	override state = { broken: false };
	static getDerivedStateFromError() {
		return { broken: true };
	}
	override componentDidCatch() {
		this.props.onBroken();
	}
	override render() {
		return this.state.broken ? null : this.props.children;
	}
}
