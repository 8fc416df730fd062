import { describe, expect, it } from "vitest";
import type { StackApi } from "#sandbox/stack/api.ts";
import { answers, aRestApi, aRoute, request } from "../http/an-api.ts";

const ok = answers('{ statusCode: 200, body: "" }');
const get = (overrides: Parameters<typeof aRoute>[2] = {}) => aRoute("GET", "/", overrides);
const api = (overrides: Partial<StackApi>, route = get()) => ({ apis: [aRestApi([route], overrides)] });
const times = (count: number, everyMs: number, more: object = {}) =>
	Array.from({ length: count }, (_, i) => ({ at: i * everyMs, ...more }));
const statuses = (run: { http: { status: number | null }[] }) => run.http.map(({ status }) => status);

describe("the throttle of a stage", () => {
	it("lets a burst pass, then requests at its rate; the others are 429 without a call (L301)", async () => {
		const run = await request(ok, api({ throttle: { ratePerSecond: 10, burst: 3 } }), times(8, 50));
		expect(statuses(run)).toEqual([200, 200, 200, 200, 200, 429, 200, 429]);
		expect(run.http[5]).toMatchObject({ body: { message: "Too Many Requests" }, error: "THROTTLED", invocation: null });
		expect(run.events).toHaveLength(6);
	});

	it("is another one for a method that has its own (L301)", async () => {
		const run = await request(
			ok,
			api({ throttle: { ratePerSecond: 1, burst: 1 } }, get({ throttle: { ratePerSecond: 100, burst: 5 } })),
			times(3, 0),
		);
		expect(statuses(run)).toEqual([200, 200, 200]);
	});
});

describe("an API key", () => {
	const key = { id: "key1", value: "secret-1", throttle: undefined, quota: undefined };
	const keyed = (overrides: object) => api({ apiKeys: [{ ...key, ...overrides }] }, get({ apiKeyRequired: true }));
	const withKey = { headers: { "x-api-key": "secret-1" } };

	it("that is missing or unknown is 403 Forbidden (L304)", async () => {
		const run = await request(ok, keyed({}), [{}, { headers: { "X-Api-Key": "other" } }, withKey]);
		expect(run.http[0]).toMatchObject({ status: 403, body: { message: "Forbidden" }, error: "INVALID_API_KEY" });
		expect(statuses(run)).toEqual([403, 403, 200]);
	});

	it("is in the identity of the event (L266)", async () => {
		const { events } = await request(ok, keyed({}), [withKey]);
		expect(events[0].requestContext.identity).toMatchObject({ apiKey: "secret-1", apiKeyId: "key1" });
	});

	it("has the rate and burst of its usage plan (L301, L302)", async () => {
		const run = await request(ok, keyed({ throttle: { ratePerSecond: 1, burst: 2 } }), times(3, 0, withKey));
		expect(statuses(run)).toEqual([200, 200, 429]);
		expect(run.http[2]?.body).toEqual({ message: "Too Many Requests" });
	});

	it("has the quota of its usage plan, which begins again with the day (L302)", async () => {
		const hour = 3_600_000;
		const requests = [0, 1, 2, 16].map((hours) => ({ at: hours * hour, ...withKey }));
		const run = await request(ok, keyed({ quota: { limit: 2, period: "DAY" } }), requests, { durationMs: 20 * hour });
		expect(statuses(run)).toEqual([200, 200, 429, 200]);
		expect(run.http[2]).toMatchObject({ body: { message: "Limit Exceeded" }, error: "QUOTA_EXCEEDED" });
	});
});

describe("request validation", () => {
	const model = {
		$schema: "http://json-schema.org/draft-04/schema#",
		type: "object",
		required: ["sku"],
		properties: { sku: { type: "string" }, count: { type: "integer", minimum: 0, exclusiveMinimum: true } },
	};
	const validation = {
		body: true,
		parameters: true,
		model,
		requiredParameters: ["method.request.querystring.page", "method.request.header.X-Shop"],
	};
	const orders = { apis: [aRestApi([aRoute("POST", "/orders", { validation })])] };
	const post = (body: Parameters<typeof request>[2][number]["body"], more: object = {}) => ({
		method: "POST" as const,
		path: "/orders?page=1",
		headers: { "x-shop": "1" },
		body,
		...more,
	});

	it("refuses a request without its required parameters, and names them (L304)", async () => {
		const run = await request(ok, orders, [{ method: "POST", path: "/orders", body: { sku: "a" } }]);
		expect(run.http[0]).toMatchObject({
			status: 400,
			body: { message: "Missing required request parameters: [page, X-Shop]" },
			error: "BAD_REQUEST_PARAMETERS",
		});
		expect(run.events).toEqual([]);
	});

	it.each([
		["lacks a property", {}],
		["has another type", { sku: 7 }],
		["breaks a limit as draft 4 writes it", { sku: "a", count: 0 }],
		["is no JSON", "{"],
	])("refuses a body that %s (L304)", async (_, body) => {
		const run = await request(ok, orders, [
			post(body, typeof body === "string" ? { headers: { "x-shop": "1", "content-type": "application/json" } } : {}),
		]);
		expect(run.http[0]).toMatchObject({ status: 400, body: { message: "Invalid request body" }, error: "BAD_REQUEST_BODY" });
	});

	it.each([
		[
			{ sku: 7, count: 0 },
			'instance type (integer) does not match any allowed primitive type (allowed: ["string"]), numeric instance is not strictly greater than the required minimum 0',
		],
		[
			{ count: -1.5 },
			'object has missing required properties (["sku"]), instance type (number) does not match any allowed primitive type (allowed: ["integer"]), numeric instance is not strictly greater than the required minimum 0',
		],
	])("says in the log what does not match in %j, and nothing of it to the client (L304)", async (body, why) => {
		const run = await request(ok, orders, [post(body)]);
		expect(run.http[0]).toMatchObject({ body: { message: "Invalid request body" } });
		expect(run.http[0]?.log).toBe(`Request body does not match model schema for content type application/json: [${why}]`);
	});

	it("passes by a model that is none", async () => {
		const broken = { ...validation, requiredParameters: [], model: { type: "object", properties: { a: { $ref: "#/definitions/gone" } } } };
		const run = await request(ok, { apis: [aRestApi([aRoute("POST", "/orders", { validation: broken })])] }, [post({ sku: 7 })]);
		expect(statuses(run)).toEqual([200]);
	});

	it("lets a body that fits the model pass, and one of another type unseen (L304)", async () => {
		const run = await request(ok, orders, [
			post({ sku: "a", count: 1 }),
			post("sku=", { headers: { "x-shop": "1", "content-type": "text/plain" } }),
		]);
		expect(statuses(run)).toEqual([200, 200]);
	});
});

describe("a gateway response of the API", () => {
	const cors = {
		"gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
		"gatewayresponse.header.X-Path": "method.request.header.Host",
	};

	it("sets status, headers and body of what the gateway answers itself (L304, L305)", async () => {
		const template = '{"problem":$context.error.messageString,"type":"$context.error.responseType","at":"$context.path"}';
		const response = { type: "MISSING_AUTHENTICATION_TOKEN", status: 404, parameters: cors, templates: { "application/json": template } };
		const run = await request(ok, api({ gatewayResponses: [response] }), [{ path: "/nope" }]);
		expect(run.http[0]).toMatchObject({
			status: 404,
			body: { problem: "Missing Authentication Token", type: "MISSING_AUTHENTICATION_TOKEN", at: "/Prod/nope" },
			headers: { "access-control-allow-origin": "*", "x-path": "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com" },
		});
	});

	it("of type DEFAULT_5XX stands for every 5xx that has none of its own (L304)", async () => {
		const response = { type: "DEFAULT_5XX", status: undefined, parameters: cors, templates: {} };
		const run = await request(answers("null"), api({ gatewayResponses: [response] }), [{}]);
		expect(run.http[0]).toMatchObject({ status: 502, headers: { "access-control-allow-origin": "*" } });
	});
});

describe("a resource policy", () => {
	const statement = (Effect: string, range: string) => ({
		Effect,
		Principal: "*",
		Action: "execute-api:Invoke",
		Resource: "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5/*",
		Condition: { IpAddress: { "aws:SourceIp": [range] } },
	});

	it("lets only those addresses call that it allows (L358)", async () => {
		const policy = { Version: "2012-10-17", Statement: [statement("Allow", "203.0.113.0/24"), statement("Deny", "203.0.113.66/32")] };
		const run = await request(ok, api({ policy }), [{}, { sourceIp: "198.51.100.1" }, { sourceIp: "203.0.113.66" }]);
		expect(statuses(run)).toEqual([200, 403, 403]);
		expect(run.http[1]?.body).toMatchObject({
			Message: expect.stringMatching(/^User: anonymous is not authorized to perform: execute-api:Invoke on resource: /),
		});
		expect(run.http[2]?.body).toMatchObject({ Message: expect.stringMatching(/with an explicit deny$/) });
	});
});

it("refuses a body of more than 10 MB with 413 (L299)", async () => {
	const bodyBase64 = Buffer.alloc(10_485_761).toString("base64");
	const run = await request(ok, { apis: [aRestApi([aRoute("POST", "/")])] }, [{ method: "POST", bodyBase64 }]);
	expect(run.http[0]).toMatchObject({ status: 413, body: { message: "Request Too Long" }, error: "REQUEST_TOO_LARGE", invocation: null });
});
