import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, messagesOf, only, responses, traceOf } from "../../lambda/run-project.ts";
import { type Route, RouteServer } from "../route-server.ts";

/** The same routes for a real server beside Node.js, and for the simulated network. */
const routes: Route[] = [
	{ method: "GET", path: "/order", body: { id: 7 }, headers: { "X-Trace": "abc", "set-cookie": ["a=1", "b=2"] } },
	{ method: "POST", path: "/order", status: 201, body: { created: true } },
	{ method: "PUT", path: "/nothing", status: 204 },
	{ method: "GET", path: "/unchanged", status: 304 },
	{ method: "HEAD", path: "/order", headers: { "X-Trace": "abc" } },
	{ method: "GET", path: "/text", bodyText: "grüße, 世界 ".repeat(50), headers: { "content-type": "text/plain; charset=utf-8" } },
	{ method: "GET", path: "/long", bodyText: "0123456789".repeat(30_000), headers: { "content-type": "text/plain" } },
	{ method: "GET", path: "/moved", status: 302, headers: { location: "/order" }, body: null },
	{ method: "GET", path: "/never", latencyMs: 600_000 },
];

/** What every program starts with: a request whose events and answer are noted. */
const common = `
	const http = require("http");
	const note = (request, seen, body) => new Promise((resolve) => {
		for (const name of ["socket", "finish", "abort", "timeout", "close"]) request.on(name, () => seen.push(name));
		request.on("response", (response) => {
			seen.push("response " + response.statusCode);
			let text = "";
			response.setEncoding("utf8").on("data", (piece) => { text += piece; });
			response.on("end", () => seen.push("end " + text));
			for (const name of ["aborted", "close"]) response.on(name, () => seen.push("response " + name));
			response.on("error", (error) => seen.push("response error " + error.code + " " + error.message));
		});
		request.on("error", (error) => seen.push("error " + error.code + " " + error.message));
		request.on("close", () => setTimeout(resolve, 5, seen));
		if (body !== null) request.end(body);
	});
	const read = async (response) => { const pieces = []; for await (const piece of response) pieces.push(piece); return Buffer.concat(pieces).toString(); };
	const get = (...args) => new Promise((resolve, reject) => http.get(...args, resolve).on("error", reject));
`;

/** The body of an asynchronous function, which knows \`base\`, \`hostname\` and \`port\` of the server. */
const programs: Record<string, string> = {
	"the argument forms of request and get":
		'const { pathname, ...rest } = new URL(base); const forms = [[base + "/order"], [new URL(base + "/order")], [base + "/order", { method: "GET" }], [new URL(base + "/order?x=1"), { headers: { a: "b" } }], [{ hostname, port, path: "/order" }], [{ host: hostname, port, path: "/order", agent: false }], [{ protocol: "http:", hostname, port: Number(port), path: "/order", method: "get" }]]; const seen = []; for (const form of forms) { const response = await get(...form); seen.push([response.statusCode, await read(response), response.req.method, response.req.path]); } return seen;',
	"the events of a GET, in order": 'return note(http.get(base + "/order"), [], null);',
	"the events of a POST, in order": 'return note(http.request(base + "/order", { method: "POST" }), [], "body");',
	"a response: status, headers and raw headers":
		'const response = await get(base + "/order"); const { statusCode, statusMessage, httpVersion, headers, rawHeaders, headersDistinct, complete } = response; const text = await read(response); return { statusCode, statusMessage, httpVersion, headers, rawHeaders, cookies: headersDistinct["set-cookie"], complete, text, after: response.complete, trailers: response.trailers };',
	"text in pieces, whole characters":
		'const response = await get(base + "/text"); let text = ""; response.setEncoding("utf8"); for await (const piece of response) text += piece; return text;',
	"a long body through a pipe":
		'const { pipeline } = require("stream/promises"); const { PassThrough } = require("stream"); const response = await get(base + "/long"); const pass = new PassThrough(); let bytes = 0; pass.on("data", (piece) => { bytes += piece.length; }); await pipeline(response, pass); return bytes;',
	"responses without a body":
		'const seen = []; for (const [method, path] of [["PUT", "/nothing"], ["GET", "/unchanged"], ["HEAD", "/order"]]) { const request = http.request(base + path, { method }); seen.push(await note(request, [method])); } return seen;',
	"a redirect, which is not followed":
		'const response = await get(base + "/moved"); response.resume(); return [response.statusCode, response.headers.location];',
	"headers of a request":
		'const request = http.request(base + "/order", { method: "POST", headers: { "X-One": "1", list: ["a", "b"] }, auth: "user:pass" }); request.setHeader("X-Two", 2); request.removeHeader("x-one"); const seen = [request.getHeader("x-two"), request.hasHeader("X-ONE"), request.getHeaderNames(), request.getRawHeaderNames(), request.getHeader("authorization"), request.headersSent]; request.flushHeaders(); seen.push(request.headersSent); try { request.setHeader("late", "1"); } catch (error) { seen.push(error.code, error.message); } const done = note(request, [], "x"); await done; return seen;',
	"a body that is written in pieces":
		'const request = http.request(base + "/order", { method: "POST" }); const seen = []; const done = note(request, seen, null); seen.push(request.write("one "), request.write(Buffer.from("two "))); await sleep(1); request.write("746872656521", "hex"); request.end(); await done; return seen;',
	"a body from a pipeline":
		'const { pipeline } = require("stream/promises"); const { Readable } = require("stream"); const request = http.request(base + "/order", { method: "POST" }); const seen = []; const done = note(request, seen, null); await pipeline(Readable.from(["a", "b", "c"]), request); await done; return seen;',
	"a write after the end":
		'const request = http.request(base + "/order", { method: "POST" }); const seen = []; const done = note(request, seen, "x"); request.write("late", (error) => seen.push("callback " + error.code)); await done; return seen;',
	"setTimeout, and destroy at the timeout":
		'const request = http.get(base + "/never", { agent: false }); const seen = []; request.setTimeout(20, () => request.destroy()); return note(request, seen, null);',
	"the option timeout":
		'const request = http.get(base + "/never", { timeout: 20, agent: false }); request.on("timeout", () => request.destroy(new Error("too slow"))); return note(request, [], null);',
	"destroy before there is a response":
		'const request = http.get(base + "/never"); setTimeout(() => request.destroy(), 10); return [await note(request, [], null), request.destroyed];',
	"destroy at once": 'const request = http.get(base + "/order"); request.destroy(); return note(request, [], null);',
	"destroy with an error":
		'const request = http.get(base + "/never"); setTimeout(() => request.destroy(new Error("mine")), 10); return note(request, [], null);',
	abort:
		'const request = http.get(base + "/never"); setTimeout(() => request.abort(), 10); return [await note(request, [], null), request.aborted];',
	"a signal":
		'const stop = new AbortController(); const request = http.get(base + "/never", { signal: stop.signal }); setTimeout(() => stop.abort(), 10); const seen = []; request.on("error", (error) => seen.push(error.name)); return note(request, seen, null);',
	"a signal that was aborted before": 'return note(http.get(base + "/order", { signal: AbortSignal.abort() }), [], null);',
	"a response that is destroyed":
		'const request = http.get(base + "/long", { agent: false }); const seen = []; request.on("response", (response) => response.once("data", () => response.destroy())); await note(request, seen, null); return seen.filter((one) => !one.startsWith("end"));',
	"an agent that keeps connections":
		'const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }); const seen = []; const one = async () => { const request = http.get(base + "/order", { agent }); const response = await new Promise((resolve) => request.on("response", resolve)); await read(response); seen.push([request.reusedSocket, request.getHeader("connection") ?? null]); await sleep(2); }; await one(); await one(); const name = agent.getName({ host: hostname, port }); seen.push(agent.freeSockets[name].length, Object.keys(agent.sockets).length, agent.totalSocketCount); agent.destroy(); await sleep(5); seen.push(agent.totalSocketCount, Object.keys(agent.freeSockets).length); return seen;',
	"an agent with one connection for many requests":
		'const agent = new http.Agent({ maxSockets: 1 }); const order = []; await Promise.all([1, 2, 3].map(async (n) => { const response = await get(base + "/order?n=" + n, { agent }); await read(response); order.push(n, Object.values(agent.requests).flat().length); })); return order;',
	"the global agents":
		'const https = require("https"); return [http.globalAgent.keepAlive, http.globalAgent.defaultPort, https.globalAgent.defaultPort, https.globalAgent.protocol, http.globalAgent.maxSockets === Infinity, http.globalAgent.options, http.globalAgent instanceof http.Agent, https.globalAgent instanceof https.Agent, new http.Agent().keepAlive, http.Agent() instanceof require("events")];',
	"requests that cannot be":
		'const https = require("https"); const seen = []; for (const make of [() => http.request("https://x"), () => http.request("no url"), () => http.request({ path: "/a b" }), () => http.request({ method: "A B" }), () => http.request({ hostname: 5 }), () => https.request("http://x"), () => http.request({ headers: { "a b": 1 } }), () => http.request({ headers: { a: "x\\n" } }), () => http.request({ headers: { a: undefined } }), () => http.request({ port: 70000 }), () => http.request({ timeout: "x" }), () => http.request({ agent: 5 })]) try { make().destroy().on("error", () => {}); seen.push("made"); } catch (error) { seen.push([error.name, error.code ?? null, error.message]); } return seen;',
	"a body that cannot be":
		'const request = http.request(base + "/order", { method: "POST" }); const seen = []; for (const body of [5, null, {}]) try { request.write(body); } catch (error) { seen.push([error.name, error.code, error.message]); } await note(request, seen, "x"); return seen;',
	"validateHeaderName and validateHeaderValue":
		'return [() => http.validateHeaderName("a b"), () => http.validateHeaderName(""), () => http.validateHeaderName("x-a"), () => http.validateHeaderValue("a", undefined), () => http.validateHeaderValue("a", "x\\r\\n"), () => http.validateHeaderValue("a", "ok")].map((check) => { try { return check() ?? "fine"; } catch (error) { return [error.name, error.code, error.message]; } });',
	"status codes and methods": "return [http.STATUS_CODES, http.METHODS, http.maxHeaderSize];",
	"a refused connection":
		'const seen = []; const request = http.get("http://127.0.0.1:1/"); request.on("error", ({ code, errno, syscall, address, port }) => seen.push({ code, errno, syscall, address, port })); return note(request, seen, null);',
	"a path of a socket that is not there":
		'const seen = []; const request = http.get({ socketPath: "/tmp/none.sock", path: "/" }); request.on("error", ({ code, errno, syscall, address }) => seen.push({ code, errno, syscall, address })); return note(request, seen, null);',
	"the option lookup":
		'const asked = []; const lookup = (host, options, done) => { asked.push(host, typeof options); done(Object.assign(new Error("mine"), { code: "EMINE" })); }; const seen = await note(http.get({ hostname: "somewhere.test", lookup, agent: false }), [], null); return [asked, seen];',
	"an agent with connections of its own":
		'const net = require("net"); class Mine extends http.Agent { createConnection(options, done) { this.asked = [options.host, Number(options.port)]; const socket = net.connect({ host: options.host, port: options.port }); socket.once("connect", () => done(null, socket)); } } const agent = new Mine(); const response = await get(base + "/order", { agent }); return [await read(response), agent.asked[0] === hostname, agent.asked[1] === Number(port)];',
	"an agent that fails":
		'const agent = new http.Agent(); agent.createConnection = (options, done) => { process.nextTick(done, new Error("no connection")); }; return note(http.get(base + "/order", { agent }), [], null);',
	"requests that wait for a connection and are destroyed":
		'const agent = new http.Agent({ maxSockets: 1 }); const first = http.get(base + "/never", { agent }); first.on("error", () => {}); const second = http.get(base + "/order", { agent }); const seen = note(second, [], null); setTimeout(() => { second.destroy(); setTimeout(() => first.destroy(), 5); }, 5); return seen;',
	"headers as a list":
		'const request = http.request(base + "/order", { method: "POST", headers: ["Host", hostname, "X-A", "1", "X-A", "2", "Content-Length", "2"] }); const seen = []; const done = note(request, seen, "ok"); await done; return [seen, request._header.split("\\r\\n").slice(2).sort()];',
	"a length that is wrong":
		'const request = http.request(base + "/order", { method: "POST", headers: { "content-length": 2 } }); request.strictContentLength = true; const seen = []; try { request.end("long"); } catch (error) { seen.push(error.code); } request.on("error", () => {}); request.destroy(); return seen;',
	"corked writes, and what waits":
		'const request = http.request(base + "/order", { method: "POST" }); request.cork(); request.write("a"); request.write("b"); const seen = [request.writableCorked, request.writableLength > 0, request.writableObjectMode, request.writableHighWaterMark]; request.uncork(); await note(request, seen, "c"); return [...seen, request.writableEnded, request.writableFinished, request.finished];',
	"events of the socket":
		'const request = http.get(base + "/order", { agent: false }); const seen = []; request.on("socket", (socket) => { seen.push(socket.connecting, socket instanceof require("net").Socket); for (const name of ["connect", "ready", "end", "close"]) socket.on(name, () => seen.push("socket " + name)); }); await note(request, seen, null); return seen;',
	"the store of AsyncLocalStorage in the callbacks":
		'const { AsyncLocalStorage } = require("async_hooks"); const store = new AsyncLocalStorage(); return store.run("mine", () => new Promise((resolve) => { http.get(base + "/order", (response) => { const seen = [store.getStore()]; response.on("data", () => seen.push(store.getStore())); response.on("end", () => resolve([...seen, store.getStore()])); }); }));',
};

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const server = new RouteServer(routes);
let address: string;
beforeAll(async () => {
	address = await server.listen();
});
afterAll(() => server.close());

function sourceOf(body: string, base: string, module = "http"): string {
	const { hostname, port } = new URL(base);
	return `${common.replace('require("http")', `require("${module}")`)}
		const [base, hostname, port] = ${JSON.stringify([base, hostname, port])};
		const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
		exports.handler = async () => { ${body} };`;
}

async function inNode(body: string): Promise<unknown> {
	const { hostname, port } = new URL(address);
	server.received = [];
	const program = new AsyncFunction("require", "sleep", "base", "hostname", "port", `${common}${body}`);
	return JSON.parse(JSON.stringify(await program(process.getBuiltinModule, sleep, address, hostname, port)));
}

function inSimulator(body: string, base: string, module?: string) {
	return traceOf({ "handler.js": sourceOf(body, base, module) }, { timeout: 30 }, { network: [{ host: new URL(base).host, routes }] });
}

describe("node:http answers as in Node.js", () => {
	it.each(Object.entries(programs))("%s", async (_, body) => {
		const expected = await inNode(body);
		expect(only(responses(await inSimulator(body, "http://127.0.0.2:8080")))).toEqual(expected);
	});
});

describe("node:https answers as node:http does in Node.js", () => {
	it.each([
		"the events of a GET, in order",
		"the events of a POST, in order",
		"a response: status, headers and raw headers",
		"a long body through a pipe",
		"a body from a pipeline",
		"the option timeout",
		"destroy with an error",
		"a signal",
	])("%s", async (name) => {
		const body = programs[name] as string;
		const expected = await inNode(body);
		expect(only(responses(await inSimulator(body, "https://api.test", "https")))).toEqual(expected);
	});
});

describe("a request of node:http", () => {
	it.each(["a body that is written in pieces", "a body from a pipeline", "the argument forms of request and get"])(
		"reaches the simulated network as it reaches a server: %s",
		async (name) => {
			const body = programs[name] as string;
			await inNode(body);
			const trace = await inSimulator(body, "http://127.0.0.2:8080");
			const sent = eventsOf(trace, "network.requested").map(({ method, path, query, body }) => ({
				method,
				path: `${path}${query}`,
				body: body ?? "",
			}));
			expect(sent).toEqual(server.received);
		},
	);

	it("takes the latency of its route in virtual time", async () => {
		const body = 'const before = Date.now(); const response = await get(base + "/slow"); await read(response); return Date.now() - before;';
		const source = { "handler.js": sourceOf(body, "https://api.test", "https") };
		const network = [{ host: "api.test", routes: [{ path: "/slow", latencyMs: 1500 }] }];
		const [waited] = responses(await traceOf(source, { timeout: 30 }, { network }));
		expect(waited).toBeGreaterThanOrEqual(1500);
		expect(waited).toBeLessThan(1510);
	});

	it("to a name that nobody has fails as in Node.js, and the trace has it", async () => {
		const body = `const seen = []; const request = http.get("https://nobody.test/a"); request.on("error", (error) => seen.push({ ...error, message: error.message })); request.on("socket", (socket) => socket.on("connect", () => seen.push("connect"))); return note(request, seen, null);`;
		const trace = await inSimulator(body, "https://api.test", "https");
		const error = {
			errno: -3008,
			code: "ENOTFOUND",
			syscall: "getaddrinfo",
			hostname: "nobody.test",
			message: "getaddrinfo ENOTFOUND nobody.test",
		};
		expect(only(responses(trace))).toEqual(["socket", error, "error ENOTFOUND getaddrinfo ENOTFOUND nobody.test", "close"]);
		expect(only(eventsOf(trace, "network.failed")).reason).toBe("ENOTFOUND");
	});

	it.each(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT"] as const)("fails with %s where its route does", async (fails) => {
		const body = 'return note(http.get(base + "/"), [], null).then((seen) => seen.filter((one) => one.startsWith("error")));';
		const network = [{ host: "api.test", routes: [{ path: "/", fails }] }];
		const trace = await traceOf({ "handler.js": sourceOf(body, "https://api.test", "https") }, {}, { network });
		expect(only(responses(trace))).toEqual([
			fails === "ECONNRESET" ? "error ECONNRESET read ECONNRESET" : `error ${fails} connect ${fails} 192.0.2.1:443`,
		]);
	});

	it("to an address that nobody has hangs until the function times out, and longer than that fails", async () => {
		const body = 'return note(http.get("http://10.0.0.1/a"), [], null).then((seen) => seen.filter((one) => one.startsWith("error")));';
		const source = { "handler.js": sourceOf(body, "http://api.test") };
		expect(only(eventsOf(await traceOf(source, { timeout: 3 }), "invocation.ended")).status).toBe("timedOut");
		const patient = await traceOf(source, { timeout: 200 });
		expect(only(responses(patient))).toEqual(["error ETIMEDOUT connect ETIMEDOUT 10.0.0.1:80"]);
		expect(only(eventsOf(patient, "network.failed")).reason).toBe("ETIMEDOUT");
	});

	it("and one of fetch to the environment itself is refused where nobody listens", async () => {
		const body = 'return fetch("http://127.0.0.1:9/").catch(({ cause }) => [cause.code, cause.message]);';
		const trace = await inSimulator(body, "http://api.test");
		expect(only(responses(trace))).toEqual(["ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:9"]);
	});

	it("that is destroyed is recorded as aborted", async () => {
		const trace = await inSimulator(programs["destroy before there is a response"] as string, "http://api.test");
		expect(only(eventsOf(trace, "network.failed")).reason).toBe("aborted");
	});

	it("without a listener for its error ends the process, as in Node.js", async () => {
		const trace = await inSimulator('http.get("http://nobody.test/"); await sleep(100);', "http://api.test");
		expect(only(eventsOf(trace, "invocation.ended")).error).toMatchObject({ errorType: "Runtime.ExitError" });
	});

	it("finds the connection that the invocation before has kept, while the agent keeps it", async () => {
		const body = `${common} const sockets = new Set();
			exports.handler = async () => new Promise((resolve) => { const request = http.get("http://api.test/", (response) => response.resume().on("end", () => resolve(request.reusedSocket))); request.on("socket", (socket) => sockets.add(socket)); });`;
		const network = [{ host: "api.test", routes: [{ path: "/" }] }];
		const trace = await traceOf({ "handler.js": body }, {}, { events: [{}, {}, {}], everyMs: 2000, network });
		expect(responses(trace)).toEqual([false, true, true]);
	});

	it("keeps a callback of nodejs22.x waiting until its response is there (L83)", async () => {
		const source = `const https = require("https");
			exports.handler = (event, context, callback) => { https.get("https://api.test/", (response) => response.resume().on("end", () => console.log("arrived"))); callback(null, "answer"); };`;
		const network = [{ host: "api.test", routes: [{ path: "/", latencyMs: 500 }] }];
		const trace = await traceOf({ "handler.js": source }, { runtime: "nodejs22.x" }, { network });
		expect(responses(trace)).toEqual(["answer"]);
		expect(messagesOf(trace)).toContain("arrived");
		expect(only(eventsOf(trace, "invocation.ended")).at).toBeGreaterThan(500);
	});

	it("may be written by hand over a socket of node:tls", async () => {
		const source = `const tls = require("tls");
			exports.handler = () => new Promise((resolve) => {
				let text = "";
				const socket = tls.connect(443, "api.test", { servername: "api.test" }, () => { text += [socket.authorized, socket.encrypted, socket.getProtocol()] + " "; socket.write("GET /a HTTP/1.1\\r\\nHost: api.test\\r\\nConnection: close\\r\\n\\r\\n"); });
				socket.setEncoding("utf8").on("data", (piece) => { text += piece; }).on("close", () => resolve(text));
			});`;
		const network = [{ host: "api.test", routes: [{ path: "/a", bodyText: "hello" }] }];
		expect(only(responses(await traceOf({ "handler.js": source }, {}, { network })))).toBe(
			"true,true,TLSv1.3 HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
		);
	});
});
