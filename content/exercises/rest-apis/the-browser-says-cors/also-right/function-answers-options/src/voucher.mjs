const allowed = ["https://shop.example", "https://m.shop.example"];

class Refusal extends Error {
	constructor(statusCode, message) {
		super(message);
		this.statusCode = statusCode;
	}
}

function corsFor(event) {
	const origin = event.headers?.origin ?? event.headers?.Origin;
	if (!allowed.includes(origin)) return { Vary: "Origin" };
	return { Vary: "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" };
}

export async function handler(event) {
	const cors = corsFor(event);
	if (event.httpMethod === "OPTIONS") {
		return {
			statusCode: 204,
			headers: { ...cors, "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type" },
		};
	}
	try {
		const discountCents = await discountOf(event.body);
		return { statusCode: 200, headers: cors, body: JSON.stringify({ discountCents }) };
	} catch (error) {
		if (!(error instanceof Refusal)) console.error(error);
		return { statusCode: error.statusCode ?? 500, headers: cors, body: JSON.stringify({ message: error.message }) };
	}
}

async function discountOf(body) {
	let code;
	try {
		code = JSON.parse(body).code;
	} catch {
		throw new Refusal(400, "The body is not JSON.");
	}
	if (!code || typeof code !== "string") throw new Refusal(400, "There is no code.");
	const response = await fetch(`https://vouchers.internal/vouchers/${encodeURIComponent(code)}`);
	if (response.status === 404) throw new Refusal(404, "Unknown code.");
	if (response.status >= 500) throw new Refusal(503, "The vouchers cannot be reached.");
	return (await response.json()).cents;
}
