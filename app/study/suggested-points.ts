import { aliasMatches } from "#app/interview/alias-matches.ts";

/**
 * For each point that the answer seems to make, the words that say so. A hint for the learner's own judgement, never a verdict: "not
 * idempotent" matches, too.
 */
export function suggestedPoints(answer: string, points: readonly { id: string; aliases: readonly string[] }[]): Map<string, string> {
	return new Map(
		points.flatMap(({ id, aliases }) => {
			const first = aliasMatches(answer, aliases)[0];
			return first ? [[id, answer.slice(first.start, first.end).replace(/\s+/g, " ")] as const] : [];
		}),
	);
}

/** An answer in pieces, so that those that match can be drawn with a dotted line. Joined they are the answer again. */
export function markedAnswer(answer: string, points: readonly { aliases: readonly string[] }[]): { text: string; marked: boolean }[] {
	const pieces: { text: string; marked: boolean }[] = [];
	let at = 0;
	for (const { start, end } of aliasMatches(
		answer,
		points.flatMap(({ aliases }) => [...aliases]),
	)) {
		if (start > at) pieces.push({ text: answer.slice(at, start), marked: false });
		pieces.push({ text: answer.slice(start, end), marked: true });
		at = end;
	}
	if (at < answer.length) pieces.push({ text: answer.slice(at), marked: false });
	return pieces;
}
