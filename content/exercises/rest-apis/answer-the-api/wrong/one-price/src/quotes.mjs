const answer = (statusCode, value, headers = {}) => ({
	statusCode,
	headers: { "content-type": "application/json", ...headers },
	body: JSON.stringify(value),
});

const isParcel = (parcel) =>
	typeof parcel?.weightKg === "number" && parcel.weightKg > 0 && parcel.weightKg <= 30 && /^[A-Z]{2}$/.test(parcel.country);

export const handler = async (event) => {
	if (event.rawPath !== "/quotes") return answer(404, { message: "Not found" });
	if (event.requestContext.http.method !== "POST") return answer(405, { message: "Method not allowed" }, { allow: "POST" });
	let parcel;
	try {
		parcel = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body);
	} catch {
		return answer(400, { message: "The body is not JSON" });
	}
	return isParcel(parcel) ? answer(201, { priceCents: 850 }) : answer(400, { message: "weightKg or country is wrong" });
};
