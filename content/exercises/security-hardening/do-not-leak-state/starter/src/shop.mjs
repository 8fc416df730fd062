/** The settings of the shop; the same for everybody. Takes 200 ms. */
export async function readSettings() {
	const response = await fetch("https://settings.internal/shop");
	return response.json();
}

/** One order of one customer. Throws when she has no order of that number. */
export async function readOrder(customer, number) {
	const response = await fetch(`https://orders.internal/customers/${encodeURIComponent(customer)}/orders/${number}`);
	if (!response.ok) throw new Error(`${customer} has no order ${number}`);
	return response.json();
}
