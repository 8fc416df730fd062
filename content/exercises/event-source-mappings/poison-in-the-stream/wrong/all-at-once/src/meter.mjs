async function store({ meter, reading, kwh }) {
	const response = await fetch(`https://billing.internal/meters/${meter}`, { method: "PUT", body: JSON.stringify({ reading, kwh }) });
	if (!response.ok) throw new Error(`Billing answered ${response.status} for ${meter}, reading ${reading}.`);
}

export const handler = async ({ Records }) => {
	const results = await Promise.allSettled(
		Records.map(async ({ kinesis }) => store(JSON.parse(Buffer.from(kinesis.data, "base64").toString()))),
	);
	const failed = results.findIndex(({ status }) => status === "rejected");
	return { batchItemFailures: failed < 0 ? [] : [{ itemIdentifier: Records[failed].kinesis.sequenceNumber }] };
};
