import { describe, expect, it } from "vitest";
import { endings, eventsOf, logOf, messagesOf, only, outcomeOf, responses, traceOf } from "./run-project.ts";

const spinning = (body: string) => `export const handler = async () => { ${body} };`;

describe("loops take virtual time", () => {
	it.each([
		["while (true)", "while (true) {}"],
		["for (;;) without a body", "for (;;);"],
		["do … while", "let n = 0; do n++; while (true);"],
		["a chain of promises", "const f = () => void Promise.resolve().then(f, f); await new Promise(f);"],
		["await in a loop", "while (true) await null;"],
		["catch and finally", "for (;;) { try { for (;;); } catch {} finally { continue; } }"],
		["a generator", "function* g() { for (;;) yield 1; } for (const x of g()) x;"],
		["callbacks of a built-in", "const many = Array(1e5).fill(1); for (;;) many.forEach((x) => x);"],
	])("ends %s at the timeout, as Lambda does (L31, L33)", async (_, body) => {
		const trace = await traceOf(spinning(`${body} return "caught";`), { timeout: 2 }, { events: [{}, {}] });
		expect(endings(trace).map(({ status, durationMs, error }) => [status, durationMs, error?.errorMessage.slice(-37)])).toEqual([
			["timedOut", 2000, "Error: Task timed out after 2.00 seconds".slice(-37)],
			["timedOut", 2000, "Error: Task timed out after 2.00 seconds".slice(-37)],
		]);
	});

	it("ends a loop in static code at the 10 s of INIT, and again at the function's timeout (L2, L3, L4)", async () => {
		const trace = await traceOf("for (;;); export const handler = async () => 1;", { timeout: 4 });
		expect(eventsOf(trace, "init.ended").map(({ durationMs, status }) => [durationMs, status])).toEqual([
			[10_000, "timeout"],
			[4000, "timeout"],
		]);
		expect(only(endings(trace)).status).toBe("timedOut");
	});

	it("takes 1,769 MB for one vCPU, and less memory for less of one (L228)", async () => {
		const work = spinning("let s = 0; for (let i = 0; i < 4e6; i++) s += i; return s;");
		const durations = await Promise.all(
			[128, 1769, 10_240].map(async (memory) => only(endings(await traceOf(work, { memory, timeout: 60 }))).durationMs),
		);
		const [small = 0, full = 0, large = 0] = durations;
		expect(small / full).toBeGreaterThan(12);
		expect(small / full).toBeLessThan(16);
		expect(Math.abs(large - full)).toBeLessThan(1);
		expect(full).toBeGreaterThan(40);
	});

	it("lets code see the time that it takes itself", async () => {
		const trace = await traceOf(
			spinning(
				"const t = Date.now(), p = performance.now(); while (Date.now() - t < 250); return [Date.now() - t, performance.now() - p > 249];",
			),
		);
		expect(only(responses(trace))).toEqual([250, true]);
		expect(only(endings(trace)).durationMs).toBeGreaterThanOrEqual(250);
	});

	it("counts down getRemainingTimeInMillis while code runs (L36)", async () => {
		const source =
			"export const handler = async (_, c) => { const before = c.getRemainingTimeInMillis(); for (let i = 0; i < 1e6; i++); return before - c.getRemainingTimeInMillis(); };";
		const [spent] = responses(await traceOf(source, { memory: 1769 })) as [number];
		expect(spent).toBeGreaterThanOrEqual(10);
		expect(spent).toBeLessThan(15);
	});

	it("stamps what happens in the middle of a long turn with its own time, in order", async () => {
		const trace = await traceOf(spinning('console.log("a"); for (let i = 0; i < 1e6; i++); console.log("b"); return 1;'), { memory: 1769 });
		const [a, b] = eventsOf(trace, "log").filter((line) => line.source === "function");
		expect((b?.at ?? 0) - (a?.at ?? 0)).toBeCloseTo(10, 0);
		expect(trace.events.map((event) => event.at)).toEqual(trace.events.map((event) => event.at).toSorted((x, y) => x - y));
	});

	it("starts timers and requests at the time at which the code asks for them", async () => {
		const trace = await traceOf(
			spinning(
				'const t = Date.now(); for (let i = 0; i < 1e7; i++); await Promise.all([new Promise((ok) => setTimeout(ok, 50)), fetch("https://api.example/x")]); return Date.now() - t;',
			),
			{ memory: 1769 },
			{ network: [{ host: "api.example", routes: [{ path: "/x", latencyMs: 70, body: {} }] }] },
		);
		const [sent] = eventsOf(trace, "network.requested");
		const [started] = eventsOf(trace, "invocation.started");
		expect((sent?.at ?? 0) - (started?.at ?? 0)).toBeGreaterThanOrEqual(99.9);
		expect(only(responses(trace))).toBeGreaterThanOrEqual(169);
		expect(only(responses(trace))).toBeLessThan(175);
	});

	it("drops what the code would have done after its deadline", async () => {
		const trace = await traceOf(
			spinning('console.log("before"); for (let i = 0; i < 5e7; i++); console.log("after"); fetch("https://api.example/"); return 1;'),
			{ timeout: 1 },
		);
		expect(messagesOf(trace)).toEqual(["before"]);
		expect(eventsOf(trace, "network.requested")).toEqual([]);
		expect(logOf(trace).at(-1)).toContain("Status: timeout");
	});

	it("tells time spent computing from time spent waiting", async () => {
		const trace = await traceOf(
			spinning("for (let i = 0; i < 1e6; i++); await new Promise((ok) => setTimeout(ok, 300)); for (let i = 0; i < 1e6; i++); return 1;"),
			{ memory: 1769 },
		);
		const { cpuMs, durationMs } = only(endings(trace));
		expect(cpuMs).toBeGreaterThanOrEqual(20);
		expect(cpuMs).toBeLessThan(25);
		expect(durationMs).toBeGreaterThanOrEqual(320);
		expect(only(endings(await traceOf(spinning("for (;;);"), { timeout: 1 }))).cpuMs).toBeGreaterThan(990);
	});

	it("lets other environments go on while one is busy", async () => {
		const source = spinning("").replace("() =>", "(event) =>").replace("{  }", "{ if (event.spin) for (;;); return event; }");
		const outcome = await outcomeOf(
			source,
			{ timeout: 3 },
			{
				traffic: [
					{ at: 0, event: { spin: true } },
					{ at: 500, event: { n: 1 } },
				],
			},
		);
		expect(outcome.status).toBe("completed");
		expect(endings(outcome.trace).map(({ status, invocation }) => [invocation, status])).toEqual([
			[2, "succeeded"],
			[1, "timedOut"],
		]);
	});

	it("costs little real time, whatever the timeout", async () => {
		const startedAt = performance.now();
		const trace = await traceOf(spinning("for (;;);"), { timeout: 900, memory: 10_240 });
		expect(only(endings(trace)).durationMs).toBe(900_000);
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});
});

describe("the meter is out of reach", () => {
	it.each([
		["by its name", "__steps[0] = 2e9"],
		["through eval", 'eval("__steps[0] = 2e9")'],
		["through a new function", 'new Function("__steps[0] = 2e9")()'],
		["through arguments", "arguments[0][0] = 2e9"],
	])("%s", async (_, attempt) => {
		const source = `const reset = function () { try { ${attempt}; return "reached"; } catch (error) { return error.name; } };
			exports.handler = async () => { const said = reset(); const t = Date.now(); for (let i = 0; i < 1e5; i++) reset(); return [said, Date.now() - t >= 40]; };`;
		const trace = await traceOf({ "handler.js": source }, { timeout: 60 });
		const [said, slow] = only(responses(trace)) as [string, boolean];
		expect(["ReferenceError", "TypeError"]).toContain(said);
		expect(slow).toBe(true);
	});

	it("does not show in the text of a function", async () => {
		const trace = await traceOf(
			`const f = async (x) => { for (;;) { for (const y of x) await y; if (x) return x; } };\nexport const handler = async () => [f.toString(), String((y) => y)];`,
		);
		expect(only(responses(trace)).join("")).not.toContain("__");
	});
});
