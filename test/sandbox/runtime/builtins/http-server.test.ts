import { describe, expect, it } from "vitest";
import { eventsOf, only, responses, traceOf } from "../../lambda/run-project.ts";

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const sleepText = "const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));";

/** A server within the program itself, which asks it with the module's own client. */
const common = `
	const http = require("http");
	const serve = async (listener, ask, options = {}) => {
		const server = http.createServer(options, listener);
		await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address();
		try {
			return await ask("http://127.0.0.1:" + port, server);
		} finally {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
	const send = (url, options = {}, body) => new Promise((resolve, reject) => {
		const request = http.request(url, { agent: false, ...options }, async (response) => {
			const { date, ...headers } = response.headers;
			let text = "";
			for await (const piece of response) text += piece;
			resolve([response.statusCode, response.statusMessage, headers, text, typeof date, response.trailers]);
		});
		request.on("error", reject).end(body);
	});
`;

const programs: Record<string, string> = {
	"a request and its answer":
		'return serve((request, response) => { response.writeHead(201, { "X-A": ["1", "2"] }); response.end(JSON.stringify([request.method, request.url, request.headers["x-b"], request.httpVersion])); }, (base) => send(base + "/p?q=1", { method: "PUT", headers: { "X-B": "z" } }));',
	"bodies in chunks, both ways":
		'return serve(async (request, response) => { for await (const piece of request) response.write("<" + piece + ">"); response.end(); }, (base) => send(base, { method: "POST", headers: { "transfer-encoding": "chunked" } }, "one"));',
	"a body with a length":
		'return serve((request, response) => { let text = ""; request.on("data", (piece) => { text += piece; }).on("end", () => response.end(text.toUpperCase())); }, (base) => send(base, { method: "POST" }, "grüße"));',
	trailers:
		'return serve((request, response) => { response.writeHead(200, { trailer: "x-sum" }); response.write("a"); response.addTrailers({ "x-sum": "1" }); response.end(); }, (base) => send(base));',
	"HEAD, 204 and 304":
		'return serve((request, response) => { response.statusCode = Number(request.url.slice(1)); response.end("text"); }, async (base) => [await send(base + "/200", { method: "HEAD" }), await send(base + "/204"), await send(base + "/304")]);',
	"headers of a response":
		'return serve((request, response) => { response.setHeader("Set-Cookie", ["a=1", "b=2"]); response.appendHeader("x", "1"); response.appendHeader("x", "2"); response.statusMessage = "Fine"; const seen = [response.getHeaders(), response.headersSent, response.hasHeader("X")]; response.end(JSON.stringify(seen)); }, (base) => send(base));',
	"a connection that is kept":
		'const agent = new http.Agent({ keepAlive: true }); return serve((request, response) => response.end("ok"), async (base, server) => { const seen = []; for (const n of [1, 2]) { seen.push(await send(base, { agent })); await sleep(2); } seen.push(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))); agent.destroy(); return seen; });',
	"a server that hangs up":
		"return serve((request) => request.socket.destroy(), (base) => send(base).catch((error) => [error.code, error.message]));",
	"a listener that answers later, and the events of the response":
		'const seen = []; return serve((request, response) => { for (const name of ["finish", "close"]) response.on(name, () => seen.push(name)); request.on("close", () => seen.push("request close")); sleep(5).then(() => response.end("late")); }, async (base) => { const answer = await send(base); await sleep(5); return [answer, seen]; });',
	"expect: 100-continue":
		'return serve((request, response) => { request.resume(); response.end("after"); }, (base) => new Promise((resolve) => { const seen = []; const request = http.request(base, { method: "POST", agent: false, headers: { Expect: "100-continue" } }, (response) => { seen.push(response.statusCode); response.resume().on("end", () => resolve(seen)); }); request.on("continue", () => { seen.push("continue"); request.end("body"); }); request.flushHeaders(); }));',
	"a request that is no HTTP":
		'const net = require("net"); return serve(() => {}, (base, server) => new Promise((resolve) => { let text = ""; const socket = net.connect(server.address().port, "127.0.0.1", () => socket.end("nonsense\\r\\n\\r\\n")); socket.on("data", (piece) => { text += piece; }); socket.on("close", () => resolve(text)); }));',
	"a port that is taken":
		'return serve(() => {}, (base, server) => new Promise((resolve) => { http.createServer().on("error", ({ code, syscall }) => resolve([code, syscall])).listen(server.address().port, "127.0.0.1"); }));',
	"a server that is closed":
		'let port; await serve(() => {}, (base, server) => { port = server.address().port; }); return send("http://127.0.0.1:" + port).catch((error) => [error.code, error.syscall]);',
	"sockets of node:net":
		'const net = require("net"); const server = net.createServer((socket) => socket.on("data", (piece) => socket.write("echo " + piece)).on("end", () => socket.end("bye"))); await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)); const seen = []; await new Promise((resolve) => { const socket = net.createConnection({ port: server.address().port, host: "127.0.0.1" }, () => { seen.push("connected", socket.remoteAddress, socket.readyState); socket.write("one"); }); socket.setEncoding("utf8").once("data", (text) => { seen.push(text); socket.end(); socket.on("data", (more) => seen.push(more)); }); socket.on("end", () => seen.push("end")); socket.on("close", (failed) => { seen.push("close", failed); resolve(); }); }); await new Promise((resolve) => server.close(resolve)); return seen;',
	"a ServerResponse without a connection":
		'const { Writable } = require("stream"); const request = new http.IncomingMessage(); request.method = "GET"; const response = new http.ServerResponse(request); response.sendDate = false; const pieces = []; const socket = new Writable({ write(piece, _, done) { pieces.push(String(piece)); done(); } }); response.assignSocket(socket); response.setHeader("A", "1"); const seen = []; response.on("finish", () => seen.push("finish")); response.write("body "); response.end("end"); await sleep(2); return [pieces, seen, response.writableEnded, response.finished, response instanceof require("stream").Stream, request instanceof require("stream").Readable];',
	"an IncomingMessage without a connection":
		'const message = new http.IncomingMessage(null); message.headers = { a: "1" }; message.push("body"); message.push(null); let text = ""; for await (const piece of message) text += piece; return [text, message.headers, message.complete, message.httpVersion];',
	"a server's own classes":
		'class Request extends http.IncomingMessage { get hello() { return "hi"; } } return serve((request, response) => response.end(request.hello), (base) => send(base), { IncomingMessage: Request });',
	"classes and their names":
		'const net = require("net"); const tls = require("tls"); return [new http.Server() instanceof net.Server, http.Server() instanceof require("events"), new tls.TLSSocket() instanceof net.Socket, net.Stream === net.Socket, net.Socket.name, http.ClientRequest.name, http.Agent.name, require("https").Server.name, net.isIP("::1"), net.isIP("1.2.3.4"), net.isIP("1.2.3"), net.isIPv6("fe80::1%eth0"), net.isIPv6("1::2::3"), net.isIPv4("256.1.1.1"), net.isIPv6("::ffff:1.2.3.4")];',
	"addresses and names of node:dns":
		'const dns = require("dns"); const one = (...args) => new Promise((resolve) => dns.lookup(...args, (error, ...found) => resolve(error ? error.code : found))); const seen = [await one("127.0.0.1"), await one("::1", { all: true }), (await dns.promises.lookup("127.0.0.1")).address, dns.NOTFOUND, dns.promises === require("dns/promises")]; try { dns.lookup("x"); } catch (error) { seen.push(error.code); } return seen;',
	"lines of a stream":
		'const { createInterface } = require("readline"); const { Readable } = require("stream"); const lines = async (pieces) => { const seen = []; for await (const line of createInterface({ input: Readable.from(pieces), crlfDelay: Infinity })) seen.push(line); return seen; }; const events = []; const face = createInterface({ input: Readable.from(["x\\ny"]) }); face.on("line", (line) => events.push(line)); await new Promise((resolve) => face.on("close", resolve)); return [await lines([Buffer.from("a\\nb\\r"), "\\nc\\n", "\\nlast"]), await lines([]), await lines([Buffer.from([0xc3]), Buffer.from([0xa4, 10])]), events];',
	"a whole stream":
		'const { text, json, buffer, blob } = require("stream/consumers"); const { Readable } = require("stream"); return [await text(Readable.from(["a", "ä"])), await json(Readable.from([Buffer.from("{\\"a\\":"), Buffer.from("1}")])), (await buffer(Readable.from([Buffer.from("x")]))).toString(), await (await blob(Readable.from(["b"]))).text()];',
	"where the program runs":
		'const { isMainThread, threadId, parentPort } = require("worker_threads"); const { isPrimary, isWorker } = require("cluster"); return [isMainThread, threadId, parentPort, isPrimary, isWorker, require("tty").isatty(1), require("http2").constants, require("constants").SIGTERM];',
};

describe("servers and sockets within an environment answer as in Node.js", () => {
	it.each(Object.entries(programs))("%s", async (_, body) => {
		const inNode = await new AsyncFunction("require", "sleep", common + body)(process.getBuiltinModule, sleep);
		const source = `${common} ${sleepText} exports.handler = async () => { ${body} };`;
		const trace = await traceOf({ "handler.js": source });
		expect(only(responses(trace))).toEqual(JSON.parse(JSON.stringify(inNode)));
		expect(eventsOf(trace, "network.requested")).toEqual([]);
	});
});

describe("node:dns", () => {
	it("finds the hosts of the simulated network and no others", async () => {
		const source = `const dns = require("dns/promises");
			exports.handler = async () => [await dns.lookup("api.test"), await dns.resolve4("API.test"), await dns.lookup("nobody.test").catch((error) => ({ ...error, message: error.message })), await dns.resolve4("nobody.test").catch((error) => error.message)];`;
		const network = [{ host: "api.test:8080", routes: [{ path: "/" }] }];
		expect(only(responses(await traceOf({ "handler.js": source }, {}, { network })))).toEqual([
			{ address: "192.0.2.1", family: 4 },
			["192.0.2.1"],
			{ errno: -3008, code: "ENOTFOUND", syscall: "getaddrinfo", hostname: "nobody.test", message: "getaddrinfo ENOTFOUND nobody.test" },
			"queryA ENOTFOUND nobody.test",
		]);
	});
});

describe("node:dgram", () => {
	it("takes datagrams, which nobody receives", async () => {
		const source = `const dgram = require("dgram");
			exports.handler = async () => { const socket = dgram.createSocket("udp4"); socket.unref(); return new Promise((resolve) => socket.send(Buffer.from("trace"), 0, 5, 2000, "127.0.0.1", (error, bytes) => socket.close(() => resolve([error, bytes])))); };`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toEqual([null, 5]);
	});
});

describe("a built-in module that is not simulated", () => {
	const others = [
		"sys",
		"child_process",
		"domain",
		"http2",
		"inspector",
		"punycode",
		"repl",
		"trace_events",
		"v8",
		"vm",
		"wasi",
		"readline/promises",
		"path/win32",
	];

	it.each(others)("can be imported: %s", async (name) => {
		const source = `import * as it from "node:${name}";\nimport again from "${name}";\nexport const handler = async () => [typeof it, typeof again];`;
		expect(only(responses(await traceOf(source)))).toEqual(["object", "object"]);
	});

	it("stands in module.builtinModules", async () => {
		const source = `import { builtinModules, isBuiltin } from "node:module";\nexport const handler = async () => ${JSON.stringify(others)}.filter((name) => !builtinModules.includes(name) || !isBuiltin("node:" + name));`;
		expect(only(responses(await traceOf(source)))).toEqual([]);
	});

	it("says by name what is missing when it is used", async () => {
		const source = `const tries = [() => require("child_process").exec("ls"), () => new (require("worker_threads").Worker)("x"), () => require("vm").runInNewContext("1"), () => require("http2").createServer(), () => require("https").createServer().listen(0)];
			exports.handler = async () => tries.map((one) => { try { one(); } catch (error) { return error.message; } });`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toEqual([
			"exec of node:child_process is not simulated by Warmstart. On Lambda it exists.",
			"Worker of node:worker_threads is not simulated by Warmstart. On Lambda it exists.",
			"runInNewContext of node:vm is not simulated by Warmstart. On Lambda it exists.",
			"createServer of node:http2 is not simulated by Warmstart. On Lambda it exists.",
			"A TLS server is not simulated by Warmstart; on Lambda nobody could reach it; node:http can listen within the environment. On Lambda it exists.",
		]);
	});
});
