import { aliasMatches } from "#app/interview/alias-matches.ts";
import type { AskedItem } from "#app/interview/clock.ts";
import { itemsToMark, marksOf } from "#app/interview/marking.server.ts";
import type { Marks } from "#app/interview/marks.ts";
import type { PlanQuestion } from "#app/interview/plan.ts";
import { type Dealt, dealtWith } from "#app/interview/report.ts";
import type { Session } from "#app/interview/session.server.ts";
import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { parseInline, parseMarkdown } from "#app/markdown/parse.server.ts";
import type { InterviewAnswer } from "#db/index.ts";

/** A stretch of an answer. `points` are the key points (by their number, from 1) that one of its words may show. */
export type Stretch = { text: string; points: number[] };

export type MarkedText = { dealt: Dealt; stretches: Stretch[] };

export type MarkingView = {
	item: string;
	number: number;
	count: number;
	title: MarkdownNode[];
	prompt: MarkdownNode[];
	answer: MarkedText;
	followUps: { ask: MarkdownNode[]; answer: MarkedText; model: MarkdownNode[]; question: string | null }[];
	points: { id: string; text: string; weight: 1 | 2 | 3; from: string; suggested: boolean }[];
	redFlags: { says: string; because: string }[];
	/** Null until the learner has marked: model answers come last. */
	marks: Marks | null;
	thirtySeconds: MarkdownNode[];
	full: MarkdownNode[];
	previous: string | null;
	next: string | null;
};

/** @param wanted The item of the address; without it, the first that is not marked. */
export function markingView(
	session: Session,
	answers: ReadonlyMap<string, InterviewAnswer>,
	wanted: string | null,
): MarkingView | undefined {
	const order = itemsToMark(session);
	const item = order.find((known) => known === wanted) ?? order.find((known) => !answers.get(known)?.markedAt) ?? order[0];
	const asked = session.state.items.find((known) => known.item === item);
	if (!item || asked?.kind !== "question") return undefined;
	const { question } = asked;
	const marks = marksOf(answers.get(item)) ?? null;
	const followUps = session.state.items.filter((other) => other.kind === "followUp" && other.question.item === item);
	const texts = [asked, ...followUps].map((other) => answers.get(other.item)?.text ?? "");
	const at = order.indexOf(item);
	return {
		item,
		number: at + 1,
		count: order.length,
		title: parseInline(question.title),
		prompt: parseMarkdown(question.prompt),
		answer: markedText(asked, answers, question),
		followUps: followUps.flatMap((other) => {
			const followUp = other.kind === "followUp" ? question.followUps[other.followUp] : undefined;
			if (!followUp) return [];
			return [
				{
					ask: parseInline(followUp.ask),
					answer: markedText(other, answers, question),
					model: marks && followUp.answer ? parseInline(followUp.answer) : [],
					question: marks ? (followUp.question ?? null) : null,
				},
			];
		}),
		points: question.keyPoints.map(({ id, text, weight, from, aliases }) => ({
			id,
			text,
			weight,
			from,
			suggested: texts.some((text) => aliasMatches(text, aliases).length > 0),
		})),
		redFlags: question.redFlags.map(({ says, because }) => ({ says, because })),
		marks,
		thirtySeconds: marks ? parseMarkdown(question.thirtySeconds) : [],
		full: marks ? parseMarkdown(question.full) : [],
		previous: order[at - 1] ?? null,
		next: order[at + 1] ?? null,
	};
}

function markedText(item: AskedItem, answers: ReadonlyMap<string, InterviewAnswer>, question: PlanQuestion): MarkedText {
	const text = answers.get(item.item)?.text ?? "";
	const dealt = dealtWith(item, text);
	return { dealt, stretches: dealt === "answered" ? stretchesOf(text, question) : [] };
}

/** Cuts an answer at every border of a match, so that each stretch is told by the same key points. */
export function stretchesOf(text: string, { keyPoints }: Pick<PlanQuestion, "keyPoints">): Stretch[] {
	const matches = keyPoints.flatMap(({ aliases }, index) => aliasMatches(text, aliases).map((match) => ({ ...match, point: index + 1 })));
	const borders = [...new Set([0, text.length, ...matches.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
	return borders.slice(1).map((end, index) => {
		const start = borders[index] ?? 0;
		const points = matches.filter((match) => match.start <= start && match.end >= end).map(({ point }) => point);
		return { text: text.slice(start, end), points: [...new Set(points)] };
	});
}
