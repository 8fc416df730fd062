import MarkdownIt, { type Token } from "markdown-it";
import type { Finding } from "#content/catalog/finding.ts";

// The checker must see what a renderer would refuse, so here raw HTML and every link are recognised.
const reader = new MarkdownIt({ html: true });
reader.validateLink = () => true;

/**
 * What lessons must not contain: raw HTML, links that are not https, pictures (nothing is loaded from elsewhere).
 * @param firstLine Line of the file on which `markdown` begins.
 */
export function markdownFindings(markdown: string, firstLine: number): Finding[] {
	return blocksOf(markdown).flatMap((block) => blockFindings(block, firstLine));
}

/** The same for a line of front matter, where all is reported at the line of its key. */
export function inlineFindings(markdown: string, line: number): Finding[] {
	return markdownFindings(markdown, line).map((finding) => ({ ...finding, line }));
}

export function blocksOf(markdown: string): Token[] {
	return reader.parse(markdown, {});
}

function blockFindings(block: Token, firstLine: number): Finding[] {
	let line = firstLine + (block.map?.[0] ?? 0);
	if (block.type === "html_block") return [rawHtml(block.content, line)];
	const findings: Finding[] = [];
	for (const inline of block.children ?? []) {
		if (inline.type === "softbreak" || inline.type === "hardbreak") line += 1;
		else if (inline.type === "html_inline") findings.push(rawHtml(inline.content, line));
		else if (inline.type === "image")
			findings.push({ line, message: "contains a picture", cure: "Describe it in words, or draw it as a table or text." });
		else if (inline.type === "link_open") findings.push(...linkFindings(String(inline.attrGet("href") ?? ""), line));
	}
	return findings;
}

function rawHtml(html: string, line: number): Finding {
	const start = html.trim().split("\n")[0]?.slice(0, 40) ?? "";
	return { line, message: `contains raw HTML: ${start}`, cure: "Use Markdown; if it is code, put it in backticks." };
}

function linkFindings(href: string, line: number): Finding[] {
	if (/^https:\/\/[^/]/i.test(href)) return [];
	return [{ line, message: `links to "${href.slice(0, 60)}"`, cure: "Links are whole addresses that begin with https://." }];
}
