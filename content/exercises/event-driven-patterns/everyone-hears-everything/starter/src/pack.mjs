/** Has every order packed that it hears of. */
export const handler = async ({ Records }) => {
	for (const { Sns } of Records) {
		const { order } = JSON.parse(Sns.Message);
		const response = await fetch(`https://warehouse.internal/orders/${order}`, { method: "PUT", body: JSON.stringify({ pack: true }) });
		if (!response.ok) throw new Error(`The warehouse answered ${response.status} for order ${order}.`);
	}
};
