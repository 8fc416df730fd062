import { aliasMatches } from "#app/interview/alias-matches.ts";
import { type BandResults, bandRank, bandsOf, headlineOf, judgementInWords } from "#app/interview/bands.ts";
import type { AskedItem, ClockState } from "#app/interview/clock.ts";
import { type Band, type Dimension, dimensions, isMissed, type Marks, type Ratings, shareMade } from "#app/interview/marks.ts";
import type { Plan, PlanQuestion } from "#app/interview/plan.ts";
import type { InterviewMode } from "#db/index.ts";

/** How a question was dealt with. unanswered: it was being asked when the interview ended, and nothing was written. */
export type Dealt = "answered" | "skipped" | "unanswered" | "notReached";

export type ReportedQuestion = {
	item: string;
	part: number;
	question: string;
	title: string;
	topic: string;
	dealt: Dealt;
	text: string;
	/** How far in the interview it was asked. */
	askedAtMs: number | null;
	spentMs: number;
	followUps: { ask: string; dealt: Dealt; text: string; answer: string | null; question: string | null }[];
	points: { id: string; text: string; weight: 1 | 2 | 3; from: "junior" | "mid" | "senior" | "staff"; made: boolean }[];
	redFlags: { says: string; because: string }[];
	/** From 0 to 1: weight of the points that were made. */
	share: number;
	missed: boolean;
	madeDue: boolean;
	/** Markdown. */
	thirtySeconds: string;
	full: string;
};

export type ReportedRun = {
	attempts: number;
	last: { status: string; headline: string; passed: number; total: number; changedSince: boolean; failed: string[] } | null;
};
export type ReportedExercise = ReportedRun & {
	item: string;
	part: number;
	exercise: string;
	title: string;
	topic: string;
	reached: boolean;
	spentMs: number;
};

export type NextStep = { kind: "exercise" | "question" | "review"; to: string; title: string; why: string };

export type Quote = { words: string; minute: number };

export type Report = {
	title: string;
	mode: InterviewMode;
	ended: "timeRanOut" | "finished" | null;
	limitMs: number | null;
	spentMs: number;
	extensions: number;
	headline: string;
	bands: BandResults;
	quotes: Partial<Record<Dimension, Quote>>;
	ratings: Ratings;
	judgement: string;
	/** Lowest and highest band of the earlier interviews of this kind, three at most; null with fewer than two. */
	earlier: Record<Dimension, { lowest: Band; highest: Band } | null>;
	earlierCount: number;
	parts: { number: number; title: string; kind: Plan["parts"][number]["kind"]; spentMs: number; budgetMs: number; reached: boolean }[];
	questions: ReportedQuestion[];
	exercises: ReportedExercise[];
	topics: { topic: string; title: string; made: number; total: number; missed: number; checks: { passed: number; total: number } | null }[];
	next: NextStep[];
};

export type ReportInput = {
	plan: Plan;
	state: ClockState;
	mode: InterviewMode;
	/** Texts by item. */
	answers: ReadonlyMap<string, string>;
	marks: ReadonlyMap<string, Marks>;
	ratings: Ratings;
	runs: ReadonlyMap<string, ReportedRun>;
	/** Bands of earlier interviews of the same template, the latest first. */
	earlier: readonly Record<Dimension, Band | null>[];
};

const comparedInterviews = 3;

/** All that a report says, as plain data; page, Markdown and JSON are drawn from it. */
export function makeReport(input: ReportInput): Report {
	const { plan, state, mode, ratings } = input;
	const questions = reportedQuestions(input);
	const exercises = reportedExercises(input);
	const bands = bandsOf({
		questions: questions
			.filter(({ dealt }) => dealt !== "notReached")
			.map((question) => ({
				deepDive: plan.parts[question.part]?.kind === "deepDive",
				points: question.points,
				redFlags: question.redFlags.length,
			})),
		exercises: exercises.filter(({ reached }) => reached).map(({ last }) => ({ lastRun: last })),
	});
	const earlier = input.earlier.slice(0, comparedInterviews);
	return {
		title: plan.title,
		mode,
		ended: state.ended,
		limitMs: state.limitMs,
		spentMs: state.spentMs,
		extensions: state.extensions,
		headline: headlineOf(bands),
		bands,
		quotes: quotesOf(plan, questions),
		ratings,
		judgement: judgementInWords(ratings, bands),
		earlier: Object.fromEntries(dimensions.map((dimension) => [dimension, rangeOf(earlier, dimension)])) as Report["earlier"],
		earlierCount: earlier.length,
		parts: plan.parts.map(({ title, kind }, index) => ({
			number: index + 1,
			title,
			kind,
			spentMs: state.parts[index]?.spentMs ?? 0,
			budgetMs: state.parts[index]?.budgetMs ?? 0,
			reached: state.items.some((item) => item.part === index && item.askedAtMs !== null),
		})),
		questions,
		exercises,
		topics: topicsOf(plan, questions, exercises),
		next: nextSteps(plan, questions, exercises),
	};
}

/** How an item was dealt with when the interview was over. The last words that were saved count as the answer. */
export function dealtWith({ done, askedAtMs }: Pick<AskedItem, "done" | "askedAtMs">, text: string): Dealt {
	if (askedAtMs === null) return "notReached";
	if (done === "skipped") return "skipped";
	return text.trim() === "" ? "unanswered" : "answered";
}

function reportedQuestions({ state, answers, marks }: ReportInput): ReportedQuestion[] {
	return state.items.flatMap((asked): ReportedQuestion[] => {
		if (asked.kind !== "question") return [];
		const { question } = asked;
		const text = answers.get(asked.item) ?? "";
		const dealt = dealtWith(asked, text);
		const marked = marks.get(asked.item);
		const made = marked?.keyPoints ?? [];
		const followUps = state.items.filter((item) => item.kind === "followUp" && item.question.item === question.item);
		return [
			{
				item: asked.item,
				part: asked.part,
				question: question.question,
				title: question.title,
				topic: question.topic,
				dealt,
				text: dealt === "answered" ? text : "",
				askedAtMs: asked.askedAtMs,
				spentMs: asked.spentMs + followUps.reduce((sum, { spentMs }) => sum + spentMs, 0),
				followUps: followUps.flatMap((item) => (item.kind === "followUp" ? [reportedFollowUp(item, question, answers)] : [])),
				points: question.keyPoints.map(({ id, text, weight, from }) => ({ id, text, weight, from, made: made.includes(id) })),
				redFlags: (marked?.redFlags ?? []).flatMap((index) => question.redFlags[index] ?? []),
				share: shareMade(question.keyPoints, made),
				missed: dealt !== "notReached" && isMissed(question.keyPoints, made),
				madeDue: marked?.madeDue ?? false,
				thirtySeconds: question.thirtySeconds,
				full: question.full,
			},
		];
	});
}

function reportedFollowUp(
	item: AskedItem & { kind: "followUp" },
	question: PlanQuestion,
	answers: ReadonlyMap<string, string>,
): ReportedQuestion["followUps"][number] {
	const text = answers.get(item.item) ?? "";
	const dealt = dealtWith(item, text);
	const followUp = question.followUps[item.followUp];
	return {
		ask: followUp?.ask ?? "",
		dealt,
		text: dealt === "answered" ? text : "",
		answer: followUp?.answer ?? null,
		question: followUp?.question ?? null,
	};
}

function reportedExercises({ state, runs }: ReportInput): ReportedExercise[] {
	return state.items.flatMap((asked): ReportedExercise[] => {
		if (asked.kind !== "exercise") return [];
		const { exercise, title, topic } = asked.exercise;
		const run = runs.get(asked.item) ?? { attempts: 0, last: null };
		return [
			{ ...run, item: asked.item, part: asked.part, exercise, title, topic, reached: asked.askedAtMs !== null, spentMs: asked.spentMs },
		];
	});
}

function topicsOf(plan: Plan, questions: readonly ReportedQuestion[], exercises: readonly ReportedExercise[]): Report["topics"] {
	return Object.entries(plan.topics).flatMap(([topic, title]) => {
		const asked = questions.filter((question) => question.topic === topic && question.dealt !== "notReached");
		const worked = exercises.filter((exercise) => exercise.topic === topic && exercise.reached);
		if (asked.length + worked.length === 0) return [];
		const points = asked.flatMap((question) => question.points);
		const sum = (of: readonly { weight: number }[]) => of.reduce((total, { weight }) => total + weight, 0);
		const runs = worked.flatMap(({ last }) => last ?? []);
		return [
			{
				topic,
				title,
				made: sum(points.filter(({ made }) => made)),
				total: sum(points),
				missed: asked.filter(({ missed }) => missed).length,
				checks:
					worked.length === 0
						? null
						: { passed: runs.reduce((total, run) => total + run.passed, 0), total: runs.reduce((total, run) => total + run.total, 0) },
			},
		];
	});
}

/** At most three things to do, each an address in the app: the exercise that did not pass, the worst misses, then whatever is left. */
function nextSteps(plan: Plan, questions: readonly ReportedQuestion[], exercises: readonly ReportedExercise[]): NextStep[] {
	const steps: NextStep[] = [];
	for (const { exercise, title, reached, last } of exercises) {
		if (last?.status === "passed") continue;
		const why = !reached ? "Not reached this time." : last ? `${last.headline}. Without a clock it goes better.` : "It was never run.";
		steps.push({ kind: "exercise", to: `/exercises/${exercise}`, title, why: `Exercise. ${why}` });
	}
	const missed = questions.filter((question) => question.missed).sort((a, b) => a.share - b.share);
	for (const { question, title, share, madeDue, points } of missed.slice(0, 2)) {
		const said = points.filter(({ made }) => made).length;
		const why = share === 0 ? "Nothing of it was said." : `${said} of ${points.length} key points said.`;
		steps.push({ kind: "question", to: `/questions/${question}`, title, why: `${why}${madeDue ? " Due for review now." : ""}` });
	}
	if (missed.length > 0) {
		const count = missed.filter(({ madeDue }) => madeDue).length;
		if (count > 0)
			steps.push({
				kind: "review",
				to: "/review",
				title: "Review what you missed",
				why: `${count === 1 ? "One question is" : `${count} questions are`} due now.`,
			});
	}
	const unreached = questions.filter(({ dealt }) => dealt === "notReached");
	for (const { question, title } of unreached)
		steps.push({ kind: "question", to: `/questions/${question}`, title, why: "Not reached this time." });
	const linked = plan.parts.flatMap((part) =>
		part.kind === "exercise" ? [] : part.questions.flatMap(({ exercises: slugs, title }) => slugs.map((slug) => ({ slug, title }))),
	);
	for (const { slug, title } of linked) {
		if (steps.some(({ to }) => to === `/exercises/${slug}`)) continue;
		if (exercises.some(({ exercise }) => exercise === slug)) continue;
		steps.push({
			kind: "exercise",
			to: `/exercises/${slug}`,
			title: "The exercise behind a question",
			why: `It makes this one tangible: ${title}`,
		});
	}
	return steps.slice(0, 3);
}

function rangeOf(earlier: ReportInput["earlier"], dimension: Dimension): { lowest: Band; highest: Band } | null {
	const known = earlier.flatMap((one) => one[dimension] ?? []).sort((a, b) => bandRank(a) - bandRank(b));
	const [lowest, highest] = [known[0], known.at(-1)];
	return known.length < 2 || !lowest || !highest ? null : { lowest, highest };
}

/** A sentence of the learner for each dimension that questions give evidence for: the one that shows the weightiest point she claimed. */
function quotesOf(plan: Plan, questions: readonly ReportedQuestion[]): Report["quotes"] {
	const used = new Set<string>();
	const pick = (fits: (question: ReportedQuestion, point: ReportedQuestion["points"][number]) => boolean): Quote | undefined => {
		const claims = questions
			.flatMap((question) => question.points.filter((point) => point.made && fits(question, point)).map((point) => ({ question, point })))
			.sort((a, b) => b.point.weight - a.point.weight);
		for (const { question, point } of claims) {
			const aliases = aliasesOf(plan, question.item, point.id);
			const words = [question.text, ...question.followUps.map(({ text }) => text)]
				.map((text) => sentenceWith(text, aliases))
				.find((found) => found);
			if (!words || used.has(words)) continue;
			used.add(words);
			return { words, minute: Math.floor((question.askedAtMs ?? 0) / 60_000) };
		}
		return undefined;
	};
	const deepDive = (question: ReportedQuestion) => plan.parts[question.part]?.kind === "deepDive";
	return {
		communication: pick((question, { weight }) => weight === 3 && !deepDive(question)) ?? pick((_, { weight }) => weight === 3),
		problemSolving: pick((question) => deepDive(question)),
		technicalDepth: pick((_, { from }) => from === "staff" || from === "senior") ?? pick((_, { from }) => from === "mid"),
	};
}

function aliasesOf(plan: Plan, item: string, point: string): readonly string[] {
	const questions = plan.parts.flatMap((part) => (part.kind === "exercise" ? [] : part.questions));
	return questions.find((question) => question.item === item)?.keyPoints.find(({ id }) => id === point)?.aliases ?? [];
}

const longestQuote = 180;

function sentenceWith(text: string, aliases: readonly string[]): string | undefined {
	const hit = aliasMatches(text, aliases)[0];
	if (!hit) return undefined;
	const start = Math.max(
		...[". ", "! ", "? ", "\n"].map(
			(end) => text.lastIndexOf(end, hit.start - 1) + (text.lastIndexOf(end, hit.start - 1) < 0 ? 1 : end.length),
		),
	);
	const rest = text.slice(hit.end).search(/[.!?](\s|$)|\n/);
	const sentence = text.slice(start, rest < 0 ? text.length : hit.end + rest + 1).trim();
	return sentence.length <= longestQuote ? sentence : `${sentence.slice(0, longestQuote - 1).trimEnd()}…`;
}
