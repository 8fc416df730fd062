import { describe, expect, it } from "vitest";
import type { StackRoute } from "#sandbox/stack/api.ts";
import { anHttpApi, anHttpRoute, answers, aRoute, request } from "../http/an-api.ts";

const ok = answers('{ statusCode: 200, body: "" }');
const http = (...routes: StackRoute[]) => ({ apis: [anHttpApi(routes)] });

describe("the event of an HTTP API", () => {
	it("has exactly the fields of format 2.0, names in lower case (L267, L268)", async () => {
		const send = { path: "/orders/a%20b?x=1&x=2&y=%2B", method: "POST", body: { a: 1 } } as const;
		const headers = { "X-Twice": ["one", "two"], Cookie: "s=1; t=2" };
		const { events } = await request(ok, http(anHttpRoute("POST", "/orders/{id}")), [{ ...send, headers }]);
		expect(events[0]).toEqual({
			version: "2.0",
			routeKey: "POST /orders/{id}",
			rawPath: "/orders/a%20b",
			rawQueryString: "x=1&x=2&y=%2B",
			cookies: ["s=1", "t=2"],
			headers: {
				accept: "*/*",
				"content-length": "7",
				"content-type": "application/json",
				host: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
				"user-agent": "curl/8.15.0",
				"x-amzn-trace-id": expect.any(String),
				"x-forwarded-for": "203.0.113.7",
				"x-forwarded-port": "443",
				"x-forwarded-proto": "https",
				"x-twice": "one,two",
			},
			queryStringParameters: { x: "1,2", y: "+" },
			requestContext: {
				accountId: "123456789012",
				apiId: "a1b2c3d4e5",
				domainName: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
				domainPrefix: "a1b2c3d4e5",
				http: { method: "POST", path: "/orders/a%20b", protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "curl/8.15.0" },
				requestId: expect.stringMatching(/=$/),
				routeKey: "POST /orders/{id}",
				stage: "$default",
				time: "24/Nov/2026:09:00:00 +0000",
				timeEpoch: Date.parse("2026-11-24T09:00:00Z"),
			},
			pathParameters: { id: "a b" },
			body: '{"a":1}',
			isBase64Encoded: false,
		});
	});

	it("leaves out what the request lacks (L268)", async () => {
		const { events } = await request(ok, http(anHttpRoute("GET", "/")), [{}]);
		for (const absent of ["cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"])
			expect(events[0]).not.toHaveProperty(absent);
	});

	it("has the stage in its path, unless that is $default (L268)", async () => {
		const api = anHttpApi([anHttpRoute("GET", "/a")], { stage: "dev", stageVariables: { v: "1" } });
		const { events } = await request(ok, { apis: [api] }, [{ path: "/a" }]);
		expect(events[0]).toMatchObject({ rawPath: "/dev/a", stageVariables: { v: "1" }, requestContext: { http: { path: "/dev/a" } } });
	});

	it("carries bodies of other types than text in base64 (L268)", async () => {
		const { events } = await request(ok, http(anHttpRoute("POST", "/")), [
			{ method: "POST", bodyBase64: "AAEC" },
			{ method: "POST", body: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
		]);
		expect(events[0]).toMatchObject({ body: "AAEC", isBase64Encoded: true });
		expect(events[1]).toMatchObject({ body: Buffer.from("a=1").toString("base64"), isBase64Encoded: true });
	});

	it("in format 1.0 says so, and has multi-value fields (L269)", async () => {
		const { events } = await request(ok, http(aRoute("GET", "/a")), [{ path: "/a?x=1&x=2" }]);
		expect(events[0]).toMatchObject({
			version: "1.0",
			resource: "/a",
			httpMethod: "GET",
			multiValueQueryStringParameters: { x: ["1", "2"] },
			multiValueHeaders: { "user-agent": ["curl/8.15.0"] },
			body: null,
		});
	});
});

describe("the routes of an HTTP API", () => {
	it("match in full, then greedily, then $default", async () => {
		const routes = [
			anHttpRoute("", "$default"),
			anHttpRoute("GET", "/pets/dog/1"),
			anHttpRoute("GET", "/pets/dog/{id}"),
			anHttpRoute("GET", "/pets/{proxy+}"),
			anHttpRoute("ANY", "/{proxy+}"),
		];
		const paths = ["/pets/dog/1", "/pets/dog/2", "/pets/cat/3"];
		const sent = [...paths.map((path) => ({ path })), { method: "POST", path: "/test/5" } as const, { method: "POST", path: "/" } as const];
		const run = await request(ok, http(...routes), sent);
		expect(run.http.map(({ route }) => route)).toEqual([
			"GET /pets/dog/1",
			"GET /pets/dog/{id}",
			"GET /pets/{proxy+}",
			"ANY /{proxy+}",
			"$default",
		]);
	});

	it("fall back to a less specific one that has the method", async () => {
		const run = await request(ok, http(anHttpRoute("GET", "/a"), anHttpRoute("ANY", "/{proxy+}")), [{ method: "POST", path: "/a" }]);
		expect(run.http[0]?.route).toBe("ANY /{proxy+}");
	});

	it("answer 404 Not Found for what none of them takes, a slash at the end included", async () => {
		const run = await request(ok, http(anHttpRoute("GET", "/a")), [{ path: "/b" }, { path: "/a/" }]);
		for (const one of run.http) expect(one).toMatchObject({ status: 404, body: { message: "Not Found" }, invocation: null });
	});
});

describe("the result of an HTTP API's function in format 2.0", () => {
	it.each([
		["an object without statusCode", "({ id: 7 })", 200, { id: 7 }],
		["a string", '"hello"', 200, "hello"],
		["an empty object", "({})", 200, {}],
		["headers alone", '({ headers: { a: "b" } })', 200, { headers: { a: "b" } }],
		["a list", "[1, 2]", 200, [1, 2]],
		["a status in digits", '({ statusCode: "201", body: "made" })', 201, "made"],
		["unknown keys beside statusCode", '({ statusCode: 200, body: "x", other: 1 })', 200, "x"],
	])("is %s: 200 unless it says otherwise (L273)", async (_, result, status, body) => {
		const run = await request(answers(result), http(anHttpRoute("GET", "/")), [{}]);
		expect(run.http[0]).toMatchObject({ status, body });
	});

	it("without statusCode is JSON, with it text unless it names a type (L273)", async () => {
		const inferred = await request(answers("({ id: 7 })"), http(anHttpRoute("GET", "/")), [{}]);
		expect(inferred.http[0]?.headers["content-type"]).toBe("application/json");
		const told = await request(answers('({ statusCode: 200, body: "{}" })'), http(anHttpRoute("GET", "/")), [{}]);
		expect(told.http[0]?.headers["content-type"]).toBe("text/plain;charset=UTF-8");
	});

	it("sets one set-cookie header for each of its cookies (L273)", async () => {
		const run = await request(answers('({ statusCode: 200, cookies: ["a=1", "b=2; HttpOnly"] })'), http(anHttpRoute("GET", "/")), [{}]);
		expect(run.http[0]?.headers["set-cookie"]).toEqual(["a=1", "b=2; HttpOnly"]);
	});

	it.each([
		["a status that is no number", '({ statusCode: "test" })'],
		["cookies that are no list", '({ statusCode: 200, cookies: "a=1" })'],
		["an object with errorMessage", '({ errorMessage: "x" })'],
	])("that is %s is 500 Internal Server Error (L273)", async (_, result) => {
		const run = await request(answers(result), http(anHttpRoute("GET", "/")), [{}]);
		expect(run.http[0]).toMatchObject({ status: 500, body: { message: "Internal Server Error" } });
	});

	it.each(["({})", '({ headers: { a: "b" } })', '"hello"', '({ statusCode: 200, multiValueHeaders: { a: "b" } })'])(
		"is 500 in format 1.0 when it is %s (L273)",
		async (result) => {
			const run = await request(answers(result), http(aRoute("GET", "/")), [{}]);
			expect(run.http[0]).toMatchObject({ status: 500, body: { message: "Internal Server Error" } });
		},
	);

	it("may have unknown keys in format 1.0 (L273)", async () => {
		const run = await request(answers('({ statusCode: 200, body: "x", other: 1 })'), http(aRoute("GET", "/")), [{}]);
		expect(run.http[0]).toMatchObject({ status: 200, body: "x" });
	});
});

describe("an HTTP API whose function does not answer", () => {
	it("answers 500 for an error (L274)", async () => {
		const run = await request('export const handler = async () => { throw new Error("no stock"); };', http(anHttpRoute("GET", "/")), [{}]);
		expect(run.http[0]).toMatchObject({ status: 500, body: { message: "Internal Server Error" }, invocation: 1 });
		expect(run.http[0]?.log).toContain("no stock");
	});

	it("answers 503 when its timeout is over (L274, L297)", async () => {
		const code = "export const handler = async () => { await new Promise((r) => setTimeout(r, 8000)); };";
		const integration = { ...anHttpRoute("GET", "/").integration, timeoutMs: 5000 } as StackRoute["integration"];
		const run = await request(code, http(anHttpRoute("GET", "/", { integration })), [{}]);
		expect(run.http[0]).toMatchObject({ status: 503, body: { message: "Service Unavailable" }, latencyMs: 5005, invocation: 1 });
	});

	it("answers 500 without a permission, and its log names the cure (L274)", async () => {
		const run = await request(ok, { ...http(anHttpRoute("GET", "/")), permissions: [] }, [{}]);
		expect(run.http[0]).toMatchObject({ status: 500, body: { message: "Internal Server Error" } });
		expect(run.http[0]?.log).toContain("doesn't have permissions to call the integration");
	});
});

describe("the CORS setting of an HTTP API", () => {
	const cors = {
		origins: ["https://shop.example"],
		methods: ["GET", "POST"],
		headers: ["authorization"],
		exposeHeaders: ["x-total"],
		credentials: true,
		maxAgeSeconds: 600,
	};
	const api = { apis: [anHttpApi([anHttpRoute("ANY", "/{proxy+}")], { cors })] };
	const preflight = (origin: string) =>
		({ method: "OPTIONS", path: "/a", headers: { Origin: origin, "Access-Control-Request-Method": "GET" } }) as const;

	it("answers a preflight by itself, without a call (L305)", async () => {
		const { http: answered, events } = await request(ok, api, [preflight("https://shop.example")]);
		expect(events).toEqual([]);
		expect(answered[0]).toMatchObject({
			status: 204,
			headers: {
				"access-control-allow-origin": "https://shop.example",
				"access-control-allow-credentials": "true",
				"access-control-allow-methods": "GET,POST",
				"access-control-allow-headers": "authorization",
				"access-control-max-age": "600",
			},
		});
	});

	it("names no origin that is not allowed (L305)", async () => {
		const { http: answered } = await request(ok, api, [preflight("https://evil.example")]);
		expect(answered[0]?.headers).not.toHaveProperty("access-control-allow-origin");
	});

	it("overrides what the function says (L305)", async () => {
		const code = answers('({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT" } })');
		const { http: answered } = await request(code, api, [{ path: "/a", headers: { origin: "https://shop.example" } }]);
		expect(answered[0]?.headers).toMatchObject({
			"access-control-allow-origin": "https://shop.example",
			"access-control-expose-headers": "x-total",
		});
		expect(answered[0]?.headers).not.toHaveProperty("access-control-allow-methods");
	});
});
