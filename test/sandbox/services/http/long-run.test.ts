import { expect, it } from "vitest";
import { anHttpApi, anHttpRoute, answers, request } from "./an-api.ts";

it("keeps requests after the first 10,000 as one event each, with all that a check may ask but headers and body", async () => {
	const api = anHttpApi([anHttpRoute("GET", "/{id}")], { throttle: { ratePerSecond: 1, burst: 10_001 } });
	const { trace, http } = await request(answers('({ statusCode: 200, body: "{}" })'), { apis: [api] }, [], {
		traffic: [{ at: 0, send: { service: "http", api: "Api", path: "/7" }, repeat: { count: 10_003, everyMs: 1 } }],
	});
	expect(http).toHaveLength(10_003);
	expect(http.map(({ n }) => n)).toEqual(http.map((_, i) => i + 1));
	expect(http[9_999]).toMatchObject({ status: 200, body: {} });
	expect(http[10_002]).toMatchObject({ n: 10_003, method: "GET", path: "/7", status: 200, body: null, headers: {}, route: "GET /{id}" });
	expect(http[10_002]?.latencyMs).toBeGreaterThan(5);
	expect(trace.events.filter(({ kind }) => kind === "http.condensed")).toHaveLength(3);
});
