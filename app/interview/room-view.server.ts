import { type AskedItem, type ClockState, heartbeatMs } from "#app/interview/clock.ts";
import { mostFollowUps } from "#app/interview/follow-ups.ts";
import { notesItem } from "#app/interview/marks.ts";
import { dealtWith } from "#app/interview/report.ts";
import { type ShownVerdict, shownVerdict } from "#app/interview/run-exercise.server.ts";
import { latestRun } from "#app/interview/runs.ts";
import { codeOf, currentItem, type Session } from "#app/interview/session.server.ts";
import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { parseInline, parseMarkdown } from "#app/markdown/parse.server.ts";
import { type Database, type InterviewAnswer, type SubmissionId, submissionById } from "#db/index.ts";

/** What the clock of a page starts from. The server's numbers; the page only lets them run down between two of them. */
export type ClockView = {
	running: boolean;
	limitMs: number | null;
	remainingMs: number | null;
	partBudgetMs: number;
	partSpentMs: number;
	heartbeatMs: number;
};

export type Written = { text: string; revision: number; savedAt: number | null };

export type AskedView = {
	item: string;
	who: string;
	asked: MarkdownNode[];
	askedPlain: string;
	isFollowUp: boolean;
	prompt: MarkdownNode[];
	written: Written;
};

export type ExerciseView = {
	item: string;
	who: string;
	title: string;
	story: MarkdownNode[];
	task: MarkdownNode[];
	given: MarkdownNode[];
	files: { path: string; text: string }[];
	readOnly: { path: string; text: string }[];
	revision: number;
	savedAt: number | null;
	run: { verdict: ShownVerdict; attempts: number } | { refused: string } | null;
	/** The content no longer has it, so it cannot be run. */
	removed: boolean;
};

/** All that the page of a running interview shows. Nothing of key points, follow-ups to come, or model answers travels with it. */
export type RoomView = {
	id: string;
	title: string;
	mode: "strict" | "practice";
	paused: boolean;
	hideClock: boolean;
	clock: ClockView;
	parts: { number: number; title: string; budgetMs: number; filled: number; state: "done" | "current" | "ahead" }[];
	partTitle: string;
	partNumber: number;
	partCount: number;
	earlier: { item: string; who: string; asked: MarkdownNode[]; isFollowUp: boolean; text: string; dealt: string }[];
	current: AskedView | null;
	exercise: ExerciseView | null;
	inPart: { item: string; label: string; state: "done" | "current" | "ahead" }[];
	notes: Written;
};

export function clockView({ state }: Session): ClockView {
	const part = state.parts.find(({ state }) => state === "current") ?? state.parts.at(-1);
	return {
		running: state.status === "running",
		limitMs: state.limitMs,
		remainingMs: state.remainingMs,
		partBudgetMs: part?.budgetMs ?? 0,
		partSpentMs: part?.spentMs ?? 0,
		heartbeatMs,
	};
}

export function roomView(
	db: Database,
	session: Session,
	answers: ReadonlyMap<string, InterviewAnswer>,
	exists: (exercise: string) => boolean,
): RoomView {
	const { interview, plan, state } = session;
	const asked = currentItem(session);
	const part = asked?.part ?? plan.parts.length - 1;
	const paused = state.status === "paused";
	return {
		id: interview.id,
		title: plan.title,
		mode: interview.mode,
		paused,
		hideClock: plan.hideClock,
		clock: clockView(session),
		parts: plan.parts.map(({ title }, index) => partView(state, title, index)),
		partTitle: plan.parts[part]?.title ?? "",
		partNumber: part + 1,
		partCount: plan.parts.length,
		// A pause hides what is asked, so that a break is one.
		earlier: paused ? [] : earlierIn(session, answers, part, asked),
		current: !paused && asked && asked.kind !== "exercise" ? askedView(session, answers, asked) : null,
		exercise: !paused && asked?.kind === "exercise" ? exerciseView(db, session, asked, exists) : null,
		inPart: paused ? [] : inPart(session, part, asked),
		notes: written(answers.get(notesItem)),
	};
}

function partView(state: ClockState, title: string, index: number): RoomView["parts"][number] {
	const part = state.parts[index] ?? { budgetMs: 0, spentMs: 0, state: "ahead" as const };
	const filled = part.state === "done" ? 1 : Math.min(1, part.spentMs / part.budgetMs);
	return { number: index + 1, title, budgetMs: part.budgetMs, filled, state: part.state };
}

const written = (answer: InterviewAnswer | undefined): Written => ({
	text: answer?.text ?? "",
	revision: answer?.revision ?? 0,
	savedAt: answer && answer.revision > 0 ? answer.savedAt.getTime() : null,
});

const askOf = (item: AskedItem) =>
	item.kind === "question"
		? item.question.title
		: item.kind === "followUp"
			? (item.question.followUps[item.followUp]?.ask ?? "")
			: item.exercise.title;

/** "Part 2 of 3, throttling, asked at minute 18", "Follow-up, level 2 of 4". */
function whoOf({ plan, state }: Session, item: AskedItem): string {
	if (item.kind === "followUp") {
		const family = state.items.filter((other) => other.kind === "followUp" && other.question.item === item.question.item);
		return `Follow-up, level ${family.findIndex((other) => other.item === item.item) + 2} of ${family.length + 1}`;
	}
	const minute = Math.floor((item.askedAtMs ?? 0) / 60_000);
	const place = plan.parts.length > 1 ? `Part ${item.part + 1} of ${plan.parts.length}, ` : "";
	const topic = item.kind === "question" ? item.question.topic : item.exercise.topic;
	return `${place}${(plan.topics[topic] ?? topic).toLowerCase()}, asked at minute ${minute}`;
}

function earlierIn(
	session: Session,
	answers: ReadonlyMap<string, InterviewAnswer>,
	part: number,
	asked: AskedItem | undefined,
): RoomView["earlier"] {
	// Of quick questions only what was asked just now stays in sight; in depth, all that the follow-ups build upon.
	const inSamePart = session.state.items.filter((item) => item.part === part && item.item !== asked?.item && item.done !== null);
	return inSamePart.map((item) => {
		const text = answers.get(item.item)?.text ?? "";
		const dealt = dealtWith(item, text);
		return {
			item: item.item,
			who: whoOf(session, item),
			asked: parseInline(askOf(item)),
			isFollowUp: item.kind === "followUp",
			text: dealt === "answered" ? text : "",
			dealt,
		};
	});
}

function askedView(session: Session, answers: ReadonlyMap<string, InterviewAnswer>, asked: AskedItem): AskedView {
	return {
		item: asked.item,
		who: whoOf(session, asked),
		asked: parseInline(askOf(asked)),
		askedPlain: askOf(asked),
		isFollowUp: asked.kind === "followUp",
		prompt: asked.kind === "question" ? parseMarkdown(asked.question.prompt) : [],
		written: written(answers.get(asked.item)),
	};
}

function exerciseView(
	db: Database,
	session: Session,
	asked: AskedItem & { kind: "exercise" },
	exists: (exercise: string) => boolean,
): ExerciseView {
	const { exercise } = asked;
	const code = codeOf(db, session, exercise);
	const run = latestRun(session.events, asked.item);
	const attempts = session.events.filter(({ kind, item }) => kind === "runExecuted" && item === asked.item).length;
	const submission = run?.submission ? submissionById(db, run.submission as SubmissionId) : undefined;
	return {
		item: asked.item,
		who: whoOf(session, asked),
		title: exercise.title,
		story: parseMarkdown(exercise.story),
		task: parseMarkdown(exercise.task),
		given: parseMarkdown(exercise.given),
		files: Object.keys(exercise.starter).map((path) => ({ path, text: code.files[path] ?? "" })),
		readOnly: Object.entries(exercise.readOnly).map(([path, text]) => ({ path, text })),
		revision: code.revision,
		savedAt: code.savedAt?.getTime() ?? null,
		run: !run ? null : submission ? { verdict: shownVerdict(submission), attempts } : { refused: run.headline },
		removed: !exists(exercise.exercise),
	};
}

/** What is still to come in a part has no name yet: follow-ups depend on the answer. */
function inPart({ plan, state }: Session, part: number, asked: AskedItem | undefined): RoomView["inPart"] {
	const items = state.items.filter((item) => item.part === part);
	const listed = items.map((item, index) => ({
		item: item.item,
		label: labelOf(item, index, item.item === asked?.item || item.done !== null),
		state: item.item === asked?.item ? ("current" as const) : item.done ? ("done" as const) : ("ahead" as const),
	}));
	const planned = plan.parts[part];
	const dive =
		planned?.kind === "deepDive" && asked?.kind === "question" ? Math.min(mostFollowUps, planned.questions[0]?.followUps.length ?? 0) : 0;
	const waiting =
		dive > 0
			? [{ item: "more", label: `Up to ${dive === 1 ? "one follow-up" : `${dive} follow-ups`}, when you answer`, state: "ahead" as const }]
			: [];
	return [...listed, ...waiting];
}

function labelOf(item: AskedItem, index: number, open: boolean): string {
	if (item.kind === "exercise") return item.exercise.title;
	const ask = askOf(item).replaceAll("`", "");
	const short = ask.length > 64 ? `${ask.slice(0, 62).replace(/\s+\S*$/, "")}…` : ask;
	return `${index + 1}. ${open ? short : "Opens when you answer"}`;
}
