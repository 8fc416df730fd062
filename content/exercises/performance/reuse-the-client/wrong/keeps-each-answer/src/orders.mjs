import { connect } from "./db.mjs";

const db = await connect();
const known = new Map();

async function order(id) {
	if (!known.has(id)) known.set(id, await db.order(id));
	return known.get(id);
}

export const handler = async (event) => {
	const orders = await Promise.all(event.ids.map(order));
	return { orders };
};
