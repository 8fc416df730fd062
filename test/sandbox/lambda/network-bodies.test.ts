import { describe, expect, it } from "vitest";
import type { ScenarioInput } from "#sandbox/scenario.ts";
import { eventsOf, only, responses, traceOf } from "./run-project.ts";

type Route = NonNullable<ScenarioInput["network"]>[number]["routes"][number];
const withRoutes = (...routes: Route[]) => ({ network: [{ host: "api.test", routes }] });
const handler = (body: string) => `export const handler = async () => { ${body} };`;

describe("a route of the simulated network", () => {
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
});
