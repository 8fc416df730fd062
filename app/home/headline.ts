import { capitalised, counted } from "#app/home/number-words.ts";

/**
 * The one sentence at the top of Today.
 * @param daysLeft Days to the interview; 0 on the day itself, negative after it, null when no date is set.
 */
export function headline({ daysLeft, due, isFirstVisit }: { daysLeft: number | null; due: number; isFirstVisit: boolean }): string {
	if (daysLeft !== null && daysLeft > 0) return `${capitalised(counted(daysLeft, "day", "days"))} to the interview.`;
	if (daysLeft === 0) return "The interview is today.";
	if (daysLeft !== null) return "How did the interview go?";
	if (isFirstVisit) return "Walk into your interview warm.";
	if (due === 0) return "Nothing is due today.";
	return `${capitalised(counted(due, "card is", "cards are"))} due.`;
}
