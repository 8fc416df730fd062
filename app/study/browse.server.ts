import { learnerRecord } from "#app/progress/progress.server.ts";
import { statusLabel, statusOf } from "#app/study/question-facts.ts";
import { foldCase, matchesFilter, type QuestionFilter, type QuestionStatus } from "#app/study/question-filter.ts";
import type { Catalog, Level, Question } from "#content/index.ts";
import { cardsByQuestion, type Database, viewsByQuestion } from "#db/index.ts";

export type QuestionRow = {
	id: string;
	title: string;
	level: Level;
	minutes: number;
	importance: 1 | 2 | 3;
	status: QuestionStatus;
	label: string;
};
export type QuestionGroup = { topic: { slug: string; title: string; summary: string }; rows: QuestionRow[] };
export type Choice = { value: string; label: string };

export type Browse = { groups: QuestionGroup[]; shown: number; all: number; seen: number; due: number; topics: Choice[] };

/** The questions that a filter lets through, by topic, in the order of the syllabus. */
export function browseQuestions(db: Database, catalog: Catalog, filter: QuestionFilter, now: Date): Browse {
	const cards = cardsByQuestion(db);
	const views = viewsByQuestion(db);
	const { revealed } = learnerRecord(db);
	const all = [...catalog.questions.values()].map((question) => ({
		question,
		status: statusOf(cards.get(question.id), views.get(question.id), now),
		label: statusLabel(cards.get(question.id), views.get(question.id), now),
	}));
	const shown = all.filter(({ question, status }) =>
		matchesFilter({ level: question.level, topic: question.topic, status, text: searchText(question) }, filter),
	);
	const groups = [...Map.groupBy(shown, ({ question }) => question.topic)].map(([slug, rows]) => ({
		topic: topicOf(catalog, slug),
		rows: rows.map(({ question: { id, title, level, minutes, importance }, status, label }) => ({
			id,
			title,
			level,
			minutes,
			importance,
			status,
			label,
		})),
	}));
	const topicsInUse = new Set(all.map(({ question }) => question.topic));
	return {
		groups,
		shown: shown.length,
		all: all.length,
		seen: all.filter(({ question, status }) => status !== "new" || revealed.has(question.id)).length,
		due: all.filter(({ status }) => status === "due").length,
		topics: [...topicsInUse].map((slug) => ({ value: slug, label: topicOf(catalog, slug).title })),
	};
}

function topicOf(catalog: Catalog, slug: string) {
	const topic = catalog.topics.get(slug);
	return { slug, title: topic?.title ?? slug, summary: topic?.summary ?? "" };
}

// The content is the same objects until it is read anew, so what is searched is folded once for each question.
const searchTexts = new WeakMap<Question, string>();

function searchText(question: Question): string {
	const known = searchTexts.get(question);
	if (known !== undefined) return known;
	const { title, prompt, thirtySeconds, full, keyPoints, topic } = question;
	const points = keyPoints.map((point) => `${point.text} ${point.aliases.join(" ")}`);
	const text = foldCase([title, prompt, thirtySeconds, full, ...points, topic.replaceAll("-", " ")].join("\n"));
	searchTexts.set(question, text);
	return text;
}
