import { z } from "zod";

export const dimensions = ["communication", "problemSolving", "technicalDepth", "verification"] as const;
export type Dimension = (typeof dimensions)[number];

export const dimensionNames: Record<Dimension, string> = {
	communication: "Communication",
	problemSolving: "Problem solving",
	technicalDepth: "Technical depth",
	verification: "Verification",
};

/** From weak to strong. */
export const bands = ["strongNo", "leanNo", "leanYes", "strongYes"] as const;
export type Band = (typeof bands)[number];

export const bandNames: Record<Band, string> = { strongNo: "strong no", leanNo: "lean no", leanYes: "lean yes", strongYes: "strong yes" };

const band = z.enum(bands).nullable();
/** How the learner rated herself before she saw any key point; null where she left it out. */
export const ratingsSchema = z.object({ communication: band, problemSolving: band, technicalDepth: band, verification: band });
export type Ratings = z.infer<typeof ratingsSchema>;
export const noRatings: Ratings = { communication: null, problemSolving: null, technicalDepth: null, verification: null };

/** How a question was marked: ids of the key points that were made, indices of the red flags that were said. */
export const marksSchema = z.object({
	keyPoints: z.array(z.string()),
	redFlags: z.array(z.number().int().min(0)),
	/** Whether this marking brought the question to the front of the review queue. */
	madeDue: z.boolean(),
});
export type Marks = z.infer<typeof marksSchema>;

/** Items of the interview's record that are no questions. */
export const notesItem = "notes";
export const ratingsItem = "ratings";

type Point = { id: string; weight: number };

const weightOf = (points: readonly Point[]) => points.reduce((sum, { weight }) => sum + weight, 0);

/** From 0 to 1; 1 when there is nothing to make. */
export function shareMade(points: readonly Point[], made: readonly string[]): number {
	const all = weightOf(points);
	return all === 0 ? 1 : weightOf(points.filter(({ id }) => made.includes(id))) / all;
}

/** A question comes back for review when a point that the answer fails without is missing, or more than half of all weights are. */
export function isMissed(points: readonly Point[], made: readonly string[]): boolean {
	return points.some(({ id, weight }) => weight === 3 && !made.includes(id)) || shareMade(points, made) < 0.5;
}
