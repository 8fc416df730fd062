import { describe, expect, it } from "vitest";
import { answers, aRestApi, aRoute, permissionsFor, request } from "../http/an-api.ts";

const ok = answers('{ statusCode: 200, body: "" }');
const rest = (...routes: ReturnType<typeof aRoute>[]) => ({ apis: [aRestApi(routes)] });

describe("the event of a REST API", () => {
	it("has exactly the fields of format 1.0, and null for what the request lacks (L266)", async () => {
		const { events } = await request(ok, rest(aRoute("GET", "/orders/{id}")), [{ path: "/orders/7", headers: { "X-Client": "test" } }]);
		const [event] = events;
		const traceId = event.headers["X-Amzn-Trace-Id"];
		expect(traceId).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
		const headers = {
			Accept: "*/*",
			Host: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
			"User-Agent": "curl/8.15.0",
			"X-Amzn-Trace-Id": traceId,
			"X-Client": "test",
			"X-Forwarded-For": "203.0.113.7",
			"X-Forwarded-Port": "443",
			"X-Forwarded-Proto": "https",
		};
		expect(event).toEqual({
			resource: "/orders/{id}",
			path: "/orders/7",
			httpMethod: "GET",
			headers,
			multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
			queryStringParameters: null,
			multiValueQueryStringParameters: null,
			pathParameters: { id: "7" },
			stageVariables: null,
			requestContext: {
				accountId: "123456789012",
				apiId: "a1b2c3d4e5",
				deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
				domainName: "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com",
				domainPrefix: "a1b2c3d4e5",
				extendedRequestId: expect.stringMatching(/=$/),
				httpMethod: "GET",
				identity: {
					accessKey: null,
					accountId: null,
					caller: null,
					cognitoAuthenticationProvider: null,
					cognitoAuthenticationType: null,
					cognitoIdentityId: null,
					cognitoIdentityPoolId: null,
					principalOrgId: null,
					sourceIp: "203.0.113.7",
					user: null,
					userAgent: "curl/8.15.0",
					userArn: null,
				},
				path: "/Prod/orders/7",
				protocol: "HTTP/1.1",
				requestId: expect.stringMatching(/^[0-9a-f]{8}-/),
				requestTime: "24/Nov/2026:09:00:00 +0000",
				requestTimeEpoch: Date.parse("2026-11-24T09:00:00Z"),
				resourceId: expect.stringMatching(/^[a-z0-9]{6}$/),
				resourcePath: "/orders/{id}",
				stage: "Prod",
			},
			body: null,
			isBase64Encoded: false,
		});
	});

	it("keeps the case of names, decodes the query, and lets the last value win (L266, L267)", async () => {
		const path = "/q?tag=a&tag=b&plus=x+y&email=t%2Bu@example.com&flag";
		const { events } = await request(ok, rest(aRoute("GET", "/q")), [{ path, headers: { "tEsT-HEADeR": ["one", "two"] } }]);
		const [event] = events;
		expect(event.queryStringParameters).toEqual({ tag: "b", plus: "x y", email: "t+u@example.com", flag: "" });
		expect(event.multiValueQueryStringParameters.tag).toEqual(["a", "b"]);
		expect(event.headers["tEsT-HEADeR"]).toBe("two");
		expect(event.multiValueHeaders["tEsT-HEADeR"]).toEqual(["one", "two"]);
	});

	it("leaves the path as the client encoded it, and takes no notice of a slash at its end (L266)", async () => {
		const { events } = await request(ok, rest(aRoute("ANY", "/{proxy+}")), [
			{ path: "/user/test%2Balias@gmail.com" },
			{ path: "/test-path/" },
		]);
		expect(events[0].path).toBe("/user/test%2Balias@gmail.com");
		expect(events[0].pathParameters).toEqual({ proxy: "user/test%2Balias@gmail.com" });
		expect(events[1].path).toBe("/test-path/");
		expect(events[1].pathParameters).toEqual({ proxy: "test-path" });
	});

	it("carries a body as text, and in base64 when its type is among binaryMediaTypes (L271)", async () => {
		const api = aRestApi([aRoute("POST", "/up")], { binaryMediaTypes: ["image/*"] });
		const { events } = await request(ok, { apis: [api] }, [
			{ method: "POST", path: "/up", body: { a: 1 } },
			{ method: "POST", path: "/up", bodyBase64: "/9j/4A==", headers: { "content-type": "image/jpeg" } },
		]);
		expect(events[0]).toMatchObject({ body: '{"a":1}', isBase64Encoded: false });
		expect(events[0].headers["Content-Type"]).toBe("application/json");
		expect(events[1]).toMatchObject({ body: "/9j/4A==", isBase64Encoded: true });
	});

	it("has the stage's variables (L266)", async () => {
		const { events } = await request(ok, { apis: [aRestApi([aRoute("GET", "/")], { stageVariables: { table: "orders" } })] }, [{}]);
		expect(events[0].stageVariables).toEqual({ table: "orders" });
	});
});

describe("the resources of a REST API", () => {
	it("match by fixed segment, then {name}, then {name+}", async () => {
		const routes = [aRoute("ANY", "/{proxy+}"), aRoute("GET", "/orders/{id}"), aRoute("GET", "/orders/latest"), aRoute("GET", "/")];
		const { http } = await request(ok, rest(...routes), [
			{ path: "/orders/latest" },
			{ path: "/orders/9" },
			{ path: "/orders/9/lines" },
			{ path: "/" },
		]);
		expect(http.map(({ route }) => route)).toEqual(["GET /orders/latest", "GET /orders/{id}", "ANY /{proxy+}", "GET /"]);
	});

	it("answer 403 Missing Authentication Token for an unknown path or method, without a call (L304)", async () => {
		const { http, events } = await request(ok, rest(aRoute("GET", "/orders")), [{ path: "/nope" }, { method: "POST", path: "/orders" }]);
		expect(events).toEqual([]);
		for (const one of http) {
			expect(one).toMatchObject({ status: 403, body: { message: "Missing Authentication Token" }, error: "MISSING_AUTHENTICATION_TOKEN" });
			expect(one.invocation).toBeNull();
		}
	});
});

describe("the result of a REST API's function", () => {
	const of = async (result: string) => {
		const { http } = await request(answers(result), rest(aRoute("GET", "/")), [{}]);
		const [{ status, body } = { status: null, body: null }] = http;
		return { status, body };
	};

	it.each([
		["a status and a body", '{ statusCode: 201, body: "made" }', 201, "made"],
		["a status in digits (L270)", '{ statusCode: "201", body: "made" }', 201, "made"],
		["no status (L270)", "{}", 200, null],
		["headers alone (L270)", '{ headers: { a: "b" } }', 200, null],
		["headers that are null (L270)", '{ statusCode: 204, headers: null, body: "" }', 204, null],
	])("is sent with %s", async (_, result, status, body) => {
		expect(await of(result)).toEqual({ status, body });
	});

	it.each([
		["an unknown key", '{ statusCode: 200, body: "", cookies: [] }'],
		["a bare string", '"hello"'],
		["null", "null"],
		["a list", "[]"],
		["a status that is no number", '{ statusCode: "test" }'],
		["a body that is an object", "{ statusCode: 200, body: { a: 1 } }"],
		["multiValueHeaders without lists", '{ statusCode: 200, multiValueHeaders: { a: "b" } }'],
	])("that is %s is 502 Internal server error (L270)", async (_, result) => {
		expect(await of(result)).toEqual({ status: 502, body: { message: "Internal server error" } });
	});

	it("has both values of a header that is in both maps (L272)", async () => {
		const result = '{ statusCode: 200, headers: { A: "solo" }, multiValueHeaders: { A: ["multi"] }, body: "" }';
		const { http } = await request(answers(result), rest(aRoute("GET", "/")), [{}]);
		expect(http[0]?.headers.a).toEqual(["multi", "solo"]);
	});

	it("in base64 is decoded only for a binary media type (L271)", async () => {
		const result = '{ statusCode: 200, headers: { "Content-Type": "image/png" }, body: "iVBORw==", isBase64Encoded: true }';
		const text = await request(answers(result), rest(aRoute("GET", "/")), [{}]);
		expect(text.http[0]?.body).toBe("iVBORw==");
		const api = aRestApi([aRoute("GET", "/")], { binaryMediaTypes: ["image/png"] });
		const bytes = await request(answers(result), { apis: [api] }, [{}]);
		const [responded] = bytes.trace.events.filter(({ kind }) => kind === "http.responded");
		expect(responded).toMatchObject({ body: "iVBORw==", base64: true });
	});
});

describe("a REST API whose function does not answer", () => {
	const route = rest(aRoute("GET", "/"));

	it("answers 502 for an error, and says in its log whose it was (L274)", async () => {
		const { http } = await request('export const handler = async () => { throw new Error("no stock"); };', route, [{}]);
		expect(http[0]).toMatchObject({ status: 502, body: { message: "Internal server error" }, invocation: 1 });
		expect(http[0]?.log).toContain("no stock");
	});

	it("answers 504 when the integration's timeout is over, while the function runs on (L297, L298)", async () => {
		const code = "export const handler = async () => { await new Promise((r) => setTimeout(r, 8000)); return { statusCode: 200 }; };";
		const integration = { ...aRoute("GET", "/").integration, timeoutMs: 5000 } as ReturnType<typeof aRoute>["integration"];
		const { http, trace } = await request(code, rest(aRoute("GET", "/", { integration })), [{}]);
		expect(http[0]).toMatchObject({ status: 504, body: { message: "Endpoint request timed out" }, latencyMs: 5010, invocation: 1 });
		const ended = trace.events.find(({ kind }) => kind === "invocation.ended");
		expect(ended).toMatchObject({ status: "succeeded" });
		expect(ended?.at).toBeGreaterThan(8000);
	});

	it("answers 502 when the function itself times out before that (L274)", async () => {
		const code = "export const handler = async () => { await new Promise((r) => setTimeout(r, 11000)); };";
		const { http } = await request(code, route, [{}]);
		expect(http[0]).toMatchObject({ status: 502, error: "DEFAULT_5XX" });
		expect(http[0]?.latencyMs).toBeGreaterThan(10_000);
	});

	it("answers 500, not 429, when Lambda throttles, and does not retry (L275, L306)", async () => {
		const properties = ["ReservedConcurrentExecutions: 0"];
		const { http, trace } = await request({ Fn: { code: ok, properties } }, route, [{}]);
		expect(http[0]).toMatchObject({ status: 500, body: { message: "Internal server error" } });
		expect(http[0]?.log).toContain("429");
		expect(trace.events.filter(({ kind }) => kind === "invocation.requested")).toHaveLength(1);
	});

	it("answers 500 when no permission lets it invoke the function (L274)", async () => {
		const { http, events } = await request(ok, { ...route, permissions: [] }, [{}]);
		expect(events).toEqual([]);
		expect(http[0]).toMatchObject({ status: 500, body: { message: "Internal server error" }, invocation: null });
		expect(http[0]?.log).toBe("Execution failed due to configuration error: Invalid permissions on Lambda function");
	});

	it("is permitted by the ARN of stage, method and path, with wildcards (L274)", async () => {
		const [permission] = permissionsFor("Fn");
		const only = (sourceArn: string) => ({ ...route, permissions: permission ? [{ ...permission, sourceArn }] : [] });
		const arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5";
		expect((await request(ok, only(`${arn}/*/GET/`), [{}])).http[0]?.status).toBe(200);
		expect((await request(ok, only(`${arn}/*/POST/*`), [{}])).http[0]?.status).toBe(500);
	});

	it("fails for an integration whose method is not POST (L277)", async () => {
		const integration = { ...aRoute("GET", "/").integration, httpMethod: "GET" } as ReturnType<typeof aRoute>["integration"];
		const { http, events } = await request(ok, rest(aRoute("GET", "/", { integration })), [{}]);
		expect(events).toEqual([]);
		expect(http[0]).toMatchObject({ status: 500, body: { message: "Internal server error" } });
	});
});

it("reports each request with its label, its latency and its invocation", async () => {
	const { http, trace } = await request(ok, rest(aRoute("GET", "/")), [{}, {}]);
	expect(http.map(({ n, label, invocation }) => [n, label, invocation])).toEqual([
		[1, "request 1", 1],
		[2, "request 2", 2],
	]);
	const warm = trace.events.find((event) => event.kind === "invocation.ended" && event.invocation === 2);
	expect(http[1]?.latencyMs).toBeCloseTo(10 + (warm?.kind === "invocation.ended" ? warm.durationMs : 0), 1);
	const asked = trace.events.find((event) => event.kind === "invocation.requested");
	expect(asked).toMatchObject({ source: { service: "apigateway", resource: expect.stringMatching(/a1b2c3d4e5\/Prod\/GET\/$/) } });
});

it("streams through an integration of the transfer mode STREAM, with status and headers of the prelude (L300)", async () => {
	const prelude = '{ statusCode: 207, headers: { "Content-Type": "text/plain" } }';
	const code = `export const handler = awslambda.streamifyResponse(async (event, stream) => {
		stream = awslambda.HttpResponseStream.from(stream, ${prelude});
		stream.write("one ");
		stream.end("two");
	});`;
	const integration = { ...aRoute("GET", "/").integration, streams: true } as ReturnType<typeof aRoute>["integration"];
	const { http } = await request(code, rest(aRoute("GET", "/", { integration })), [{}]);
	expect(http[0]).toMatchObject({ status: 207, body: "one two", headers: { "content-type": "text/plain" } });
});
