import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, only, responses, traceOf } from "../lambda/run-project.ts";
import { type Route, RouteServer } from "./route-server.ts";

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const require = createRequire(import.meta.url);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

const routes: Route[] = [
	{ method: "GET", path: "/order", body: { id: 7 }, headers: { "X-Trace": "abc", "set-cookie": ["a=1", "b=2"] } },
	{ method: "POST", path: "/order", status: 201, body: { created: true } },
	{ method: "DELETE", path: "/order", status: 204 },
	{ method: "GET", path: "/missing", status: 404, body: { message: "Not Found" } },
	{ method: "GET", path: "/broken", status: 500, bodyText: "oh no", headers: { "content-type": "text/plain" } },
	{ method: "GET", path: "/moved", status: 302, headers: { location: "/order" }, body: null },
	{ method: "GET", path: "/round", status: 301, headers: { location: "/round" }, body: null },
	{ method: "POST", path: "/see", status: 303, headers: { location: "/order" }, body: null },
	{ method: "GET", path: "/text", bodyText: "grüße", headers: { "content-type": "text/plain; charset=utf-8" } },
	{
		method: "GET",
		path: "/packed",
		bodyBase64: gzipSync('{"packed":true}').toString("base64"),
		headers: { "content-encoding": "gzip", "content-type": "application/json" },
	},
	{ method: "GET", path: "/never", latencyMs: 600_000 },
];

const failure =
	"(error) => [error.name, error.code, error.message, error.response?.status ?? null, error.response?.data ?? null, error.config?.method]";

/** The body of an asynchronous function that sees `axios`, and `base`, the address of the server. */
const programs: Record<string, string> = {
	"a GET with its response":
		'const { status, statusText, headers, data, config } = await axios.get(base + "/order"); return [status, statusText, headers, data, config.method, headers["x-trace"], headers.get("X-TRACE")];',
	"a POST of JSON": 'return (await axios.post(base + "/order", { a: [1], b: "ü" })).data;',
	"parameters, headers and credentials":
		'const response = await axios({ url: "/order", baseURL: base, params: { a: 1, b: ["x", "y"], c: undefined, d: "ä &" }, headers: { "X-One": "1" }, auth: { username: "u", password: "p" } }); return [response.request.path, response.config.headers.get("x-one"), response.request.getHeader("authorization")];',
	"a form": 'return (await axios.post(base + "/order", new URLSearchParams({ a: "1", b: "x y" }))).data;',
	"DELETE, and an answer without a body": 'const { status, data } = await axios.delete(base + "/order"); return [status, data];',
	"text, bytes and a stream":
		'const text = await axios.get(base + "/text"); const bytes = await axios.get(base + "/text", { responseType: "arraybuffer" }); const { data } = await axios.get(base + "/text", { responseType: "stream" }); const pieces = []; for await (const piece of data) pieces.push(piece); return [text.data, Buffer.isBuffer(bytes.data), bytes.data.toString(), Buffer.concat(pieces).toString()];',
	"a body that was compressed": 'return (await axios.get(base + "/packed")).data;',
	"a redirect, followed":
		'const { data, request } = await axios.get(base + "/moved"); return [data, request.res.responseUrl.slice(base.length)];',
	"a redirect of a POST": 'const { data, request } = await axios.post(base + "/see", { a: 1 }); return [data, request.method];',
	"a redirect, not followed": `return axios.get(base + "/moved", { maxRedirects: 0 }).catch(${failure});`,
	"too many redirects": `return axios.get(base + "/round", { maxRedirects: 3 }).catch(${failure});`,
	"errors of status": `return [await axios.get(base + "/missing").catch(${failure}), await axios.get(base + "/broken").catch(${failure}), (await axios.get(base + "/missing", { validateStatus: () => true })).status];`,
	"a timeout": `return axios.get(base + "/never", { timeout: 20 }).catch(${failure});`,
	"a request that is cancelled": `const stop = new AbortController(); setTimeout(() => stop.abort(), 10); return [axios.isCancel(await axios.get(base + "/never", { signal: stop.signal }).catch((error) => error)), await axios.get(base + "/order", { signal: AbortSignal.abort() }).catch(${failure})];`,
	"a refused connection": `return axios.get("http://127.0.0.1:1/").catch(${failure});`,
	"an instance with interceptors":
		'const client = axios.create({ baseURL: base, headers: { common: { "X-All": "1" } } }); client.interceptors.request.use((config) => { config.headers.set("X-More", "2"); return config; }); client.interceptors.response.use((response) => [response.data, response.request.getHeader("x-all"), response.request.getHeader("x-more")], (error) => Promise.reject(error)); return client.get("/order");',
	"an agent that keeps connections":
		'const http = require("http"); const httpAgent = new http.Agent({ keepAlive: true }); const seen = []; for (const n of [1, 2]) { const { request } = await axios.get(base + "/order", { httpAgent }); seen.push(request.reusedSocket ?? null); await new Promise((resolve) => setTimeout(resolve, 2)); } httpAgent.destroy(); return seen;',
	"requests at the same time":
		'return (await Promise.all([1, 2, 3].map((n) => axios.get(base + "/order", { params: { n } })))).map(({ data, config }) => [data, config.params]);',
	"a body that is too long": `return [await axios.get(base + "/text", { maxContentLength: 2 }).catch(${failure}), await axios.post(base + "/order", "too long", { maxBodyLength: 2 }).catch(${failure})];`,
	"names of the package":
		"return [axios.VERSION, typeof axios.AxiosError, axios.HttpStatusCode.NotFound, axios.isAxiosError(new axios.AxiosError('x'))];",
};

const server = new RouteServer(routes);
let base: string;
beforeAll(async () => {
	base = await server.listen();
});
afterAll(() => {
	server.close();
	rmSync("/tmp/warmstart-file.txt", { force: true });
});

const simulated = "http://127.0.0.2:8080";
const network = [{ host: "127.0.0.2:8080", routes }];

describe("axios answers as in Node.js", () => {
	const inNode = async (body: string, axios: unknown) =>
		plain(await new AsyncFunction("axios", "require", "base", body)(axios, require, base));

	it.each(Object.entries(programs))("imported: %s", async (_, body) => {
		const { default: axios } = await import("axios");
		const head = `import axios from "axios"; import nodeHttp from "node:http"; const require = () => nodeHttp;`;
		const source = `${head}\nconst base = ${JSON.stringify(simulated)}; export const handler = async () => { ${body} };`;
		expect(only(responses(await traceOf(source, { timeout: 60 }, { network })))).toEqual(await inNode(body, axios));
	});

	it.each(["a GET with its response", "a timeout", "a redirect, followed"])("required: %s", async (name) => {
		const body = programs[name] as string;
		const source = `const axios = require("axios"); const base = ${JSON.stringify(simulated)}; exports.handler = async () => { ${body} };`;
		const trace = await traceOf({ "handler.js": source }, { timeout: 60 }, { network });
		expect(only(responses(trace))).toEqual(await inNode(body, require("axios")));
	});
});

const application = `
	const app = express();
	app.use(express.json());
	app.use(express.urlencoded({ extended: true }));
	app.use((request, response, next) => { response.locals.seen = ["middleware"]; response.set("X-Powered", "yes"); next(); });
	app.get("/", (request, response) => response.send("hello"));
	app.get("/orders/:id", (request, response) => response.json({ params: request.params, query: request.query, path: request.path, host: request.hostname, ip: request.ip, agent: request.get("user-agent"), seen: response.locals.seen }));
	app.post("/orders", (request, response) => response.status(201).location("/orders/9").json({ body: request.body, type: request.is("json") }));
	app.get("/cookie", (request, response) => response.cookie("a", "1", { httpOnly: true }).cookie("b", "2").send(request.headers.cookie));
	app.get("/away", (request, response) => response.redirect(301, "/orders/1"));
	app.get("/bytes", (request, response) => response.type("application/octet-stream").send(Buffer.from([0, 255, 128])));
	app.get("/pieces", (request, response) => { response.write("one "); setTimeout(() => response.end("two"), 2); });
	app.get("/async", async (request, response) => { await new Promise((resolve) => setTimeout(resolve, 2)); response.format({ json: () => response.json({ ok: true }), text: () => response.send("ok") }); });
	app.get("/fail", async () => { throw Object.assign(new Error("broken"), { status: 418 }); });
	app.head("/orders", (request, response) => response.status(204).end());
	const router = express.Router();
	router.route("/items{/:n}").get((request, response) => response.json([request.baseUrl, request.params])).delete((request, response) => response.sendStatus(204));
	app.use("/shop", router);
	app.use((error, request, response, next) => response.status(error.status ?? 500).json({ error: error.message }));
`;

function version2(method: string, path: string, more: object = {}) {
	const [rawPath, rawQueryString = ""] = path.split("?");
	const http = { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "192.0.2.7", userAgent: "test" };
	const requestContext = { http, domainName: "example.com", stage: "$default", requestId: "r" };
	const headers = { host: "example.com", "user-agent": "test", "content-type": "application/json" };
	return { version: "2.0", routeKey: "$default", rawPath, rawQueryString, headers, requestContext, isBase64Encoded: false, ...more };
}

function version1(httpMethod: string, path: string, more: object = {}) {
	const headers = { Host: "example.com", "Content-Type": "application/json" };
	const identity = { sourceIp: "192.0.2.7" };
	return {
		httpMethod,
		path,
		headers,
		multiValueHeaders: {},
		requestContext: { identity, stage: "prod", path },
		isBase64Encoded: false,
		body: "",
		...more,
	};
}

const requests: Record<string, object> = {
	"the root": version2("GET", "/"),
	"a route with a parameter and a query": version2("GET", "/orders/7?a=1&b=x%20y&b=z"),
	"a JSON body": version2("POST", "/orders", { body: '{"n":1}' }),
	"a body in base64": version2("POST", "/orders", { body: Buffer.from('{"n":"ü"}').toString("base64"), isBase64Encoded: true }),
	"a form": version2("POST", "/orders", { body: "a=1&b=2", headers: { "content-type": "application/x-www-form-urlencoded" } }),
	"a body that is no JSON": version2("POST", "/orders", { body: "{" }),
	cookies: version2("GET", "/cookie", { cookies: ["x=1", "y=2"] }),
	"a redirect": version2("GET", "/away"),
	bytes: version2("GET", "/bytes"),
	"an answer in pieces": version2("GET", "/pieces"),
	"an asynchronous handler": version2("GET", "/async", { headers: { accept: "application/json" } }),
	"an error": version2("GET", "/fail"),
	HEAD: version2("HEAD", "/orders"),
	"a route of a router": version2("GET", "/shop/items/3"),
	"another method of a route": version2("DELETE", "/shop/items"),
	"a path that nobody serves": version2("GET", "/nothing"),
	"a condition that holds": version2("GET", "/", { headers: { "if-none-match": 'W/"5-qvTGHdzF6KLavt4PO0gs2a6pQ00"' } }),
	"the older event": version1("GET", "/orders/7", {
		multiValueQueryStringParameters: { a: ["1", "2"] },
		queryStringParameters: { a: "2" },
	}),
	"the older event with a body": version1("POST", "/orders", { body: '{"n":2}' }),
	"the older event with cookies": version1("GET", "/cookie", { headers: { Cookie: "z=1" } }),
};

describe("express behind serverless-http answers as in Node.js", () => {
	const body = `${application} return serverless(app, options)(event, {});`;
	const inNode = (event: object, options: object) =>
		new AsyncFunction("express", "serverless", "event", "options", body)(
			require("express"),
			require("serverless-http"),
			structuredClone(event),
			options,
		).then(plain);
	const source = (options: object) =>
		`const express = require("express"); const serverless = require("serverless-http"); ${application} exports.handler = serverless(app, ${JSON.stringify(options)});`;

	it("for requests through API Gateway, one after another", async () => {
		const events = Object.values(requests);
		const trace = await traceOf({ "handler.js": source({}) }, {}, { events: events as never });
		const expected = await Promise.all(events.map((event) => inNode(event, {})));
		const named = (list: unknown[]) => Object.fromEntries(Object.keys(requests).map((name, index) => [name, list[index]]));
		expect(named(responses(trace))).toEqual(named(expected));
	});

	it("for files", async () => {
		const files = `require("fs").writeFileSync("/tmp/warmstart-file.txt", "content of a file"); const app = express(); app.get("/file", (request, response) => response.sendFile("/tmp/warmstart-file.txt")); app.get("/load", (request, response) => response.download("/tmp/warmstart-file.txt", "its name.txt")); app.use("/all", express.static("/tmp"));`;
		const without = "const { etag, 'last-modified': modified, ...headers } = answer.headers; return { ...answer, headers };";
		const text = `${files} const answer = await serverless(app)(event, {}); ${without}`;
		const events = ["/file", "/load", "/all/warmstart-file.txt", "/all/none.txt"].map((path) => version2("GET", path));
		events.push(version2("GET", "/file", { headers: { range: "bytes=0-6" } }));
		const program = new AsyncFunction("express", "serverless", "require", "event", text);
		const expected = await Promise.all(
			events.map((event) => program(require("express"), require("serverless-http"), require, structuredClone(event)).then(plain)),
		);
		const handler = `const express = require("express"); const serverless = require("serverless-http"); exports.handler = async (event) => { ${text} };`;
		expect(responses(await traceOf({ "handler.js": handler }, {}, { events: events as never }))).toEqual(expected);
	});

	it("with bytes in base64, as the option says", async () => {
		const event = requests.bytes as object;
		const trace = await traceOf({ "handler.js": source({ binary: ["application/octet-stream"] }) }, {}, { events: [event] as never });
		expect(responses(trace)).toEqual([await inNode(event, { binary: ["application/octet-stream"] })]);
	});

	it("when they are imported", async () => {
		const event = requests["a JSON body"] as object;
		const handler = `import express from "express"; import serverless from "serverless-http"; ${application} export const handler = serverless(app);`;
		expect(responses(await traceOf(handler, {}, { events: [event] as never }))).toEqual([await inNode(event, {})]);
	});
});

describe("Middy's handlers that stream their response", () => {
	it.each([
		["text", 'body: "text"', "text"],
		["a stream of Node.js", 'body: Readable.from(["a", "b"])', "ab"],
		["a web stream", "body: new ReadableStream({ start(controller) { controller.enqueue('x'); controller.close(); } })", "x"],
	])("send %s", async (_, body, expected) => {
		const source = `import middy from "@middy/core"; import { Readable } from "node:stream";
			export const handler = middy({ streamifyResponse: true }).after((request) => { request.response.headers.seen = "yes"; }).handler(async () => ({ statusCode: 201, headers: { "content-type": "text/plain" }, ${body} }));`;
		const trace = await traceOf(source);
		expect(only(eventsOf(trace, "invocation.ended"))).toMatchObject({ status: "succeeded", response: expect.stringContaining(expected) });
	});
});
