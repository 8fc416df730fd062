import { priceCents } from "./price.mjs";

const json = (statusCode, value, headers) => ({
	statusCode,
	headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
	body: JSON.stringify(value, null, 2),
});

const problemsOf = (quote) => {
	if (typeof quote !== "object" || quote === null || Array.isArray(quote)) return ["The body must be a JSON object."];
	const problems = [];
	if (typeof quote.weightKg !== "number" || quote.weightKg <= 0 || quote.weightKg > 30)
		problems.push("weightKg must be above 0 and up to 30.");
	if (typeof quote.country !== "string" || !/^[A-Z][A-Z]$/.test(quote.country)) problems.push("country must be two capital letters.");
	return problems;
};

const routes = {
	"/quotes": {
		POST(event) {
			let quote;
			try {
				quote = JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, "base64").toString("utf8") : event.body);
			} catch {
				return json(400, { message: "The body is not JSON." });
			}
			const problems = problemsOf(quote);
			if (problems.length > 0) return json(400, { message: problems.join(" ") });
			return json(201, { country: quote.country, priceCents: priceCents(quote.weightKg, quote.country) });
		},
	},
};

export async function handler(event) {
	const route = Object.hasOwn(routes, event.rawPath) ? routes[event.rawPath] : undefined;
	if (!route) return json(404, { message: "Not found" });
	const method = event.requestContext.http.method;
	if (!Object.hasOwn(route, method)) return json(405, { message: "Method not allowed" }, { Allow: Object.keys(route).join(", ") });
	return route[method](event);
}
