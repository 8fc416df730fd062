import { beforeAll, describe, expect, it } from "vitest";
import { counted, uncounted } from "../../support/endless-handlers.ts";
import { handler, type Observation, runAll, runTogether } from "../../support/real-pool.ts";

const wallMs = 1_200;
/** Other work on the machine may take the processor away; a run that is not ended takes for ever. */
const busyMachine = 20;

/** How each way of being stopped tells which limit it was. */
const limits: Record<string, RegExp> = {
	endlessLoop: /without giving control back/,
	wallTime: /^The run was stopped after 1\.2 seconds of real time, while Orders /,
	hostCalls: /more than \d+ calls/,
	traceTooLong: /more than \d+ events/,
	outOfMemory: /memory/,
};

const simulationLimits = { guestEntryMs: 250, turnSteps: 1_000_000, hostCalls: 20_000 };

describe("a handler that never ends, in a real worker (S3)", () => {
	let together: Awaited<ReturnType<typeof runTogether>>;
	let alone: Observation;
	let next: Observation;
	beforeAll(async () => {
		// Nothing but the count may end these, however slow the machine is.
		together = await runTogether(counted, { limits: { wallMs: 120_000 }, simulationLimits: { ...simulationLimits, guestEntryMs: 60_000 } });
		alone = await runAll(uncounted, { limits: { wallMs }, simulationLimits });
		next = await runAll({ harmless: handler("return event;") });
	}, 400_000);

	it.each(Object.keys(counted))("ends at its timeout if its rounds are counted: %s", (name) => {
		expect(together.outcome.status).toBe("completed");
		expect(together.endings.get(name)).toBe("Sandbox.Timedout");
	});

	it.each(Object.keys(uncounted))("ends within its limit, and says which limit it was: %s", (name) => {
		const { outcome, endings, ms } = alone.of(name);
		expect(ms).toBeLessThan((wallMs + 2_000) * busyMachine);
		if (outcome.status === "completed") expect(endings[0]).toMatch(/^(timedOut Sandbox\.Timedout|crashed Runtime\.ExitError)$/);
		else
			expect(outcome).toMatchObject({
				status: "stopped",
				message: expect.stringMatching(limits["reason" in outcome ? outcome.reason : ""] ?? /^$/),
			});
	});

	it("is never taken for a fault of the simulator, and leaves the next run as it would be", () => {
		expect([...together.faults, ...alone.faults]).toEqual([]);
		expect(next.of("harmless")).toMatchObject({ outcome: { status: "completed" }, responses: [{ n: 1 }, { n: 2 }] });
	});
});
