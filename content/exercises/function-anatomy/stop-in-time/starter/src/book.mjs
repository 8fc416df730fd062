import { book } from "./ledger.mjs";

export const handler = async (event) => {
	const done = [];
	for (const entry of event.entries) {
		await book(entry);
		done.push(entry);
	}
	return { done, remaining: [] };
};
