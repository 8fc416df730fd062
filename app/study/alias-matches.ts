/** A stretch of an answer, as character positions, that seems to make a point. */
export type AliasMatch = { start: number; end: number };

/**
 * Where an answer uses one of a point's words. A hint for the learner's own judgement, never a verdict: "not idempotent" matches, too.
 * @param aliases Compared without case, as whole words, across line breaks; a plural s is forgiven.
 */
export function aliasMatches(answer: string, aliases: readonly string[]): AliasMatch[] {
	const found = aliases.flatMap((alias) =>
		[...answer.matchAll(patternOf(alias))].map(({ index, 0: text }) => ({ start: index, end: index + text.length })),
	);
	return withoutOverlaps(found);
}

function patternOf(alias: string): RegExp {
	const words = alias.trim().split(/\s+/);
	const literal = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
	return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?:e?s)?(?![\\p{L}\\p{N}])`, "giu");
}

function withoutOverlaps(matches: AliasMatch[]): AliasMatch[] {
	const kept: AliasMatch[] = [];
	for (const match of matches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
		if (match.start >= (kept.at(-1)?.end ?? 0)) kept.push(match);
	}
	return kept;
}

/** For each point that the answer seems to make, the words that say so. */
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
	const matches = aliasMatches(
		answer,
		points.flatMap(({ aliases }) => [...aliases]),
	);
	const pieces: { text: string; marked: boolean }[] = [];
	let at = 0;
	for (const { start, end } of matches) {
		if (start > at) pieces.push({ text: answer.slice(at, start), marked: false });
		pieces.push({ text: answer.slice(start, end), marked: true });
		at = end;
	}
	if (at < answer.length) pieces.push({ text: answer.slice(at), marked: false });
	return pieces;
}
