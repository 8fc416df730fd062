import { z } from "zod";

/** The four levels of the syllabus, in the order in which a learner meets them. */
export const levels = ["foundational", "intermediate", "advanced", "practical"] as const;
export type Level = (typeof levels)[number];

/** Seniority from which an interviewer expects a key point. */
export const seniorities = ["junior", "mid", "senior", "staff"] as const;
export type Seniority = (typeof seniorities)[number];

/** A permanent name: lower-case words joined by hyphens. It is never changed once released, so that history stays attached. */
export const slugSchema = z
	.string()
	.max(64)
	.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be lower-case words joined by single hyphens, for example sqs-poison-message");

const isoDate = z.iso.date("must be a date written YYYY-MM-DD");

const keyPointSchema = z.strictObject({
	/** Unique within the question; permanent. */
	id: slugSchema,
	/** What the candidate must get across, one line. */
	text: z.string().min(8).max(160),
	/** 3 = the answer fails without it, 2 = expected, 1 = a plus. */
	weight: z.union([z.literal(1), z.literal(2), z.literal(3)]),
	/** Seniority from which it is expected. */
	from: z.enum(seniorities),
	/** Words that show the point was made, for highlighting in a written answer (case-insensitive). */
	aliases: z.array(z.string().min(3).max(60)).min(1).max(12),
});

const redFlagSchema = z.strictObject({
	/** The wrong sentence as candidates say it. */
	says: z.string().min(8).max(200),
	/** Why it is wrong, one or two sentences. */
	because: z.string().min(8).max(300),
});

const followUpSchema = z.strictObject({
	/** When an interviewer would ask it: always, when a key point was missed, or when the answer mentions a word. */
	when: z.union([
		z.literal("always"),
		z.strictObject({ missed: slugSchema }),
		z.strictObject({ mentions: z.array(z.string().min(2).max(40)).min(1).max(8) }),
	]),
	ask: z.string().min(8).max(200),
	/** A short answer in place (Markdown inline only), or the id of the question that treats it. At least one of the two. */
	answer: z.string().min(8).max(600).optional(),
	question: slugSchema.optional(),
});

const sourceSchema = z.strictObject({
	title: z.string().min(4).max(160),
	url: z.url({ protocol: /^https$/ }),
	/** The day on which somebody last checked that the source says what the answer says. */
	checked: isoDate,
});

/** The front matter of content/questions/<level>/<topic>/<id>.md. Level and topic come from the folder, the id from the file name. */
export const questionFrontMatterSchema = z.strictObject({
	/** As an interviewer asks it, in spoken words. */
	title: z.string().min(12).max(200),
	kind: z.literal("open"),
	/** Minutes a good spoken answer takes, follow-ups included. */
	minutes: z.number().int().min(1).max(20),
	/** 3 = asked in most interviews, 2 = often, 1 = now and then. */
	importance: z.union([z.literal(1), z.literal(2), z.literal(3)]),
	keyPoints: z.array(keyPointSchema).min(3).max(8),
	redFlags: z.array(redFlagSchema).min(1).max(6),
	followUps: z
		.array(followUpSchema.refine((f) => f.answer !== undefined || f.question !== undefined, "needs an answer, or a question id to lead to"))
		.min(2)
		.max(6),
	/** What each seniority adds to the answer, one sentence each. */
	adds: z.strictObject({ junior: z.string().max(300), senior: z.string().max(300), staff: z.string().max(300) }),
	sources: z.array(sourceSchema).min(1).max(8),
	/** Slugs of exercises that make the answer tangible. */
	exercises: z.array(slugSchema).max(4).default([]),
	/** Laws of Lambda that the answer rests on, such as L192; they are explained in docs/fidelity.md. */
	laws: z.array(z.string().regex(/^L[1-9]\d{0,2}$/)).default([]),
});
export type QuestionFrontMatter = z.infer<typeof questionFrontMatterSchema>;
export type KeyPoint = QuestionFrontMatter["keyPoints"][number];
export type FollowUp = QuestionFrontMatter["followUps"][number];

/** A question as the rest of the product sees it. The three texts are Markdown without raw HTML. */
export type Question = QuestionFrontMatter & {
	id: string;
	level: Level;
	topic: string;
	/** Set-up that the title alone does not carry (a snippet, a scenario); often empty. Body section "# Prompt". */
	prompt: string;
	/** As spoken, at most 90 words. Body section "# In thirty seconds". */
	thirtySeconds: string;
	/** Reasoning, numbers, trade-offs. Body section "# In full". */
	full: string;
	/** Path relative to the content folder, for messages to authors. */
	file: string;
};
