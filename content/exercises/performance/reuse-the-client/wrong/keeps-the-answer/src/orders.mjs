import { connect } from "./db.mjs";

let orders;

export const handler = async (event) => {
	if (!orders) {
		const db = await connect();
		orders = await Promise.all(event.ids.map((id) => db.order(id)));
	}
	return { orders };
};
