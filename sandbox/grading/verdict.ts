import type { Place } from "#sandbox/outcome.ts";

export type CheckResult = {
	id: string;
	title: string;
	/** notReached: the run was stopped or did not build, so the check could not be looked at. It counts as not passed. */
	status: "passed" | "failed" | "notReached";
	/** Ready to show: "1", "at most 60", or compact JSON. */
	expected: string;
	/** Empty when not reached. */
	actual: string;
	/** The author's explanation, on a failed check. Inline Markdown. */
	why?: string;
	/** Where to look in the timeline. */
	moment?: { at: number; invocation?: number; environment?: number };
};

/** What the learner is told about a run. Plain data; stored with the submission. */
export type Verdict = {
	status: "passed" | "notYet" | "didNotBuild" | "stopped" | "simulatorFailed" | "refused";
	/** "Passed", "Not yet: three of six", "Did not build", … */
	headline: string;
	passed: number;
	total: number;
	checks: CheckResult[];
	/** What went wrong as a whole, in a learner's words, with the next step: a build problem, an endless loop, a missing export, … */
	problem?: { title: string; text: string; place?: Place; nextStep: string };
};
