import { createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, only, responses, traceOf } from "../../lambda/run-project.ts";
import type { Route } from "../route-server.ts";

const routes: Route[] = [
	{ method: "GET", path: "/order", body: { id: 7 }, headers: { "x-trace": "abc", "set-cookie": ["a=1", "b=2"] } },
	{ method: "POST", path: "/order", status: 201, body: { created: true } },
	{ method: "GET", path: "/nothing", status: 204 },
	{ method: "GET", path: "/never", latencyMs: 600_000 },
];

/** The body of an asynchronous function, which knows the server as \`base\`. */
const programs: Record<string, string> = {
	"a GET": 'return ask({ ":path": "/order?x=1" });',
	"a POST": 'return ask({ ":method": "POST", ":path": "/order", "content-type": "text/plain" }, "body");',
	"a body in pieces":
		'return ask({ ":method": "POST", ":path": "/order" }, async (stream) => { stream.write("one "); await sleep(1); stream.end("two"); });',
	"an answer without a body": 'return ask({ ":path": "/nothing" });',
	"requests at the same time": 'return Promise.all([1, 2, 3].map((n) => ask({ ":path": "/order?n=" + n })));',
	"a stream that is closed":
		'return new Promise((resolve) => { const seen = []; const stream = session.request({ ":path": "/never" }); for (const name of ["aborted", "end", "close"]) stream.on(name, () => seen.push(name)); stream.on("error", (error) => seen.push(error.code)); stream.on("close", () => resolve([seen, stream.rstCode, stream.destroyed])); setTimeout(() => stream.close(http2.constants.NGHTTP2_CANCEL), 10); });',
	"a timeout":
		'return new Promise((resolve) => { const stream = session.request({ ":path": "/never" }); stream.on("error", () => {}); stream.setTimeout(10, () => { stream.close(http2.constants.NGHTTP2_CANCEL); resolve("timeout"); }); });',
	"the session":
		'const seen = [session.closed, session.destroyed]; await ask({ ":path": "/order" }); seen.push(session.connecting); await new Promise((resolve) => session.close(resolve)); seen.push(session.closed, session.destroyed); try { session.request({}).on("error", (error) => seen.push(error.code)); } catch (error) { seen.push(error.code); } await sleep(2); return seen;',
	"headers that were sent":
		'const stream = session.request({ ":path": "/order", "X-A": "1" }); stream.resume(); await new Promise((resolve) => stream.on("close", resolve)); const { ":authority": authority, ...sent } = stream.sentHeaders; return [Object.keys(sent).sort(), sent[":method"], typeof authority];',
};

const common = `
	const http2 = require("http2");
	const session = http2.connect(base);
	session.on("error", () => {});
	const ask = (headers, body) => new Promise((resolve, reject) => {
		const stream = session.request(headers);
		const seen = {};
		stream.on("response", ({ date, ...headers }) => { seen.headers = headers; });
		let text = "";
		stream.setEncoding("utf8").on("data", (piece) => { text += piece; }).on("end", () => { seen.text = text; });
		stream.on("close", () => resolve({ ...seen, code: stream.rstCode }));
		stream.on("error", reject);
		if (typeof body === "function") body(stream);
		else if (body !== undefined) stream.end(body);
	});
`;

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let server: Http2Server;
beforeAll(async () => {
	server = createServer(async (request, response) => {
		const route = routes.find((one) => one.path === request.url.split("?")[0] && one.method === request.method);
		request.resume();
		if (!route || route.latencyMs) return;
		await new Promise((resolve) => request.on("end", resolve));
		response.statusCode = route.status ?? 200;
		response.setHeader("content-type", "application/json");
		for (const [name, value] of Object.entries(route.headers ?? {})) response.setHeader(name, value as string);
		response.end(route.status === 204 ? "" : JSON.stringify(route.body));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

const sourceOf = (body: string, base: string) => `
	const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
	exports.handler = async () => { const base = ${JSON.stringify(base)}; ${common} ${body} };`;

describe("a client of node:http2 answers as in Node.js", () => {
	it.each(Object.entries(programs))("%s", async (_, body) => {
		const { port } = server.address() as AddressInfo;
		const program = new AsyncFunction(
			"require",
			"sleep",
			"base",
			`${common} try { return await (async () => { ${body} })(); } finally { session.destroy(); }`,
		);
		const inNode = JSON.parse(JSON.stringify(await program(process.getBuiltinModule, sleep, `http://127.0.0.1:${port}`)));
		const network = [{ host: "api.test", routes }];
		expect(only(responses(await traceOf({ "handler.js": sourceOf(body, "https://api.test") }, { timeout: 30 }, { network })))).toEqual(
			inNode,
		);
	});

	it("and fails where nobody has the name, with the request in the trace", async () => {
		const body =
			'return new Promise((resolve) => { const seen = []; session.on("error", (error) => seen.push(["session", error.code, error.message])); session.on("close", () => resolve(seen)); session.request({ ":path": "/a" }).on("error", (error) => seen.push(["stream", error.code, error.message])); });';
		const trace = await traceOf({ "handler.js": sourceOf(body, "https://nobody.test") });
		expect(only(responses(trace))).toEqual([
			["stream", "ERR_HTTP2_STREAM_CANCEL", "The pending stream has been canceled (caused by: getaddrinfo ENOTFOUND nobody.test)"],
			["session", "ENOTFOUND", "getaddrinfo ENOTFOUND nobody.test"],
		]);
		expect(only(eventsOf(trace, "network.failed")).reason).toBe("ENOTFOUND");
	});
});
