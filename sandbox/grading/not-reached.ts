import { expectedInWords } from "#sandbox/grading/compare.ts";
import type { CheckResult, Verdict } from "#sandbox/grading/verdict.ts";
import type { BuildProblem, RunOutcome, StopReason } from "#sandbox/outcome.ts";
import type { Check } from "#sandbox/scenario.ts";

/** The checks of a run that cannot be looked at. None counts as passed. */
export function checksNotReached(checks: readonly Check[]): Pick<Verdict, "passed" | "total" | "checks"> {
	const results = checks.map(
		(check): CheckResult => ({ id: check.id, title: check.title, status: "notReached", expected: expectedInWords(check), actual: "" }),
	);
	return { passed: 0, total: checks.length, checks: results };
}

/** The first problem of a build in full; how many more there are. */
export function problemOfBuild(problems: readonly BuildProblem[]): NonNullable<Verdict["problem"]> {
	const [first, ...others] = problems;
	const more = others.length === 0 ? "" : others.length === 1 ? " One more problem follows." : ` ${others.length} more problems follow.`;
	const text = `${first?.message ?? "The build gave no reason."}${more}`;
	const where = first?.place
		? `Look at ${first.place.file}, line ${first.place.line}.`
		: "Compare the template and your files with the task.";
	const problem = { title: "The project does not build", text, nextStep: first?.cure ?? where };
	return first?.place ? { ...problem, place: first.place } : problem;
}

const stops: Record<StopReason, { title: string; nextStep: string }> = {
	endlessLoop: { title: "The code did not come to an end", nextStep: "Find the loop or recursion whose end is never reached." },
	wallTime: {
		title: "The run took too long in real time",
		nextStep: "Look for a loop without an end, a very large array operation or a slow regular expression.",
	},
	outOfMemory: { title: "The code used too much memory", nextStep: "Find what grows without a bound: an array, a Map, a string." },
	crash: { title: "The code ended its process", nextStep: "Take out what you changed last, run again, and put it back piece by piece." },
	hostCalls: {
		title: "The code asked the simulator too often",
		nextStep: "Look for a request, timer or log line inside a loop that runs too often.",
	},
	notRepeatable: {
		title: "INIT did something else the second time",
		nextStep: "Look for a recursion in the top-level code that only ends when the stack is full, or take SnapStart out of the template.",
	},
	traceTooLong: { title: "Too much happened in one run", nextStep: "Look for work that starts more work, or send less traffic." },
};

/** @returns Why the run was stopped, in a learner's words. */
export function problemOfStop({ reason, message }: Extract<RunOutcome, { status: "stopped" }>): NonNullable<Verdict["problem"]> {
	return { text: message, ...stops[reason] };
}
