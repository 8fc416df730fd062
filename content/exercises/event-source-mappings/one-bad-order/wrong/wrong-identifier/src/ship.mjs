async function printLabel(order) {
	const response = await fetch(`https://warehouse.internal/orders/${order}/label`, { method: "POST", body: JSON.stringify({ order }) });
	if (response.status !== 201) throw new Error(`The warehouse answered ${response.status} for order ${order}.`);
}

export const handler = async (event) => {
	const batchItemFailures = [];
	for (const record of event.Records) {
		const { order } = JSON.parse(record.body);
		try {
			await printLabel(order);
		} catch {
			batchItemFailures.push({ itemIdentifier: order });
		}
	}
	return { batchItemFailures };
};
