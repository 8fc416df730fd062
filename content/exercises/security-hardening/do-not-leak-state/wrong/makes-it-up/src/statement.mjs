import { readSettings } from "./shop.mjs";

const settings = await readSettings();

export const handler = async (event) => ({
	greeting: `Hello ${event.name ?? "guest"}`,
	currency: settings.currency,
	orders: event.orders.map((number) => ({ customer: event.customer, number, item: "Reading lamp", cents: 3900 })),
});
