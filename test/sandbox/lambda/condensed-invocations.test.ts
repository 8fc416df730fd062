import { describe, expect, it } from "vitest";
import { reportOf } from "#sandbox/report/report-of.ts";
import { outcomeOf } from "./run-project.ts";

const code = `export const handler = async ({ fails, calls, waits = 5 }) => {
	console.log("a line");
	if (calls) await fetch("https://api.example/");
	await new Promise((resolve) => setTimeout(resolve, waits));
	if (fails) throw new Error("as asked");
	return { big: "x".repeat(100) };
};`;
const network = [{ host: "api.example", routes: [{ path: "/" }] }];
const events = [{}, {}, { fails: true }, {}, { calls: true }, {}, { waits: 5000 }, {}];

async function runWith(fullInvocations: number) {
	const outcome = await outcomeOf(code, { memory: 1769 }, { network, events, everyMs: 1000 }, { fullInvocations });
	if (outcome.status !== "completed") throw new Error(outcome.message);
	return outcome.trace;
}

describe("the trace of a long run", () => {
	it("has one event for each invocation after the first ones that went as usual", async () => {
		const trace = await runWith(1);
		const condensed = trace.events.flatMap((event) => (event.kind === "invocation.condensed" ? [event.invocation] : []));
		// 1 comes first, 3 failed, 5 called the network, 7 timed out, 8 found its environment busy and started another.
		expect(condensed).toEqual([2, 4, 6]);
		const ofSecond = trace.events.filter((event) => "invocation" in event && event.invocation === 2);
		expect(ofSecond).toMatchObject([{ kind: "invocation.condensed", at: 1000, startedAt: 1000, lines: 1 }]);
		expect(trace.events.every((event, index) => index === 0 || event !== undefined)).toBe(true);
	});

	it("gives the report that the full trace gives, but for payloads, responses and lines", async () => {
		const [full, short] = [reportOf(await runWith(1000)), reportOf(await runWith(1))];
		expect(short.totals).toEqual(full.totals);
		expect(short.concurrency).toEqual(full.concurrency);
		expect(short.environments).toEqual(full.environments);
		expect(short.calls).toEqual(full.calls);
		const facts = ({ requestId: _, event: __, response: ___, lines: ____, ...rest }: (typeof full.invocations)[number]) => rest;
		expect(short.invocations.map(facts)).toEqual(full.invocations.map(facts));
		expect(short.invocations[2]?.error?.errorMessage).toBe("as asked");
		expect(short.invocations[4]?.calls).toHaveLength(1);
	});

	it("is complete for the exercises, whose runs are far shorter", async () => {
		const trace = await runWith(10_000);
		expect(trace.events.filter(({ kind }) => kind === "invocation.condensed")).toEqual([]);
	});
});
