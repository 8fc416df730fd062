import { readOrder, readSettings } from "./shop.mjs";

const settings = await readSettings();
const known = new Map();

export const handler = async (event) => {
	const orders = [];
	for (const number of event.orders) {
		if (!known.has(number)) known.set(number, await readOrder(event.customer, number));
		orders.push(known.get(number));
	}
	return { greeting: `Hello ${event.name ?? "guest"}`, currency: settings.currency, orders };
};
