import { createHighlighterCoreSync, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import bash from "shiki/langs/bash.mjs";
import json from "shiki/langs/json.mjs";
import typescript from "shiki/langs/typescript.mjs";
import yaml from "shiki/langs/yaml.mjs";
import type { CodeKind, CodeToken } from "#app/markdown/markdown-node.ts";

/** TypeScript's grammar reads JavaScript too, and each of the two weighs 190 kB. */
const grammars: Readonly<Record<string, string>> = {
	js: "typescript",
	mjs: "typescript",
	cjs: "typescript",
	javascript: "typescript",
	ts: "typescript",
	typescript: "typescript",
	json: "json",
	yaml: "yaml",
	yml: "yaml",
	bash: "shellscript",
	sh: "shellscript",
	shell: "shellscript",
};

// The "colours" of this theme are only names for kinds; the page's own style sheet colours them, in light and dark.
const plain = "#000000";
const kindOfColour: Readonly<Record<string, CodeKind>> = { "#000001": "k", "#000002": "s", "#000003": "c", "#000004": "n" };
const kinds = {
	name: "kinds",
	type: "light" as const,
	fg: plain,
	bg: "#ffffff",
	settings: [
		{ settings: { foreground: plain } },
		{ scope: ["keyword", "storage", "constant.language"], settings: { foreground: "#000001" } },
		{
			scope: ["keyword.operator", "storage.type.function.arrow", "keyword.operator.type.annotation"],
			settings: { foreground: plain },
		},
		{ scope: ["keyword.operator.expression", "keyword.operator.new"], settings: { foreground: "#000001" } },
		{ scope: ["string", "punctuation.definition.string"], settings: { foreground: "#000002" } },
		{ scope: ["meta.template.expression", "support.type.property-name", "entity.name.tag.yaml"], settings: { foreground: plain } },
		{ scope: ["comment", "punctuation.definition.comment"], settings: { foreground: "#000003" } },
		{ scope: ["constant.numeric"], settings: { foreground: "#000004" } },
	],
};

let highlighter: HighlighterCore | undefined;

/** Made on first use: a server that shows no code should not pay for the grammars at its start. */
function highlighterOnce(): HighlighterCore {
	highlighter ??= createHighlighterCoreSync({
		engine: createJavaScriptRegexEngine(),
		langs: [typescript, json, yaml, bash],
		themes: [kinds],
	});
	return highlighter;
}

/**
 * Code as lines of tokens with a kind each.
 * @param language As written after the fence. One that we have no grammar for gives plain lines.
 */
export function highlight(code: string, language: string): CodeToken[][] {
	const grammar = Object.hasOwn(grammars, language) ? grammars[language] : undefined;
	if (grammar === undefined) return code.split("\n").map((text) => [{ text }]);
	return highlighterOnce()
		.codeToTokensBase(code, { lang: grammar, theme: "kinds" })
		.map((line) => joined(line.map(({ content, color }) => tokenOf(content, kindOfColour[color?.toLowerCase() ?? ""]))));
}

function tokenOf(text: string, kind: CodeKind | undefined): CodeToken {
	return kind ? { text, kind } : { text };
}

/** Neighbours of one kind become one token, which makes pages a third smaller. */
function joined(tokens: CodeToken[]): CodeToken[] {
	const line: CodeToken[] = [];
	for (const token of tokens) {
		const last = line.at(-1);
		if (last && last.kind === token.kind) last.text += token.text;
		else line.push({ ...token });
	}
	return line;
}
