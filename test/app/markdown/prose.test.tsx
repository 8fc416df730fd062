import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { createMemoryRouter, RouterProvider } from "react-router";
import { describe, expect, it } from "vitest";
import { parseInline, parseMarkdown } from "#app/markdown/parse.server.ts";
import { InlineProse, Prose } from "#app/markdown/prose.tsx";

function html(element: React.ReactElement): string {
	return renderToStaticMarkup(createElement(RouterProvider, { router: createMemoryRouter([{ path: "/", element }]) }));
}
const block = (text: string) => html(createElement(Prose, { nodes: parseMarkdown(text) }));
const inline = (text: string) => html(createElement(InlineProse, { nodes: parseInline(text) }));

describe("Prose", () => {
	it("draws paragraphs, emphasis and code", () => {
		expect(block("One *two* **three** `four`.")).toContain("<p>One <em>two</em> <strong>three</strong> <code>four</code>.</p>");
	});

	it("moves headings below the page's own", () => {
		expect(block("## Why")).toContain("<h3>Why</h3>");
	});

	it("draws a table in a box that scrolls, without a heading for an empty corner", () => {
		const drawn = block("| | Default |\n|---|---:|\n| throws | all ten |");
		expect(drawn).toContain('<table class="plain">');
		expect(drawn).toContain('<td></td><th scope="col" style="text-align:end">Default</th>');
	});

	it("draws a tight list without paragraphs and a loose one with them", () => {
		expect(block("- a\n- b")).toContain("<li>a</li><li>b</li>");
		expect(block("- a\n\n- b")).toContain("<li><p>a</p></li>");
	});

	it("keeps the number that an ordered list starts with", () => {
		expect(block("3. c\n4. d")).toContain('start="3"');
	});

	it("colours code by the kind of its tokens, without inline styles", () => {
		const drawn = block('```js\nconst a = "b"; // c\n```');
		expect(drawn).toContain('<span class="k">const</span>');
		expect(drawn).toContain('<span class="s">&quot;b&quot;</span>');
		expect(drawn).toContain('<span class="c">// c</span>');
		expect(drawn).not.toContain("style=");
	});

	it("shows code of a language it does not know as plain lines", () => {
		expect(block("```cobol\nMOVE A\nTO B.\n```")).toContain("MOVE A\nTO B.");
	});

	it.each(["__proto__", "constructor", "toString"])("is not confused by the language %s", (language) => {
		expect(block(`\`\`\`${language}\nx\n\`\`\``)).toContain("x");
	});

	it("gives the same tree for the same text without parsing it twice", () => {
		expect(parseMarkdown("same *text*")).toBe(parseMarkdown("same *text*"));
	});

	it("gives a tree that survives JSON", () => {
		const nodes = parseMarkdown(
			"# A\n\n1. b `c`\n\n> d\n\n| e | f |\n|---|---|\n| g | h |\n\n```ts\nlet i = 1;\n```\n\n[j](https://k.example)",
		);
		expect(JSON.parse(JSON.stringify(nodes))).toEqual(nodes);
	});
});

describe("Text that attacks the page", () => {
	const corpus = [
		"<script>alert(1)</script>",
		"<img src=x onerror=alert(1)>",
		"<svg/onload=alert(1)>",
		"<a href='javascript:alert(1)'>x</a>",
		"<iframe src=https://evil.example></iframe>",
		"<style>*{display:none}</style>",
		"<!-- <script>alert(1)</script> -->",
		"<!--><img src=x onerror=alert(1)>-->",
		"<![CDATA[<script>alert(1)</script>]]>",
		"<?php echo 1 ?>",
		"<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
		"[x](javascript:alert(1))",
		"[x](JaVaScRiPt:alert(1))",
		"[x](java\tscript:alert(1))",
		"[x](&#106;avascript:alert(1))",
		"[x](javascript&colon;alert(1))",
		"[x](<javascript:alert(1)>)",
		"[x](\u0001javascript:alert(1))",
		"[x](data:text/html;base64,PHNjcmlwdD4=)",
		"[x](vbscript:msgbox)",
		"[x](//evil.example)",
		"[x](/\\evil.example)",
		'[x](https://a.example "onmouseover=alert(1)")',
		'[x](https://a.example/"onmouseover="alert(1))',
		"[a [b](javascript:alert(1)) c](https://d.example)",
		"[![x](javascript:alert(1))](javascript:alert(2))",
		"![x](https://evil.example/pixel.png)",
		"![x](javascript:alert(1))",
		"<javascript:alert(1)>",
		"<https://a.example/><script>alert(1)</script>",
		"[x][y]\n\n[y]: javascript:alert(1)",
		"[x][y]\n\n[y]: data:text/html,x",
		"`<script>alert(1)</script>`",
		"```html\n<script>alert(1)</script>\n```",
		'```js"onmouseover="alert(1)\nx\n```',
		"| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
		"- <script>alert(1)</script>",
		"# <img src=x onerror=alert(1)>",
		"&lt;script&gt;alert(1)&lt;/script&gt;",
		"&#60;img src=x onerror=alert(1)&#62;",
		"*<b onclick=alert(1)>*",
		"https://a.example/<script>",
	];
	const tags = new Set(
		"div p em strong s code br a h2 h3 h4 h5 h6 ul ol li blockquote hr figure pre span table thead tbody tr th td".split(" "),
	);
	const attributes = new Set("class href rel start scope style tabindex role aria-label data-discover".split(" "));

	it.each(corpus)("is only shown: %j", (text) => {
		for (const drawn of [block(text), inline(text)]) {
			for (const [, tag = "", rest = ""] of drawn.matchAll(/<\/?([^\s>/]+)((?:"[^"]*"|[^>"])*)>/g)) {
				expect(tags, drawn).toContain(tag);
				for (const [, name = ""] of rest.matchAll(/([^\s="/]+)(?:="[^"]*")?/g)) expect(attributes, drawn).toContain(name);
			}
			for (const [, href = ""] of drawn.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(https:\/\/[^/]|mailto:|#|\/(?!\/))/);
		}
	});

	it("does not make links of addresses that are only written", () => {
		expect(block("see https://a.example and www.b.example")).not.toContain("<a");
	});
});
