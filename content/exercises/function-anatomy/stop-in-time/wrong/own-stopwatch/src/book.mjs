import { book } from "./ledger.mjs";

export const handler = async (event) => {
	const began = Date.now();
	const done = [];
	for (const entry of event.entries) {
		if (Date.now() - began > 2500) break;
		await book(entry);
		done.push(entry);
	}
	return { done, remaining: event.entries.slice(done.length) };
};
