import { connect } from "./db.mjs";

let connection;

// The promise is kept, so that a second caller waits for the same session. A failed attempt is forgotten, so that the next request tries again.
function database() {
	connection ??= connect().catch((error) => {
		connection = undefined;
		throw error;
	});
	return connection;
}

export const handler = async (event) => {
	const orders = await Promise.all(event.ids.map(async (id) => (await database()).order(id)));
	return { orders };
};
