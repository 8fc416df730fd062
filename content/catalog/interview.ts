import { z } from "zod";
import { slugSchema } from "#content/catalog/question.ts";

const partBase = { title: z.string().min(3).max(60), /** Budget of the part. */ minutes: z.number().int().min(1).max(60) };

/** The parts of a mock interview. Budgets add up to the length of the interview. */
export const interviewPartSchema = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("rapid"), ...partBase, questions: z.array(slugSchema).min(2).max(10) }),
	/** One question, then its follow-ups as the question's front matter gives them. */
	z.strictObject({ kind: z.literal("deepDive"), ...partBase, question: slugSchema }),
	z.strictObject({ kind: z.literal("exercise"), ...partBase, exercise: slugSchema }),
]);
export type InterviewPart = z.infer<typeof interviewPartSchema>;

/** The front matter of content/interviews/<slug>.md; the body is the brief that the interviewer gives at the start. */
export const interviewFrontMatterSchema = z.strictObject({
	title: z.string().min(4).max(80),
	minutes: z.number().int().min(5).max(120),
	summary: z.string().min(8).max(160),
	parts: z.array(interviewPartSchema).min(1).max(8),
});

export type InterviewTemplate = z.infer<typeof interviewFrontMatterSchema> & { slug: string /** Markdown. */; brief: string; file: string };
