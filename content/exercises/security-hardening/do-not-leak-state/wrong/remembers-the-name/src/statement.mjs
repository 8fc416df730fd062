import { readOrder, readSettings } from "./shop.mjs";

let settings;
let name = "guest";

export const handler = async (event) => {
	settings ??= await readSettings();
	name = event.name || name;
	const orders = [];
	for (const number of event.orders) orders.push(await readOrder(event.customer, number));
	return { greeting: `Hello ${name}`, currency: settings.currency, orders };
};
