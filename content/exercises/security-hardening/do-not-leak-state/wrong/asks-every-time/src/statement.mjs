import { readOrder, readSettings } from "./shop.mjs";

export const handler = async (event) => {
	const settings = await readSettings();
	const orders = [];
	for (const number of event.orders) orders.push(await readOrder(event.customer, number));
	return { greeting: `Hello ${event.name ?? "guest"}`, currency: settings.currency, orders };
};
