import { readOrder, readSettings } from "./shop.mjs";

const { currency } = await readSettings();

export async function handler({ customer, name = "guest", orders }) {
	return {
		greeting: `Hello ${name}`,
		currency,
		orders: await Promise.all(orders.map((number) => readOrder(customer, number))),
	};
}
