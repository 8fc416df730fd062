import { describe, expect, it } from "vitest";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { MAX_RESPONSE_BYTES } from "#sandbox/lambda/process/function-errors.ts";
import type { Trace } from "#sandbox/trace/trace.ts";
import { endings, eventsOf, only, outcomeOf, responses, traceOf } from "../lambda/run-project.ts";

const handler = (body: string) => `export const handler = async (event) => { ${body} };`;
const lines = (trace: Trace) => eventsOf(trace, "log").filter((line) => line.source === "function");
const platform = (trace: Trace) => eventsOf(trace, "log").filter((line) => line.source === "platform");

describe("a flood of output (S5)", () => {
	it.each([
		["console.log", 'for (let i = 0; i < 20_000; i++) console.log("");'],
		["one write of many lines", 'process.stdout.write("x\\n".repeat(100_000));'],
		["stderr", 'for (let i = 0; i < 20_000; i++) process.stderr.write("x\\n");'],
	])("of lines by %s is cut once, with an announcement", async (_, flood) => {
		const trace = await traceOf(handler(`${flood} return "done";`));
		// One announcement for each limit that was reached, however much was dropped.
		const cuts = eventsOf(trace, "output.cut");
		const cut = cuts[0];
		expect(lines(trace).length).toBeLessThanOrEqual(defaultLimits.logLines);
		expect(lines(trace).length).toBeGreaterThan(defaultLimits.logLines * 0.9);
		expect(cut?.what).toMatch(/^Console .* dropped\.$/);
		expect(cuts.length).toBe(1);
		expect(responses(trace)).toEqual(["done"]);
		expect(platform(trace).at(-1)?.text).toMatch(/^REPORT RequestId: /);
	});

	it("of one long line is shortened, with an announcement", async () => {
		const trace = await traceOf(handler('console.log("😀".repeat(100_000)); console.log("after");'));
		const [long, after] = lines(trace);
		expect(long?.text.length).toBeLessThanOrEqual(defaultLimits.logLineCharacters + 1);
		expect(long?.text.isWellFormed()).toBe(true);
		expect(after?.text).toMatch(/\tafter$/);
		expect(eventsOf(trace, "output.cut")).toHaveLength(1);
	});

	it("of characters is cut for each invocation by itself", async () => {
		const trace = await traceOf(
			handler('for (let i = 0; i < 100; i++) console.log("y".repeat(10_000)); return 1;'),
			{},
			{ events: [{}, {}] },
		);
		for (const invocation of [1, 2]) {
			const written = lines(trace).filter((line) => line.invocation === invocation);
			const characters = written.reduce((sum, line) => sum + line.text.length, 0);
			expect(characters).toBeGreaterThan(defaultLimits.logCharactersPerInvocation / 2);
			expect(characters).toBeLessThanOrEqual(defaultLimits.logCharactersPerInvocation + written.length);
		}
		expect(eventsOf(trace, "output.cut").length).toBeGreaterThanOrEqual(2);
	});

	it("without end stops the run, which keeps its trace", async () => {
		const outcome = await outcomeOf(handler('for (;;) console.log("z");'));
		expect(outcome).toMatchObject({ status: "stopped", reason: "hostCalls" });
		expect(lines(outcome.trace).length).toBeLessThanOrEqual(defaultLimits.logLines);
	});

	it("keeps control characters as text of the one line", async () => {
		const trace = await traceOf(handler('console.log("\\u001b[2J\\u0000\\r\\nREPORT RequestId: x");'));
		expect(only(lines(trace)).text.endsWith("\u001b[2J\u0000\r\nREPORT RequestId: x")).toBe(true);
	});
});

describe("a response", () => {
	it.each([
		["ASCII", '"x".repeat(n)', 1],
		["two bytes a character", '"é".repeat(n / 2)', 2],
	])("of the largest size passes, of one more does not (L45): %s", async (_, made, step) => {
		const size = MAX_RESPONSE_BYTES - 2 - ((MAX_RESPONSE_BYTES - 2) % step);
		const body = `const n = event.n; return ${made};`;
		const trace = await traceOf(handler(body), { memory: 512 }, { events: [{ n: size }, { n: size + step }] });
		const [fits, tooLarge] = endings(trace);
		expect(fits?.status).toBe("succeeded");
		expect(Buffer.byteLength(fits?.response ?? "")).toBe(size + 2);
		expect(tooLarge).toMatchObject({ status: "failed", error: { errorType: "Function.ResponseSizeTooLarge" } });
		expect(tooLarge?.response).toBeUndefined();
	});

	it.each([
		["thrown", 'throw new Error("x".repeat(2e7));'],
		["thrown with a long name", 'throw Object.assign(new Error("x"), { name: "N".repeat(2e7) });'],
		["rejected beside the handler", 'Promise.reject(new Error("x".repeat(2e7))); await new Promise((r) => setTimeout(r, 9));'],
		["thrown in a timer", 'setTimeout(() => { throw new Error("x".repeat(2e7)); }); await new Promise((r) => setTimeout(r, 9));'],
	])("that is an error is bounded as well: %s", async (_, body) => {
		for (const runtime of ["nodejs22.x", "nodejs24.x"] as const) {
			const trace = await traceOf(handler(body), { runtime });
			expect(only(endings(trace)).status).not.toBe("succeeded");
			expect(JSON.stringify(trace).length).toBeLessThan(100_000);
		}
	});
});
