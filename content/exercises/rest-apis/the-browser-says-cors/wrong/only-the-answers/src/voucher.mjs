const headers = {
	"content-type": "application/json",
	"access-control-allow-origin": "https://shop.example",
	"access-control-allow-credentials": "true",
};

const answer = (statusCode, value) => ({ statusCode, headers, body: JSON.stringify(value) });

function codeIn(body) {
	try {
		const { code } = JSON.parse(body);
		return typeof code === "string" && code !== "" ? code : undefined;
	} catch {
		return undefined;
	}
}

export const handler = async (event) => {
	const code = codeIn(event.body);
	if (code === undefined) return answer(400, { message: "Send JSON with a code." });

	const response = await fetch(`https://vouchers.internal/vouchers/${encodeURIComponent(code)}`);
	if (response.status === 404) return answer(404, { message: "We do not know this code." });
	if (!response.ok) return answer(503, { message: "Please try again in a minute." });
	const { cents } = await response.json();
	return answer(200, { basket: event.pathParameters.basket, discountCents: cents });
};
