import { connect } from "./db.mjs";

let db;

async function database() {
	if (!db) {
		const db = await connect();
		return db;
	}
	return db;
}

export const handler = async (event) => {
	const client = await database();
	const orders = await Promise.all(event.ids.map((id) => client.order(id)));
	return { orders };
};
