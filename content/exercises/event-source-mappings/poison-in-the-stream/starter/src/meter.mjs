async function store({ meter, reading, kwh }) {
	const response = await fetch(`https://billing.internal/meters/${meter}`, { method: "PUT", body: JSON.stringify({ reading, kwh }) });
	if (!response.ok) throw new Error(`Billing answered ${response.status} for ${meter}, reading ${reading}.`);
}

export const handler = async ({ Records }) => {
	for (const { kinesis } of Records) {
		const data = Buffer.from(kinesis.data, "base64").toString();
		await store(JSON.parse(data));
	}
};
