/** What a stretch of code is, as far as its colour goes: keyword, string, comment, number. */
export type CodeKind = "k" | "s" | "c" | "n";
export type CodeToken = { text: string; kind?: CodeKind };

export type TableCell = { children: MarkdownNode[]; align?: "start" | "center" | "end" };

/** Markdown as plain data, which the server sends and React renders. There is no member for raw HTML, so none can be written. */
export type MarkdownNode =
	| { type: "text"; text: string }
	| { type: "emphasis"; tag: "em" | "strong" | "s"; children: MarkdownNode[] }
	| { type: "inlineCode"; text: string }
	| { type: "lineBreak" }
	| { type: "link"; href: string; children: MarkdownNode[] }
	| { type: "paragraph"; children: MarkdownNode[] }
	/** A paragraph of a tight list, which stands without one. */
	| { type: "span"; children: MarkdownNode[] }
	/** `level` as written: 2 for "##". */
	| { type: "heading"; level: number; children: MarkdownNode[] }
	| { type: "list"; ordered: boolean; start: number; items: MarkdownNode[][] }
	| { type: "quote"; children: MarkdownNode[] }
	| { type: "rule" }
	| { type: "codeBlock"; language: string; lines: CodeToken[][] }
	| { type: "table"; head: TableCell[]; rows: TableCell[][] };

/** The words alone, for titles of pages and for names that readers speak. */
export function plainText(nodes: readonly MarkdownNode[]): string {
	return nodes.map(textOf).join("");
}

function textOf(node: MarkdownNode): string {
	switch (node.type) {
		case "text":
		case "inlineCode":
			return node.text;
		case "lineBreak":
			return " ";
		case "list":
			return node.items.map(plainText).join(" ");
		case "codeBlock":
			return node.lines.map((line) => line.map((token) => token.text).join("")).join("\n");
		case "table":
			return [node.head, ...node.rows].map((row) => row.map((cell) => plainText(cell.children)).join(" ")).join(" ");
		case "rule":
			return "";
		default:
			return plainText(node.children);
	}
}
