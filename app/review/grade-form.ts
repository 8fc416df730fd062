import { z } from "zod";
import type { ReviewId, ReviewRating } from "#db/index.ts";

const slug = z
	.string()
	.max(64)
	.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "is not the name of a question");
const count = z
	.string()
	.regex(/^\d{1,9}$/, "must be a whole number")
	.transform(Number);
const instant = z
	.string()
	.regex(/^\d{1,15}$/, "must be a time in milliseconds")
	.transform((text) => new Date(Number(text)));

const rating = z.enum(["1", "2", "3", "4"]).transform((text) => Number(text) as ReviewRating);

/** What the forms of a review send. `intent` says which button was pressed. */
export const reviewForm = z.discriminatedUnion("intent", [
	z.strictObject({ intent: z.literal("grade"), question: slug, rating, reps: count, shownAt: instant }),
	z.strictObject({ intent: z.literal("undo"), review: count.transform((id) => id as ReviewId) }),
	z.strictObject({ intent: z.literal("suspend"), question: slug }),
	z.strictObject({ intent: z.literal("resume"), question: slug }),
]);
