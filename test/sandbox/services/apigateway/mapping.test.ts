import { describe, expect, it } from "vitest";
import type { StackIntegration, StackIntegrationResponse } from "#sandbox/stack/api.ts";
import { anHttpApi, answers, aRestApi, aRoute, arnOfFunction, request } from "../http/an-api.ts";

const response = (overrides: Partial<StackIntegrationResponse> = {}): StackIntegrationResponse => ({
	pattern: "",
	status: 200,
	templates: {},
	...overrides,
});
type Custom = Extract<StackIntegration, { kind: "custom" }>;
const custom = (overrides: Partial<Custom> = {}): StackIntegration => ({
	kind: "custom",
	functionArn: arnOfFunction("Fn"),
	requestTemplates: {},
	responses: [response()],
	timeoutMs: 29_000,
	...overrides,
});
const api = (integration: StackIntegration, method = "POST") => ({
	apis: [aRestApi([aRoute(method, "/orders/{id}", { integration })], { stageVariables: { table: "orders" } })],
});
const echo = answers("event");
const template = (text: string) => custom({ requestTemplates: { "application/json": text } });
const post = { method: "POST" as const, path: "/orders/7?page=2", body: { name: "O'Neil", list: [1, { a: 2 }], nested: { deep: true } } };

/** What a template makes of the request above, as the function gets it. */
async function rendered(text: string): Promise<unknown> {
	const { events, http } = await request(echo, api(template(text)), [post]);
	return events[0] ?? http[0]?.log;
}

describe("the request template of an integration", () => {
	it.each([
		['{"all": $input.json("$")}', { all: post.body }],
		['{"name": "$util.escapeJavaScript($input.path("$.nested.deep"))"}', { name: "true" }],
		[
			'{"id": "$input.params("id")", "page": "$input.params().querystring.page", "no": "$input.params("nope")"}',
			{ id: "7", page: "2", no: "" },
		],
		[
			'#set($root = $input.path("$"))\n{"first": $root.list[0], "size": $root.list.size(), "a": $root.list.get(1).a}',
			{ first: 1, size: 2, a: 2 },
		],
		['[#foreach($item in $input.path("$.list"))"$foreach.index"#if($foreach.hasNext),#end#end]', ["0", "1"]],
		['{#foreach($name in $input.params().path.keySet())"$name": "$input.params().path.get($name)"#end}', { id: "7" }],
		[
			'{"m": "$context.httpMethod", "p": "$context.resourcePath", "s": "$stageVariables.table", "none": "$context.nope.deeper"}',
			{ m: "POST", p: "/orders/{id}", s: "orders", none: "" },
		],
		[
			'{"b64": "$util.base64Encode("hi")", "url": "$util.urlEncode("a b&c")", "back": "$util.base64Decode("aGk=")"}',
			{ b64: "aGk=", url: "a+b%26c", back: "hi" },
		],
		['#set($map = {"k": 1})#set($ok = $map.put("j", 2))"$map"', "{k=1, j=2}"],
		['"$unknown.thing"', "$unknown.thing"],
	])("makes of %s what API Gateway does", async (text, expected) => {
		expect(await rendered(text)).toEqual(expected);
	});

	it.each([
		["a constructor", '"$input.constructor.constructor("x")$input.json.constructor$util.constructor"'],
		[
			"a prototype through an accessor",
			'#set($get = $input.params().__lookupGetter__("__proto__"))#set($p = $get.call($input.params()))#set($x = $p.put("polluted", 1))"x"',
		],
		["a method of a string that JavaScript has", '"$context.stage.constructor.name$context.stage.normalize()$context.stage.repeat(3)"'],
		["the prototype of a map", '#set($m = {})#set($m.__proto__.polluted = 1)#set($x = $m.put("__proto__", {"polluted": 1}))"x"'],
		["a macro of an object", '"#constructor("x")#__lookupGetter__("__proto__")"'],
	])("reaches nothing of JavaScript by %s", async (_, text) => {
		await request(echo, api(template(text)), [post]);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		const seen = await rendered(text);
		expect(JSON.stringify(seen)).not.toMatch(/native code|function|process|ProdProd/);
	});

	it.each([
		["loops within loops", "#set($r = [1..1000])#foreach($a in $r)#foreach($b in $r)#foreach($c in $r)x#end#end#end"],
		["a range of a milliard", "#foreach($a in [1..1000000000])x#end"],
		["a text that doubles", `#set($s = "xxxxxxxxxxxxxxxx")${'#set($s = "$s$s")'.repeat(40)}"$s"`],
		["a macro that calls itself", "#macro(again)#again()#end#again()"],
		["a directive that is malformed", "#set($x = )"],
	])("with %s is a 500 and a line in the log", async (_, text) => {
		const { http, events } = await request(echo, api(template(text)), [post]);
		expect(events).toEqual([]);
		expect(http[0]).toMatchObject({ status: 500, body: { message: "Internal server error" } });
		expect(http[0]?.log).toMatch(/^Execution failed due to configuration error: /);
	});

	it.each([
		['"$context.httpMethod.replaceAll("[OS]+", "-")"', "P-T"],
		['"$context.resourcePath.split("/").size()"', "3"],
		['"$context.httpMethod.matches("(P|PO)+ST")"', ""],
		['"$context.httpMethod.replaceAll(".*.*.*.*.*x", "-")"', ""],
		['"$context.httpMethod.matches("[")"', ""],
	])("has expressions that cannot run away: %s", async (text, expected) => {
		expect(await rendered(text)).toBe(expected);
	});

	it("is chosen by the content type; without one the body passes, or is 415", async () => {
		const other = { ...post, headers: { "content-type": "application/vnd.x+json" } };
		const passes = await request(echo, api(custom({ requestTemplates: { "application/json": "{}" } })), [other]);
		expect(passes.events[0]).toEqual(post.body);
		const never = await request(echo, api(custom({ requestTemplates: { "application/json": "{}" }, passthrough: "NEVER" })), [other]);
		expect(never.http[0]).toMatchObject({ status: 415, body: { message: "Unsupported Media Type" } });
	});
});

describe("the response of an integration that is no proxy", () => {
	it("is the result as it is, with 200 (L276)", async () => {
		const { http } = await request(answers('({ statusCode: 404, body: "x" })'), api(custom()), [post]);
		expect(http[0]).toMatchObject({ status: 200, body: { statusCode: 404, body: "x" }, invocation: 1 });
	});

	it("is 200 even for an error, unless a pattern matches its message (L276)", async () => {
		const code = 'export const handler = async () => { throw new Error("NotFound: order 7"); };';
		const plain = await request(code, api(custom()), [post]);
		expect(plain.http[0]).toMatchObject({ status: 200, body: { errorType: "Error", errorMessage: "NotFound: order 7" } });
		const selected = custom({
			responses: [
				response(),
				response({ pattern: "NotFound.*", status: 404, templates: { "application/json": '{"message": $input.json("$.errorMessage")}' } }),
			],
		});
		const mapped = await request(code, api(selected), [post]);
		expect(mapped.http[0]).toMatchObject({ status: 404, body: { message: "NotFound: order 7" } });
		const partial = await request(code, api(custom({ responses: [response(), response({ pattern: "NotFound", status: 404 })] })), [post]);
		expect(partial.http[0]?.status).toBe(200);
	});

	it("maps headers from constants and from the body", async () => {
		const parameters = {
			"method.response.header.Access-Control-Allow-Origin": "'*'",
			"method.response.header.X-Id": "integration.response.body.id",
		};
		const { http } = await request(answers("({ id: 7 })"), api(custom({ responses: [response({ parameters })] })), [post]);
		expect(http[0]?.headers).toMatchObject({ "access-control-allow-origin": "*", "x-id": "7" });
	});

	it("may have its status and headers set by the template", async () => {
		const text = '#set($context.responseOverride.status = 202)#set($context.responseOverride.header.X-Late = "yes"){}';
		const { http } = await request(answers("({})"), api(custom({ responses: [response({ templates: { "application/json": text } })] })), [
			post,
		]);
		expect(http[0]).toMatchObject({ status: 202, headers: { "x-late": "yes" } });
	});
});

describe("a MOCK integration", () => {
	it("answers a preflight of a REST API, without a function (L305)", async () => {
		const parameters = {
			"method.response.header.Access-Control-Allow-Origin": "'*'",
			"method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
		};
		const mock: StackIntegration = {
			kind: "mock",
			requestTemplates: { "application/json": '{"statusCode": 204}' },
			responses: [response({ pattern: "204", status: 204, parameters }), response()],
		};
		const { http, events } = await request(echo, api(mock, "OPTIONS"), [{ method: "OPTIONS", path: "/orders/1" }]);
		expect(events).toEqual([]);
		expect(http[0]).toMatchObject({
			status: 204,
			headers: { "access-control-allow-origin": "*", "access-control-allow-methods": "GET,POST" },
		});
	});

	it("without a status in its template is a configuration error", async () => {
		const { http } = await request(echo, api({ kind: "mock", requestTemplates: {}, responses: [response()] }, "GET"), [
			{ path: "/orders/1" },
		]);
		expect(http[0]).toMatchObject({ status: 500, error: "API_CONFIGURATION_ERROR" });
	});
});

describe("an integration with another service", () => {
	const queue = {
		id: "Jobs",
		line: 1,
		name: "jobs",
		arn: "arn:aws:sqs:eu-central-1:123456789012:jobs",
		url: "https://sqs.eu-central-1.amazonaws.com/123456789012/jobs",
		fifo: false,
		contentBasedDeduplication: false,
		deduplicationScope: "queue" as const,
		delaySeconds: 0,
		visibilityTimeoutSeconds: 30,
		messageRetentionSeconds: 345_600,
		maximumMessageBytes: 1_048_576,
		receiveWaitSeconds: 0,
		redrive: undefined,
	};
	const service = (name: string, action: string, text: string): StackIntegration => ({
		kind: "service",
		service: name,
		action,
		requestTemplates: { "application/json": text },
		requestParameters:
			name === "sqs" || name === "sns" ? { "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'" } : {},
		responses: [response(), response({ pattern: "4\\d{2}", status: 400 })],
		timeoutMs: 29_000,
	});

	it("sends a message to a queue, and answers with its id", async () => {
		const text = "Action=SendMessage&MessageBody=$util.urlEncode($input.json('$'))";
		const { http, trace } = await request(echo, { ...api(service("sqs", "path/123456789012/jobs", text)), queues: [queue] }, [post]);
		const sent = trace.events.find(({ kind }) => kind === "queue.messageSent");
		expect(sent).toMatchObject({ body: JSON.stringify(post.body) });
		expect(http[0]).toMatchObject({ status: 200, body: { SendMessageResponse: { SendMessageResult: { MessageId: expect.any(String) } } } });
	});

	it("puts events on a bus, and counts those that were refused", async () => {
		const text =
			'{"Entries": [{"Source": "shop", "DetailType": "Ordered", "Detail": "$util.escapeJavaScript($input.json("$.nested"))"}, {"Source": "shop", "DetailType": "x", "Detail": "no"}]}';
		const { http, trace } = await request(echo, api(service("events", "action/PutEvents", text)), [post]);
		const put = trace.events.find(({ kind }) => kind === "bus.eventPut");
		expect(JSON.parse((put as { event: string }).event)).toMatchObject({
			source: "shop",
			"detail-type": "Ordered",
			detail: { deep: true },
		});
		expect(http[0]).toMatchObject({
			status: 200,
			body: { FailedEntryCount: 1, Entries: [{ EventId: expect.any(String) }, { ErrorCode: "MalformedDetail" }] },
		});
	});

	it("of an HTTP API maps the parameters of the call one by one", async () => {
		const subtype = (requestParameters: Record<string, string>, service: string): StackIntegration => ({
			kind: "service",
			service,
			action: service === "sqs" ? "action/SendMessage" : "action/PutEvents",
			requestTemplates: {},
			requestParameters,
			responses: [],
			timeoutMs: 30_000,
		});
		const toQueue = subtype({ QueueUrl: queue.url, MessageBody: "$request.body.nested" }, "sqs");
		const toBus = subtype({ Source: "shop", DetailType: "page ${request.querystring.page}", Detail: "$request.body" }, "events");
		const routes = [aRoute("POST", "/orders/{id}", { integration: toQueue }), aRoute("POST", "/events", { integration: toBus })];
		const stack = { apis: [anHttpApi(routes)], queues: [queue] };
		const { http, trace } = await request(echo, stack, [post, { ...post, path: "/events?page=2" }]);
		expect(http.map(({ status }) => status)).toEqual([200, 200]);
		expect(trace.events.find(({ kind }) => kind === "queue.messageSent")).toMatchObject({ body: '{"deep":true}' });
		const put = trace.events.find(({ kind }) => kind === "bus.eventPut") as { event: string };
		expect(JSON.parse(put.event)).toMatchObject({ "detail-type": "page 2", detail: post.body });
	});

	it("answers 400 when the service refuses", async () => {
		const { http } = await request(echo, api(service("sqs", "path/123456789012/none", "Action=SendMessage&MessageBody=x")), [post]);
		expect(http[0]).toMatchObject({ status: 400, body: { Error: { Code: expect.any(String) } } });
	});
});
