import { priceCents } from "./price.mjs";

export const handler = async (event) => {
	const { method } = event.requestContext.http;
	if (event.rawPath !== "/quotes") return answer(404, { message: `There is nothing at ${event.rawPath}.` });
	if (method !== "POST") return answer(405, { message: `${method} is not allowed here.` }, { allow: "POST" });

	const parcel = parcelIn(event);
	if (parcel === undefined)
		return answer(400, { message: "Send JSON with weightKg (above 0, up to 30) and country (two capital letters)." });
	return answer(201, { priceCents: priceCents(parcel.weightKg, parcel.country) });
};

/** The parcel of a request, or undefined when the body is not one. */
function parcelIn({ body, isBase64Encoded }) {
	const parcel = parseJson(isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? ""));
	const { weightKg, country } = parcel ?? {};
	const weightIsRight = typeof weightKg === "number" && weightKg > 0 && weightKg <= 30;
	const countryIsRight = typeof country === "string" && /^[A-Z]{2}$/.test(country);
	return weightIsRight && countryIsRight ? { weightKg, country } : undefined;
}

function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function answer(statusCode, value, headers = {}) {
	return { statusCode, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}
