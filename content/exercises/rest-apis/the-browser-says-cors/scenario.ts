import { defineScenario } from "#sandbox/scenario.ts";

type Request = {
	label: string;
	basket: string;
	method?: "POST" | "OPTIONS";
	origin?: string;
	code?: string;
	body?: string | { code: string };
	status?: number;
	cents?: number;
};

const shop = "https://shop.example";
const stranger = "https://win-a-lamp.example";

const requests: Request[] = [
	{ label: "preflight: b-1", basket: "b-1", method: "OPTIONS" },
	{ label: "voucher WELCOME", basket: "b-1", code: "WELCOME", status: 200, cents: 500 },
	{ label: "voucher SPRING-26", basket: "b-2", code: "SPRING-26", status: 200, cents: 1250 },
	{ label: "voucher 10 % OFF", basket: "b-3", code: "10 % OFF", status: 200, cents: 75 },
	{ label: "voucher WELCOM", basket: "b-4", code: "WELCOM", status: 404 },
	{ label: "no code", basket: "b-5", body: "{}", status: 400 },
	{ label: "no JSON", basket: "b-6", body: "code=WELCOME", status: 400 },
	{ label: "vouchers down", basket: "b-7", code: "SPRING-26", status: 503 },
	{ label: "preflight: b-8", basket: "b-8", method: "OPTIONS" },
	{ label: "stranger: preflight", basket: "b-9", method: "OPTIONS", origin: stranger },
	{ label: "stranger: WELCOME", basket: "b-9", code: "WELCOME", origin: stranger },
];
const expected = Object.fromEntries(requests.flatMap(({ label, status }) => (status === undefined ? [] : [[label, status]])));
const discounts = Object.fromEntries(requests.flatMap(({ label, cents }) => (cents === undefined ? [] : [[label, cents]])));

const wrongStatus = `http[$exists($lookup(${JSON.stringify(expected)}, label)) and $not(status = $lookup(${JSON.stringify(expected)}, label))]`;
const wrongBody = `http[$exists($lookup(${JSON.stringify(expected)}, label)) and $not(
	status = 200 ? body.discountCents = $lookup(${JSON.stringify(discounts)}, label) : $type(body.message) = "string"
)]`;
/** Whether a browser lets the page at `shop` have the answer, with its cookie. */
const allowsShop = `(headers."access-control-allow-origin" = "${shop}" and headers."access-control-allow-credentials" = "true")`;
const names = (header: string, name: string) =>
	`($lowercase(${name}) in $split($lowercase($type(headers."${header}") = "string" ? headers."${header}" : ""), ",").$trim($))`;
const badPreflight = `http[$substringBefore(label, ":") = "preflight" and $not(status in [200, 204] and ${allowsShop}
	and ${names("access-control-allow-methods", '"POST"')} and ${names("access-control-allow-headers", '"content-type"')})]`;
const hidden = `http[$exists($lookup(${JSON.stringify(expected)}, label)) and $not(${allowsShop})]`;
const open = `http[headers."access-control-allow-origin" in ["*", "null", "${stranger}"]]`;

/** What a browser sends: to ask, or for the page. */
function sent({ basket, method = "POST", origin = shop, code = "", body = { code } }: Request) {
	const to = { service: "http" as const, api: "ShopApi", method, path: `/baskets/${basket}/voucher` };
	const headers: Record<string, string> =
		method === "OPTIONS"
			? { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" }
			: { origin, cookie: "session=8f14e45f", "content-type": "application/json" };
	return method === "OPTIONS" ? { ...to, headers } : { ...to, headers, body };
}

export default defineScenario({
	seed: 502,
	network: [
		{
			host: "vouchers.internal",
			routes: [
				{ path: "/vouchers/*", latencyMs: 40, status: 500, body: { message: "down" }, between: { fromMs: 12_500, toMs: 15_500 } },
				{ path: "/vouchers/WELCOME", latencyMs: 40, body: { cents: 500 } },
				{ path: "/vouchers/SPRING-26", latencyMs: 40, body: { cents: 1250 } },
				{ path: "/vouchers/10%20%25%20OFF", latencyMs: 40, body: { cents: 75 } },
				{ path: "/vouchers/*", latencyMs: 40, status: 404, body: { message: "unknown" } },
			],
		},
	],
	traffic: requests.map((request, n) => ({ at: n * 2_000, label: request.label, send: sent(request) })),
	checks: [
		{
			id: "right-status",
			title: "Every request gets the status of the table",
			actual: `$count(${wrongStatus})`,
			expected: 0,
			moment: `${wrongStatus}[0].invocation`,
			why: "A request got another status than it should. When your function throws, or returns something that is not a response, the gateway answers 502 in its place; the request's entry shows what it has to say about it.",
		},
		{
			id: "right-body",
			title: "The bodies say the discount, or what is wrong",
			actual: `$count(${wrongBody})`,
			expected: 0,
			moment: `${wrongBody}[0].invocation`,
			why: "An answer does not have its `discountCents` or its `message`. The body is JSON as text, and the discount is the one of the voucher that was sent.",
		},
		{
			id: "preflight",
			title: "The preflight allows the shop to send JSON with its cookie",
			actual: `$count(${badPreflight})`,
			expected: 0,
			moment: "invocations[0].n",
			why: "The browser asked whether it may, and the answer was not enough. It needs the origin by name, `true` for credentials, the method `POST` and the header `content-type`.",
		},
		{
			id: "readable",
			title: "The page can read every answer, errors too",
			actual: `$count(${hidden})`,
			expected: 0,
			moment: `${hidden}[0].invocation`,
			why: "An answer came without the headers that let the page read it, so the page knows of no status and no message. A REST API passes on what a proxy function returns, and adds nothing.",
		},
		{
			id: "nobody-else",
			title: "No other page is allowed",
			actual: `$count(${open})`,
			expected: 0,
			moment: `${open}[0].invocation`,
			why: "A stranger's page may read your answers; and where its origin is given back by name, with credentials allowed, also those to your customer's cookie. Name the origins that you know; do not repeat whatever the request says.",
		},
	],
});
