import { isRemembered } from "#app/review/schedule.ts";
import type { Level, Topic } from "#content/index.ts";
import type { FsrsState } from "#db/index.ts";

/** How a learner stands in a topic, in counts only: nothing here is a guess about the interview. */
export type TopicStanding = {
	slug: string;
	title: string;
	summary: string;
	level: Level;
	questions: number;
	/** Questions whose answer was read or graded. */
	seen: number;
	/** Questions graded at least once. */
	graded: number;
	/** Of those, how many the learner probably recalls now, by the forgetting curve of the schedule. */
	remembered: number;
	due: number;
	exercises: number;
	exercisesTried: number;
	exercisesPassed: number;
};

export type LearnerRecord = {
	/** Questions whose answer was revealed. */
	revealed: ReadonlySet<string>;
	cards: ReadonlyMap<string, { fsrs: FsrsState; suspendedAt: Date | null }>;
	exercises: ReadonlyMap<string, { passed: boolean }>;
};

/** @param catalog Only what counts: which question and exercise belongs to which topic. */
export function topicStandings(
	catalog: {
		topics: Iterable<Topic>;
		questions: Iterable<{ id: string; topic: string }>;
		exercises: Iterable<{ slug: string; topic: string }>;
	},
	learner: LearnerRecord,
	now: Date,
): TopicStanding[] {
	const questions = Map.groupBy(catalog.questions, (question) => question.topic);
	const exercises = Map.groupBy(catalog.exercises, (exercise) => exercise.topic);
	return [...catalog.topics].map((topic) =>
		standingOf(
			topic,
			questions.get(topic.slug)?.map(({ id }) => id) ?? [],
			exercises.get(topic.slug)?.map(({ slug }) => slug) ?? [],
			learner,
			now,
		),
	);
}

function standingOf(topic: Topic, questions: string[], exercises: string[], learner: LearnerRecord, now: Date): TopicStanding {
	const cards = questions.flatMap((id) => learner.cards.get(id) ?? []).filter((card) => card.fsrs.reps > 0);
	const gradedOrRead = (id: string) => learner.revealed.has(id) || (learner.cards.get(id)?.fsrs.reps ?? 0) > 0;
	const tried = exercises.flatMap((slug) => learner.exercises.get(slug) ?? []);
	return {
		slug: topic.slug,
		title: topic.title,
		summary: topic.summary,
		level: topic.level,
		questions: questions.length,
		seen: questions.filter(gradedOrRead).length,
		graded: cards.length,
		remembered: cards.filter((card) => isRemembered(card.fsrs, now)).length,
		due: questions.flatMap((id) => learner.cards.get(id) ?? []).filter((card) => card.suspendedAt === null && card.fsrs.due <= now).length,
		exercises: exercises.length,
		exercisesTried: tried.length,
		exercisesPassed: tried.filter((exercise) => exercise.passed).length,
	};
}

export type TopicGroup = { level: Level; topics: TopicStanding[] };

/** By the level at which a topic is at home, in the order of the syllabus. Topics with nothing in them yet are left out. */
export function byLevel(standings: readonly TopicStanding[]): TopicGroup[] {
	const shown = standings.filter((standing) => standing.questions + standing.exercises > 0);
	return [...Map.groupBy(shown, (standing) => standing.level)].map(([level, topics]) => ({ level, topics }));
}

/** One of five steps from cold to warm, by the share of the topic's questions that is remembered. */
export function warmth(standing: Pick<TopicStanding, "remembered" | "questions">): 1 | 2 | 3 | 4 | 5 {
	if (standing.questions === 0) return 1;
	return Math.min(5, Math.floor((standing.remembered / standing.questions) * 5) + 1) as 1 | 2 | 3 | 4 | 5;
}
