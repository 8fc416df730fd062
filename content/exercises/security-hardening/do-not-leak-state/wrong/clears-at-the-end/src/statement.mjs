import { readOrder, readSettings } from "./shop.mjs";

let settings;
let orders = [];

export const handler = async (event) => {
	settings ??= await readSettings();
	for (const number of event.orders) orders.push(await readOrder(event.customer, number));
	const statement = { greeting: `Hello ${event.name ?? "guest"}`, currency: settings.currency, orders };
	orders = [];
	return statement;
};
