import type { PlanExercise } from "#app/interview/plan.ts";
import type { RunRecord } from "#app/interview/runs.ts";
import type { Services } from "#app/server/services.ts";
import { type InterviewId, recordSubmission, type Submission } from "#db/index.ts";
import { grade, type Verdict } from "#sandbox/index.ts";

export type RunRequest = {
	interview: InterviewId;
	exercise: PlanExercise;
	files: Record<string, string>;
	codeRevision: number;
	/** Made by the page for each press of Run. */
	idempotencyKey: string;
	signal: AbortSignal;
};

/**
 * Simulates and grades the learner's code within the exercise's own project, and records it as a submission of the interview.
 * @returns undefined when the exercise has been taken out of the content since.
 */
export async function runExercise(
	services: Pick<Services, "db" | "catalog" | "sandbox">,
	run: RunRequest,
	now: () => Date,
): Promise<RunRecord | undefined> {
	const exercise = services.catalog().exercises.get(run.exercise.exercise);
	if (!exercise) return undefined;
	const { scenario } = exercise;
	const project = { files: { ...exercise.starter, ...run.exercise.readOnly, ...run.exercise.starter, ...run.files } };
	const startedAt = performance.now();
	const outcome = await services.sandbox.run(project, scenario, { signal: run.signal, share: `interview ${run.interview}` });
	const verdict = await grade(outcome, scenario.checks);
	const record = { seed: scenario.seed, ...summaryOf(verdict), codeRevision: run.codeRevision };
	if (verdict.status === "refused" || verdict.status === "simulatorFailed") return { submission: null, ...record };
	const { submission } = recordSubmission(services.db, {
		idempotencyKey: run.idempotencyKey,
		exercise: run.exercise.exercise,
		scope: run.interview,
		source: "interview",
		files: run.files,
		verdict,
		seed: scenario.seed,
		wallMs: Math.round(performance.now() - startedAt),
		simulatedMs: outcome.status === "completed" ? lastMoment(outcome.trace.events) : 0,
		createdAt: now(),
	});
	return { submission: submission.id, ...record };
}

function summaryOf({ status, headline, passed, total, checks }: Verdict) {
	return { status, headline, passed, total, failed: checks.filter((check) => check.status !== "passed").map(({ title }) => title) };
}

function lastMoment(events: readonly { at: number }[]): number {
	return Math.max(0, Math.round(events.at(-1)?.at ?? 0));
}

export type ShownVerdict = {
	status: Verdict["status"];
	headline: string;
	problem: { title: string; text: string; place: string | null; nextStep: string } | null;
	checks: { id: string; title: string; status: "passed" | "failed" | "notReached"; expected: string; actual: string }[];
};

/** What an interview shows of a verdict: what was expected and what happened, but neither causes nor hints. */
export function shownVerdict(submission: Submission): ShownVerdict {
	// Stored whole by this very program.
	const verdict = submission.verdict as Verdict;
	const { problem } = verdict;
	return {
		status: verdict.status,
		headline: verdict.headline,
		problem: problem
			? {
					title: problem.title,
					text: problem.text,
					nextStep: problem.nextStep,
					place: problem.place ? `${problem.place.file}, line ${problem.place.line}` : null,
				}
			: null,
		checks: (verdict.checks ?? []).map(({ id, title, status, expected, actual }) => ({ id, title, status, expected, actual })),
	};
}
