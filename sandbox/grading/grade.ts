import { expectedInWords, fulfils, valueInWords } from "#sandbox/grading/compare.ts";
import { disarm } from "#sandbox/grading/disarm.ts";
import { evaluate } from "#sandbox/grading/evaluate.ts";
import { checksNotReached, problemOfBuild, problemOfStop } from "#sandbox/grading/not-reached.ts";
import type { CheckResult, Verdict } from "#sandbox/grading/verdict.ts";
import type { RunOutcome } from "#sandbox/outcome.ts";
import { explain } from "#sandbox/report/explain.ts";
import type { Report } from "#sandbox/report/report.ts";
import { reportOf } from "#sandbox/report/report-of.ts";
import type { Check } from "#sandbox/scenario.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

/**
 * Judges a run by its checks. Only a run that came to its end can pass, and only by its checks: a run without checks is "notYet" with a
 * total of 0, so that nothing passes unlooked at. Never throws for what an author or a learner wrote.
 */
export async function grade(outcome: RunOutcome, checks: readonly Check[]): Promise<Verdict> {
	switch (outcome.status) {
		case "completed":
			return gradeTrace(outcome.trace, checks);
		case "notBuilt":
			return { status: "didNotBuild", headline: "Did not build", ...checksNotReached(checks), problem: problemOfBuild(outcome.problems) };
		case "stopped":
			return { status: "stopped", headline: "Stopped", ...checksNotReached(checks), problem: problemOfStop(outcome) };
		case "simulatorFailed":
			return {
				status: "simulatorFailed",
				headline: "The simulator failed",
				...checksNotReached(checks),
				problem: {
					title: "The simulator failed",
					text: outcome.message,
					nextStep: `Run it again. If it stays, report run ${outcome.runId}.`,
				},
			};
		case "refused":
			return {
				status: "refused",
				headline: "Did not run",
				...checksNotReached(checks),
				problem: { title: "The run did not start", text: outcome.message, nextStep: "Run it again in a moment." },
			};
	}
}

async function gradeTrace(trace: Trace, checks: readonly Check[]): Promise<Verdict> {
	const report = reportOf(trace);
	disarm(report);
	const results: CheckResult[] = [];
	for (const check of checks) results.push(await resultOf(check, report));
	const passed = results.filter(({ status }) => status === "passed").length;
	const counts = { passed, total: checks.length, checks: results };
	if (checks.length === 0) return { status: "notYet", headline: "Ran; there are no checks", ...counts, ...problemOf(report) };
	if (passed === checks.length) return { status: "passed", headline: "Passed", ...counts };
	return { status: "notYet", headline: `Not yet: ${inWords(passed)} of ${inWords(checks.length)}`, ...counts, ...problemOf(report) };
}

async function resultOf(check: Check, report: Report): Promise<CheckResult> {
	const evaluation = await evaluate(check.actual, report);
	const named = { id: check.id, title: check.title, expected: expectedInWords(check) };
	if (!evaluation.ok) {
		const message = `The check itself is wrong: ${evaluation.message}`;
		return { ...named, status: "failed", actual: message, why: `${message}. This is a mistake of the exercise, not of your code.` };
	}
	const actual = valueInWords(evaluation.value);
	if (fulfils(check, evaluation.value)) return { ...named, status: "passed", actual };
	const moment = check.moment === undefined ? undefined : await momentOf(check.moment, report);
	return { ...named, status: "failed", actual, why: check.why, ...(moment && { moment }) };
}

/** @returns Where to look, or nothing when the expression names no invocation of this run. */
async function momentOf(expression: string, report: Report): Promise<CheckResult["moment"]> {
	const evaluation = await evaluate(expression, report);
	const value = evaluation.ok ? evaluation.value : undefined;
	const first = Array.isArray(value) ? value[0] : value;
	const invocation = typeof first === "number" ? report.invocations[first - 1] : undefined;
	if (!invocation) return undefined;
	const moment = { at: invocation.startedAt ?? invocation.requestedAt, invocation: invocation.n };
	return invocation.environment === null ? moment : { ...moment, environment: invocation.environment };
}

function problemOf(report: Report): Pick<Verdict, "problem"> {
	const problem = explain(report);
	return problem ? { problem } : {};
}

const numerals = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

function inWords(count: number): string {
	return numerals[count] ?? String(count);
}
