import type { Exercise } from "#content/catalog/exercise.ts";
import type { InterviewTemplate } from "#content/catalog/interview.ts";
import type { Level, Question } from "#content/catalog/question.ts";

export type Topic = {
	slug: string;
	title: string /** Level at which the topic is at home. */;
	level: Level /** One line. */;
	summary: string;
};

/** A mistake in the content, for its author. `line` counts from 1. */
export type ContentProblem = { file: string; line: number; message: string; cure: string };

/** All that is taught, checked and typed. Maps keep the order of the syllabus: topic, level, importance, title. */
export type Catalog = {
	topics: ReadonlyMap<string, Topic>;
	questions: ReadonlyMap<string, Question>;
	exercises: ReadonlyMap<string, Exercise>;
	interviews: ReadonlyMap<string, InterviewTemplate>;
	/** Items with problems are left out of the maps and named here. */
	problems: readonly ContentProblem[];
};
