import { connect } from "./db.mjs";

let db;

async function database() {
	if (!db) db = await connect();
	return db;
}

export const handler = async (event) => {
	const orders = await Promise.all(event.ids.map(async (id) => (await database()).order(id)));
	return { orders };
};
