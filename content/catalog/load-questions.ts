import type { ContentProblem, Topic } from "#content/catalog/catalog.ts";
import { claimId, type Draft, type Drafts } from "#content/catalog/draft.ts";
import { type Finding, keep, type Read } from "#content/catalog/finding.ts";
import { type Entry, entriesOf, foldersOf } from "#content/catalog/folder-entries.ts";
import { type FrontMatterFile, readFrontMatter } from "#content/catalog/front-matter.ts";
import { readLessonFile } from "#content/catalog/lesson-text.ts";
import { notATopic } from "#content/catalog/load-topics.ts";
import { inlineFindings } from "#content/catalog/markdown-findings.ts";
import {
	type Level,
	levels,
	type Question,
	type QuestionFrontMatter,
	questionFrontMatterSchema,
	slugSchema,
} from "#content/catalog/question.ts";
import { readSections, type Section } from "#content/catalog/sections.ts";

const maxSpokenWords = 90;
const outline = { Prompt: "optional", "In thirty seconds": "required", "In full": "required" } as const;

/** Reads content/questions/<level>/<topic>/<id>.md. */
export async function loadQuestions(
	contentFolder: string,
	topics: ReadonlyMap<string, Topic>,
	problems: ContentProblem[],
): Promise<Drafts<Question>> {
	const drafts: Drafts<Question> = { whole: new Map(), seen: new Map() };
	for (const levelFolder of await foldersOf(contentFolder, "questions", problems)) {
		const level = levels.find((name) => name === levelFolder.name);
		if (level === undefined) {
			problems.push({ file: levelFolder.path, line: 1, message: "is not a level", cure: `The folders here are ${levels.join(", ")}.` });
			continue;
		}
		for (const topicFolder of await foldersOf(contentFolder, levelFolder.path, problems)) {
			if (!topics.has(topicFolder.name)) {
				problems.push(notATopic(topicFolder.path));
				continue;
			}
			for (const entry of await entriesOf(contentFolder, topicFolder.path, problems)) {
				await addQuestion(entry, level, topicFolder.name, drafts, problems);
			}
		}
	}
	return drafts;
}

async function addQuestion(entry: Entry, level: Level, topic: string, drafts: Drafts<Question>, problems: ContentProblem[]): Promise<void> {
	const id = entry.name.replace(/\.md$/, "");
	if (entry.kind !== "file" || id === entry.name || !slugSchema.safeParse(id).success) {
		problems.push({
			file: entry.path,
			line: 1,
			message: "is not a question",
			cure: "Name it like sqs-poison-message.md: lower-case words, hyphens.",
		});
		return;
	}
	if (!claimId(id, entry.path, drafts.seen, problems)) return;
	const draft = keep(await readQuestion(entry, level, topic, id), entry.path, problems);
	if (draft !== undefined) drafts.whole.set(id, draft);
}

async function readQuestion(entry: Entry, level: Level, topic: string, id: string): Promise<Read<Draft<Question>>> {
	const text = await readLessonFile(entry.absolute);
	if (!text.ok) return text;
	const front = readFrontMatter(text.value, questionFrontMatterSchema);
	if (!front.ok) return front;
	const { data, lineOf, body, bodyLine } = front.value;

	const sections = readSections(body, bodyLine, outline);
	const findings = [...ownFindings(front.value), ...(sections.ok ? lengthFindings(sections.value) : sections.findings)];
	if (!sections.ok || findings.length > 0) return { ok: false, findings };
	const textOf = (title: keyof typeof outline) => sections.value.get(title)?.text ?? "";
	const value = {
		...data,
		id,
		level,
		topic,
		prompt: textOf("Prompt"),
		thirtySeconds: textOf("In thirty seconds"),
		full: textOf("In full"),
		file: entry.path,
	};
	return { ok: true, value: { value, file: entry.path, lineOf } };
}

/** What can be told without the other files: key points named once, missed ones that exist, inline Markdown. */
function ownFindings({ data, lineOf }: FrontMatterFile<QuestionFrontMatter>): Finding[] {
	const findings: Finding[] = [];
	const ids = data.keyPoints.map((point) => point.id);
	ids.forEach((id, index) => {
		if (ids.indexOf(id) < index) {
			findings.push({
				line: lineOf(["keyPoints", index, "id"]),
				message: `has the key point "${id}" twice`,
				cure: "Give each its own id.",
			});
		}
	});
	data.followUps.forEach((followUp, index) => {
		const missed = typeof followUp.when === "object" && "missed" in followUp.when ? followUp.when.missed : undefined;
		if (missed !== undefined && !ids.includes(missed)) {
			const line = lineOf(["followUps", index, "when", "missed"]);
			findings.push({ line, message: `follows up on the key point "${missed}", which it does not have`, cure: `Write ${ids.join(", ")}.` });
		}
		findings.push(...inlineFindings(followUp.answer ?? "", lineOf(["followUps", index, "answer"])));
	});
	return findings;
}

function lengthFindings(sections: Map<string, Section>): Finding[] {
	const spoken = sections.get("In thirty seconds");
	const words = spoken === undefined ? 0 : countWords(spoken.text);
	if (spoken === undefined || words <= maxSpokenWords) return [];
	const message = `takes longer than thirty seconds: ${words} words`;
	return [{ line: spoken.line, message, cure: `Shorten it to ${maxSpokenWords} words; the rest belongs under "# In full".` }];
}

/** Words as they are spoken: what has a letter or a digit. */
export function countWords(markdown: string): number {
	return markdown.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
