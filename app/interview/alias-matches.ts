/** Where in a text a word of a list occurs, as offsets; `end` is exclusive. */
export type Match = { start: number; end: number };

const specials = /[.*+?^${}()|[\]\\]/g;

/**
 * Finds words as a listener would: in any case, with a space where the list has a hyphen, and with an ending ("retry" is found in
 * "retrying"), but never in the middle of a word ("race" is not found in "trace").
 * @returns Matches in the order of the text, overlapping ones joined.
 */
export function aliasMatches(text: string, aliases: readonly string[]): Match[] {
	const found = aliases.flatMap((alias) =>
		[...text.matchAll(patternOf(alias))].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length })),
	);
	const joined: Match[] = [];
	for (const match of found.sort((a, b) => a.start - b.start || a.end - b.end)) {
		const last = joined.at(-1);
		if (last && match.start <= last.end) last.end = Math.max(last.end, match.end);
		else joined.push({ ...match });
	}
	return joined;
}

export const mentions = (text: string, aliases: readonly string[]) => aliasMatches(text, aliases).length > 0;

function patternOf(alias: string): RegExp {
	const words = alias
		.trim()
		.split(/[\s-]+/)
		.map((word) => word.replace(specials, "\\$&"));
	return new RegExp(`(?<![\\p{L}\\p{N}_])${words.join("[\\s-]+")}[\\p{L}\\p{N}_]*`, "giu");
}
