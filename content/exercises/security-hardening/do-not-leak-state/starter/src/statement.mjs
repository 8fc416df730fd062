import { readOrder, readSettings } from "./shop.mjs";

let settings;
let name = "guest";
const orders = [];

export const handler = async (event) => {
	settings ??= await readSettings();
	if (event.name) name = event.name;
	for (const number of event.orders) orders.push(await readOrder(event.customer, number));
	return { greeting: `Hello ${name}`, currency: settings.currency, orders };
};
