import MarkdownIt, { type Token } from "markdown-it";
import { isAllowedLink } from "#app/markdown/allowed-link.ts";
import { highlight } from "#app/markdown/highlight.server.ts";
import type { MarkdownNode, TableCell } from "#app/markdown/markdown-node.ts";

// Raw HTML is read as text, addresses do not become links by themselves, and a link that is not allowed stays the text it was written as.
const reader = new MarkdownIt({ html: false, linkify: false, typographer: false });
reader.validateLink = isAllowedLink;
reader.disable("image");

/** The content of one catalog fits several times over; a pack that changes while an author writes does not grow the cache for ever. */
const keptTexts = 2000;
const blocks = new Map<string, MarkdownNode[]>();
const inlines = new Map<string, MarkdownNode[]>();

/** A text with paragraphs, lists, tables and code. */
export function parseMarkdown(text: string): MarkdownNode[] {
	return remembered(blocks, text, () => nodesOf(reader.parse(text, {})));
}

/** One line: emphasis, code and links only. */
export function parseInline(text: string): MarkdownNode[] {
	return remembered(inlines, text, () => nodesOf(reader.parseInline(text, {})[0]?.children ?? []));
}

function remembered(cache: Map<string, MarkdownNode[]>, text: string, make: () => MarkdownNode[]): MarkdownNode[] {
	const known = cache.get(text);
	if (known) return known;
	const nodes = make();
	const oldest = cache.keys().next();
	if (cache.size >= keptTexts && !oldest.done) cache.delete(oldest.value);
	cache.set(text, nodes);
	return nodes;
}

/** A token that opens something, and the tokens up to the one that closes it. */
type Branch = { token: Token; inner: Token[] };

function branches(tokens: readonly Token[]): Branch[] {
	const found: Branch[] = [];
	for (let index = 0; index < tokens.length; index += 1) {
		const token = tokens[index] as Token;
		const end = token.nesting === 1 ? closing(tokens, index) : index;
		found.push({ token, inner: tokens.slice(index + 1, end) });
		index = end;
	}
	return found;
}

function closing(tokens: readonly Token[], open: number): number {
	let depth = 0;
	for (let index = open; index < tokens.length; index += 1) {
		depth += tokens[index]?.nesting ?? 0;
		if (depth === 0) return index;
	}
	return tokens.length;
}

function nodesOf(tokens: readonly Token[]): MarkdownNode[] {
	return branches(tokens).flatMap(nodeOf);
}

function nodeOf({ token, inner }: Branch): MarkdownNode | MarkdownNode[] {
	switch (token.type) {
		case "inline":
			return nodesOf(token.children ?? []);
		case "text":
		case "text_special":
			return token.content === "" ? [] : { type: "text", text: token.content };
		case "softbreak":
			return { type: "text", text: " " };
		case "hardbreak":
			return { type: "lineBreak" };
		case "code_inline":
			return { type: "inlineCode", text: token.content };
		case "em_open":
			return { type: "emphasis", tag: "em", children: nodesOf(inner) };
		case "strong_open":
			return { type: "emphasis", tag: "strong", children: nodesOf(inner) };
		case "s_open":
			return { type: "emphasis", tag: "s", children: nodesOf(inner) };
		case "link_open":
			return linkOf(String(token.attrGet("href") ?? ""), nodesOf(inner));
		case "paragraph_open":
			return { type: token.hidden ? "span" : "paragraph", children: nodesOf(inner) };
		case "heading_open":
			return { type: "heading", level: Number(token.tag.slice(1)), children: nodesOf(inner) };
		case "bullet_list_open":
			return { type: "list", ordered: false, start: 1, items: branches(inner).map((item) => nodesOf(item.inner)) };
		case "ordered_list_open":
			return {
				type: "list",
				ordered: true,
				start: Number(token.attrGet("start") ?? 1),
				items: branches(inner).map((item) => nodesOf(item.inner)),
			};
		case "blockquote_open":
			return { type: "quote", children: nodesOf(inner) };
		case "hr":
			return { type: "rule" };
		case "fence":
		case "code_block": {
			const language = token.info.trim().split(/\s+/)[0]?.toLowerCase() ?? "";
			return { type: "codeBlock", language, lines: highlight(token.content.replace(/\n$/, ""), language) };
		}
		case "table_open":
			return tableOf(inner);
		default:
			// Whatever a later version may add is shown as the text it was written as.
			return token.content === "" ? nodesOf(inner) : { type: "text", text: token.content };
	}
}

// Checked a second time, here where the node is made, so that no other rule of the reader can bring a link past the first check.
function linkOf(href: string, children: MarkdownNode[]): MarkdownNode | MarkdownNode[] {
	return isAllowedLink(href) ? { type: "link", href, children } : children;
}

function tableOf(tokens: Token[]): MarkdownNode {
	const parts = branches(tokens);
	const rowsOf = (type: string) =>
		parts.filter(({ token }) => token.type === type).flatMap(({ inner }) => branches(inner).map((row) => branches(row.inner).map(cellOf)));
	return { type: "table", head: rowsOf("thead_open")[0] ?? [], rows: rowsOf("tbody_open") };
}

function cellOf({ token, inner }: Branch): TableCell {
	const align = /text-align:(left|center|right)/.exec(String(token.attrGet("style") ?? ""))?.[1];
	const children = nodesOf(inner);
	if (align === "center") return { children, align };
	if (align === "right") return { children, align: "end" };
	return { children };
}
