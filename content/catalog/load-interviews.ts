import type { ContentProblem } from "#content/catalog/catalog.ts";
import { claimId, type Draft, type Drafts } from "#content/catalog/draft.ts";
import { found, keep, type Read } from "#content/catalog/finding.ts";
import { type Entry, entriesOf } from "#content/catalog/folder-entries.ts";
import { readFrontMatter } from "#content/catalog/front-matter.ts";
import { type InterviewTemplate, interviewFrontMatterSchema } from "#content/catalog/interview.ts";
import { readLessonFile } from "#content/catalog/lesson-text.ts";
import { markdownFindings } from "#content/catalog/markdown-findings.ts";
import { slugSchema } from "#content/catalog/question.ts";

/** Reads content/interviews/<slug>.md. */
export async function loadInterviews(contentFolder: string, problems: ContentProblem[]): Promise<Drafts<InterviewTemplate>> {
	const drafts: Drafts<InterviewTemplate> = { whole: new Map(), seen: new Map() };
	for (const entry of await entriesOf(contentFolder, "interviews", problems)) {
		const slug = entry.name.replace(/\.md$/, "");
		if (entry.kind !== "file" || slug === entry.name || !slugSchema.safeParse(slug).success) {
			problems.push({ file: entry.path, line: 1, message: "is not an interview", cure: "Name it like lambda-screen-15.md." });
			continue;
		}
		if (!claimId(slug, entry.path, drafts.seen, problems)) continue;
		const draft = keep(await readInterview(entry, slug), entry.path, problems);
		if (draft !== undefined) drafts.whole.set(slug, draft);
	}
	return drafts;
}

async function readInterview(entry: Entry, slug: string): Promise<Read<Draft<InterviewTemplate>>> {
	const text = await readLessonFile(entry.absolute);
	if (!text.ok) return text;
	const front = readFrontMatter(text.value, interviewFrontMatterSchema);
	if (!front.ok) return front;
	const { data, lineOf, body, bodyLine } = front.value;

	const budget = data.parts.reduce((sum, part) => sum + part.minutes, 0);
	if (budget !== data.minutes) {
		return found(lineOf(["minutes"]), `lasts ${data.minutes} minutes, but its parts add up to ${budget}`, "Make the two equal.");
	}
	const brief = body.trim();
	if (brief === "") return found(bodyLine, "has no brief", "Write below the front matter what the interviewer says at the start.");
	const findings = markdownFindings(body, bodyLine);
	if (findings.length > 0) return { ok: false, findings };
	return { ok: true, value: { value: { ...data, slug, brief, file: entry.path }, file: entry.path, lineOf } };
}
