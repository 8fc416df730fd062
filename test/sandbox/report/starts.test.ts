import { describe, expect, it } from "vitest";
import { reportInWords } from "#sandbox/cli/print-report.ts";
import { timelineInCharacters } from "#sandbox/cli/timeline.ts";
import { explainStart } from "#sandbox/report/explain-start.ts";
import { lambdaPrices, provisionedCostUsd, snapStartCostUsd } from "#sandbox/report/price.ts";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { type Sam, type Scene, traceOf } from "../lambda/run-project.ts";

const handler = "export const handler = async (event) => { await new Promise((r) => setTimeout(r, event.wait ?? 0)); };";
const burst = (count: number): Scene => ({ traffic: [{ at: 0, event: { wait: 100 }, repeat: { count, everyMs: 0 } }] });
const report = async (sam: Sam, scene: Scene): Promise<Report> => reportOf(await traceOf(handler, sam, scene));
const starts = ({ invocations }: Report) => invocations.map(({ start }) => start);
const texts = (of: Report) => of.invocations.map((invocation) => explainStart(of, invocation));
const large: Sam = { memory: 1024, alias: "live" };

describe("the start of an invocation", () => {
	it("is cold with the first request, and warm when an environment is idle", async () => {
		const of = await report({}, { events: [{}, {}] });
		expect(starts(of)).toEqual(["cold", "warm"]);
		expect(texts(of)).toEqual([
			expect.stringMatching(
				/^Cold start: it was the first request.* waited for fetching the package \(\d+\.\d\d ms\) and INIT \(\d+\.\d\d ms\)\.$/,
			),
			"No cold start: environment 1 was idle, kept from an earlier request.",
		]);
	});

	it("is cold when every environment is busy", async () => {
		expect(texts(await report({}, burst(2)))[1]).toMatch(/^Cold start: every environment was busy/);
	});

	it("is provisioned, then spills over, and is counted so (L138, L139)", async () => {
		const of = await report({ ...large, provisioned: 1 }, burst(2));
		expect(starts(of)).toEqual(["provisioned", "spillover"]);
		expect(of.totals).toMatchObject({ coldStarts: 1, spillovers: 1 });
		expect(texts(of)).toEqual([
			"No cold start: provisioned concurrency had environment 1 initialised before the request came.",
			expect.stringMatching(/^Cold start by spillover: the provisioned environment was busy/),
		]);
	});

	it("spills over because no provisioned environment came through INIT", async () => {
		const of = reportOf(await traceOf(`throw new Error("no");`, { ...large, provisioned: 1 }, burst(1)));
		expect(texts(of)[0]).toMatch(/^Cold start: no provisioned environment had come through INIT\. .*INIT \(/);
	});

	it("is restored from a snapshot (L222, L227)", async () => {
		const of = await report({ ...large, snapStart: true }, burst(1));
		expect(starts(of)).toEqual(["restored"]);
		expect(of.environments[1]?.restore).toMatchObject({ from: 1, startedAt: 0, durationMs: of.invocations[0]?.restoreMs });
		expect(texts(of)[0]).toMatch(/^No INIT: environment 2 was restored from the snapshot of environment 1 \(\d+\.\d\d ms\)/);
	});
});

describe("the price of provisioned concurrency (L233)", () => {
	const size = { memoryMb: 1024, architecture: "x86_64" } as const;

	it("is charged for five minutes at least, used or not", () => {
		expect(provisionedCostUsd(size, 2, 1)).toBeCloseTo(2 * 300 * 0.0000041667, 10);
		expect(provisionedCostUsd(size, 1, 300_001)).toBeCloseTo(600 * 0.0000041667, 10);
	});

	it("is part of the costs of a run, while running time in its environments costs less", async () => {
		const of = await report({ ...large, provisioned: 1 }, { events: [{ wait: 1000 }] });
		const [invocation] = of.invocations;
		const initMs = Math.ceil(of.environments[0]?.inits[0]?.durationMs ?? 0);
		const rate = lambdaPrices.provisioned.durationPerGbSecond.x86_64;
		expect(of.totals.provisionedCostUsd).toBeCloseTo(300 * 0.0000041667 + (initMs / 1000) * rate, 10);
		const duration = ((invocation?.billedMs ?? 0) / 1000) * rate;
		expect(of.totals.costUsd).toBeCloseTo(of.totals.provisionedCostUsd + 2e-7 + duration, 10);
	});

	it("breaks even with on-demand at 60 % utilisation", () => {
		const perSecond = provisionedCostUsd(size, 1, 300_000) / 300;
		const { perGbSecond, provisioned } = lambdaPrices;
		expect(perSecond / (perGbSecond.x86_64 - provisioned.durationPerGbSecond.x86_64)).toBeCloseTo(0.6, 2);
	});
});

describe("the price of SnapStart (L226)", () => {
	it("is three hours of cache at least, and every restore", () => {
		expect(snapStartCostUsd({ memoryMb: 1024, architecture: "x86_64" }, 1000, 2)).toBeCloseTo(
			3 * 3600 * 0.0000015046 + 2 * 0.0001397998,
			10,
		);
	});

	it("is part of the costs of a run", async () => {
		const of = await report({ ...large, snapStart: true }, burst(3));
		const init = (Math.ceil(of.environments[0]?.inits[0]?.durationMs ?? 0) / 1000) * lambdaPrices.perGbSecond.x86_64;
		expect(of.totals.snapStartCostUsd).toBeCloseTo(3 * 3600 * 0.0000015046 + 3 * 0.0001397998 + init, 10);
		expect(of.totals.costUsd).toBeGreaterThan(of.totals.snapStartCostUsd);
	});
});

describe("what the command line prints of starts", () => {
	const verdict = { status: "passed", headline: "All checks passed.", checks: [] } as unknown as Parameters<typeof reportInWords>[0];

	it("says what was made ready before the first request, and why each kind of start waited or not", async () => {
		const lines = reportInWords(verdict, await report({ ...large, provisioned: 1 }, burst(2)));
		expect(lines).toContainEqual(expect.stringMatching(/^ {2}environment 1 of Fn: INIT \d+\.\d\d ms, for provisioned concurrency$/));
		expect(lines).toContainEqual(expect.stringMatching(/^ {2}1: No cold start: provisioned/));
		expect(lines).toContainEqual(expect.stringMatching(/^ {2}2: Cold start by spillover/));
		expect(lines).toContainEqual(expect.stringMatching(/^Of it for provisioned concurrency: 0\.00\d+, 1 spillover$/));
		expect(lines).toContainEqual(expect.stringMatching(/^ {2}1 .* 1 provisioned /));
	});

	it("names SnapStart a what-if (L221)", async () => {
		const lines = reportInWords(verdict, await report({ ...large, snapStart: true }, burst(1)));
		expect(lines).toContainEqual(
			"What-if: Fn has SnapStart here. For a ZIP package AWS would answer InvalidParameterValueException: nodejs24.x is not supported for SnapStart enabled functions.",
		);
		expect(lines).toContainEqual(expect.stringMatching(/for the snapshot of version 1$/));
	});

	it("draws fetching, INIT and RESTORE, and leaves out what was over before", async () => {
		const [cold] = timelineInCharacters(await report(large, burst(1)));
		expect(cold).toMatch(/env 1 +d+i+#+/);
		const restored = timelineInCharacters(await report({ ...large, snapStart: true }, burst(1)));
		expect(restored[0]).toMatch(/env 2 +r+#+/);
	});
});
