import { describe, expect, it } from "vitest";
import { traceSchema } from "#sandbox/trace/trace.ts";
import { endings, eventsOf, logOf, only, outcomeOf, responses, type Sam, type Scene, traceOf } from "./run-project.ts";

const handler = `
const bornAt = Date.now();
export const handler = async (event, context) => {
	await new Promise((r) => setTimeout(r, event.wait ?? 0));
	if (event.crash) process.exit(1);
	return {
		bornAt, version: context.functionVersion, arn: context.invokedFunctionArn, stream: context.logStreamName,
		type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE, variable: process.env.AWS_LAMBDA_FUNCTION_VERSION,
	};
};`;
const provisioned = (n: number, more: Sam = {}): Sam => ({ alias: "live", provisioned: n, ...more });
const startsAt = "2027-03-01T00:00:00.000Z";
const atOnce = (count: number): Scene => ({ startsAt, traffic: [{ at: 0, event: { wait: 100 }, repeat: { count, everyMs: 0 } }] });
const kinds = async (sam: Sam, scene: Scene) =>
	eventsOf(await traceOf(handler, sam, scene), "environment.started").map((started) => started.initialization);

describe("provisioned concurrency", () => {
	it("initialises its environments before the first request, so that a request meets no cold start (L5, L24)", async () => {
		const trace = await traceOf(handler, provisioned(2), atOnce(2));
		expect(eventsOf(trace, "environment.started").map((started) => started.initialization)).toEqual([
			"provisioned-concurrency",
			"provisioned-concurrency",
		]);
		for (const init of eventsOf(trace, "init.ended")) expect(init.at).toBeLessThan(0);
		expect(eventsOf(trace, "invocation.started").map(({ at, coldStart }) => [at, coldStart])).toEqual([
			[0, false],
			[0, false],
		]);
		for (const { bornAt, type } of responses(trace)) {
			expect(bornAt).toBeLessThan(Date.parse(startsAt));
			expect(type).toBe("provisioned-concurrency");
		}
		expect(() => traceSchema.parse(trace)).not.toThrow();
	});

	it("serves version 1 through the alias, also in the log (L103, L105, L218)", async () => {
		const trace = await traceOf(handler, provisioned(1), atOnce(1));
		const { version, variable, arn, stream } = only(responses(trace));
		expect([version, variable]).toEqual(["1", "1"]);
		expect(arn).toMatch(/:function:Fn:live$/);
		expect(stream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/);
		const log = logOf(trace);
		expect(log.find((line) => line.startsWith("START"))).toMatch(/Version: 1$/);
		expect(log.some((line) => /^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\tStatus: success$/.test(line))).toBe(true);
		expect(log.find((line) => line.startsWith("REPORT"))).not.toContain("Init Duration");
		expect(only(endings(trace)).initMs).toBeUndefined();
	});

	it("spills over to on-demand environments beyond its number, which start cold (L138)", async () => {
		const trace = await traceOf(handler, provisioned(1), atOnce(3));
		expect(eventsOf(trace, "invocation.started").map((started) => started.coldStart)).toEqual([false, true, true]);
		expect(responses(trace).map((response) => response.type)).toEqual(["provisioned-concurrency", "on-demand", "on-demand"]);
	});

	it("is used before an idle on-demand environment (L138)", async () => {
		const scene: Scene = {
			traffic: [
				{ at: 0, event: { wait: 100 }, repeat: { count: 2, everyMs: 0 } },
				{ at: 5000, event: {} },
			],
		};
		const trace = await traceOf(handler, provisioned(1), scene);
		expect(eventsOf(trace, "invocation.started").at(-1)?.environment).toBe(1);
	});

	it("stays when it is idle for longer than other environments live (L233)", async () => {
		const trace = await traceOf(handler, provisioned(1), { events: [{}, {}], everyMs: 60_000, idleLifetimeMs: 5_000 });
		expect(eventsOf(trace, "environment.started")).toHaveLength(1);
		expect(eventsOf(trace, "environment.shutdown").map((end) => end.reason)).toEqual(["scenarioEnd"]);
	});

	it("replaces an environment ahead of its age, so that no request waits (L20, L141)", async () => {
		const trace = await traceOf(handler, provisioned(1), { events: [{}, {}, {}], everyMs: 600_000, maxLifetimeMs: 700_000 });
		const started = eventsOf(trace, "environment.started");
		expect(started.length).toBeGreaterThan(1);
		expect(started.every((one) => one.initialization === "provisioned-concurrency")).toBe(true);
		expect(eventsOf(trace, "invocation.started").map((one) => one.coldStart)).toEqual([false, false, false]);
		expect(eventsOf(trace, "environment.shutdown")[0]).toMatchObject({ environment: 1, reason: "spindown" });
	});

	it("begins no more than one replacement a minute, and none for an INIT that failed (L137)", async () => {
		const started = async (source: string, maxLifetimeMs: number) => {
			const trace = await traceOf(source, provisioned(1), { events: [{}, {}], everyMs: 600_000, maxLifetimeMs });
			return eventsOf(trace, "environment.started").filter((one) => one.initialization === "provisioned-concurrency").length;
		};
		expect(await started(handler, 100_000)).toBe(13);
		expect(await started(handler, 0)).toBe(1);
		expect(await started(`throw new Error("no");`, 100_000)).toBe(1);
	});

	it("pays INIT within the next invocation after a crash (L12, L141)", async () => {
		const trace = await traceOf(handler, provisioned(1), { events: [{ crash: true }, {}] });
		expect(eventsOf(trace, "init.started").map((init) => init.suppressed)).toEqual([false, true]);
		const [crashed, next] = endings(trace);
		expect(crashed?.status).toBe("crashed");
		expect(next).toMatchObject({ environment: 1, status: "succeeded" });
		expect(next?.durationMs).toBeGreaterThan(100);
	});

	it("shows an INIT that fails, and leaves requests to on-demand environments (L6, L137)", async () => {
		const trace = await traceOf(`throw new RangeError("no configuration");`, provisioned(1), atOnce(1));
		expect(logOf(trace)).toContainEqual(expect.stringMatching(/^INIT_REPORT .*Phase: init\tStatus: error\tError Type: RangeError$/));
		expect(eventsOf(trace, "environment.shutdown")[0]).toMatchObject({ environment: 1, reason: "failure" });
		expect(eventsOf(trace, "environment.started").map((started) => started.initialization)).toEqual([
			"provisioned-concurrency",
			"on-demand",
		]);
		expect(only(endings(trace)).error?.errorType).toBe("RangeError");
	});

	it("lets INIT take 130 s, not 10 (L5)", async () => {
		const slow = (ms: number) => `await new Promise((r) => setTimeout(r, ${ms})); ${handler}`;
		const trace = await traceOf(slow(120_000), provisioned(1), atOnce(1));
		expect(only(eventsOf(trace, "init.ended"))).toMatchObject({ status: "success" });
		expect(only(eventsOf(trace, "invocation.started"))).toMatchObject({ at: 0, coldStart: false });
		const tooSlow = await traceOf(slow(131_000), provisioned(1), atOnce(1));
		expect(eventsOf(tooSlow, "init.ended")[0]).toMatchObject({ status: "timeout", durationMs: 130_000 });
		expect(eventsOf(tooSlow, "environment.shutdown")[0]).toMatchObject({ environment: 1, reason: "timeout" });
		const withTimeout = await traceOf(slow(131_000), provisioned(1, { timeout: 200 }), atOnce(1));
		expect(eventsOf(withTimeout, "init.ended")[0]).toMatchObject({ status: "success" });
	});

	it("is taken out of the account's concurrency, whether used or not (L140)", async () => {
		const outcome = await outcomeOf(handler, provisioned(3), { ...atOnce(6), accountConcurrency: 5 });
		// Three provisioned, two of the account: the sixth request is throttled.
		expect(eventsOf(outcome.trace, "invocation.throttled").map((one) => [one.invocation, one.reason])).toEqual([
			[6, "ConcurrentInvocationLimitExceeded"],
		]);
	});

	it("counts within reserved concurrency (L140)", async () => {
		const outcome = await outcomeOf(handler, provisioned(2, { reserved: 3 }), atOnce(4));
		expect(eventsOf(outcome.trace, "invocation.throttled").map((one) => one.reason)).toEqual([
			"ReservedFunctionConcurrentInvocationLimitExceeded",
		]);
		expect(await kinds(provisioned(2, { reserved: 3 }), atOnce(4))).toEqual([
			"provisioned-concurrency",
			"provisioned-concurrency",
			"on-demand",
		]);
	});

	it("gives the same bytes for the same seed (S8)", async () => {
		const text = async (seed: number) => JSON.stringify(await traceOf(handler, provisioned(2), { ...atOnce(4), seed }));
		expect(await text(3)).toBe(await text(3));
		expect(await text(4)).not.toBe(await text(3));
	});
});

describe("a cold start", () => {
	it("fetches the package before INIT: the caller waits, and no duration shows it", async () => {
		const trace = await traceOf(handler);
		const [started] = eventsOf(trace, "environment.started");
		const [init] = eventsOf(trace, "init.started");
		expect(started?.downloadMs).toBeGreaterThan(0);
		expect(init?.at).toBe(started?.downloadMs);
		const ended = only(endings(trace));
		expect(ended.initMs).toBe(only(eventsOf(trace, "init.ended")).durationMs);
		expect(ended.at).toBeCloseTo((started?.downloadMs ?? 0) + (ended.initMs ?? 0) + ended.durationMs, 2);
		expect(ended.billedMs).toBeLessThan(ended.at);
	});

	it("takes longer to fetch the larger the package is (L230)", async () => {
		const downloadMs = async (bytes: number) => {
			const files = { "handler.mjs": handler, "data.txt": "x".repeat(bytes) };
			const reading = { ...files, "handler.mjs": `import "node:fs"; ${handler}` };
			return only(eventsOf(await traceOf(reading), "environment.started")).downloadMs ?? 0;
		};
		const [small, large] = [await downloadMs(1_000), await downloadMs(1_001_000)];
		// A third of a megabyte at 625 Mbit/s is 4.2 ms.
		expect(large - small).toBeCloseTo((1_000_000 * 0.33) / 78_125, 1);
	});

	it("takes longer in INIT the more it imports, and less with more memory (L228)", async () => {
		const initMs = async (importing: string, memory: number) =>
			only(endings(await traceOf(`${importing} ${handler}`, { memory }))).initMs ?? 0;
		const [plain, small, large] = [await initMs("", 128), await initMs('import "uuid";', 128), await initMs('import "lodash";', 128)];
		expect(small).toBeGreaterThan(plain);
		expect(large).toBeGreaterThan(small);
		expect(await initMs('import "lodash";', 1769)).toBeLessThan(large);
	});
});
