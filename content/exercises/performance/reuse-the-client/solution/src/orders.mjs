import { connect } from "./db.mjs";

// Once per execution environment: this line runs during INIT, and every invocation of the environment finds the session open.
const db = await connect();

export const handler = async (event) => {
	const orders = await Promise.all(event.ids.map((id) => db.order(id)));
	return { orders };
};
