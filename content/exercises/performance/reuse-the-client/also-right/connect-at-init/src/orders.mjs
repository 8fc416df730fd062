import { connect } from "./db.mjs";

// Starts while the environment is prepared, and is awaited by whoever needs it.
const connecting = connect();

export async function handler({ ids }) {
	const db = await connecting;
	const orders = [];
	for (const id of ids) orders.push(await db.order(id));
	return { orders };
}
