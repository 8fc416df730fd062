import { defineScenario } from "#sandbox/scenario.ts";

type Request = { path?: string; method?: string; body?: string; base64?: boolean };

/** An event of an HTTP API, payload format 2.0; a request without a body has no `body` key at all. */
function httpApiEvent({ path = "/quotes", method = "POST", body, base64 = false }: Request) {
	return {
		version: "2.0",
		routeKey: "$default",
		rawPath: path,
		rawQueryString: "",
		// API Gateway encodes bodies whose content type it does not take for text.
		headers: {
			"content-type": base64 ? "application/octet-stream" : "application/json",
			host: "quotes.example.com",
			"user-agent": "partner-form/3.1",
		},
		requestContext: {
			accountId: "123456789012",
			apiId: "a1b2c3d4e5",
			domainName: "quotes.example.com",
			domainPrefix: "quotes",
			http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "partner-form/3.1" },
			requestId: "JKJaXmPLvHcESHA=",
			routeKey: "$default",
			stage: "$default",
			time: "24/Nov/2026:09:00:00 +0000",
			timeEpoch: 1_795_510_800_000,
		},
		...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString("base64") : body }),
		isBase64Encoded: base64,
	};
}

// The same rule as in starter/src/price.mjs, written a second time on purpose: a grader does not ask the code that it grades.
const base = new Map([
	["DE", 490],
	["AT", 790],
	["FR", 890],
]);
const price = (weightKg: number, country: string) => (base.get(country) ?? 1490) + 120 * Math.ceil(weightKg);

const parcels: [number, string][] = [
	[2.5, "DE"],
	[0.2, "AT"],
	[30, "FR"],
	[7, "IT"],
	[11.01, "DE"],
	[19.4, "PT"],
];
const plain = parcels.map(([weightKg, country], n) => ({ label: `right: ${n + 1}`, body: JSON.stringify({ weightKg, country }) }));
const encoded = parcels.slice(3).map(([weightKg, country], n) => ({
	label: `base64: ${n + 1}`,
	body: JSON.stringify({ weightKg, country, note: "für Zoë" }),
	base64: true,
}));
const prices = Object.fromEntries([
	...parcels.map(([weightKg, country], n) => [`right: ${n + 1}`, price(weightKg, country)]),
	...parcels.slice(3).map(([weightKg, country], n) => [`base64: ${n + 1}`, price(weightKg, country)]),
]);

const bad = [
	'{"weightKg": 2.5 "country": "DE"}',
	undefined,
	"",
	"null",
	"[]",
	'"DE"',
	"{}",
	'{"weightKg":"5","country":"DE"}',
	'{"weightKg":-3,"country":"DE"}',
	'{"weightKg":0,"country":"DE"}',
	'{"weightKg":30.01,"country":"DE"}',
	'{"weightKg":400,"country":"DE"}',
	'{"weightKg":true,"country":"DE"}',
	'{"weightKg":2.5,"country":"Germany"}',
	'{"weightKg":2.5,"country":"de"}',
	'{"weightKg":2.5,"country":49}',
	'{"weightKg":2.5}',
].map((body, n) => ({ label: `bad: ${n + 1}`, ...(body === undefined ? {} : { body }) }));

const elsewhere = [
	{ label: "404: GET /", path: "/", method: "GET" },
	{ label: "404: POST /quote", path: "/quote", body: '{"weightKg":2.5,"country":"DE"}' },
	{ label: "404: GET /quotes/17", path: "/quotes/17", method: "GET" },
	{ label: "405: GET /quotes", method: "GET" },
	{ label: "405: DELETE /quotes", method: "DELETE" },
	{ label: "405: PUT /quotes", method: "PUT", body: '{"weightKg":2.5,"country":"DE"}' },
];

const kind = 'substringBefore(label, ":")';
/** Requests of a kind whose answer has not the status and the price that it should have. */
const wrongPrices = (name: string) =>
	`invocations[$${kind} = "${name}" and (
		$cents := $string($lookup(${JSON.stringify(prices)}, label));
		$text := $type(response.body) = "string" ? $replace(response.body, /\\s/, "") : "";
		$not(response.statusCode = 201 and ($contains($text, '"priceCents":' & $cents & ",") or $contains($text, '"priceCents":' & $cents & "}")))
	)]`;
const malformed = `invocations[(
	$json := $type(response.headers) = "object" ? $count($each(response.headers, function($value, $name) {
		$lowercase($name) = "content-type" and $type($value) = "string" and $contains($lowercase($value), "application/json") ? 1
	})) : 0;
	$not($type(response.statusCode) = "number" and $type(response.body) = "string" and $json = 1)
)]`;
const notRefused = `invocations[$${kind} = "bad" and (
	$text := $type(response.body) = "string" ? $replace(response.body, /\\s/, "") : "";
	$not(response.statusCode = 400 and $contains($text, '"message":"') and $not($contains($text, '"message":""')))
)]`;
const wrongPlace = `invocations[(
	$kind := $${kind};
	$allows := $type(response.headers) = "object" ? $count($each(response.headers, function($value, $name) {
		$lowercase($name) = "allow" and $type($value) = "string" and $contains($value, "POST") ? 1
	})) : 0;
	($kind = "404" and $not(response.statusCode = 404)) or ($kind = "405" and $not(response.statusCode = 405 and $allows = 1))
)]`;

export default defineScenario({
	seed: 400,
	traffic: [...plain, ...encoded, ...bad, ...elsewhere].map(({ label, ...request }, n) => ({
		at: n * 1_000,
		label,
		event: httpApiEvent(request),
	})),
	checks: [
		{
			id: "never-fails",
			title: "No request makes the function fail",
			actual: '$count(invocations[status != "succeeded"])',
			expected: 0,
			moment: 'invocations[status != "succeeded"][0].n',
			why: "An error left the handler, and the client gets a 500 that says nothing. Whatever a stranger can send is an expected case: answer it yourself.",
		},
		{
			id: "right-shape",
			title: "Every answer has a status, a JSON content type and a text as body",
			actual: `$count(${malformed})`,
			expected: 0,
			moment: `${malformed}[0].n`,
			why: "API Gateway makes the HTTP response from what you return: `statusCode` a number, `headers` with `content-type: application/json`, and `body` a string. An object as body has to go through `JSON.stringify`.",
		},
		{
			id: "right-price",
			title: "A right body gets 201 and its price",
			actual: `$count(${wrongPrices("right")})`,
			expected: 0,
			moment: `${wrongPrices("right")}[0].n`,
			why: 'A right request did not get 201 with `{"priceCents": …}` of its own parcel. Weights up to 30 and countries without a base of their own are right too.',
		},
		{
			id: "base64-too",
			title: "A body in base64 is read as well",
			actual: `$count(${wrongPrices("base64")})`,
			expected: 0,
			moment: `${wrongPrices("base64")}[0].n`,
			why: "`isBase64Encoded` was true, and the body was not decoded before it was parsed. API Gateway encodes bodies that it does not take for text.",
		},
		{
			id: "bad-body-400",
			title: "Every bad body is answered with 400 and a message",
			actual: `$count(${notRefused})`,
			expected: 0,
			moment: `${notRefused}[0].n`,
			why: "A body that is not a right parcel got something else than 400 with a `message`. Clients retry on 5xx and believe 2xx; only a 4xx tells them that they must change the request.",
		},
		{
			id: "path-and-method",
			title: "Other paths get 404, other methods 405 with allow",
			actual: `$count(${wrongPlace})`,
			expected: 0,
			moment: `${wrongPlace}[0].n`,
			why: "With a `$default` route everything reaches your function, so it has to route. An unknown path is 404; a known path with another method is 405, and `allow` names the right one.",
		},
	],
});
