import { book } from "./ledger.mjs";

export const handler = async (event, context) => {
	const done = [];
	const remaining = [];
	for (const entry of event.entries) {
		if (context.getRemainingTimeInMillis() < 500) {
			remaining.push(entry);
			break;
		}
		await book(entry);
		done.push(entry);
	}
	return { done, remaining };
};
