/** Pays back whatever it hears of. */
export const handler = async ({ Records }) => {
	for (const { Sns } of Records) {
		const { order, paidCents } = JSON.parse(Sns.Message);
		const response = await fetch(`https://bank.internal/refunds/${order}`, { method: "PUT", body: JSON.stringify({ cents: paidCents }) });
		if (!response.ok) throw new Error(`The bank answered ${response.status} for order ${order}.`);
	}
};
