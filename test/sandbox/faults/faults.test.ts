import { describe, expect, it } from "vitest";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import { runStack } from "../services/run-stack.ts";

const code = `export const handler = async () => {
	const begun = Date.now();
	try {
		const response = await fetch("https://prices.example/today");
		return { status: response.status, ms: Date.now() - begun };
	} catch (error) {
		return { failed: error.cause?.code ?? error.name };
	}
};`;
const network = [{ host: "prices.example", routes: [{ path: "/today", latencyMs: 20, body: { price: 3 } }] }];
const at = (...times: number[]) => [{ at: 0, event: {}, arrivals: { pattern: "times" as const, atMs: times } }];

type Faults = NonNullable<ScenarioInput["faults"]>;

async function answers(faults: Faults, times: number[]) {
	const trace = await runStack({ Fn: { code } }, {}, { network, faults, traffic: at(...times) });
	return trace.events.flatMap((event) => (event.kind === "invocation.ended" ? [JSON.parse(event.response ?? "null")] : []));
}

describe("a fault of the scenario", () => {
	it("slows a host down, between its two times only", async () => {
		const slow: Faults = [{ fromMs: 10_000, toMs: 20_000, host: "prices.example", effect: "slow", addMs: 2000 }];
		const [before, within, after] = await answers(slow, [0, 10_000, 20_000]);
		expect(before).toEqual({ status: 200, ms: 20 });
		expect(within).toEqual({ status: 200, ms: 2020 });
		expect(after).toEqual({ status: 200, ms: 20 });
	});

	it("has it fail with a status", async () => {
		const failing: Faults = [{ fromMs: 0, toMs: 5000, host: "*.example", effect: "fail", status: 500 }];
		expect(await answers(failing, [0, 9000])).toMatchObject([{ status: 500 }, { status: 200 }]);
	});

	it("throttles what comes beyond a rate", async () => {
		const throttled: Faults = [{ fromMs: 0, toMs: 60_000, host: "prices.example", effect: "throttle", perSecond: 2 }];
		const statuses = (await answers(throttled, [5000, 5001, 5002, 5003, 6500])).map(({ status }) => status);
		expect(statuses.sort()).toEqual([200, 200, 200, 429, 429]);
	});

	it("cuts it off", async () => {
		const refused: Faults = [{ fromMs: 0, toMs: 60_000, host: "prices.example", effect: "unreachable", code: "ECONNREFUSED" }];
		expect(await answers(refused, [0])).toEqual([{ failed: "ECONNREFUSED" }]);
	});

	it("strikes a share of the requests, the same ones for the same seed", async () => {
		const some: Faults = [{ fromMs: 0, toMs: 600_000, host: "prices.example", effect: "fail", share: 0.5 }];
		const times = Array.from({ length: 40 }, (_, i) => i * 1000);
		const statuses = (await answers(some, times)).map(({ status }) => status);
		const failed = statuses.filter((status) => status === 503).length;
		expect(failed).toBeGreaterThan(8);
		expect(failed).toBeLessThan(32);
		expect((await answers(some, times)).map(({ status }) => status)).toEqual(statuses);
	});

	it("that is not known is refused with its place", () => {
		const faults = [{ fromMs: 0, toMs: 1, host: "a", effect: "explode" }];
		const checked = scenarioSchema.safeParse({ traffic: [{ at: 0, event: {} }], faults });
		expect(checked.error?.issues[0]?.path).toEqual(["faults", 0, "effect"]);
	});
});
