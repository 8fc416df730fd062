import { book } from "./ledger.mjs";

const bookFrom = async (entries, at, timeLeft) => {
	if (at === entries.length || timeLeft() <= 450) return at;
	await book(entries[at]);
	return bookFrom(entries, at + 1, timeLeft);
};

export async function handler(event, context) {
	const stopped = await bookFrom(event.entries, 0, () => context.getRemainingTimeInMillis());
	return { done: event.entries.slice(0, stopped), remaining: event.entries.slice(stopped) };
}
