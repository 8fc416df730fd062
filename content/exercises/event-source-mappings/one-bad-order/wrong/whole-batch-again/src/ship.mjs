async function printLabel(order) {
	const response = await fetch(`https://warehouse.internal/orders/${order}/label`, { method: "POST", body: JSON.stringify({ order }) });
	if (response.status !== 201) throw new Error(`The warehouse answered ${response.status} for order ${order}.`);
}

export const handler = async (event) => {
	const results = await Promise.allSettled(event.Records.map((record) => printLabel(JSON.parse(record.body).order)));
	const failed = results.filter(({ status }) => status === "rejected");
	// All the others are done first, then the failure is reported.
	if (failed.length > 0) throw new Error(`${failed.length} of ${results.length} labels were not printed.`);
};
