import { mentions } from "#app/interview/alias-matches.ts";
import type { PlanQuestion } from "#app/interview/plan.ts";

export const mostFollowUps = 3;

/**
 * The follow-ups that an interviewer asks after this answer: those that are always asked, then those about a key point that no word of the
 * answer shows, then those about something that the answer mentions. Equal answers lead to equal follow-ups.
 * @returns Indices into `question.followUps`, three at most.
 */
export function chooseFollowUps(question: Pick<PlanQuestion, "followUps" | "keyPoints">, answer: string): number[] {
	const aliasesOf = new Map(question.keyPoints.map((point) => [point.id, point.aliases]));
	const always: number[] = [];
	const missed: number[] = [];
	const mentioned: number[] = [];
	for (const [index, { when }] of question.followUps.entries()) {
		if (when === "always") always.push(index);
		else if ("missed" in when) {
			if (!mentions(answer, aliasesOf.get(when.missed) ?? [])) missed.push(index);
		} else if (mentions(answer, when.mentions)) mentioned.push(index);
	}
	return [...always, ...missed, ...mentioned].slice(0, mostFollowUps);
}
