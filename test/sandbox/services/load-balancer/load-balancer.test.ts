import { describe, expect, it } from "vitest";
import type { StackLoadBalancer } from "#sandbox/stack/load-balancer.ts";
import { answers, arnOfFunction, request } from "../http/an-api.ts";

const GROUP = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/orders/6d0ecf831eec9f09";
const balancer = (multiValueHeaders = false, overrides: Partial<StackLoadBalancer> = {}) => ({
	loadBalancers: [
		{
			id: "Api",
			line: 1,
			name: "orders",
			arn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/orders/50dc6c495c0c9188",
			dnsName: "orders-1234567890.eu-central-1.elb.amazonaws.com",
			rules: [],
			defaultAction: { kind: "forward" as const, targetGroupArn: GROUP },
			targetGroups: [{ arn: GROUP, functionArn: arnOfFunction("Fn"), multiValueHeaders }],
			...overrides,
		},
	],
});
const ok = answers('({ statusCode: 200, isBase64Encoded: false, headers: {}, body: "ok" })');

describe("the event of a load balancer", () => {
	it("has the last of several values, and a query as the client encoded it (L278)", async () => {
		const { events } = await request(ok, balancer(), [{ path: "/a%20b?x=1&x=a%2Bb", headers: { "X-Two": ["1", "2"] } }]);
		expect(events[0]).toEqual({
			requestContext: { elb: { targetGroupArn: GROUP } },
			httpMethod: "GET",
			path: "/a%20b",
			queryStringParameters: { x: "a%2Bb" },
			headers: {
				accept: "*/*",
				host: "orders-1234567890.eu-central-1.elb.amazonaws.com",
				"user-agent": "curl/8.15.0",
				"x-amzn-trace-id": expect.any(String),
				"x-forwarded-for": "203.0.113.7",
				"x-forwarded-port": "443",
				"x-forwarded-proto": "https",
				"x-two": "2",
			},
			body: "",
			isBase64Encoded: false,
		});
	});

	it("has lists in place of the single values when multi-value headers are on (L278)", async () => {
		const { events } = await request(
			answers('({ statusCode: 200, multiValueHeaders: { "set-cookie": ["a=1", "b=2"] } })'),
			balancer(true),
			[{ path: "/?x=1&x=2", headers: { "X-Two": ["1", "2"] } }],
		);
		expect(events[0]).toMatchObject({ multiValueQueryStringParameters: { x: ["1", "2"] }, multiValueHeaders: { "x-two": ["1", "2"] } });
		expect(events[0]).not.toHaveProperty("headers");
		expect(events[0]).not.toHaveProperty("queryStringParameters");
	});

	it("carries text as it is and other types in base64 (L278)", async () => {
		const { events } = await request(ok, balancer(), [
			{ method: "POST", body: { a: 1 } },
			{ method: "POST", bodyBase64: "AAEC" },
		]);
		expect(events[0]).toMatchObject({ body: '{"a":1}', isBase64Encoded: false });
		expect(events[1]).toMatchObject({ body: "AAEC", isBase64Encoded: true });
	});
});

describe("the result behind a load balancer", () => {
	it("is sent with its headers, from the map of the setting (L278)", async () => {
		const both = '({ statusCode: 201, headers: { "X-Map": "one" }, multiValueHeaders: { "X-Map": ["a", "b"] }, body: "ok" })';
		expect((await request(answers(both), balancer(), [{}])).http[0]).toMatchObject({
			status: 201,
			body: "ok",
			headers: { "x-map": "one" },
		});
		expect((await request(answers(both), balancer(true), [{}])).http[0]).toMatchObject({ status: 201, headers: { "x-map": ["a", "b"] } });
	});

	it.each([
		["no statusCode", answers('({ body: "x" })'), "LambdaInvalidResponse"],
		["a string", answers('"hello"'), "LambdaInvalidResponse"],
		["a statusCode in digits", answers('({ statusCode: "200" })'), "LambdaInvalidResponse"],
		["a body that is an object", answers("({ statusCode: 200, body: {} })"), "LambdaInvalidResponse"],
		["more than 1 MB", answers('({ statusCode: 200, body: "x".repeat(1048577) })'), "LambdaResponseTooLarge"],
		["an error", "export const handler = async () => { throw new Error('x'); };", "LambdaUnhandled"],
	])("that is %s is 502 (L278)", async (_, code, error) => {
		const { http } = await request(code, balancer(), [{}]);
		expect(http[0]).toMatchObject({ status: 502, error, headers: { "content-type": "text/html" } });
		expect(http[0]?.body).toContain("<h1>502 Bad Gateway</h1>");
	});

	it("is 502 for a throttle and without a permission, and 413 for a body of more than 1 MB (L278)", async () => {
		const throttled = await request({ Fn: { code: ok, properties: ["ReservedConcurrentExecutions: 0"] } }, balancer(), [{}]);
		expect(throttled.http[0]).toMatchObject({ status: 502, error: "LambdaThrottling" });
		const denied = await request(ok, { ...balancer(), permissions: [] }, [{}]);
		expect(denied.http[0]).toMatchObject({ status: 502, error: "LambdaAccessDenied" });
		const large = await request(ok, balancer(), [{ method: "POST", body: "x".repeat(1_048_577) }]);
		expect(large.http[0]).toMatchObject({ status: 413, invocation: null });
	});
});

it("chooses by the rules of its listener, by priority, and answers some by itself", async () => {
	const rules: StackLoadBalancer["rules"] = [
		{
			priority: 1,
			conditions: [
				{ field: "path-pattern", values: ["/health"] },
				{ field: "http-request-method", values: ["GET"] },
			],
			action: { kind: "fixed", status: 200, contentType: "text/plain", body: "up" },
		},
		{
			priority: 2,
			conditions: [{ field: "path-pattern", values: ["/old/*"] }],
			action: { kind: "redirect", status: 301, location: "#{protocol}://#{host}/new?#{query}" },
		},
		{
			priority: 3,
			conditions: [{ field: "query-string", values: [{ key: "v", value: "2" }] }],
			action: { kind: "forward", targetGroupArn: GROUP },
		},
	];
	const defaultAction = { kind: "fixed" as const, status: 404, contentType: undefined, body: undefined };
	const { http } = await request(ok, balancer(false, { rules, defaultAction }), [
		{ path: "/health" },
		{ path: "/old/a?x=1" },
		{ path: "/a?v=2" },
		{ path: "/a?v=3" },
	]);
	expect(http.map(({ status, route, invocation }) => [status, route, invocation])).toEqual([
		[200, "rule 1", null],
		[301, "rule 2", null],
		[200, "rule 3", 1],
		[404, "default", null],
	]);
	expect(http[1]?.headers.location).toBe("https://orders-1234567890.eu-central-1.elb.amazonaws.com/new?x=1");
});
