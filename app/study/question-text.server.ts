import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { parseInline, parseMarkdown } from "#app/markdown/parse.server.ts";
import { dayLabel } from "#app/progress/calendar-day.ts";
import type { Catalog, FollowUp, Level, Question, Seniority } from "#content/index.ts";

export type KeyPointText = { id: string; text: MarkdownNode[]; weight: 1 | 2 | 3; from: Seniority; aliases: string[] };
export type FollowUpText = {
	ask: MarkdownNode[];
	/** When an interviewer would ask it. */
	when: string;
	answer: MarkdownNode[] | null;
	question: { id: string; title: string } | null;
};
export type SourceText = { guide: string; page: string; url: string; checked: { day: string; label: string } };
export type ExerciseText = { slug: string; title: string; summary: string; minutes: number };

export type QuestionText = {
	id: string;
	title: string;
	level: Level;
	topic: { slug: string; title: string };
	minutes: number;
	prompt: MarkdownNode[];
};

export type AnswerText = {
	thirtySeconds: MarkdownNode[];
	full: MarkdownNode[];
	keyPoints: KeyPointText[];
	redFlags: { says: MarkdownNode[]; because: MarkdownNode[] }[];
	followUps: FollowUpText[];
	adds: { who: string; what: MarkdownNode[] }[];
	sources: SourceText[];
	exercises: ExerciseText[];
};

export function questionText(question: Question, catalog: Catalog): QuestionText {
	const { id, title, level, minutes } = question;
	const topic = { slug: question.topic, title: catalog.topics.get(question.topic)?.title ?? question.topic };
	return { id, title, level, topic, minutes, prompt: parseMarkdown(question.prompt) };
}

/** Sent only once the learner asked for it, so that thinking first is not spoiled by a page that holds the answer already. */
export function answerText(question: Question, catalog: Catalog): AnswerText {
	const { adds } = question;
	return {
		thirtySeconds: parseMarkdown(question.thirtySeconds),
		full: parseMarkdown(question.full),
		keyPoints: question.keyPoints.map((point) => ({ ...point, text: parseInline(point.text) })),
		redFlags: question.redFlags.map((flag) => ({ says: parseInline(flag.says), because: parseInline(flag.because) })),
		followUps: question.followUps.map((followUp) => followUpText(followUp, catalog)),
		adds: [
			{ who: "Junior", what: parseInline(adds.junior) },
			{ who: "Senior", what: parseInline(adds.senior) },
			{ who: "Staff", what: parseInline(adds.staff) },
		],
		sources: question.sources.map(sourceText),
		exercises: question.exercises.flatMap((slug) => {
			const exercise = catalog.exercises.get(slug);
			return exercise ? [{ slug, title: exercise.title, summary: exercise.summary, minutes: exercise.minutes }] : [];
		}),
	};
}

function followUpText(followUp: FollowUp, catalog: Catalog): FollowUpText {
	const question = followUp.question === undefined ? undefined : catalog.questions.get(followUp.question);
	return {
		ask: parseInline(followUp.ask),
		when: conditionLabel(followUp.when),
		answer: followUp.answer === undefined ? null : parseInline(followUp.answer),
		question: question ? { id: question.id, title: question.title } : null,
	};
}

function conditionLabel(when: FollowUp["when"]): string {
	if (when === "always") return "always";
	if ("missed" in when) return "if you miss it";
	return `if you say “${when.mentions[0]}”`;
}

/** "AWS Lambda Developer Guide: Quotas" names a book and a page of it. */
function sourceText(source: Question["sources"][number]): SourceText {
	const [guide = "", ...page] = source.title.split(": ");
	const checked = { day: source.checked, label: dayLabel(source.checked, "withYear") };
	if (page.length === 0) return { guide: "", page: guide, url: source.url, checked };
	return { guide, page: page.join(": "), url: source.url, checked };
}
