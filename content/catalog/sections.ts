import type { Finding, Read } from "#content/catalog/finding.ts";
import { blocksOf, markdownFindings } from "#content/catalog/markdown-findings.ts";

export type Section = { line: number; text: string };
/** Headings in the order in which they must come, and whether each is required. */
export type Outline = Readonly<Record<string, "required" | "optional">>;

type Heading = { title: string; line: number; start: number; end: number };

/**
 * Cuts a body at its level-one headings and holds it to an outline.
 * @param firstLine Line of the file on which `body` begins.
 * @returns The sections by heading; those left out are absent.
 */
export function readSections(body: string, firstLine: number, outline: Outline): Read<Map<string, Section>> {
	const lines = body.split("\n");
	const headings = headingsOf(body, firstLine);
	const findings = [...outlineFindings(headings, firstLine, outline), ...markdownFindings(body, firstLine)];
	const lead = lines.slice(0, headings[0]?.start ?? 0).findIndex((line) => line.trim() !== "");
	if (lead >= 0) {
		findings.push({ line: firstLine + lead, message: "has text before the first heading", cure: `Put it under "# ${firstOf(outline)}".` });
	}

	const sections = new Map<string, Section>();
	headings.forEach((heading, index) => {
		const text = lines
			.slice(heading.end, headings[index + 1]?.start ?? lines.length)
			.join("\n")
			.trim();
		if (text === "")
			findings.push({ line: heading.line, message: `has nothing under "# ${heading.title}"`, cure: "Write it, or remove the heading." });
		sections.set(heading.title, { line: heading.line, text });
	});
	return findings.length > 0 ? { ok: false, findings } : { ok: true, value: sections };
}

function headingsOf(body: string, firstLine: number): Heading[] {
	const blocks = blocksOf(body);
	return blocks.flatMap((block, index) => {
		if (block.type !== "heading_open" || block.tag !== "h1" || block.level !== 0 || block.map === null) return [];
		const [start, end] = block.map;
		return [{ title: blocks[index + 1]?.content ?? "", line: firstLine + start, start, end }];
	});
}

function outlineFindings(headings: Heading[], firstLine: number, outline: Outline): Finding[] {
	const order = Object.keys(outline);
	const wanted = order.map((title) => `"# ${title}"`).join(", ");
	const findings: Finding[] = [];
	let last = -1;
	for (const { title, line } of headings) {
		const place = order.indexOf(title);
		if (place < 0)
			findings.push({ line, message: `has the heading "# ${title}"`, cure: `The headings here are ${wanted}; use ## below them.` });
		else if (place === last) findings.push({ line, message: `has "# ${title}" twice`, cure: "Join the two." });
		else if (place < last) findings.push({ line, message: `has "# ${title}" too late`, cure: `The order is ${wanted}.` });
		last = Math.max(last, place);
	}
	for (const title of order) {
		if (outline[title] === "optional" || headings.some((heading) => heading.title === title)) continue;
		findings.push({ line: firstLine, message: `has no section "# ${title}"`, cure: `Add it; the order is ${wanted}.` });
	}
	return findings;
}

function firstOf(outline: Outline): string {
	return Object.keys(outline)[0] ?? "";
}
