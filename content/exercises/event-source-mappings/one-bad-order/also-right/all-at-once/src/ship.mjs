async function printLabel(order) {
	const response = await fetch(`https://warehouse.internal/orders/${order}/label`, { method: "POST", body: JSON.stringify({ order }) });
	if (response.status !== 201) throw new Error(`The warehouse answered ${response.status} for order ${order}.`);
}

export const handler = async ({ Records }) => {
	const results = await Promise.allSettled(Records.map(async ({ body }) => printLabel(JSON.parse(body).order)));
	const failed = Records.filter((_, index) => results[index].status === "rejected");
	return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
