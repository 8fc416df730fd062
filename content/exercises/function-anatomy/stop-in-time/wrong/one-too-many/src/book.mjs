import { book } from "./ledger.mjs";

export const handler = async (event, context) => {
	const done = [];
	for (const entry of event.entries) {
		if (context.getRemainingTimeInMillis() < 50) break;
		await book(entry);
		done.push(entry);
	}
	return { done, remaining: event.entries.slice(done.length) };
};
