import { connect } from "./db.mjs";

export const handler = async (event) => {
	const db = await connect();
	const orders = await Promise.all(event.ids.map((id) => db.order(id)));
	return { orders };
};
