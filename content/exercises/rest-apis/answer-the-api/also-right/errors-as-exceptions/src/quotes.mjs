import { priceCents } from "./price.mjs";

class HttpError extends Error {
	constructor(statusCode, message, headers = {}) {
		super(message);
		this.statusCode = statusCode;
		this.headers = headers;
	}
}

const headers = { "content-type": "application/json" };

export const handler = async (event) => {
	try {
		return { statusCode: 201, headers, body: JSON.stringify({ priceCents: quote(event) }) };
	} catch (error) {
		// Only what we raised ourselves is the client's doing; a real bug may fail.
		if (!(error instanceof HttpError)) throw error;
		return { statusCode: error.statusCode, headers: { ...headers, ...error.headers }, body: JSON.stringify({ message: error.message }) };
	}
};

function quote(event) {
	if (event.rawPath !== "/quotes") throw new HttpError(404, "Not found");
	if (event.requestContext.http.method !== "POST") throw new HttpError(405, "Method not allowed", { allow: "POST" });
	const parcel = parse(event);
	if (!(typeof parcel?.weightKg === "number" && parcel.weightKg > 0 && parcel.weightKg <= 30))
		throw new HttpError(400, "weightKg is wrong");
	if (!(typeof parcel.country === "string" && /^[A-Z]{2}$/.test(parcel.country))) throw new HttpError(400, "country is wrong");
	return priceCents(parcel.weightKg, parcel.country);
}

function parse(event) {
	const text = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8").toString();
	try {
		return JSON.parse(text);
	} catch {
		throw new HttpError(400, "The body is not JSON");
	}
}
