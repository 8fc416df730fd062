import { book } from "./ledger.mjs";

export const handler = async (event, context) => {
	const limit = context.getRemainingTimeInMillis();
	const done = [];
	for (const entry of event.entries) {
		if (done.length > 0 && context.getRemainingTimeInMillis() < limit * 0.6) break;
		await book(entry);
		done.push(entry);
	}
	return { done, remaining: event.entries.slice(done.length) };
};
