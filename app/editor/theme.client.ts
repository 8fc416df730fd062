import { editor } from "monaco-editor/editor";

/** Reads a colour of the page as #rrggbb, in the scheme that is in force. */
function colourReader(): { read: (variable: string) => string; end: () => void } {
	const probe = document.createElement("span");
	probe.hidden = true;
	document.body.append(probe);
	const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	return {
		read: (variable) => {
			probe.style.color = `var(${variable})`;
			const colour = getComputedStyle(probe).color;
			if (!canvas) return "#000000";
			canvas.fillStyle = colour;
			// The canvas writes any opaque colour in this form.
			return String(canvas.fillStyle);
		},
		end: () => probe.remove(),
	};
}

function isDark(): boolean {
	const chosen = document.documentElement.dataset.theme;
	return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Gives Monaco the colours of the page as they are now. */
export function applyPageTheme(): void {
	const { read, end } = colourReader();
	const bare = (variable: string) => read(variable).slice(1);
	editor.defineTheme("warmstart", {
		base: isDark() ? "vs-dark" : "vs",
		inherit: true,
		rules: [
			{ token: "", foreground: bare("--ink") },
			{ token: "keyword", foreground: bare("--code-keyword"), fontStyle: "bold" },
			{ token: "string", foreground: bare("--code-string") },
			{ token: "string.key.json", foreground: bare("--ink") },
			{ token: "string.value.json", foreground: bare("--code-string") },
			{ token: "keyword.json", foreground: bare("--code-keyword") },
			{ token: "comment", foreground: bare("--code-comment"), fontStyle: "italic" },
			{ token: "number", foreground: bare("--code-number") },
			{ token: "type.identifier", foreground: bare("--ink") },
			{ token: "delimiter", foreground: bare("--ink-2") },
			{ token: "type.yaml", foreground: bare("--code-keyword") },
		],
		colors: {
			"editor.background": read("--sheet"),
			"editor.foreground": read("--ink"),
			"editorLineNumber.foreground": read("--ink-3"),
			"editorLineNumber.activeForeground": read("--ink"),
			"editor.lineHighlightBackground": read("--well"),
			"editor.lineHighlightBorder": "#00000000",
			"editor.selectionBackground": `${read("--accent")}44`,
			"editor.inactiveSelectionBackground": `${read("--accent")}22`,
			"editorCursor.foreground": read("--ink"),
			"editorIndentGuide.background1": read("--grid"),
			"editorIndentGuide.activeBackground1": read("--rule"),
			"editorGutter.background": read("--sheet"),
			"editorWidget.background": read("--sheet"),
			"editorWidget.foreground": read("--ink"),
			"editorWidget.border": read("--edge"),
			"editorHoverWidget.background": read("--sheet"),
			"editorHoverWidget.border": read("--edge"),
			"editorSuggestWidget.background": read("--sheet"),
			"editorSuggestWidget.border": read("--edge"),
			"editorSuggestWidget.foreground": read("--ink"),
			"editorSuggestWidget.selectedBackground": read("--well"),
			"editorSuggestWidget.selectedForeground": read("--ink"),
			"editorSuggestWidget.highlightForeground": read("--accent"),
			"editorSuggestWidget.focusHighlightForeground": read("--accent"),
			"editorError.foreground": read("--fail"),
			"editorWarning.foreground": read("--hold"),
			"editorBracketHighlight.foreground1": read("--ink-2"),
			"editorBracketHighlight.foreground2": read("--ink-2"),
			"editorBracketHighlight.foreground3": read("--ink-2"),
			"scrollbarSlider.background": `${read("--edge")}44`,
			"scrollbarSlider.hoverBackground": `${read("--edge")}77`,
			"scrollbarSlider.activeBackground": `${read("--edge")}99`,
			"scrollbar.shadow": "#00000000",
			focusBorder: read("--accent"),
		},
	});
	editor.setTheme("warmstart");
	end();
}

/** Follows the theme of page and system. @returns Stops following. */
export function followPageTheme(): () => void {
	applyPageTheme();
	const system = matchMedia("(prefers-color-scheme: dark)");
	const observer = new MutationObserver(applyPageTheme);
	observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-contrast"] });
	system.addEventListener("change", applyPageTheme);
	return () => {
		observer.disconnect();
		system.removeEventListener("change", applyPageTheme);
	};
}
