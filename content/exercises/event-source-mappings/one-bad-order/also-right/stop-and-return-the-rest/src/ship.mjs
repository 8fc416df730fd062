async function printLabel(order) {
	const response = await fetch(`https://warehouse.internal/orders/${order}/label`, { method: "POST", body: JSON.stringify({ order }) });
	if (response.status !== 201) throw new Error(`The warehouse answered ${response.status} for order ${order}.`);
}

export const handler = async ({ Records }) => {
	const failed = new Set();
	await Promise.all(
		Records.map(({ messageId, body }) =>
			printLabel(JSON.parse(body).order).catch((error) => {
				console.error(error.message);
				failed.add(messageId);
			}),
		),
	);
	return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
};
