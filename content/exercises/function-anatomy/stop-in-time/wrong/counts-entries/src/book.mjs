import { book } from "./ledger.mjs";

const most = 6;

export const handler = async (event) => {
	const done = event.entries.slice(0, most);
	for (const entry of done) await book(entry);
	return { done, remaining: event.entries.slice(most) };
};
