import { readOrder, readSettings } from "./shop.mjs";

// The same for everybody, so an environment may keep it.
let settings;

export const handler = async (event) => {
	settings ??= await readSettings();
	const name = event.name ?? "guest";
	const orders = [];
	for (const number of event.orders) orders.push(await readOrder(event.customer, number));
	return { greeting: `Hello ${name}`, currency: settings.currency, orders };
};
