import { describe, expect, it } from "vitest";
import { endings, eventsOf, only, outcomeOf, responses, traceOf } from "../lambda/run-project.ts";

const network = [{ host: "api.test", routes: [{ path: "/*", body: "ok" }] }];
const get = `const get = (url) => new Promise((resolve, reject) => require("http").get(url, (response) => { let text = ""; response.on("data", (piece) => { text += piece; }).on("end", () => resolve(text)); }).on("error", reject));`;

/** What a handler may do to the built-ins that node:http stands on. */
const tampering = [
	'Array.prototype.push = () => { throw new Error("push"); };',
	'Array.prototype[Symbol.iterator] = () => { throw new Error("iterator"); };',
	'String.prototype.split = () => { throw new Error("split"); }; String.prototype.toLowerCase = () => "x";',
	'RegExp.prototype.exec = () => { throw new Error("exec"); };',
	'Object.defineProperty(Object.prototype, "host", { get() { return "evil.test"; }, set() {} });',
	"Map.prototype.get = Set.prototype.add = () => undefined;",
	'Promise.prototype.then = () => { throw new Error("then"); };',
	"JSON.stringify = JSON.parse = () => 'x';",
	'Buffer.concat = Buffer.from = () => { throw new Error("buffer"); };',
	"globalThis.process = undefined;",
	'const http = require("http"); http.Agent.prototype.addRequest = (request) => request.onSocket({ on() { throw new Error("socket"); } });',
	'require("net").Socket.prototype.connect = function () { this._far = { receive() { throw new Error("far"); }, end() {}, close() { throw new Error("close"); } }; this.connecting = false; return this; };',
];

describe("a handler that breaks what node:http stands on (S1)", () => {
	it.each(tampering)("breaks its own environment only: %s", async (attack) => {
		const source = `${get} exports.handler = async (event) => { if (event.evil) { ${attack} } return get("http://api.test/"); };`;
		const events = [{ evil: true }, { evil: false }];
		const outcome = await outcomeOf({ "handler.js": source }, {}, { events, everyMs: 0, network });
		if (outcome.status !== "completed") throw new Error(outcome.message);
		expect(endings(outcome.trace)).toHaveLength(2);
		expect(responses(outcome.trace)[1]).toBe('"ok"');
	});
});

describe("node:http", () => {
	it("refuses by name what is longer than the simulator takes", async () => {
		const source = `${get} exports.handler = async () => [await get("http://api.test/" + "a".repeat(9000)).catch((error) => error.message)];`;
		const [message] = only(responses(await traceOf({ "handler.js": source }, {}, { network }))) as string[];
		expect(message).toBe("A request whose method, URL, headers or body is this long is not simulated by Warmstart. On Lambda it exists.");
	});

	it("keeps to the names of hosts: nothing reaches a socket of this machine", async () => {
		const source = `const net = require("net"); exports.handler = async () => { const tried = []; for (const [host, port] of [["127.0.0.1", 22], ["localhost", 80], ["::1", 5432], ["0.0.0.0", 8080], ["127.1.2.3", 1]]) tried.push(await new Promise((resolve) => net.connect(port, host, () => resolve("connected")).on("error", (error) => resolve(error.code)))); return tried; };`;
		const codes = only(responses(await traceOf({ "handler.js": source })));
		expect(codes).toEqual(Array(5).fill("ECONNREFUSED"));
	});

	it("does not let a client and a server of one environment talk past the deadline", async () => {
		const source = `const http = require("http"); ${get} exports.handler = async () => { const server = http.createServer((request, response) => response.end("x")); await new Promise((resolve) => server.listen(3000, resolve)); for (;;) await get("http://localhost:3000/"); };`;
		const trace = await traceOf({ "handler.js": source }, { timeout: 1 });
		expect(only(endings(trace)).status).toBe("timedOut");
		expect(eventsOf(trace, "network.requested")).toEqual([]);
	});

	it("sends a header or a path with a line break nowhere", async () => {
		const source = `const http = require("http"); exports.handler = async () => [() => http.get("http://api.test/", { path: "/a\\r\\nX: 1" }), () => http.get("http://api.test/", { headers: { a: "b\\r\\nX: 1" } }), () => http.get("http://api.test/", { method: "GET /x HTTP/1.1\\r\\n" })].map((one) => { try { one(); } catch (error) { return error.code; } });`;
		const trace = await traceOf({ "handler.js": source }, {}, { network });
		expect(only(responses(trace))).toEqual(["ERR_UNESCAPED_CHARACTERS", "ERR_INVALID_CHAR", "ERR_INVALID_HTTP_TOKEN"]);
	});
});
