import { beforeAll, describe, expect, it } from "vitest";
import { handler, type Observation, runAll } from "../../support/real-pool.ts";

const manyRequests = { traffic: [{ at: 0, event: {}, repeat: { count: 60, everyMs: 5_000 } }] };

/** Output that once made the server take its worker for broken: more than a frame or a run may carry. With status and reason of the outcome. */
const floods: Record<string, [code: string, outcome: string]> = {
	"responses of 6 MB each": [handler('return "x".repeat(6e6);'), "stopped traceTooLong"],
	"a request's body of 10 MB": [
		handler(
			'if (!first) return; first = false; await fetch("https://a.test/", { method: "POST", body: "x".repeat(1e7) }).catch(() => {});',
			"let first = true;",
		),
		"completed",
	],
	"requests with bodies of control characters": [
		handler(
			'for (let i = 0; i < 50; i++) await fetch("https://a.test/", { method: "POST", body: "\\u0001".repeat(8e5) }).catch(() => {});',
		),
		"stopped traceTooLong",
	],
	"an error whose message is six megabytes of control characters": [
		handler('throw Object.assign(new Error("\\u0000".repeat(6e6)), { stack: "" });'),
		"stopped traceTooLong",
	],
	"an error with a stack of its own": [
		handler('throw Object.assign(new Error("x"), { stack: "\\u0000\\n".repeat(4e5) });'),
		"stopped traceTooLong",
	],
	"lines of control characters": [handler('for (let i = 0; i < 20; i++) console.log("\\u0000".repeat(16_000));'), "completed"],
};

describe("output without a bound, in a real worker (S5)", () => {
	let seen: Observation;
	beforeAll(async () => {
		const sources = Object.fromEntries(Object.entries(floods).map(([name, [code]]) => [name, code]));
		seen = await runAll(sources, { scenario: manyRequests, limits: { wallMs: 120_000 }, simulationLimits: { guestEntryMs: 100_000 } });
	}, 300_000);

	it.each(Object.entries(floods))("is kept within bounds, with a reason: %s", (name, [, expected]) => {
		const { outcome } = seen.of(name);
		expect("reason" in outcome ? `${outcome.status} ${outcome.reason}` : outcome.status).toBe(expected);
		const trace = "trace" in outcome ? outcome.trace : undefined;
		if (outcome.status === "completed") expect(trace?.events.some((event) => event.kind === "output.cut")).toBe(true);
		// What was recorded until then is there, and what was left out is told.
		expect(trace?.events.filter((event) => event.kind === "invocation.started").length).toBeGreaterThan(0);
		const characters = JSON.stringify(trace?.events).length;
		expect(characters).toBeLessThan(200 * 2 ** 20);
	});

	it("is never taken for a fault of the simulator", () => {
		expect(seen.faults).toEqual([]);
	});
});
