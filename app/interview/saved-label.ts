/** "a second ago", as roughly as a glance needs it. */
export function agoInWords(ms: number): string {
	if (ms < 4000) return "a second ago";
	if (ms < 20_000) return "a few seconds ago";
	if (ms < 90_000) return "half a minute ago";
	const minutes = Math.round(ms / 60_000);
	return minutes < 60 ? `${minutes} minutes ago` : "over an hour ago";
}

export function countWords(text: string): number {
	return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’.,_/-]*/gu)?.length ?? 0;
}

export const wordsLabel = (count: number) => `${count} ${count === 1 ? "word" : "words"}`;
