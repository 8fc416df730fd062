import { describe, expect, it } from "vitest";
import { aFunctionUrl, answers, permissionsFor, request } from "../http/an-api.ts";

const ok = answers('{ statusCode: 200, body: "" }');
const url = (overrides: Parameters<typeof aFunctionUrl>[0] = {}) => ({ functionUrls: [aFunctionUrl(overrides)] });
const send = (more: object = {}) => [{ api: "Fn", ...more }];

describe("the event of a function URL", () => {
	it("is of format 2.0 with route and stage $default, for nobody in particular (L252, L257, L268)", async () => {
		const { events } = await request(ok, url(), send({ path: "/a%20b?x=1", headers: { "X-One": ["1", "2"], cookie: "s=1" } }));
		expect(events[0]).toMatchObject({
			version: "2.0",
			routeKey: "$default",
			rawPath: "/a%20b",
			rawQueryString: "x=1",
			cookies: ["s=1"],
			headers: { "x-one": "1,2", host: "abcdefghijklmnop.lambda-url.eu-central-1.on.aws" },
			requestContext: {
				accountId: "anonymous",
				apiId: "abcdefghijklmnop",
				domainName: "abcdefghijklmnop.lambda-url.eu-central-1.on.aws",
				domainPrefix: "abcdefghijklmnop",
				http: { method: "GET", path: "/a%20b" },
				routeKey: "$default",
				stage: "$default",
			},
			isBase64Encoded: false,
		});
		expect(events[0].headers).not.toHaveProperty("cookie");
	});
});

describe("the result behind a function URL", () => {
	it.each([
		["an object", "({ id: 7 })", { id: 7 }],
		["a list", "[1]", [1]],
		["a number", "5", 5],
		["a boolean", "true", true],
		["a string", '"hello"', "hello"],
	])("that is %s without statusCode is the body of a 200 (L254)", async (_, result, body) => {
		const { http } = await request(answers(result), url(), send());
		expect(http[0]).toMatchObject({ status: 200, body, headers: { "content-type": "application/json" } });
	});

	it("has status, headers, cookies and body of its own (L254, L257)", async () => {
		const result = '({ statusCode: 201, headers: { "Content-Type": "text/html" }, cookies: ["a=1"], body: "<p>" })';
		const { http } = await request(answers(result), url(), send());
		expect(http[0]).toMatchObject({ status: 201, body: "<p>", headers: { "content-type": "text/html", "set-cookie": "a=1" } });
	});

	it("is 502 Internal Server Error when the function fails (L255)", async () => {
		const { http } = await request("export const handler = async () => { throw new TypeError(); };", url(), send());
		expect(http[0]).toMatchObject({ status: 502, body: "Internal Server Error", invocation: 1 });
	});

	it("is 429 when Lambda throttles (L255)", async () => {
		const { http } = await request({ Fn: { code: ok, properties: ["ReservedConcurrentExecutions: 0"] } }, url(), send());
		expect(http[0]).toMatchObject({ status: 429, body: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" } });
	});
});

describe("who may call a function URL", () => {
	const forbidden = { status: 403, body: { Message: expect.stringMatching(/^Forbidden\. For troubleshooting/) }, invocation: null };

	it("of AuthType NONE is everyone, if the policy allows both actions (L253)", async () => {
		const all = permissionsFor("Fn");
		expect((await request(ok, { ...url(), permissions: all }, send())).http[0]?.status).toBe(200);
		for (const action of ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"]) {
			const { http } = await request(ok, { ...url(), permissions: all.filter((one) => one.action !== action) }, send());
			expect(http[0]).toMatchObject(forbidden);
			expect(http[0]?.log).toContain(`does not allow ${action} `);
		}
	});

	it("of AuthType AWS_IAM is who signs the request, and the event tells who that is (L253)", async () => {
		const { http, events } = await request(ok, url({ authType: "AWS_IAM" }), [{ api: "Fn" }, { api: "Fn", signed: true }]);
		expect(http[0]).toMatchObject(forbidden);
		expect(http[1]?.status).toBe(200);
		expect(events[0].requestContext).toMatchObject({
			accountId: "123456789012",
			authorizer: { iam: { userArn: expect.stringContaining("arn:aws:iam::") } },
		});
	});
});

describe("the CORS setting of a function URL", () => {
	const cors = { origins: ["*"], methods: ["GET"], headers: [], exposeHeaders: [], credentials: false, maxAgeSeconds: undefined };

	it("answers preflights alone, and doubles what the function says otherwise (L256)", async () => {
		const code = answers('({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "https://a.example" } })');
		const { http, events } = await request(code, url({ cors }), [
			{ api: "Fn", method: "OPTIONS", headers: { origin: "https://a.example", "access-control-request-method": "GET" } },
			{ api: "Fn", headers: { origin: "https://a.example" } },
		]);
		expect(http[0]).toMatchObject({ status: 200, headers: { "access-control-allow-origin": "*", "access-control-allow-methods": "GET" } });
		expect(events).toHaveLength(1);
		expect(http[1]?.headers["access-control-allow-origin"]).toEqual(["https://a.example", "*"]);
	});
});

describe("a function URL that streams", () => {
	const streaming = (body: string) => `export const handler = awslambda.streamifyResponse(async (event, stream) => { ${body} });`;
	const streams = url({ invokeMode: "RESPONSE_STREAM" });

	it("takes status, headers and cookies from the prelude (L248, L251)", async () => {
		const prelude = '{ statusCode: 207, headers: { "Content-Type": "text/event-stream" }, cookies: ["a=1"] }';
		const code = streaming(
			`stream = awslambda.HttpResponseStream.from(stream, ${prelude}); stream.write("one "); stream.write("two"); stream.end();`,
		);
		const { http } = await request(code, streams, send());
		expect(http[0]).toMatchObject({ status: 207, body: "one two", headers: { "content-type": "text/event-stream", "set-cookie": "a=1" } });
	});

	it("is 200 with the stream's own type without one (L248)", async () => {
		const { http } = await request(streaming('stream.setContentType("text/plain"); stream.write("hi"); stream.end();'), streams, send());
		expect(http[0]).toMatchObject({ status: 200, body: "hi", headers: { "content-type": "text/plain" } });
	});

	it("sends the result of a handler that does not stream as it is (L251)", async () => {
		const { http } = await request(answers('{ statusCode: 404, body: "no" }'), streams, send());
		expect(http[0]).toMatchObject({ status: 200, body: { statusCode: 404, body: "no" } });
	});

	it("in mode BUFFERED reads what was streamed as a result (L254)", async () => {
		const { http } = await request(
			streaming("stream.write(JSON.stringify({ statusCode: 404, body: 'no' })); stream.end();"),
			url(),
			send(),
		);
		expect(http[0]).toMatchObject({ status: 404, body: "no" });
	});
});
