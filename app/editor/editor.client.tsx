import { useEffect, useRef } from "react";
import styles from "#app/editor/editor.module.css";
import type { EditorProps } from "#app/editor/editor-props.ts";
import { languageOf } from "#app/editor/language-of.ts";
import { monaco } from "#app/editor/monaco.client.ts";
import { followPageTheme } from "#app/editor/theme.client.ts";

/** Widgets that Escape closes first; only when none is open does it leave the editor. */
const nothingToClose = [
	"suggestWidgetVisible",
	"findWidgetVisible",
	"parameterHintsVisible",
	"renameInputVisible",
	"inSnippetMode",
	"markersNavigationVisible",
	"editorHasMultipleSelections",
	"hasNextTabstop",
	"editorHoverVisible",
	"inlineSuggestionVisible",
]
	.map((key) => `!${key}`)
	.join(" && ");

const uriOf = (path: string) => monaco.Uri.parse(`file:///project/${path}`);

/** Monaco over all files of a project, one of which is shown. Models live as long as the component. */
export default function Editor(props: EditorProps) {
	const { files, texts, active, faults, goTo } = props;
	const host = useRef<HTMLDivElement>(null);
	const latest = useRef(props);
	latest.current = props;
	const editor = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
	const views = useRef(new Map<string, monaco.editor.ICodeEditorViewState | null>());
	const applying = useRef(false);
	// Texts that were typed here and have not come back as props yet. React may be some keystrokes behind, and must not undo them.
	const underWay = useRef(new Map<string, string[]>());
	const seen = useRef<Readonly<Record<string, string>>>(texts);

	// biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes later is followed by the effects below
	useEffect(() => {
		const element = host.current;
		if (!element) return;
		const models = files.map(({ path }) => {
			const uri = uriOf(path);
			monaco.editor.getModel(uri)?.dispose();
			const text = latest.current.texts[path] ?? "";
			const model = monaco.editor.createModel(text, languageOf(path).id, uri);
			model.updateOptions({ tabSize: 2, insertSpaces: !/^\t/m.test(text) });
			model.onDidChangeContent(() => {
				if (applying.current) return;
				const typed = model.getValue(monaco.editor.EndOfLinePreference.LF);
				underWay.current.set(path, [...(underWay.current.get(path) ?? []), typed]);
				latest.current.onChange(path, typed);
			});
			return model;
		});
		const stopFollowing = followPageTheme();
		const made = monaco.editor.create(element, {
			model: monaco.editor.getModel(uriOf(active)),
			theme: "warmstart",
			automaticLayout: true,
			detectIndentation: false,
			fontFamily: '"IBM Plex Mono", ui-monospace, "SF Mono", Consolas, monospace',
			fontSize: 13.5,
			fontLigatures: false,
			lineHeight: 22,
			padding: { top: 12, bottom: 12 },
			minimap: { enabled: false },
			scrollBeyondLastLine: false,
			glyphMargin: false,
			folding: false,
			lineNumbersMinChars: 3,
			lineDecorationsWidth: 12,
			overviewRulerLanes: 0,
			stickyScroll: { enabled: false },
			bracketPairColorization: { enabled: false },
			guides: { indentation: false },
			renderLineHighlight: "none",
			fixedOverflowWidgets: true,
			scrollbar: { alwaysConsumeMouseWheel: false },
			contextmenu: false,
			links: false,
			ariaLabel: "Editor",
		});
		editor.current = made;
		made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => latest.current.onRun());
		made.addCommand(monaco.KeyCode.Escape, () => latest.current.onLeave(), nothingToClose);
		made.onDidChangeCursorPosition(({ position }) => latest.current.onCursor({ line: position.lineNumber, column: position.column }));
		// The font arrives later than the first measurement when it was not used before.
		void document.fonts.load('13.5px "IBM Plex Mono"').then(() => monaco.editor.remeasureFonts());
		latest.current.onReady({ focus: () => made.focus() });
		// Types come after the text is there: they are large, and nobody hovers in the first second.
		void import("#app/editor/type-libraries.client.ts").then(({ addTypeLibraries }) => addTypeLibraries());
		return () => {
			stopFollowing();
			made.dispose();
			for (const model of models) model.dispose();
			editor.current = null;
		};
	}, []);

	// biome-ignore lint/correctness/useExhaustiveDependencies: whether a file is editable does not change
	useEffect(() => {
		const made = editor.current;
		const model = monaco.editor.getModel(uriOf(active));
		if (!made || !model) return;
		const before = made.getModel();
		if (before && before !== model) {
			views.current.set(before.uri.path, made.saveViewState());
			made.setModel(model);
			made.restoreViewState(views.current.get(model.uri.path) ?? null);
		}
		const editable = files.find((file) => file.path === active)?.editable ?? false;
		made.updateOptions({
			readOnly: !editable,
			readOnlyMessage: { value: "This file is given; the exercise is solved in the others." },
			ariaLabel: `${active}, ${editable ? "editor" : "read-only"}. Escape leaves the editor. Control M makes Tab move focus.`,
		});
		const position = made.getPosition();
		if (position) latest.current.onCursor({ line: position.lineNumber, column: position.column });
	}, [active]);

	useEffect(() => {
		for (const [path, text] of Object.entries(texts)) {
			if (seen.current[path] === text) continue;
			const sent = underWay.current.get(path) ?? [];
			const own = sent.lastIndexOf(text);
			underWay.current.set(path, sent.slice(own + 1));
			const model = monaco.editor.getModel(uriOf(path));
			if (own >= 0 || !model || model.getValue(monaco.editor.EndOfLinePreference.LF) === text) continue;
			// Text from outside (a reset, another tab) can be undone like typing.
			applying.current = true;
			model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
			applying.current = false;
			underWay.current.set(path, []);
		}
		seen.current = texts;
	}, [texts]);

	useEffect(() => {
		const marked = files.map(({ path }) => {
			const model = monaco.editor.getModel(uriOf(path));
			const own = faults.filter((fault) => fault.file === path);
			const ids =
				model?.deltaDecorations(
					[],
					own.flatMap((fault) => decorationsOf(model, fault)),
				) ?? [];
			return () => !model?.isDisposed() && model?.deltaDecorations(ids, []);
		});
		return () => {
			for (const unmark of marked) unmark();
		};
	}, [faults, files]);

	useEffect(() => {
		const made = editor.current;
		if (!made || !goTo || goTo.file !== active) return;
		const position = { lineNumber: goTo.line, column: goTo.column };
		made.setPosition(position);
		made.revealPositionInCenterIfOutsideViewport(position);
		made.focus();
	}, [goTo, active]);

	return <div ref={host} className={styles.host} />;
}

function decorationsOf(model: monaco.editor.ITextModel, fault: { line: number; text: string }): monaco.editor.IModelDeltaDecoration[] {
	if (fault.line < 1 || fault.line > model.getLineCount()) return [];
	const end = model.getLineMaxColumn(fault.line);
	return [
		{
			range: new monaco.Range(fault.line, end, fault.line, end),
			options: {
				isWholeLine: true,
				className: styles.faultLine,
				after: { content: `✕ ${fault.text}`, inlineClassName: styles.faultText },
				showIfCollapsed: true,
			},
		},
	];
}
