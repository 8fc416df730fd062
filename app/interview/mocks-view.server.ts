import { markedReport, stageOf } from "#app/interview/marking.server.ts";
import { planSchema } from "#app/interview/plan.ts";
import { openSession } from "#app/interview/session.server.ts";
import type { MarkdownNode } from "#app/markdown/markdown-node.ts";
import { parseMarkdown } from "#app/markdown/parse.server.ts";
import type { Catalog, InterviewTemplate } from "#content/index.ts";
import { type Database, type InterviewMode, listAnswers, listInterviews } from "#db/index.ts";

export type TemplateView = {
	slug: string;
	title: string;
	summary: string;
	minutes: number;
	parts: { title: string; minutes: number; what: string }[];
};

export type PastView = {
	id: string;
	title: string;
	mode: InterviewMode;
	on: string;
	state: { kind: "running"; left: string } | { kind: "toMark" } | { kind: "reported"; headline: string } | { kind: "unreadable" };
};

const partWords = (part: InterviewTemplate["parts"][number]) =>
	part.kind === "rapid"
		? `${part.questions.length} short questions`
		: part.kind === "deepDive"
			? "one question and its follow-ups"
			: "one exercise, graded";

export function templateView(template: InterviewTemplate): TemplateView {
	const { slug, title, summary, minutes, parts } = template;
	return {
		slug,
		title,
		summary,
		minutes,
		parts: parts.map((part) => ({ title: part.title, minutes: part.minutes, what: partWords(part) })),
	};
}

export const briefOf = (catalog: Catalog, slug: string): MarkdownNode[] => parseMarkdown(catalog.interviews.get(slug)?.brief ?? "");

const dayAndTime = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
export const dayInWords = (date: Date) => dayAndTime.format(date);

/** The latest first. Those whose time ran out meanwhile are finished on the way. */
export function pastInterviews(db: Database, now: Date): PastView[] {
	return listInterviews(db).map((interview): PastView => {
		const base = { id: interview.id, mode: interview.mode, on: dayInWords(interview.startedAt) };
		const plan = planSchema.safeParse(interview.plan);
		if (!plan.success) return { ...base, title: interview.template, state: { kind: "unreadable" } };
		return { ...base, title: plan.data.title, state: stateOf(db, interview.id, now) };
	});
}

function stateOf(db: Database, id: string, now: Date): PastView["state"] {
	const session = openSession(db, id, now);
	if (!session) return { kind: "unreadable" };
	const stage = stageOf(session, listAnswers(db, session.interview.id));
	if (stage === "running") {
		return { kind: "running", left: leftInWords(session.state.remainingMs) };
	}
	if (stage !== "report") return { kind: "toMark" };
	return { kind: "reported", headline: markedReport(db, session.interview, now)?.headline ?? "" };
}

function leftInWords(remainingMs: number | null): string {
	if (remainingMs === null) return "no limit";
	const minutes = Math.round(remainingMs / 60_000);
	return minutes < 1 ? "less than a minute left" : `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
}
