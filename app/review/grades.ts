import type { ReviewRating } from "#db/index.ts";

/** A button of the grade bar. Its first key is shown on it. */
export type GradeChoice = { rating: ReviewRating; label: string; keys: readonly string[] };

const two: readonly GradeChoice[] = [
	{ rating: 1, label: "Missed", keys: ["1"] },
	{ rating: 3, label: "Got it", keys: ["Space", "2"] },
];

const four: readonly GradeChoice[] = [
	{ rating: 1, label: "Missed", keys: ["1"] },
	{ rating: 2, label: "Hard", keys: ["2"] },
	{ rating: 3, label: "Got it", keys: ["Space", "3"] },
	{ rating: 4, label: "Easy", keys: ["4"] },
];

/** By the learner's setting. Two by default, because people press "hard" when they forgot, and FSRS then takes it for a success. */
export function gradeChoices(buttons: 2 | 4): readonly GradeChoice[] {
	return buttons === 2 ? two : four;
}

/** "missed", "got it": the same words on both bars. */
export function gradeWord(rating: ReviewRating): string {
	return four.find((choice) => choice.rating === rating)?.label.toLowerCase() ?? "graded";
}
