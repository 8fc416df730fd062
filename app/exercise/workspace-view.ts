import type { ProgressState } from "#app/exercise/progress-state.ts";
import type { CodeToken, MarkdownNode } from "#app/markdown/markdown-node.ts";
import type { CheckResult, Place, Report, Verdict } from "#sandbox/index.ts";

/** A check as the page shows it: its texts are parsed already. */
export type ShownCheck = CheckResult & { titleNodes: MarkdownNode[]; whyNodes: MarkdownNode[] };
export type ShownVerdict = Omit<Verdict, "checks"> & { checks: ShownCheck[] };

export type RunSource = "browser" | "editor" | "interview";

/** A graded run with what it takes to draw it. */
export type ShownRun = {
	/** null when nothing was recorded, because nothing ran. */
	id: number | null;
	/** "Run 14" of this exercise. */
	number: number | null;
	verdict: ShownVerdict;
	/** null when the run left no trace, or one that is no longer kept. */
	report: Report | null;
	wallMs: number;
	createdAt: string;
	source: RunSource;
};

export type EarlierRun = {
	id: number;
	headline: string;
	status: Verdict["status"];
	passed: number;
	total: number;
	createdAt: string;
	source: RunSource;
};

/** What comes after an exercise is passed. */
export type AfterPass = {
	questions: { id: string; title: string }[];
	solution: { path: string; language: string; lines: CodeToken[][] }[];
};

export type ShownFile = { path: string; editable: boolean; text: string; lines: CodeToken[][] };

export type WorkspaceView = {
	slug: string;
	title: string;
	topic: string;
	level: string;
	minutes: number;
	summary: string;
	story: MarkdownNode[];
	task: MarkdownNode[];
	given: MarkdownNode[];
	hints: MarkdownNode[][];
	files: ShownFile[];
	starting: Readonly<Record<string, string>>;
	draft: { files: Readonly<Record<string, string>>; revision: number };
	/** The last thing that happened to the draft was a reset. */
	canUndoReset: boolean;
	run: ShownRun | null;
	/** The run shown is not the last one. */
	isEarlierRun: boolean;
	earlier: EarlierRun[];
	after: AfterPass | null;
	/** How many requests a run sends. */
	requests: number;
	idempotencyKey: string;
	seed: number;
};

export type ListedExercise = {
	slug: string;
	title: string;
	topic: string;
	level: string;
	minutes: number;
	summary: string;
	state: ProgressState;
};

/** Answer of the resource route that runs. */
export type RunAnswer = {
	run: ShownRun;
	earlier: EarlierRun[];
	after: AfterPass | null;
	draft: { ok: true; revision: number } | { ok: false; theirs: { files: Readonly<Record<string, string>>; revision: number } };
};

export type GoToPlace = (place: Place) => void;
