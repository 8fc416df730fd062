import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../../lambda/run-project.ts";

/** What a server sends, in pieces; `null` is the end of the connection. Each is given to a client of Node.js and of the simulator. */
const fromServers: Record<string, { method?: string; pieces: (string | null)[] }> = {
	"a length": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"] },
	"a length, byte by byte": { pieces: [..."HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello"] },
	chunks: { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;name=value\r\n!\r\n0\r\n\r\n"] },
	"chunks, byte by byte, with trailers": {
		pieces: [
			..."HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhe\r\nA\r\nllo, world\r\n0\r\nX-Sum: 1\r\n\r\n",
		],
	},
	"no length, ended by the connection": { pieces: ["HTTP/1.1 200 OK\r\n\r\nuntil ", "the end", null] },
	"HTTP/1.0": { pieces: ["HTTP/1.0 200 OK\r\nX: y\r\n\r\nold", null] },
	"HTTP/1.0 that is kept": { pieces: ["HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"] },
	"a status without a reason": { pieces: ["HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"] },
	"a status with an empty reason": { pieces: ["HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n"] },
	"lines without a carriage return": { pieces: ["HTTP/1.1 200 OK\nContent-Length: 2\n\nok", null] },
	"empty lines before": { pieces: ["\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"] },
	"values with spaces, tabs, none, and bytes beyond ASCII": {
		pieces: [
			"HTTP/1.1 200 OK\r\nA:  \t x y \t \r\nB:\r\nC: gr\xfc\xdfe\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nX: 1\r\nX: 2\r\nAge: 1\r\nAge: 2\r\nContent-Length: 0\r\n\r\n",
		],
	},
	"no HTTP": { pieces: ["SSH-2.0-OpenSSH_9.0\r\n"] },
	"another protocol": { pieces: ["HTTX/1.1 200 OK\r\n\r\n"] },
	"another version": { pieces: ["HTTP/3.0 200 OK\r\n\r\n"] },
	"a status that is no number": { pieces: ["HTTP/1.1 2x0 OK\r\n\r\n"] },
	"a header without a colon": { pieces: ["HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"] },
	"a header with a space in its name": { pieces: ["HTTP/1.1 200 OK\r\nA b: c\r\n\r\n"] },
	"a header with a zero byte": { pieces: ["HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n"] },
	"a header in two lines": { pieces: ["HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n"] },
	"a length that is no number": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n"] },
	"two lengths": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"] },
	"a length and chunks": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"] },
	"chunks and a length": { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"] },
	"another coding, then chunks": { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"] },
	"another coding alone": { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nrest", null] },
	"a size of a chunk that is none": { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"] },
	"a chunk that is longer than its size": { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nlong\r\n0\r\n\r\n"] },
	"an end within the head": { pieces: ["HTTP/1.1 200 OK\r\nContent-", null] },
	"an end within a length": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", null] },
	"an end within a chunk": { pieces: ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf", null] },
	"an end before anything": { pieces: [null] },
	"100, then the answer": { pieces: ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"] },
	"103, then the answer": { pieces: ["HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"] },
	"204 with a length": { pieces: ["HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"] },
	"304 with a length": { pieces: ["HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"] },
	"the answer to HEAD": { method: "HEAD", pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"] },
	"more than the answer": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more"] },
	"two answers": { pieces: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb"] },
	"an upgrade": { pieces: ["HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nfirst words"] },
	"headers beyond the limit": { pieces: [`HTTP/1.1 200 OK\r\nA: ${"b".repeat(17_000)}\r\n\r\n`] },
	"close, with a length": { pieces: ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", null] },
};

const client = `
	const http = require("http");
	const { Duplex } = require("stream");
	const ask = ({ method, pieces }) => new Promise((resolve) => {
		const seen = [];
		const socket = new Duplex({ read() {}, write(chunk, encoding, done) { done(); }, final(done) { done(); } });
		const request = http.request({ method, host: "x", createConnection: () => socket });
		let text = "";
		request.on("information", ({ statusCode, headers }) => seen.push(["information", statusCode, headers]));
		request.on("continue", () => seen.push("continue"));
		request.on("upgrade", (response, socket, head) => { seen.push(["upgrade", response.statusCode, response.headers, head.toString()]); socket.destroy(); });
		request.on("response", (response) => {
			const { statusCode, statusMessage, httpVersion, headers, rawHeaders } = response;
			seen.push([statusCode, statusMessage, httpVersion, headers, rawHeaders]);
			response.on("data", (piece) => { text += piece.toString("latin1"); });
			response.on("end", () => seen.push(["end", response.complete, response.trailers]));
			response.on("aborted", () => seen.push("aborted"));
			response.on("error", (error) => seen.push(["response error", error.code, error.message]));
		});
		request.on("error", (error) => seen.push(["error", error.code, error.message, error.reason ?? null]));
		request.end();
		const later = () => new Promise((next) => setTimeout(next, 1));
		(async () => {
			for (const piece of pieces) {
				await later();
				if (!socket.destroyed) socket.push(piece === null ? null : Buffer.from(piece, "latin1"));
			}
			for (let turns = 0; turns < 5; turns++) await later();
			resolve([seen, text]);
		})();
	});
`;

/** What a client sends, in pieces. Each is given to a server of Node.js and of the simulator. */
const fromClients: Record<string, string[]> = {
	"a request": ["GET /a?b=c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
	"a request, byte by byte": [..."POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody"],
	chunks: ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n", "0\r\n\r\n"],
	"HTTP/1.0": ["GET / HTTP/1.0\r\n\r\n"],
	"HTTP/1.0 that is kept": ["GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"],
	"two requests at once": ["GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
	"no host": ["GET / HTTP/1.1\r\n\r\n"],
	"a whole address": ["GET http://x/y?z HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
	"a method that is none": ["FETCH / HTTP/1.1\r\nHost: x\r\n\r\n"],
	"a method in small letters": ["get / HTTP/1.1\r\nHost: x\r\n\r\n"],
	"no path": ["GET HTTP/1.1\r\nHost: x\r\n\r\n"],
	"another version": ["GET / HTTP/9.9\r\nHost: x\r\n\r\n"],
	"a header without a colon": ["GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"],
	"lines without a carriage return": ["GET / HTTP/1.1\nHost: x\n\n"],
	"headers without a carriage return": ["GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"],
	"a header in two lines": ["GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"],
	"a header with a zero byte": ["GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"],
	"two lengths": ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"],
	"chunks and a length": ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"],
	"chunks, then another coding": ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"],
	"a chunk that is longer than its size": ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nlong\r\n"],
	"a size of a chunk that is none": ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
	"an end within the head": ["GET / HTTP/1.1\r\nHo", "end"],
	"headers beyond the limit": [`GET / HTTP/1.1\r\nHost: x\r\nA: ${"b".repeat(17_000)}\r\n\r\n`],
	"a length and chunks": ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
	"a coding that is not chunked": ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"],
	"a length that is none": ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"],
	"an upgrade that nobody takes": ["GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: chat\r\n\r\n"],
	"an expectation": ["POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n", "ok"],
	"an expectation that is unknown": ["GET / HTTP/1.1\r\nHost: x\r\nExpect: miracle\r\nConnection: close\r\n\r\n"],
};

const server = `
	const http = require("http");
	const net = require("net");
	const ask = ({ pieces, listens }) => new Promise((resolve) => {
		const seen = [];
		const app = http.createServer({ keepAliveTimeout: 20 }, async (request, response) => {
			let text = "";
			try {
				for await (const piece of request) text += piece;
			} catch {
				return; // What came was no request.
			}
			response.sendDate = false;
			response.end(JSON.stringify([request.method, request.url, request.httpVersion, request.headers, request.rawHeaders, text]));
		});
		app.keepAliveTimeoutBuffer = 0;
		if (listens) app.on("clientError", (error, socket) => { seen.push([error.code, error.message]); socket.end("refused"); });
		app.listen(0, "127.0.0.1", () => {
			let text = "";
			const socket = net.connect(app.address().port, "127.0.0.1", async () => { for (const piece of pieces) { if (piece === "end") socket.end(); else socket.write(piece, "latin1"); await new Promise((next) => setTimeout(next, 1)); } });
			socket.on("data", (piece) => { text += piece.toString("latin1"); });
			socket.on("error", () => {});
			socket.on("close", () => { app.close(); resolve([seen, text.replace(/Date: .*\\r\\n/g, "")]); });
		});
	});
`;

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (...args: unknown[]) => Promise<unknown>;

async function inBoth<T>(common: string, cases: readonly T[]): Promise<{ inNode: unknown; inSimulator: unknown }> {
	const body = `${common} const answers = []; for (const one of cases) answers.push(await ask(one)); return answers;`;
	const inNode = await new AsyncFunction("require", "cases", body)(process.getBuiltinModule, cases);
	const source = `exports.handler = async (cases) => { ${body} };`;
	const trace = await traceOf({ "handler.js": source }, { timeout: 60 }, { events: [cases as never] });
	return { inNode: JSON.parse(JSON.stringify(inNode)), inSimulator: only(responses(trace)) };
}

describe("the bytes of a server are read as in Node.js", () => {
	it.each(Object.entries(fromServers))("%s", async (_, one) => {
		const { inNode, inSimulator } = await inBoth(client, [one]);
		expect(inSimulator).toEqual(inNode);
	});
});

describe("the bytes of a client are read as in Node.js", () => {
	it.each(Object.entries(fromClients))("%s", async (_, pieces) => {
		const { inNode, inSimulator } = await inBoth(server, [
			{ pieces, listens: false },
			{ pieces, listens: true },
		]);
		expect(inSimulator).toEqual(inNode);
	});
});
