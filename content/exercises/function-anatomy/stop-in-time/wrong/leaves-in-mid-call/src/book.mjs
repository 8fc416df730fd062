import { book } from "./ledger.mjs";

export const handler = async (event, context) => {
	const done = [];
	const bell = new Promise((resolve) => setTimeout(resolve, context.getRemainingTimeInMillis() - 200, "bell"));
	for (const entry of event.entries) {
		if ((await Promise.race([bell, book(entry)])) === "bell") break;
		done.push(entry);
	}
	return { done, remaining: event.entries.slice(done.length) };
};
