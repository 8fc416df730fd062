async function book(entry) {
	const response = await fetch("https://ledger.internal/entries", { method: "POST", body: JSON.stringify(entry) });
	if (response.status !== 201) throw new Error(`The ledger answered ${response.status}.`);
}

/** Entries come one by one from the website, and in batches from the queue of the nightly import. */
export const handler = async (event) => {
	if (!event.Records) {
		await book(JSON.parse(event.body));
		return { statusCode: 201 };
	}
	for (const { body } of event.Records) await book(JSON.parse(body));
};
