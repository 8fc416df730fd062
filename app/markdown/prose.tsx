import { createElement, Fragment, type ReactNode } from "react";
import { Link } from "react-router";
import type { CodeToken, MarkdownNode, TableCell } from "#app/markdown/markdown-node.ts";
import styles from "#app/markdown/prose.module.css";

/**
 * A text of several paragraphs.
 * @param headingShift How far its headings move down to fit below the page's own: with 1, "##" becomes an h3.
 */
export function Prose({
	nodes,
	headingShift = 1,
	className = "",
}: {
	nodes: readonly MarkdownNode[];
	headingShift?: number;
	className?: string;
}) {
	return <div className={`prose ${styles.prose} ${className}`}>{drawAll(nodes, headingShift)}</div>;
}

/** Words within a line of the page's own. */
export function InlineProse({ nodes }: { nodes: readonly MarkdownNode[] }) {
	return drawAll(nodes, 1);
}

// A text never changes while it is shown. So its parts are handed over as arguments, one by one, and need no keys.
function inOrder(parts: readonly ReactNode[]): ReactNode {
	return createElement(Fragment, null, ...parts);
}

function drawAll(nodes: readonly MarkdownNode[], shift: number): ReactNode {
	return inOrder(nodes.map((node) => draw(node, shift)));
}

function draw(node: MarkdownNode, shift: number): ReactNode {
	switch (node.type) {
		case "text":
			return node.text;
		case "emphasis":
			return createElement(node.tag, null, drawAll(node.children, shift));
		case "inlineCode":
			return <code>{node.text}</code>;
		case "lineBreak":
			return <br />;
		case "link":
			return <ProseLink href={node.href}>{drawAll(node.children, shift)}</ProseLink>;
		case "paragraph":
			return <p>{drawAll(node.children, shift)}</p>;
		case "span":
			return drawAll(node.children, shift);
		case "heading":
			return createElement(`h${Math.min(6, Math.max(2, node.level + shift))}`, null, drawAll(node.children, shift));
		case "list":
			return drawList(node, shift);
		case "quote":
			return <blockquote>{drawAll(node.children, shift)}</blockquote>;
		case "rule":
			return <hr />;
		case "codeBlock":
			return <CodeBlock language={node.language} lines={node.lines} />;
		case "table":
			return drawTable(node, shift);
	}
}

function ProseLink({ href, children }: { href: string; children: ReactNode }) {
	if (href.startsWith("/")) return <Link to={href}>{children}</Link>;
	if (href.startsWith("#")) return <a href={href}>{children}</a>;
	return (
		<a href={href} rel="noreferrer">
			{children}
		</a>
	);
}

function drawList(list: MarkdownNode & { type: "list" }, shift: number): ReactNode {
	const items = inOrder(list.items.map((item) => createElement("li", null, drawAll(item, shift))));
	if (!list.ordered) return <ul className={styles.bullets}>{items}</ul>;
	return (
		<ol className={styles.numbers} start={list.start === 1 ? undefined : list.start}>
			{items}
		</ol>
	);
}

const languageNames: Readonly<Record<string, string>> = { js: "JavaScript", ts: "TypeScript", json: "JSON", yaml: "YAML", bash: "shell" };

/** Long lines scroll in their own box, which the keyboard must be able to reach. */
export function CodeBlock({ language, lines }: { language: string; lines: readonly CodeToken[][] }) {
	const name = Object.hasOwn(languageNames, language) ? languageNames[language] : language;
	// What a machine printed is read to its end and has no indentation to lose, so its lines wrap.
	const isOutput = ["", "text", "log"].includes(language);
	return (
		<figure className={styles.code} data-wraps={isOutput ? "" : undefined} aria-label={name ? `Code, ${name}` : "Code"}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
			<pre className="code" tabIndex={0}>
				<code>{inOrder(lines.flatMap((line, index) => [index > 0 ? "\n" : "", ...line.map(drawToken)]))}</code>
			</pre>
		</figure>
	);
}

function drawToken({ text, kind }: CodeToken): ReactNode {
	return kind ? <span className={kind}>{text}</span> : text;
}

function drawTable({ head, rows }: MarkdownNode & { type: "table" }, shift: number): ReactNode {
	// An empty corner is no heading.
	const headings = head.map((cell) => drawCell(cell.children.length > 0 ? "th" : "td", cell, shift));
	const body = rows.map((row) => createElement("tr", null, inOrder(row.map((cell) => drawCell("td", cell, shift)))));
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
		<div className={`scroll ${styles.table}`} role="group" aria-label="Table" tabIndex={0}>
			<table className="plain">
				<thead>
					<tr>{inOrder(headings)}</tr>
				</thead>
				<tbody>{inOrder(body)}</tbody>
			</table>
		</div>
	);
}

function drawCell(tag: "th" | "td", cell: TableCell, shift: number): ReactNode {
	const attributes = { scope: tag === "th" ? "col" : undefined, style: cell.align ? { textAlign: cell.align } : undefined };
	return createElement(tag, attributes, drawAll(cell.children, shift));
}
