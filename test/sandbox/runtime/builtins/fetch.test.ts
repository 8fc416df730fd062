import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import { eventsOf, only, responses, traceOf } from "../../lambda/run-project.ts";

type Route = NonNullable<ScenarioInput["network"]>[number]["routes"][number] & { path: string };

const bytes = Buffer.from([0, 1, 254, 255, 10]);
/** What both servers answer: the real one for Node.js, and the host of the same name in the scenario. */
const routes: Route[] = [
	{ path: "/json", body: { a: [1, "ä"] }, headers: { "X-Own": "yes" } },
	{ path: "/bytes", bodyBase64: bytes.toString("base64") },
	{
		path: "/gzip",
		bodyBase64: gzipSync("packed text").toString("base64"),
		headers: { "content-encoding": "gzip", "content-type": "text/plain" },
	},
	{ path: "/cookies", bodyText: "ok", headers: { "set-cookie": ["a=1; Path=/", "b=2"] } },
	{ path: "/empty", status: 204 },
	{ path: "/missing", status: 404, body: { message: "no" } },
	{ path: "/broken", status: 503, bodyText: "busy" },
	{ path: "/form", bodyText: "a=b+c&d=%C3%A4", headers: { "content-type": "application/x-www-form-urlencoded" } },
	{ path: "/to-json", status: 302, bodyText: "", headers: { location: "/json" } },
	{ path: "/to-json-307", status: 307, bodyText: "", headers: { location: "/json" } },
	{ path: "/see-json", status: 303, bodyText: "", headers: { location: "json" } },
	{ path: "/round", status: 301, bodyText: "", headers: { location: "/round" } },
	{ path: "/to-nowhere", status: 302, bodyText: "", headers: { location: "http://" } },
	{ path: "/to-file", status: 302, bodyText: "", headers: { location: "file:///etc/passwd" } },
	{ path: "/unlocated", status: 302, bodyText: "here" },
];

let server: Server;
let host: string;
let seen: string[] = [];

beforeAll(async () => {
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const body = Buffer.concat(chunks).toString();
			seen.push(`${request.method} ${request.url}${body === "" ? "" : ` ${body}`}`);
			const route = routes.find(({ path }) => path === request.url?.split("?")[0]) as Route;
			const content = route.bodyBase64
				? Buffer.from(route.bodyBase64, "base64")
				: Buffer.from(route.bodyText ?? JSON.stringify(route.body ?? null));
			const type = route.bodyBase64 ? "application/octet-stream" : route.bodyText === undefined ? "application/json" : "text/plain";
			response.sendDate = false;
			response.writeHead(route.status ?? 200, { "content-type": type, ...route.headers });
			response.end(route.status === 204 ? undefined : content);
		});
	}).listen(0, "127.0.0.1");
	await new Promise((listening) => server.once("listening", listening));
	host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const helpers = `const failure = async (run) => { try { await run(); return "nothing"; } catch (e) { return [e.name, e.message, e.code ?? null, e.cause?.message ?? null, e.cause?.code ?? null]; } };
	const hop = new Set(["connection", "keep-alive", "transfer-encoding", "content-length"]);
	const headersOf = (r) => [...r.headers].filter(([n]) => !hop.has(n));`;

/** Bodies of a function of `get(path, init)`, which fetches from the one server or the other. */
const programs: Record<string, string> = {
	"a response with JSON":
		'const r = await get("/json?x=1#part"); return [r.url.includes("part"), r.status, r.statusText, r.ok, r.type, r.redirected, new URL(r.url).pathname, headersOf(r), await r.json(), r.bodyUsed];',
	"bytes are what they were": 'const r = await get("/bytes"); return [[...(await r.clone().bytes())], (await r.arrayBuffer()).byteLength];',
	"the body as a stream":
		'const r = await get("/json"); const out = []; for await (const c of r.body) out.push(Buffer.from(c)); return Buffer.concat(out).toString();',
	"a compressed body": 'const r = await get("/gzip"); return [r.headers.get("content-encoding"), await r.text()];',
	"cookies one by one": 'const r = await get("/cookies"); return [r.headers.getSetCookie(), r.headers.get("set-cookie")];',
	"no body": 'const r = await get("/empty"); return [r.status, r.body, await r.text()];',
	"HEAD has no body": 'const r = await get("/json", { method: "HEAD" }); return [r.status, r.body, await r.text()];',
	"errors of the server are responses":
		'return Promise.all(["/missing", "/broken"].map(async (p) => { const r = await get(p); return [r.status, r.statusText, r.ok, await r.text()]; }));',
	"a form": 'return [...(await (await get("/form")).formData())];',
	"headers of a response cannot be changed": 'const r = await get("/json"); return failure(() => r.headers.set("a", "b"));',
	"bodies that are sent":
		'for (const body of ["text ä", new URLSearchParams({ a: "b c" }), new Uint8Array([65, 66]), new Blob(["blob"]), ""]) await get("/json", { method: "POST", body }); return 1;',
	"a body that is streamed":
		'const body = new ReadableStream({ async pull(c) { await new Promise((ok) => setTimeout(ok, 1)); this.n = (this.n ?? 0) + 1; this.n > 2 ? c.close() : c.enqueue(Buffer.from("part" + this.n)); } }); const r = await get("/json", { method: "PUT", body, duplex: "half" }); return [r.status, await failure(() => get("/json", { method: "PUT", body: new ReadableStream() }))];',
	"a body that fails while it is sent":
		'const body = new ReadableStream({ pull() { throw new Error("no more"); } }); return (await failure(() => get("/json", { method: "PUT", body, duplex: "half" }))).slice(0, 2);',
	"a Request":
		'const q = new Request(address("/json"), { method: "POST", body: "abc", headers: { x: "y" } }); const r = await fetch(q); return [r.status, q.bodyUsed, await failure(() => fetch(q))];',
	"a redirect is followed":
		'const r = await get("/to-json"); return [r.status, r.redirected, new URL(r.url).pathname, (await r.json()).a];',
	"POST turns into GET with 302 and 303, not with 307":
		'for (const p of ["/to-json", "/see-json", "/to-json-307"]) await get(p, { method: "POST", body: "sent" }); await get("/see-json", { method: "HEAD" }); return 1;',
	"a streamed body cannot be sent to another address":
		'const body = () => ReadableStream.from([Buffer.from("x")]); const ok = await get("/see-json", { method: "POST", body: body(), duplex: "half" }); return [ok.status, (await failure(() => get("/to-json-307", { method: "POST", body: body(), duplex: "half" }))).slice(0, 2)];',
	"redirects that are not followed":
		'const m = await get("/to-json", { redirect: "manual" }); return [m.status, m.type, m.headers.get("location"), await failure(() => get("/to-json", { redirect: "error" })), (await get("/json", { redirect: "error" })).status, (await get("/unlocated")).status];',
	"redirects that lead nowhere":
		'return Promise.all(["/round", "/to-nowhere", "/to-file"].map((p) => failure(() => get(p)).then((f) => f.slice(0, 4))));',
	"an aborted request":
		'const stop = new AbortController(); const p = failure(() => get("/json", { signal: stop.signal })); stop.abort(); const own = new AbortController(); const q = get("/json", { signal: own.signal }).catch((e) => e); own.abort("my reason"); return [await p, await q, await failure(() => get("/json", { signal: AbortSignal.abort() }))];',
	"an abort after the end changes nothing":
		'const stop = new AbortController(); const r = await get("/json", { signal: stop.signal }); const t = await r.text(); stop.abort(); return t;',
	"data in an address":
		'const out = []; for (const u of ["data:,hi", "data:text/plain;charset=utf-8,%C3%A4 b", "data:;base64,aGk=", "data:image/png;base64,AAH/", "data:application/json,{}#x", "data:nonsense,x"]) { const r = await fetch(u); out.push([r.status, r.statusText, r.headers.get("content-type"), r.url, [...(await r.bytes())]]); } return [...out, await failure(() => fetch("data:x")), (await failure(() => fetch("data:;base64,a"))).slice(0, 2)];',
	"addresses that cannot be fetched":
		'return [await failure(() => fetch("nope")), await failure(() => fetch("ftp://x/")), await failure(() => fetch("http://u:p@h/")), await failure(() => fetch()), await failure(() => get("/json", { method: "GET", body: "x" }))];',
};

describe("fetch beside Node.js, over a server that answers alike", () => {
	for (const [title, body] of Object.entries(programs))
		it(title, async () => {
			seen = [];
			const address = `const address = (path) => "http://${host}" + path; const get = (path, init) => fetch(address(path), init);`;
			const inNode = await new Function("require", `return (async () => { ${helpers} ${address} ${body} })()`)(
				createRequire(import.meta.url),
			);
			const source = `${helpers} ${address} exports.handler = async () => { ${body} };`;
			const trace = await traceOf({ "handler.js": source }, { timeout: 60 }, { network: [{ host, routes }] });
			expect(only(responses(trace))).toEqual(JSON.parse(JSON.stringify(inNode)));
			const simulated = eventsOf(trace, "network.requested").map(
				(sent) => `${sent.method} ${sent.path}${sent.query}${sent.body === undefined || sent.body === "" ? "" : ` ${sent.body}`}`,
			);
			if (!title.includes("abort") && !title.includes("fails while") && !title.includes("redirects that"))
				expect(simulated.sort()).toEqual(seen.sort());
		});
});
