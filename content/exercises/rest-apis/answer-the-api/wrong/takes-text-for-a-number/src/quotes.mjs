import { priceCents } from "./price.mjs";

const answer = (statusCode, value, headers = {}) => ({
	statusCode,
	headers: { "content-type": "application/json", ...headers },
	body: JSON.stringify(value),
});

export const handler = async (event) => {
	if (event.rawPath !== "/quotes") return answer(404, { message: "Not found" });
	if (event.requestContext.http.method !== "POST") return answer(405, { message: "Method not allowed" }, { allow: "POST" });
	let parcel;
	try {
		parcel = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body);
	} catch {
		return answer(400, { message: "The body is not JSON" });
	}
	if (!parcel?.weightKg || !parcel?.country) return answer(400, { message: "weightKg and country are required" });
	return answer(201, { priceCents: priceCents(parcel.weightKg, parcel.country) });
};
