import { priceCents } from "./price.mjs";

const answer = (statusCode, value, headers = {}) => ({
	statusCode,
	headers: { "content-type": "application/json", ...headers },
	body: JSON.stringify(value),
});

const isParcel = (parcel) =>
	typeof parcel?.weightKg === "number" && parcel.weightKg > 0 && parcel.weightKg <= 30 && /^[A-Z]{2}$/.test(parcel.country);

export const handler = async (event) => {
	try {
		const parcel = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body);
		if (!isParcel(parcel)) throw new Error("weightKg or country is wrong");
		return answer(201, { priceCents: priceCents(parcel.weightKg, parcel.country) });
	} catch (error) {
		return answer(400, { message: error.message });
	}
};
