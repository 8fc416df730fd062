import { z } from "zod";
import { levels, slugSchema } from "#content/catalog/question.ts";
import type { Scenario } from "#sandbox/index.ts";

/** The front matter of content/exercises/<topic>/<slug>/README.md. Topic and slug come from the folders. */
export const exerciseFrontMatterSchema = z.strictObject({
	title: z.string().min(4).max(80),
	level: z.enum(levels),
	minutes: z.number().int().min(5).max(60),
	/** One line for lists: what one practises. */
	summary: z.string().min(8).max(160),
	/** Files of starter/ that the learner may change; all others are shown read-only. */
	edit: z.array(z.string()).min(1).max(6),
	/** In steps; each says more than the one before, the last is not the solution. Inline Markdown. */
	hints: z.array(z.string().min(8).max(400)).min(2).max(4),
	/** Ids of questions that an interviewer would ask next. */
	questions: z.array(slugSchema).max(6).default([]),
	laws: z.array(z.string().regex(/^L[1-9]\d{0,2}$/)).default([]),
});

/** The front matter of wrong/<name>/WRONG.md; its body explains the mistake to a learner whose code fails in the same way. */
export const wrongFrontMatterSchema = z.strictObject({
	/** "It looks like a known mistake: …" */
	title: z.string().min(4).max(100),
	/** Id of the check that this solution must fail first (in the order of the scenario). */
	fails: slugSchema,
});

export type ProjectFiles = Readonly<Record<string, string>>;
export type WrongSolution = { name: string; title: string; fails: string /** Markdown. */; explanation: string; files: ProjectFiles };

export type Exercise = z.infer<typeof exerciseFrontMatterSchema> & {
	slug: string;
	topic: string;
	/** README sections "# Story", "# Task", "# Given" (optional), Markdown without raw HTML. */
	story: string;
	task: string;
	given: string;
	/** The whole starter project by path. */
	starter: ProjectFiles;
	/** Whole projects too: the starter overlaid with the folder's files. */
	solution: ProjectFiles;
	alsoRight: { name: string; files: ProjectFiles }[];
	wrong: WrongSolution[];
	scenario: Scenario;
	/** Path relative to the content folder. */
	folder: string;
};
