import { randomUUID } from "node:crypto";
import { data } from "react-router";
import { z } from "zod";
import { acceptEdits, editedText, projectFiles, sameFiles, startingText } from "#app/exercise/exercise-project.ts";
import { progressState } from "#app/exercise/progress-state.ts";
import type {
	AfterPass,
	EarlierRun,
	ListedExercise,
	RunAnswer,
	ShownRun,
	ShownVerdict,
	WorkspaceView,
} from "#app/exercise/workspace-view.ts";
import { highlight } from "#app/markdown/highlight.server.ts";
import { parseInline, parseMarkdown } from "#app/markdown/parse.server.ts";
import type { Services } from "#app/server/services.ts";
import type { Exercise, ProjectFiles } from "#content/index.ts";
import {
	type Database,
	type DraftOutcome,
	draftHistory,
	exerciseProgress,
	getDraft,
	listSubmissions,
	recordSubmission,
	resetDraft,
	restoreDraft,
	type Submission,
	type SubmissionId,
	type SubmissionSource,
	saveDraft,
	submissionById,
	submissionRun,
} from "#db/index.ts";
import { grade, type Report, type RunOutcome, reportOf, type Verdict } from "#sandbox/index.ts";

/** Runs that the page lists. */
const listedRuns = 30;

const slugSchema = z
	.string()
	.max(64)
	.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);

/**
 * The exercise of an address.
 * @throws A 404 response. The slug only ever looks something up; no path is made from it.
 */
export function exerciseAt(services: Services, slug: string | undefined): Exercise {
	const known = slugSchema.safeParse(slug);
	const exercise = known.success ? services.catalog().exercises.get(known.data) : undefined;
	if (!exercise) throw data("There is no exercise of that name. It may have been renamed or removed.", { status: 404 });
	return exercise;
}

const filesSchema = z.record(z.string().max(200), z.string().max(400_000));
const revisionSchema = z.coerce.number().int().min(0);

export const runRequestSchema = z.strictObject({
	files: filesSchema,
	idempotencyKey: z.uuid(),
	baseRevision: revisionSchema,
});

export const draftRequestSchema = z.discriminatedUnion("intent", [
	z.strictObject({ intent: z.literal("save"), files: filesSchema, baseRevision: revisionSchema }),
	/** `path` sets back one file only. */
	z.strictObject({ intent: z.literal("reset"), baseRevision: revisionSchema, path: z.string().max(200).optional() }),
	z.strictObject({ intent: z.literal("undoReset"), baseRevision: revisionSchema }),
]);
export type DraftRequest = z.infer<typeof draftRequestSchema>;

/**
 * @throws A 400 response that names the file.
 */
export function editsOf(exercise: Exercise, files: ProjectFiles): ProjectFiles {
	const accepted = acceptEdits(exercise, files);
	if (!accepted.ok) throw data(accepted.problem, { status: 400 });
	return accepted.edits;
}

export type StoredDraft = { files: ProjectFiles; revision: number };

/** The draft as the exercise is today; revision 0 stands for the untouched starter. */
export function draftOf(db: Database, exercise: Exercise): StoredDraft {
	const draft = getDraft(db, exercise.slug);
	return { files: editedText(exercise, draft?.files), revision: draft?.revision ?? 0 };
}

export type DraftAnswer = { ok: true; draft: StoredDraft } | { ok: false; theirs: StoredDraft };

/** Saves, resets or undoes a reset; in a conflict nothing is written and what is stored comes back. */
export function changeDraft(services: Services, exercise: Exercise, request: DraftRequest): DraftAnswer {
	const { db, clock } = services;
	const change = { exercise: exercise.slug, baseRevision: request.baseRevision, now: clock.now() };
	switch (request.intent) {
		case "save":
			return answerOf(services, exercise, saveDraft(db, { ...change, files: editsOf(exercise, request.files) }));
		case "reset":
			return answerOf(services, exercise, resetDraft(db, { ...change, files: resetText(db, exercise, request.path) }));
		case "undoReset": {
			const before = draftHistory(db, exercise.slug).find((revision) => revision.replacedBy === "reset");
			const outcome = before && restoreDraft(db, { ...change, revision: before.revision });
			if (!outcome) throw data("There is no reset to undo.", { status: 409 });
			return answerOf(services, exercise, outcome);
		}
	}
}

function resetText(db: Database, exercise: Exercise, path: string | undefined): ProjectFiles {
	const starting = startingText(exercise);
	if (path === undefined) return starting;
	return { ...draftOf(db, exercise).files, ...(path in starting ? { [path]: starting[path] ?? "" } : {}) };
}

function answerOf({ db }: Services, exercise: Exercise, outcome: DraftOutcome): DraftAnswer {
	const stored = draftOf(db, exercise);
	return outcome.ok ? { ok: true, draft: { ...stored, revision: outcome.revision } } : { ok: false, theirs: stored };
}

export type RunRequest = {
	edits: ProjectFiles;
	idempotencyKey: string;
	source: SubmissionSource;
	signal?: AbortSignal;
};

export type GradedRun = { verdict: Verdict; report: Report | null; wallMs: number; submission: Submission | null };

/** Runs the project with these edits, grades it, and records the submission with what its timeline needs. */
export async function runExercise(services: Services, exercise: Exercise, request: RunRequest): Promise<GradedRun> {
	const { db, clock, sandbox } = services;
	const files = projectFiles(exercise, request.edits);
	const began = performance.now();
	const outcome = await sandbox.run({ files }, exercise.scenario, {
		share: exercise.slug,
		...(request.signal ? { signal: request.signal } : {}),
	});
	const verdict = await grade(outcome, exercise.scenario.checks);
	const report = reportOfOutcome(outcome);
	const wallMs = Math.round(performance.now() - began);
	// A run that never began is no attempt.
	if (verdict.status === "refused") return { verdict, report, wallMs, submission: null };
	const { submission } = recordSubmission(db, {
		idempotencyKey: request.idempotencyKey,
		exercise: exercise.slug,
		source: request.source,
		files: editedText(exercise, request.edits),
		verdict,
		seed: exercise.scenario.seed,
		wallMs,
		simulatedMs: Math.round(report?.endedAt ?? 0),
		createdAt: clock.now(),
		...(report ? { run: report } : {}),
	});
	return { verdict, report, wallMs, submission };
}

function reportOfOutcome(outcome: RunOutcome): Report | null {
	if (outcome.status === "completed") return reportOf(outcome.trace);
	return outcome.status === "stopped" && outcome.trace ? reportOf(outcome.trace) : null;
}

/** Saves the draft, then runs. A conflict does not stop the run: the submission keeps the text that ran. */
export async function saveAndRun(
	services: Services,
	exercise: Exercise,
	request: RunRequest & { baseRevision: number },
): Promise<RunAnswer> {
	const { db, clock } = services;
	const before = draftOf(db, exercise);
	// Running what the exercise handed out makes no draft of it.
	const saved: DraftOutcome = sameFiles(before.files, request.edits)
		? { ok: true, revision: before.revision }
		: saveDraft(db, { exercise: exercise.slug, files: request.edits, baseRevision: request.baseRevision, now: clock.now() });
	const graded = await runExercise(services, exercise, request);
	return {
		run: shownGradedRun(services, exercise, graded, request.source),
		...afterRun(services, exercise),
		draft: saved.ok ? { ok: true, revision: saved.revision } : { ok: false, theirs: draftOf(db, exercise) },
	};
}

function shownGradedRun(services: Services, exercise: Exercise, graded: GradedRun, source: SubmissionSource): ShownRun {
	return {
		id: graded.submission?.id ?? null,
		number: graded.submission ? runNumber(services, exercise, graded.submission.id) : null,
		verdict: shownVerdict(graded.verdict),
		report: graded.report,
		wallMs: graded.wallMs,
		createdAt: (graded.submission?.createdAt ?? services.clock.now()).toISOString(),
		source,
	};
}

/** Submissions are numbered over all exercises; a learner counts the runs of this one. null for a run of long ago. */
function runNumber({ db }: Services, exercise: Exercise, id: SubmissionId): number | null {
	const place = listSubmissions(db, exercise.slug, listedRuns).findIndex((submission) => submission.id === id);
	const attempts = exerciseProgress(db).get(exercise.slug)?.attempts ?? 0;
	return place < 0 ? null : attempts - place;
}

function shownVerdict(verdict: Verdict): ShownVerdict {
	return {
		...verdict,
		checks: verdict.checks.map((check) => ({
			...check,
			titleNodes: parseInline(check.title),
			whyNodes: check.why ? parseInline(check.why) : [],
		})),
	};
}

function afterRun({ db, catalog }: Services, exercise: Exercise): { earlier: EarlierRun[]; after: AfterPass | null } {
	const submissions = listSubmissions(db, exercise.slug, listedRuns);
	const passed = exerciseProgress(db).get(exercise.slug)?.firstPassedAt ?? null;
	return {
		earlier: submissions.map((submission) => ({
			id: submission.id,
			headline: verdictOf(submission).headline,
			status: submission.status,
			passed: submission.passed,
			total: submission.total,
			createdAt: submission.createdAt.toISOString(),
			source: submission.source,
		})),
		after: passed === null ? null : afterPass(exercise, catalog().questions),
	};
}

/** The verdict as this room wrote it; an older release may have written less. */
function verdictOf(submission: Submission): Verdict {
	return { headline: submission.status, checks: [], ...submission.verdict } as Verdict;
}

function afterPass(exercise: Exercise, questions: ReadonlyMap<string, { title: string }>): AfterPass {
	return {
		questions: exercise.questions.flatMap((id) => {
			const question = questions.get(id);
			return question ? [{ id, title: question.title }] : [];
		}),
		solution: solutionOf(exercise),
	};
}

const solutions = new WeakMap<Exercise, AfterPass["solution"]>();

/** The files of the reference solution that differ from the starter, coloured once for each exercise. */
function solutionOf(exercise: Exercise): AfterPass["solution"] {
	const known = solutions.get(exercise);
	if (known) return known;
	const solution = Object.entries(exercise.solution)
		.filter(([path, text]) => exercise.starter[path] !== text)
		.map(([path, text]) => ({ path, language: extensionOf(path), lines: highlight(text, extensionOf(path)) }));
	solutions.set(exercise, solution);
	return solution;
}

export function extensionOf(path: string): string {
	return path.slice(path.lastIndexOf(".") + 1);
}

/** The numbered run of this exercise that an address asks for, else the last one. */
function chosenSubmission(db: Database, exercise: Exercise, wanted: number | null): { submission: Submission | null; isEarlier: boolean } {
	const last = listSubmissions(db, exercise.slug, 1)[0] ?? null;
	const asked = wanted === null ? undefined : submissionById(db, wanted as SubmissionId);
	if (!asked || asked.exercise !== exercise.slug || asked.scope !== "exercise") return { submission: last, isEarlier: false };
	return { submission: asked, isEarlier: asked.id !== last?.id };
}

export function shownSubmission(services: Services, exercise: Exercise, submission: Submission): ShownRun {
	const graded: GradedRun = {
		verdict: verdictOf(submission),
		report: (submissionRun(services.db, submission.id) as Report | undefined) ?? null,
		wallMs: submission.wallMs,
		submission,
	};
	return shownGradedRun(services, exercise, graded, submission.source);
}

/** The last run and the list of runs, as the page reads them again after a run in the learner's own editor. */
export function latestRun(services: Services, exercise: Exercise): Omit<RunAnswer, "draft"> | null {
	const { submission } = chosenSubmission(services.db, exercise, null);
	return submission && { run: shownSubmission(services, exercise, submission), ...afterRun(services, exercise) };
}

/**
 * Everything that the workspace shows.
 * @param wantedRun Id of a submission to show instead of the last.
 */
export function workspaceView(services: Services, exercise: Exercise, wantedRun: number | null): WorkspaceView {
	const { db, catalog } = services;
	const draft = draftOf(db, exercise);
	const { submission, isEarlier } = chosenSubmission(db, exercise, wantedRun);
	const files = projectFiles(exercise, draft.files);
	const { slug, title, level, minutes, summary, edit } = exercise;
	const readOnly = Object.keys(files).filter((path) => !edit.includes(path));
	return {
		slug,
		title,
		topic: catalog().topics.get(exercise.topic)?.title ?? exercise.topic,
		level,
		minutes,
		summary,
		story: parseMarkdown(exercise.story),
		task: parseMarkdown(exercise.task),
		given: parseMarkdown(exercise.given),
		hints: exercise.hints.map(parseInline),
		files: [...edit, ...readOnly].map((path) => {
			const text = files[path] ?? "";
			return { path, editable: edit.includes(path), text, lines: highlight(text, extensionOf(path)) };
		}),
		starting: startingText(exercise),
		draft,
		canUndoReset: draftHistory(db, slug)[0]?.replacedBy === "reset",
		run: submission && shownSubmission(services, exercise, submission),
		isEarlierRun: isEarlier,
		...afterRun(services, exercise),
		requests: exercise.scenario.traffic.reduce((sum, traffic) => sum + (traffic.repeat?.count ?? 1), 0),
		idempotencyKey: randomUUID(),
		seed: exercise.scenario.seed,
	};
}

/** Every exercise with how far the learner has come, in the order of the syllabus. */
export function listedExercises({ db, catalog }: Services): ListedExercise[] {
	const progress = exerciseProgress(db);
	const { exercises, topics } = catalog();
	return [...exercises.values()].map((exercise) => ({
		slug: exercise.slug,
		title: exercise.title,
		topic: topics.get(exercise.topic)?.title ?? exercise.topic,
		level: exercise.level,
		minutes: exercise.minutes,
		summary: exercise.summary,
		state: progressState(progress.get(exercise.slug), getDraft(db, exercise.slug) !== undefined),
	}));
}
