import type { Level } from "#content/index.ts";

/** What a learner knows of a question, as far as a list cares. */
export type QuestionStatus = "new" | "seen" | "due" | "scheduled" | "suspended";
export const shownStatuses = ["all", "new", "due", "seen"] as const;

export type QuestionFilter = {
	words: string;
	level: Level | null;
	topic: string | null;
	show: (typeof shownStatuses)[number];
};

export type Filterable = { level: Level; topic: string; status: QuestionStatus; text: string };

/** All words must occur, in any order and anywhere in the question's text. */
export function matchesFilter(question: Filterable, filter: QuestionFilter): boolean {
	if (filter.level !== null && question.level !== filter.level) return false;
	if (filter.topic !== null && question.topic !== filter.topic) return false;
	if (filter.show === "new" && question.status !== "new") return false;
	if (filter.show === "due" && question.status !== "due") return false;
	if (filter.show === "seen" && question.status === "new") return false;
	return wordsOf(filter.words).every((word) => question.text.includes(word));
}

function wordsOf(text: string): string[] {
	return foldCase(text).split(/\s+/).filter(Boolean);
}

/** For comparing: no case, no accents. */
export function foldCase(text: string): string {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
