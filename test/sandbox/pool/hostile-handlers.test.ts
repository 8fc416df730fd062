import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grade } from "#sandbox/grading/grade.ts";
import type { Project, RunOutcome } from "#sandbox/outcome.ts";
import { createSandbox, type Sandbox } from "#sandbox/pool/sandbox.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { scenarioSchema } from "#sandbox/scenario.ts";
import { ending, endless, growing } from "../../support/hostile-handlers.ts";

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs24.x
      Timeout: 3
`;

/** Two requests and a check that anything which comes to its end would pass. */
const scenario = scenarioSchema.parse({
	traffic: [
		{ at: 0, event: { n: 1 } },
		{ at: 20_000, event: { n: 2 } },
	],
	checks: [{ id: "ran", title: "The run came to its end", actual: "1", expected: 1, why: "It did not." }],
});

const harmless = "export const handler = async (event) => event;";

function aProject(code: string): Project {
	return { files: { "template.yaml": template, "app.mjs": code } };
}

const wallMs = 4_000;
/** Other work on the machine may take the processor away; a run that is not ended takes for ever. */
const busyMachine = 10;

describe("a hostile handler, in a real worker", { timeout: 120_000 }, () => {
	let sandbox: Sandbox;
	const faults: unknown[] = [];
	beforeAll(() => {
		sandbox = createSandbox({
			rehearse: false,
			root: resolve(import.meta.dirname, "../../.."),
			limits: { wallMs, startMs: 120_000 },
			onFault: (fault) => faults.push(fault),
		});
	});
	afterAll(() => sandbox.close());

	/** Runs it; the time limit is kept, nothing failed on our side, and the next run works. */
	async function run(code: string): Promise<RunOutcome> {
		const started = performance.now();
		const outcome = await sandbox.run(aProject(code), scenario);
		expect(performance.now() - started).toBeLessThan((wallMs + 2_000) * busyMachine);
		const next = await sandbox.run(aProject(harmless), scenario);
		expect(next.status === "completed" ? reportOf(next.trace).invocations.map(({ response }) => response) : next).toEqual([
			{ n: 1 },
			{ n: 2 },
		]);
		expect(faults).toEqual([]);
		expect("result" in {}).toBe(false);
		return outcome;
	}

	it.each(Object.entries(endless))(
		"that never ends is stopped or times out: %s",
		async (_, code) => {
			const outcome = await run(code);
			if (outcome.status === "completed") {
				expect(reportOf(outcome.trace).invocations[0]?.status).toBe("timedOut");
				return;
			}
			expect(outcome).toMatchObject({ status: "stopped", during: { function: "Orders", invocation: 1 }, message: /timed out/ });
			expect(["endlessLoop", "wallTime"]).toContain(outcome.status === "stopped" && outcome.reason);
			expect((await grade(outcome, scenario.checks)).status).toBe("stopped");
		},
		120_000,
	);

	it.each(Object.entries(growing))(
		"that takes memory without a bound runs out of memory or is stopped: %s",
		async (_, code) => {
			const outcome = await run(code);
			if (outcome.status === "completed") {
				const [first] = reportOf(outcome.trace).invocations;
				expect([first?.status, first?.error?.errorType].join()).toMatch(/^(?:failed,RangeError|crashed,Runtime\.OutOfMemory)$/);
				return;
			}
			// On a busy machine the clock may strike before the memory is full.
			expect(["outOfMemory", "endlessLoop", "wallTime"]).toContain(outcome.status === "stopped" && outcome.reason);
			expect((await grade(outcome, scenario.checks)).passed).toBe(0);
		},
		120_000,
	);

	it.each(Object.entries(ending))("gets the right end: %s", async (_, { code, status, errorType }) => {
		const outcome = await run(code);
		if (outcome.status !== "completed") throw new Error(JSON.stringify(outcome));
		const first = reportOf(outcome.trace).invocations[0];
		if (status !== "any") expect(first?.status).toBe(status);
		if (errorType) expect(first?.error?.errorType).toMatch(errorType);
	});

	it("that writes 10 MB of logs has them cut, and says so", async () => {
		const outcome = await run('export const handler = async () => { for (let i = 0; i < 10_000; i++) console.log("x".repeat(1000)); };');
		if (outcome.status !== "completed") throw new Error(JSON.stringify(outcome));
		const report = reportOf(outcome.trace);
		expect(JSON.stringify(report.log).length).toBeLessThan(6_000_000);
		expect(report.cuts.length).toBeGreaterThan(0);
	});

	it("with a syntax error either does not build or fails in INIT, with the place", async () => {
		const outcome = await run("export const handler = async () => {\n  return (;\n};");
		const place =
			outcome.status === "notBuilt"
				? outcome.problems[0]?.place
				: outcome.status === "completed" && reportOf(outcome.trace).invocations[0]?.error?.place;
		expect(place).toMatchObject({ file: "app.mjs", line: 2 });
	});

	it("with brackets so deep that a compiler may break does no harm to the next run", async () => {
		const outcome = await run(`export const handler = async () => ${"[".repeat(200_000)}${"]".repeat(200_000)};`);
		expect(["notBuilt", "completed", "stopped"]).toContain(outcome.status);
	});
});
