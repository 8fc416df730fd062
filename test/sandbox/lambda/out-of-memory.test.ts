import { describe, expect, it } from "vitest";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import {
	built,
	endings,
	eventsOf,
	logOf,
	messagesOf,
	only,
	outcomeOf,
	responses,
	type Sam,
	type Scene,
	scenario,
	template,
} from "./run-project.ts";

/** Takes memory until there is none left. The real bound is lowered, so that it is reached soon, and nothing is watched by real time. */
const grow = "const all = []; for (;;) all.push(new Array(10_000).fill(1));";
const limits = { isolateMemoryMb: 64, watchedEntries: 0 };

async function run(source: string, sam: Sam = {}, scene: Scene = {}) {
	const outcome = await outcomeOf(source, sam, scene, limits);
	if (outcome.status !== "completed") throw new Error(`${outcome.reason}: ${outcome.message}`);
	return outcome.trace;
}

const leaky = `let count = 0; export const handler = async ({ grows }) => { count++; console.log("before"); await new Promise((done) => setTimeout(done, 50)); if (grows) { ${grow} } return count; };`;
const events = [{}, { grows: true }, {}, {}];

describe("an invocation that uses up the memory", () => {
	it("ends alone as Runtime.OutOfMemory, with Max Memory Used at Memory Size in REPORT, and the run goes on (L40, L42)", async () => {
		const trace = await run(leaky, {}, { events });
		expect(endings(trace).map(({ status }) => status)).toEqual(["succeeded", "crashed", "succeeded", "succeeded"]);
		expect(endings(trace)[1]).toMatchObject({ error: { errorType: "Runtime.OutOfMemory" }, maxMemoryUsedMb: 128 });
		const report = logOf(trace).filter((line) => line.startsWith("REPORT"))[1];
		expect(report).toMatch(/Memory Size: 128 MB\tMax Memory Used: 128 MB\tStatus: error\tError Type: Runtime\.OutOfMemory$/);
	});

	it("tells the caller the type, and that the process was killed (L40)", async () => {
		const [, ended] = endings(await run(leaky, {}, { events }));
		const requestId = /RequestId: (\S+)/.exec(ended?.error?.errorMessage ?? "")?.[1];
		expect(ended?.error?.errorMessage).toBe(`RequestId: ${requestId} Error: Runtime exited with error: signal: killed`);
	});

	it("resets the environment: module state is gone, and the next invocation pays for INIT within it (L12, L17)", async () => {
		const trace = await run(leaky, {}, { events });
		expect(responses(trace)).toEqual([1, undefined, 1, 2]);
		expect(eventsOf(trace, "environment.started")).toHaveLength(1);
		expect(eventsOf(trace, "init.started").map(({ suppressed }) => suppressed)).toEqual([false, true]);
		const [, , third, fourth] = endings(trace);
		expect(third?.initMs).toBeUndefined();
		expect(third?.durationMs).toBeGreaterThan(100 + (fourth?.durationMs ?? 0));
	});

	it("leaves Max Memory Used where it was while the environment lives (L43)", async () => {
		const used = endings(await run(leaky, {}, { events })).map(({ maxMemoryUsedMb }) => maxMemoryUsedMb);
		expect(used[0]).toBeLessThan(128);
		expect(used.slice(1)).toEqual([128, 128, 128]);
	});

	it("takes the time that filling the memory takes, more with more memory, and keeps what came before its last wait", async () => {
		const trace = await run(leaky, {}, { events });
		expect(messagesOf(trace)).toEqual(["before", "before", "before", "before"]);
		expect(only(eventsOf(trace, "output.cut")).what).toMatch(/not shown/);
		const small = endings(trace)[1]?.durationMs ?? 0;
		const large = endings(await run(leaky, { memory: 1769 }, { events }))[1]?.durationMs ?? 0;
		expect(small).toBeGreaterThan(500);
		expect(small).toBeLessThan(1100);
		expect(large).toBeGreaterThan(1600);
	});

	it("times out when the deadline comes before the memory is full (L31)", async () => {
		const [, ended] = endings(await run(leaky, { memory: 10_240, timeout: 1 }, { events }));
		expect(ended).toMatchObject({ status: "timedOut", durationMs: 1000 });
	});

	it("does not touch other environments, nor the same function in them", async () => {
		const traffic = [
			{ at: 0, event: { grows: true } },
			{ at: 0, event: { grows: false } },
			{ at: 5000, event: { grows: false } },
		];
		const trace = await run(leaky, {}, { traffic });
		expect(
			endings(trace)
				.map(({ environment, status, response }) => [environment, status, response])
				.sort(),
		).toEqual([
			[1, "crashed", undefined],
			[1, "succeeded", "1"],
			[2, "succeeded", "1"],
		]);
	});

	it("gives the same trace each time (S8)", async () => {
		expect(JSON.stringify(await run(leaky, {}, { events }))).toBe(JSON.stringify(await run(leaky, {}, { events })));
	});

	it("may end INIT, which then is the result of the invocation (L75)", async () => {
		const trace = await run(`${grow} export const handler = async () => 1;`, {}, { events: [{}] });
		expect(only(endings(trace))).toMatchObject({ status: "crashed", error: { errorType: "Runtime.OutOfMemory" }, maxMemoryUsedMb: 128 });
		expect(logOf(trace).find((line) => line.startsWith("INIT_REPORT"))).toMatch(/Status: error\tError Type: Runtime\.OutOfMemory$/);
	});

	describe("by more than its MemorySize in one turn, with real memory to spare", () => {
		const spacious = { watchedEntries: 0 };
		const leaks: Record<string, string> = {
			"arrays in a loop": "const all = []; for (;;) all.push(new Array(10_000).fill(1));",
			"Buffers, which take few steps": "const all = []; for (;;) all.push(Buffer.alloc(1024 * 1024, 1));",
			"calls instead of loops":
				"const all = []; const f = (i) => { all.push(new Array(1000).fill(i)); if (i % 100) f(i + 1); }; for (;;) f(1);",
		};
		const runLeak = async (body: string) => {
			const source = `let n = 0; export const handler = async ({ grows }) => { n++; await null; if (grows) { console.log("lost"); ${body} } return n; };`;
			const outcome = await outcomeOf(source, { timeout: 10 }, { events: [{}, { grows: true }, {}, { grows: true }, {}] }, spacious);
			if (outcome.status !== "completed") throw new Error(`${outcome.reason}: ${outcome.message}`);
			return outcome.trace;
		};

		it.each(Object.entries(leaks))(
			"ends in the same way: %s (L40)",
			async (_name, body) => {
				const trace = await runLeak(body);
				expect(endings(trace).map(({ response, error }) => response ?? error?.errorType)).toEqual([
					"1",
					"Runtime.OutOfMemory",
					"1",
					"Runtime.OutOfMemory",
					"1",
				]);
				expect(endings(trace)[1]?.maxMemoryUsedMb).toBe(128);
				expect(messagesOf(trace)).toEqual([]);
			},
			60_000,
		);

		it("gives the same trace as when the entry was known to fill the memory (S8)", async () => {
			const source = `export const handler = async () => { ${grow} };`;
			const seen = await outcomeOf(source, { timeout: 10 }, { events: [{}] }, spacious);
			const known = await outcomeOf(source, { timeout: 10 }, { events: [{}] }, limits);
			expect(JSON.stringify(seen.trace)).toBe(JSON.stringify(known.trace));
		}, 60_000);

		it("is not said of code that makes much garbage and holds little", async () => {
			const source = `export const handler = async () => { const held = []; for (let i = 0; i < 400; i++) held.push("z".repeat(100_000) + i);
				let n = 0; for (let i = 0; i < 200_000; i++) n += JSON.stringify({ i, text: "abc".repeat(20) }).split("").length; return [n > 0, held.length]; };`;
			const outcome = await outcomeOf(source, { timeout: 10 }, {}, spacious);
			expect(only(responses(outcome.trace))).toEqual([true, 400]);
		}, 60_000);
	});

	it("stops the run when it happens more than three times", async () => {
		const three = Array.from({ length: 3 }, () => ({ grows: true }));
		expect(endings(await run(leaky, {}, { events: three })).map(({ status }) => status)).toEqual(["crashed", "crashed", "crashed"]);
		const outcome = await outcomeOf(leaky, {}, { events: [...three, { grows: true }] }, limits);
		expect(outcome).toMatchObject({ status: "stopped", reason: "outOfMemory" });
	});

	it("is known beforehand when an earlier execution of the run died of it", async () => {
		const input = {
			built: await built({ "template.yaml": template(), "handler.mjs": "export const handler = async () => 1;" }),
			scenario: scenario({ events: [{}, {}] }),
			limits: defaultLimits,
			guestLibrary: await buildGuestLibrary(),
		};
		const { trace } = simulate({ ...input, exhausting: [{ process: 1, entry: 3 }] });
		expect(endings(trace).map(({ status }) => status)).toEqual(["succeeded", "crashed"]);
	});
});
