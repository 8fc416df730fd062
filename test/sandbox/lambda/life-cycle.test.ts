import { describe, expect, it } from "vitest";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { endings, eventsOf, logOf, messagesOf, only, outcomeOf, responses, traceOf } from "./run-project.ts";

const counter = `
let n = 0;
const made = Math.random();
export const handler = async (event) => { n++; await new Promise((r) => setTimeout(r, event.wait ?? 0)); return { n, made }; };
`;

describe("an execution environment", () => {
	it("pays for INIT once and then serves one invocation after another with its module state kept (L1, L13)", async () => {
		const trace = await traceOf(counter, {}, { events: [{}, {}, {}] });
		expect(responses(trace).map((response) => response.n)).toEqual([1, 2, 3]);
		expect(eventsOf(trace, "init.started")).toHaveLength(1);
		expect(eventsOf(trace, "invocation.started").map((started) => started.coldStart)).toEqual([true, false, false]);
		expect(endings(trace).map((ended) => ended.initMs !== undefined)).toEqual([true, false, false]);
		expect(() => traceSchema.parse(trace)).not.toThrow();
	});

	it("shares nothing with another one, not even its random numbers (L23, L127)", async () => {
		const trace = await traceOf(counter, {}, { traffic: [{ at: 0, event: { wait: 100 }, repeat: { count: 5, everyMs: 0 } }] });
		const all = responses(trace);
		expect(all.map((response) => response.n)).toEqual([1, 1, 1, 1, 1]);
		expect(new Set(all.map((response) => response.made)).size).toBe(5);
		expect(eventsOf(trace, "environment.started")).toHaveLength(5);
	});

	it("is chosen again as the most recently used of those that are idle (L127)", async () => {
		const trace = await traceOf(
			counter,
			{},
			{
				traffic: [
					{ at: 0, event: { wait: 100 } },
					{ at: 50, event: { wait: 500 } },
					{ at: 5000, event: {} },
				],
			},
		);
		expect(eventsOf(trace, "invocation.started").map((started) => started.environment)).toEqual([1, 2, 2]);
	});

	it("is shut down after the idle lifetime of the scenario, while something else goes on (L20)", async () => {
		const trace = await traceOf(counter, {}, { events: [{}, {}], everyMs: 20_000, idleLifetimeMs: 5_000 });
		expect(eventsOf(trace, "environment.shutdown").map((end) => [end.environment, end.reason])).toEqual([
			[1, "spindown"],
			[2, "scenarioEnd"],
		]);
		expect(responses(trace).map((response) => response.n)).toEqual([1, 1]);
	});

	it("keeps timers left behind by an invocation for a later one, whose request id their lines carry (L14, L100)", async () => {
		const trace = await traceOf(
			`export const handler = async (event) => { if (event.first) setTimeout(() => console.log("late"), 50); return 1; };`,
			{},
			{ events: [{ first: true }, {}] },
		);
		const late = only(eventsOf(trace, "log").filter((line) => line.text.endsWith("\tlate")));
		expect(late.invocation).toBe(2);
		expect(late.text).toContain(eventsOf(trace, "invocation.requested")[1]?.requestId);
		expect(late.at).toBeGreaterThanOrEqual(10_000);
	});

	it("is reset by a timeout at the exact deadline, and the next invocation pays a suppressed INIT (L12, L31, L34)", async () => {
		const trace = await traceOf(
			`let n = 0; export const handler = async (event) => { n++; try { await new Promise((r) => setTimeout(r, event.wait)); } finally { console.log("finally"); } return n; };`,
			{ timeout: 1 },
			{ events: [{ wait: 60_000 }, { wait: 10 }] },
		);
		const [first, second] = endings(trace);
		const requestId = eventsOf(trace, "invocation.requested")[0]?.requestId;
		expect(first).toMatchObject({
			status: "timedOut",
			durationMs: 1000,
			error: { errorType: "Sandbox.Timedout", errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds` },
		});
		expect(first?.billedMs).toBe(Math.ceil(Math.round((1000 + (first?.initMs ?? 0)) * 100) / 100));
		expect(second).toMatchObject({ status: "succeeded", response: "1", environment: 1 });
		expect(second?.durationMs).toBeGreaterThan(100);
		expect(second?.initMs).toBeUndefined();
		expect(eventsOf(trace, "init.started").map((init) => init.suppressed)).toEqual([false, true]);
		// The old process never got to its finally (L33); the one line is of the second invocation.
		expect(
			eventsOf(trace, "log")
				.filter((line) => line.text.endsWith("\tfinally"))
				.map((line) => line.invocation),
		).toEqual([2]);
		expect(logOf(trace).some((line) => line.startsWith("REPORT") && line.endsWith("\tStatus: timeout"))).toBe(true);
	});

	it("abandons an INIT of more than 10 s and repeats it under the function's timeout (L2, L3, L4)", async () => {
		const slow = `await new Promise((r) => setTimeout(r, 12_000)); export const handler = async () => 1;`;
		const short = await traceOf(slow, { timeout: 3 });
		expect(logOf(short)).toContain("INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout");
		expect(only(endings(short))).toMatchObject({ status: "timedOut", durationMs: 3000 });
		const long = await traceOf(slow, { timeout: 20 });
		const ended = only(endings(long));
		expect(ended.status).toBe("succeeded");
		expect(ended.durationMs).toBeGreaterThan(12_000);
	});

	it("lets ten virtual minutes pass in real milliseconds", async () => {
		const startedAt = performance.now();
		const trace = await traceOf(counter, { timeout: 900 }, { events: [{ wait: 600_000 }] });
		expect(only(endings(trace)).durationMs).toBeGreaterThan(600_000);
		expect(performance.now() - startedAt).toBeLessThan(5_000);
	});

	it("takes as long as the model says: INIT the same at any memory, code faster with more (model of CPU)", async () => {
		const small = only(endings(await traceOf(counter, { memory: 128 })));
		const large = only(endings(await traceOf(counter, { memory: 1769 })));
		expect(large.durationMs).toBeLessThan(small.durationMs);
		expect(small.initMs).toBeGreaterThan(100);
		expect(small.initMs).toBeLessThan(250);
	});

	it("never reports less memory than before (L43)", async () => {
		const used = endings(await traceOf(counter, {}, { events: Array.from({ length: 8 }, () => ({})) })).map(
			(ended) => ended.maxMemoryUsedMb,
		);
		expect(used).toEqual([...used].sort((a, b) => a - b));
	});
});

describe("placement", () => {
	it("throttles beyond reserved concurrency, and says which limit it was (L127, L132, L144)", async () => {
		const trace = await traceOf(counter, { reserved: 2 }, { traffic: [{ at: 0, event: { wait: 100 }, repeat: { count: 4, everyMs: 0 } }] });
		expect(eventsOf(trace, "invocation.throttled").map((throttled) => [throttled.invocation, throttled.reason])).toEqual([
			[3, "ReservedFunctionConcurrentInvocationLimitExceeded"],
			[4, "ReservedFunctionConcurrentInvocationLimitExceeded"],
		]);
	});

	it("throttles everything with a reserved concurrency of 0 (L133)", async () => {
		expect(eventsOf(await traceOf(counter, { reserved: 0 }), "invocation.throttled")).toHaveLength(1);
	});

	it("throttles beyond the account's concurrency (L128, L144)", async () => {
		const trace = await traceOf(
			counter,
			{},
			{ accountConcurrency: 3, traffic: [{ at: 0, event: { wait: 100 }, repeat: { count: 5, everyMs: 0 } }] },
		);
		const reasons = eventsOf(trace, "invocation.throttled").map((throttled) => throttled.reason);
		expect(reasons).toEqual(["ConcurrentInvocationLimitExceeded", "ConcurrentInvocationLimitExceeded"]);
	});
});

describe("the log of an invocation", () => {
	it("has exactly the platform's lines, in order, byte for byte (L8, L41, L113, L118)", async () => {
		const trace = await traceOf(
			`console.log("init"); export const handler = async () => { console.log("a\\nb", { x: 1 }); console.error("e"); return 1; };`,
		);
		const requestId = only(eventsOf(trace, "invocation.requested")).requestId;
		const ended = only(endings(trace));
		expect(logOf(trace)).toEqual([
			expect.stringMatching(
				/^INIT_START Runtime Version: nodejs:24\.v\d+\tRuntime Version ARN: arn:aws:lambda:eu-central-1::runtime:[0-9a-f]{64}$/,
			),
			expect.stringMatching(/^2026-11-24T09:00:00\.\d{3}Z\t-\tINFO\tinit$/),
			`START RequestId: ${requestId} Version: $LATEST`,
			expect.stringMatching(new RegExp(`^2026-11-24T09:00:00\\.\\d{3}Z\\t${requestId}\\tINFO\\ta\\nb \\{ x: 1 \\}$`)),
			expect.stringMatching(new RegExp(`^2026-11-24T09:00:00\\.\\d{3}Z\\t${requestId}\\tERROR\\te$`)),
			`END RequestId: ${requestId}`,
			`REPORT RequestId: ${requestId}\tDuration: ${ended.durationMs.toFixed(2)} ms\tBilled Duration: ${ended.billedMs} ms\tMemory Size: 128 MB\tMax Memory Used: ${ended.maxMemoryUsedMb} MB\tInit Duration: ${ended.initMs?.toFixed(2)} ms\t`,
		]);
	});

	it("shows request id undefined during INIT up to Node.js 22 (L74)", async () => {
		const trace = await traceOf(`console.log("init"); export const handler = async () => 1;`, { runtime: "nodejs22.x" });
		expect(logOf(trace)[1]).toMatch(/Z\tundefined\tINFO\tinit$/);
	});

	it("has no prefix on what is written to stdout (L114)", async () => {
		const trace = await traceOf(`export const handler = async () => { process.stdout.write('{"_aws":1}\\n'); };`);
		expect(messagesOf(trace)).toEqual(['{"_aws":1}']);
	});
});

describe("an environment's age", () => {
	it("ends it after its maximum lifetime, however busy it is (L20)", async () => {
		const trace = await traceOf(counter, {}, { events: Array(8).fill({}), everyMs: 10_000, maxLifetimeMs: 35_000 });
		expect(responses(trace).map(({ n }) => n)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
		expect(eventsOf(trace, "environment.shutdown")[0]).toMatchObject({ at: 35_000, environment: 1, reason: "spindown" });
	});

	it("lets an invocation under way go on to its end (L20)", async () => {
		const trace = await traceOf(counter, { timeout: 60 }, { events: [{ wait: 20_000 }, {}], everyMs: 30_000, maxLifetimeMs: 5_000 });
		expect(endings(trace).map((ended) => [ended.environment, ended.status])).toEqual([
			[1, "succeeded"],
			[2, "succeeded"],
		]);
	});
});

describe("a run", () => {
	const busy = `
		import { randomUUID } from "node:crypto";
		const id = randomUUID();
		export const handler = async (event) => {
			console.log(id, Math.random(), Date.now(), new Date().toString(), new Date(2026, 0, 1).toISOString(), (1234.5).toLocaleString());
			await Promise.all([1, 2, 3].map((n) => new Promise((r) => setTimeout(r, n * 10))));
			const r = await fetch("https://api.test/x");
			return [await r.json(), performance.now(), process.hrtime(), randomUUID()];
		};`;
	const scene = {
		traffic: [{ at: 0, event: {}, repeat: { count: 20, everyMs: 15 } }],
		network: [{ host: "api.test", routes: [{ path: "/x", latencyMs: { minMs: 5, maxMs: 500 }, body: { call: "{#}" } }] }],
	};

	it("gives the same trace, byte for byte, every time, also between other runs and in another time zone", async () => {
		const first = JSON.stringify(await traceOf(busy, {}, scene));
		await traceOf(counter);
		process.env.TZ = "Asia/Tokyo";
		const second = JSON.stringify(await traceOf(busy, {}, scene));
		expect(second).toBe(first);
		expect(first).toContain("GMT+0000 (Coordinated Universal Time)");
	});

	it("gives another trace with another seed", async () => {
		expect(JSON.stringify(await traceOf(busy, {}, { ...scene, seed: 2 }))).not.toBe(JSON.stringify(await traceOf(busy, {}, scene)));
	});

	it("ends at its duration, with what is unfinished left unfinished", async () => {
		const trace = await traceOf(counter, { timeout: 900 }, { events: [{ wait: 600_000 }], durationMs: 5_000 });
		expect(trace.endedAt).toBe(5_000);
		expect(endings(trace)).toHaveLength(0);
	});

	// Code that is made at run time takes no virtual time, so that only the watch on real time can end it.
	const unmetered = (code: string) => `await new Function(${JSON.stringify(`return (async () => { ${code} })()`)})();`;

	it("is stopped, and says so, when the static code never gives control back", async () => {
		const outcome = await outcomeOf(`${unmetered("for (;;) {}")} export const handler = () => 1;`, {}, {}, { guestEntryMs: 200 });
		expect(outcome).toMatchObject({ status: "stopped", reason: "endlessLoop", during: { phase: "init", function: "Fn" } });
		expect(outcome.status === "stopped" && outcome.message).toContain('"Task timed out after 3.00 seconds"');
	});

	it.each([
		["a loop", "while (true) {}"],
		["a loop of microtasks", "for (;;) await null;"],
		["a loop round the watch", "for (;;) { try { for (;;) {} } catch {} finally { for (;;) {} } }"],
	])("is stopped when the handler is %s that was made at run time", async (_, body) => {
		const outcome = await outcomeOf(`export const handler = async () => { ${unmetered(body)} };`, {}, {}, { guestEntryMs: 200 });
		expect(outcome).toMatchObject({ status: "stopped", reason: "endlessLoop", during: { phase: "invoke", function: "Fn", invocation: 1 } });
	});

	it("is stopped when it calls the host without end", async () => {
		const outcome = await outcomeOf(
			"export const handler = async () => { for (;;) setTimeout(() => {}, 1); };",
			{},
			{},
			{ hostCalls: 1000 },
		);
		expect(outcome).toMatchObject({ status: "stopped", reason: "hostCalls" });
	});

	it("is stopped when its trace grows too long", async () => {
		const outcome = await outcomeOf(counter, {}, { events: [{}, {}, {}] }, { traceEvents: 20 });
		expect(outcome).toMatchObject({ status: "stopped", reason: "traceTooLong" });
		// What it was busy with helps to find a circle.
		expect(outcome.status === "stopped" && outcome.message).toMatch(/Of its last \d+ events, between .+ most were: \d+ × /);
		expect(outcome.trace.events).toHaveLength(20);
	});

	it("cuts its output at the limits, and says what was cut", async () => {
		const flood = `export const handler = async () => { console.log("x".repeat(500)); for (let i = 0; i < 50; i++) console.log(i); };`;
		const outcome = await outcomeOf(flood, {}, {}, { logLines: 10, logLineCharacters: 100 });
		expect(messagesOf(outcome.trace)).toHaveLength(10);
		expect(eventsOf(outcome.trace, "output.cut").map((cut) => cut.what)).toEqual([
			"Console lines longer than 100 characters were shortened.",
			"Console lines after the first 10 of the run were dropped.",
		]);
	});
});
