import { z } from "zod";
import type { Catalog, Exercise, FollowUp, InterviewTemplate, Question } from "#content/index.ts";

/** How much more time than the template gives. `null`: no limit; the clock counts up and ends nothing. */
export const timeFactors = [1, 1.25, 1.5, 2, null] as const;
export type TimeFactor = (typeof timeFactors)[number];

const seniority = z.enum(["junior", "mid", "senior", "staff"]);
const keyPoint = z.object({
	id: z.string(),
	text: z.string(),
	weight: z.union([z.literal(1), z.literal(2), z.literal(3)]),
	from: seniority,
	aliases: z.array(z.string()),
});
const followUp = z.object({
	when: z.union([z.literal("always"), z.object({ missed: z.string() }), z.object({ mentions: z.array(z.string()) })]),
	ask: z.string(),
	answer: z.string().optional(),
	question: z.string().optional(),
});

const planQuestion = z.object({
	/** Name of the item: "2-1" is the first of the second part. */
	item: z.string(),
	/** Permanent id of the question in the catalog. */
	question: z.string(),
	title: z.string(),
	/** Set-up, Markdown; often empty. */
	prompt: z.string(),
	topic: z.string(),
	keyPoints: z.array(keyPoint),
	redFlags: z.array(z.object({ says: z.string(), because: z.string() })),
	/** Empty where the part asks no follow-ups. */
	followUps: z.array(followUp),
	/** Model answers, Markdown. */
	thirtySeconds: z.string(),
	full: z.string(),
	/** Exercises that make the answer tangible. */
	exercises: z.array(z.string()),
});

const planExercise = z.object({
	item: z.string(),
	exercise: z.string(),
	title: z.string(),
	topic: z.string(),
	/** Markdown. */
	story: z.string(),
	task: z.string(),
	given: z.string(),
	/** The files that may be changed, as they were given. */
	starter: z.record(z.string(), z.string()),
	/** All others, to read. */
	readOnly: z.record(z.string(), z.string()),
});

const budget = { title: z.string(), /** Time factor included. */ budgetMs: z.number().positive() };
const planPart = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("rapid"), ...budget, questions: z.array(planQuestion).min(1) }),
	z.object({ kind: z.literal("deepDive"), ...budget, questions: z.array(planQuestion).length(1) }),
	z.object({ kind: z.literal("exercise"), ...budget, exercise: planExercise }),
]);

/**
 * All that an interview will ask, taken when it starts, so that no later edit of the content changes, breaks or spoils a running interview
 * or an old report.
 */
export const planSchema = z.object({
	version: z.literal(1),
	title: z.string(),
	brief: z.string(),
	/** null: no limit. */
	limitMs: z.number().positive().nullable(),
	hideClock: z.boolean(),
	/** Titles of the topics that occur, by slug. */
	topics: z.record(z.string(), z.string()),
	parts: z.array(planPart).min(1),
});
export type Plan = z.infer<typeof planSchema>;
export type PlanPart = Plan["parts"][number];
export type PlanQuestion = z.infer<typeof planQuestion>;
export type PlanExercise = z.infer<typeof planExercise>;

export type PlanChoices = { timeFactor: TimeFactor; hideClock: boolean };

/**
 * Takes the snapshot. A question or exercise that the catalog no longer has is left out with its share of the part's budget; a part that
 * loses all it had is left out too.
 * @returns null when nothing is left to ask.
 */
export function makePlan(
	template: InterviewTemplate,
	catalog: Pick<Catalog, "questions" | "exercises" | "topics">,
	choices: PlanChoices,
): Plan | null {
	const factor = choices.timeFactor ?? 1;
	const parts = template.parts.flatMap((part, index): PlanPart[] => {
		const place = index + 1;
		const base = { title: part.title, budgetMs: part.minutes * 60_000 * factor };
		if (part.kind === "exercise") {
			const exercise = catalog.exercises.get(part.exercise);
			return exercise ? [{ kind: "exercise", ...base, exercise: planExerciseOf(exercise, `${place}-1`) }] : [];
		}
		if (part.kind === "deepDive") {
			const question = catalog.questions.get(part.question);
			return question ? [{ kind: "deepDive", ...base, questions: [planQuestionOf(question, `${place}-1`, question.followUps)] }] : [];
		}
		const found = part.questions.flatMap((id) => catalog.questions.get(id) ?? []);
		if (found.length === 0) return [];
		const questions = found.map((question, at) => planQuestionOf(question, `${place}-${at + 1}`, []));
		return [{ kind: "rapid", ...base, budgetMs: (base.budgetMs * found.length) / part.questions.length, questions }];
	});
	if (parts.length === 0) return null;
	const slugs = parts.flatMap((part) => (part.kind === "exercise" ? [part.exercise.topic] : part.questions.map(({ topic }) => topic)));
	return {
		version: 1,
		title: template.title,
		brief: template.brief,
		limitMs: choices.timeFactor === null ? null : parts.reduce((sum, part) => sum + part.budgetMs, 0),
		hideClock: choices.hideClock,
		topics: Object.fromEntries(slugs.map((slug) => [slug, catalog.topics.get(slug)?.title ?? slug])),
		parts,
	};
}

function planQuestionOf(question: Question, item: string, followUps: FollowUp[]): PlanQuestion {
	const { id, title, prompt, topic, keyPoints, redFlags, thirtySeconds, full, exercises } = question;
	return { item, question: id, title, prompt, topic, keyPoints, redFlags, followUps, thirtySeconds, full, exercises };
}

function planExerciseOf(exercise: Exercise, item: string): PlanExercise {
	const { slug, title, topic, story, task, given, starter, edit } = exercise;
	const files = Object.entries(starter);
	return {
		item,
		exercise: slug,
		title,
		topic,
		story,
		task,
		given,
		starter: Object.fromEntries(edit.map((path) => [path, starter[path] ?? ""])),
		readOnly: Object.fromEntries(files.filter(([path]) => !edit.includes(path))),
	};
}

/** One thing to answer: a question, a follow-up that a deep dive opened, or the exercise. */
export type Item =
	| { kind: "question"; item: string; part: number; question: PlanQuestion }
	| { kind: "followUp"; item: string; part: number; question: PlanQuestion; followUp: number }
	| { kind: "exercise"; item: string; part: number; exercise: PlanExercise };

export const followUpItem = (questionItem: string, followUp: number) => `${questionItem}-f${followUp + 1}`;

/**
 * The items of the interview in the order in which they are asked.
 * @param opened For each question that was answered, the follow-ups that its answer led to, as indices.
 */
export function itemsOf(plan: Plan, opened: ReadonlyMap<string, readonly number[]>): Item[] {
	return plan.parts.flatMap((part, index): Item[] => {
		if (part.kind === "exercise") return [{ kind: "exercise", item: part.exercise.item, part: index, exercise: part.exercise }];
		return part.questions.flatMap((question): Item[] => [
			{ kind: "question", item: question.item, part: index, question },
			...(opened.get(question.item) ?? [])
				.filter((followUp) => question.followUps[followUp] !== undefined)
				.map((followUp): Item => ({ kind: "followUp", item: followUpItem(question.item, followUp), part: index, question, followUp })),
		]);
	});
}
