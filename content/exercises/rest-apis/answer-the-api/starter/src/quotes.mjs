import { priceCents } from "./price.mjs";

export const handler = async (event) => {
	const { weightKg, country } = JSON.parse(event.body);
	return {
		statusCode: 201,
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ priceCents: priceCents(weightKg, country) }),
	};
};
