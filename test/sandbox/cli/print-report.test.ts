import { describe, expect, it } from "vitest";
import { reportInWords } from "#sandbox/cli/print-report.ts";
import { timelineInCharacters } from "#sandbox/cli/timeline.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import { aTrace } from "../../support/trace-builder.ts";

const report = reportOf(
	aTrace()
		.environment(1, 0)
		.event({ at: 0, kind: "init.started", environment: 1, suppressed: false })
		.event({ at: 200, kind: "init.ended", environment: 1, durationMs: 200, status: "success" })
		.invocation(1, 0, { initMs: 200, durationMs: 300, label: "order 1", response: '"\\u001b[31mred"' })
		.invocation(2, 1000, { durationMs: 440, status: "failed", error: { errorType: "Error", errorMessage: "no\nstack" } })
		.throttled(3, 1200)
		.build(),
);

describe("a report in a terminal", () => {
	it("shows verdict, checks with their reasons, invocations and log", () => {
		const text = reportInWords(
			{
				status: "notYet",
				headline: "Not yet: one of two",
				passed: 1,
				total: 2,
				checks: [
					{ id: "a", title: "Connects once", status: "passed", expected: "1", actual: "1" },
					{
						id: "b",
						title: "Is quick",
						status: "failed",
						expected: "at most 60",
						actual: "80",
						why: "It waits.",
						moment: { at: 5, invocation: 2 },
					},
				],
				problem: { title: "Oh", text: "No.", nextStep: "Go.", place: { file: "a.mjs", line: 1, column: 2 } },
			},
			report,
		).join("\n");
		expect(text).toContain("[passed] Connects once");
		expect(text).toContain("expected at most 60, was 80");
		expect(text).toContain("see invocation 2, at 5 ms");
		expect(text).toContain("Oh (a.mjs:1:2)");
		expect(text).toMatch(/1\s+order 1\s+0\s+1 cold\s+succeeded\s+300\.00\s+500\s+200\.00/);
		expect(text).toContain("Error: no");
		expect(text).not.toContain("\u001b");
	});

	it("draws environments over time", () => {
		const [row, throttles] = timelineInCharacters(report);
		expect(row).toMatch(/^ {2}env 1 {4}i{10}#+·+#{20,}x$/);
		expect(throttles).toMatch(/^ {2}429 +! *$/);
	});
});
