const origin = "https://orders-db.internal";

/** Opens a session with the orders database: TCP, TLS, password, about a quarter of a second. */
export async function connect() {
	const response = await fetch(`${origin}/session`, { method: "POST" });
	if (!response.ok) throw new Error(`The database refused the session: ${response.status}`);
	const { session } = await response.json();
	return {
		/** One order as it is now. Sessions take any number of queries, also side by side. */
		async order(id) {
			const answer = await fetch(`${origin}/orders/${encodeURIComponent(id)}`, { headers: { authorization: `Session ${session}` } });
			if (!answer.ok) throw new Error(`No order ${id}: ${answer.status}`);
			return answer.json();
		},
	};
}
