import { describe, expect, it } from "vitest";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import { eventsOf, only, responses, traceOf } from "./run-project.ts";

type Route = NonNullable<ScenarioInput["network"]>[number]["routes"][number];
const withRoutes = (...routes: Route[]) => ({ network: [{ host: "api.test", routes }] });
const handler = (body: string) => `export const handler = async () => { ${body} };`;

describe("a route of the simulated network", () => {
	it("answers with JSON, with text, or with the very bytes that the scenario gives", async () => {
		const source = handler(`const out = [];
			for (const path of ["json", "text/7", "bytes"]) {
				const r = await fetch("https://api.test/" + path);
				out.push([r.headers.get("content-type"), [...await r.bytes()]]);
			}
			return out;`);
		const bytes = [0, 255, 128, 10];
		const scene = withRoutes(
			{ path: "/json", body: [1] },
			{ path: "/text/:n", bodyText: "n={n}" },
			{ path: "/bytes", bodyBase64: Buffer.from(bytes).toString("base64"), headers: { "Content-Type": "image/png" } },
		);
		expect(only(responses(await traceOf(source, {}, scene)))).toEqual([
			["application/json", [...Buffer.from("[1]")]],
			["text/plain", [...Buffer.from("n=7")]],
			["image/png", bytes],
		]);
	});

	it("records text as text, and other bytes as a data URL that is cut where it gets long", async () => {
		const source =
			handler(`for (const n of [3, 20000]) await fetch("https://api.test/", { method: "POST", body: new Uint8Array(n).fill(255) });
			await fetch("https://api.test/", { method: "POST", body: "plain ä" });`);
		const trace = await traceOf(source, {}, withRoutes({ path: "/", bodyBase64: "//79" }));
		const [short, long, text] = eventsOf(trace, "network.requested").map(({ body }) => body);
		expect(short).toBe("data:application/octet-stream;base64,////");
		expect(long).toMatch(/^data:application\/octet-stream;base64,\/{16384}…$/);
		expect(text).toBe("plain ä");
		expect(eventsOf(trace, "network.responded").map(({ body }) => body)).toEqual(
			Array(3).fill("data:application/octet-stream;base64,//79"),
		);
	});

	it.each([
		["ECONNREFUSED", "connect ECONNREFUSED 192.0.2.1:443", -111],
		["ECONNRESET", "read ECONNRESET", -104],
		["ETIMEDOUT", "connect ETIMEDOUT 192.0.2.1:443", -110],
	] as const)("can fail with %s, as a connection of Node.js does", async (code, message, errno) => {
		const source = handler(
			'try { await fetch("https://api.test/"); } catch (e) { return [e.name, e.message, e.cause.code, e.cause.message, e.cause.errno]; }',
		);
		const trace = await traceOf(source, {}, withRoutes({ path: "/", fails: code }));
		expect(only(responses(trace))).toEqual(["TypeError", "fetch failed", code, message, errno]);
		expect(only(eventsOf(trace, "network.failed")).reason).toBe(code);
	});

	it("is given up by fetch after 10 s without a connection and 300 s without a response", async () => {
		const source = handler(`const out = [];
			for (const url of ["http://10.0.0.1/", "https://api.test/slow", "https://api.test/late"]) {
				const before = Date.now();
				try { out.push((await fetch(url)).status); } catch (e) { out.push([e.cause.name, e.cause.code, e.cause.message]); }
				out.push(Math.round((Date.now() - before) / 1000));
			}
			return out;`);
		const scene = { ...withRoutes({ path: "/slow", latencyMs: 299_000 }, { path: "/late", latencyMs: 301_000 }) };
		const trace = await traceOf(source, { timeout: 900 }, scene);
		expect(only(responses(trace))).toEqual([
			["ConnectTimeoutError", "UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error (attempted address: 10.0.0.1:80, timeout: 10000ms)"],
			10,
			200,
			299,
			["HeadersTimeoutError", "UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error"],
			300,
		]);
	});
});
