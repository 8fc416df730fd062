import { beforeAll, describe, expect, it } from "vitest";
import { bombs } from "../../support/memory-bombs.ts";
import { handler, type Observation, projectOf, runAll } from "../../support/real-pool.ts";
import { scenario } from "../lambda/run-project.ts";

const memoryMb = 300;
/** What a process may take between two looks of the watch over it, on a machine that has other things to do. */
const betweenLooksMb = 900;
const wallMs = 8_000;

const harmless = handler("await new Promise((ok) => setTimeout(ok, 50)); return [event.n, new Array(1e4).fill(1).length];");

describe("a handler that takes memory without a bound, in a real worker (S4)", () => {
	let seen: Observation;
	/** What the runs answered that went on in the other worker all the while. */
	const beside: unknown[] = [];
	beforeAll(async () => {
		const limits = { memoryMb, wallMs };
		const simulationLimits = { isolateMemoryMb: 200, guestEntryMs: 6_000 };
		seen = await runAll(bombs, { workers: 3, limits, simulationLimits }, async (sandbox, isOver) => {
			while (!isOver()) {
				const outcome = await sandbox.run(projectOf({ Orders: harmless }), scenario({ events: [{ n: 1 }, { n: 2 }] }));
				beside.push(
					outcome.status === "completed" ? outcome.trace.events.flatMap((event) => ("response" in event ? [event.response] : [])) : outcome,
				);
			}
		});
	}, 600_000);

	it.each(Object.keys(bombs))("ends, and says what it ran into: %s", (name) => {
		const { outcome, endings } = seen.of(name);
		if (outcome.status === "completed") {
			// V8 or the function's own limits refused it before it grew.
			expect(endings[0]).toMatch(
				/^(failed (RangeError|Runtime\.JSONStringifyError|Function\.ResponseSizeTooLarge)|timedOut Sandbox\.Timedout|crashed Runtime\.OutOfMemory)$/,
			);
			return;
		}
		expect(outcome).toMatchObject({
			status: "stopped",
			message: expect.stringMatching(/memory|without giving control back|seconds of real time|more than/),
		});
	});

	it.each([
		"BigInts",
		"Buffers",
		"typed arrays that are filled",
		"lines that are too long",
		"a body of half a gigabyte",
		"getters of a rejected error",
	])("ends for its memory, long before its time is over: %s", (name) => {
		const { outcome, endings } = seen.of(name);
		// Each invocation, or the run as a whole when there was no time left to execute it again.
		if (outcome.status === "completed") expect(endings).toEqual(Array(2).fill("crashed Runtime.OutOfMemory"));
		else expect(outcome).toMatchObject({ status: "stopped", reason: "outOfMemory" });
	});

	it.runIf(process.platform === "linux")("never makes its process larger than the limit and what grows between two looks", () => {
		expect(seen.peakMb).toBeGreaterThan(memoryMb / 2);
		expect(seen.peakMb).toBeLessThan(memoryMb + betweenLooksMb);
	});

	it("does not change what runs beside it answer, and is no fault of the simulator", () => {
		expect(beside.length).toBeGreaterThan(5);
		for (const answers of beside) expect(answers).toEqual(["[1,10000]", "[2,10000]"]);
		expect(seen.faults).toEqual([]);
	});
});

describe("an invocation whose worker process is killed for its memory", () => {
	it("ends as Runtime.OutOfMemory, and the other ones as they would have (L40)", async () => {
		const source = handler(
			"await new Promise((ok) => setTimeout(ok, 20)); if (event.n === 2) { const all = []; for (;;) all.push(new Array(1e5).fill(1)); } return event.n;",
		);
		const requests = { traffic: [1, 2, 3].map((n) => ({ at: n * 20_000, event: { n } })) };
		const limits = { memoryMb, wallMs: 60_000 };
		// The isolate would give more, so that it is the process that ends.
		const simulationLimits = { isolateMemoryMb: 4_000, guestEntryMs: 50_000 };
		const { of, faults } = await runAll({ leak: source }, { scenario: requests, limits, simulationLimits });
		expect(of("leak").endings).toEqual(["succeeded", "crashed Runtime.OutOfMemory", "succeeded"]);
		expect(of("leak").responses).toEqual([1, null, 3]);
		expect(faults).toEqual([]);
	}, 120_000);
});

describe("a burst that needs a thousand environments", () => {
	const burst = { traffic: [{ at: 0, event: {}, repeat: { count: 1_000, everyMs: 0 } }] };
	it("fits into the memory of a run, with room for what handlers hold (S4)", async () => {
		const source = handler("await new Promise((ok) => setTimeout(ok, 100)); return 1;");
		const { of, peakMb, faults } = await runAll({ burst: source }, { scenario: burst, limits: { wallMs: 60_000 } });
		expect(of("burst").endings).toEqual(Array(1_000).fill("succeeded"));
		expect(faults).toEqual([]);
		expect(peakMb).toBeLessThan(900);
	}, 90_000);
});
