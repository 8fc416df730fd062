import { priceCents } from "./price.mjs";

const answer = (statusCode, value, headers = {}) => ({
	statusCode,
	headers: { "content-type": "application/json", ...headers },
	body: JSON.stringify(value),
});

export const handler = async (event) => {
	if (event.rawPath !== "/quotes") return answer(404, { message: "Not found" });
	if (event.requestContext.http.method !== "POST") return answer(405, { message: "Method not allowed" }, { allow: "POST" });
	const { weightKg, country } = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body);
	if (typeof weightKg !== "number" || weightKg <= 0 || weightKg > 30 || !/^[A-Z]{2}$/.test(country)) {
		return answer(400, { message: "weightKg or country is wrong" });
	}
	return answer(201, { priceCents: priceCents(weightKg, country) });
};
