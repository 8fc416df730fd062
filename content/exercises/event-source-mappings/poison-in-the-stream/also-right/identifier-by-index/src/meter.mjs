const decode = ({ kinesis }) => JSON.parse(Buffer.from(kinesis.data, "base64").toString("utf8"));

async function put({ meter, ...rest }) {
	const answer = await fetch(new URL(`/meters/${meter}`, "https://billing.internal"), {
		method: "PUT",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(rest),
	});
	return answer.status === 200;
}

export async function handler(event) {
	let done = 0;
	try {
		while (done < event.Records.length && (await put(decode(event.Records[done])))) done++;
	} catch (error) {
		console.warn(error.message);
	}
	const failed = event.Records[done];
	return failed ? { batchItemFailures: [{ itemIdentifier: failed.kinesis.sequenceNumber }] } : {};
}
