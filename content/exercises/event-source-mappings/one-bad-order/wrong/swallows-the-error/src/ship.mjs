async function printLabel(order) {
	const response = await fetch(`https://warehouse.internal/orders/${order}/label`, { method: "POST", body: JSON.stringify({ order }) });
	if (response.status !== 201) throw new Error(`The warehouse answered ${response.status} for order ${order}.`);
}

export const handler = async (event) => {
	for (const record of event.Records) {
		const { order } = JSON.parse(record.body);
		await printLabel(order).catch((error) => console.error(error.message));
	}
};
