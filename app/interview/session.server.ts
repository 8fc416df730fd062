import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type AskedItem, type ClockState, clockState, extensionMs, graceMs } from "#app/interview/clock.ts";
import { chooseFollowUps } from "#app/interview/follow-ups.ts";
import { notesItem } from "#app/interview/marks.ts";
import { makePlan, type Plan, type PlanChoices, planSchema } from "#app/interview/plan.ts";
import type { Catalog, InterviewTemplate } from "#content/index.ts";
import {
	type AnswerOutcome,
	appendEvent,
	createInterview,
	type Database,
	getDraft,
	getInterview,
	type Interview,
	type InterviewAnswer,
	type InterviewEvent,
	type InterviewEventKind,
	type InterviewId,
	type InterviewMode,
	inTransaction,
	listAnswers,
	listEvents,
	parseInterviewId,
	saveAnswerDraft,
	saveDraft,
} from "#db/index.ts";

/** An interview as it stands at a moment. */
export type Session = {
	interview: Interview;
	plan: Plan;
	events: InterviewEvent[];
	state: ClockState;
	now: Date;
};

export function newInterviewId(): InterviewId {
	return randomUUID() as InterviewId;
}

/** Starts the interview of this id, once. @returns false when nothing of the template is left in the catalog. */
export function startInterview(
	db: Database,
	catalog: Catalog,
	start: { id: InterviewId; template: InterviewTemplate; mode: InterviewMode; choices: PlanChoices; now: Date },
): boolean {
	// The form was sent twice.
	if (getInterview(db, start.id)) return true;
	const plan = makePlan(start.template, catalog, start.choices);
	if (!plan) return false;
	const totalMs = plan.limitMs ?? plan.parts.reduce((sum, { budgetMs }) => sum + budgetMs, 0);
	createInterview(db, { id: start.id, template: start.template.slug, plan, mode: start.mode, totalMs, startedAt: start.now });
	return true;
}

/**
 * Reads an interview and settles it: if its time ran out while nobody looked, it is finished now, at the moment when it ran out.
 * @param id As it stands in an address.
 */
export function openSession(db: Database, id: string, now: Date): Session | undefined {
	const known = parseInterviewId(id);
	return known && inTransaction(db, (db) => settle(db, known, now));
}

function settle(db: Database, id: InterviewId, now: Date): Session | undefined {
	const session = read(db, id, now);
	if (!session || session.interview.status === "finished" || session.state.endedAt === null) return session;
	append(db, session, { kind: "expired", at: session.state.endedAt });
	append(db, session, { kind: "finished", at: session.state.endedAt });
	return read(db, id, now);
}

function read(db: Database, id: InterviewId, now: Date): Session | undefined {
	const interview = getInterview(db, id);
	if (!interview) return undefined;
	const plan = planSchema.parse(interview.plan);
	const events = listEvents(db, id);
	return { interview, plan, events, state: clockState(events, plan, interview.mode, now), now };
}

/** Everything here runs in one go, so the number that was read is still the last one. */
function append(
	db: Database,
	session: Session,
	event: { kind: Exclude<InterviewEventKind, "started">; at?: Date; item?: string; payload?: unknown },
): void {
	const seq = (session.events.at(-1)?.seq ?? 0) + 1;
	const at = event.at ?? session.now;
	const outcome = appendEvent(db, { interview: session.interview.id, seq, at, ...event });
	if (!outcome.ok)
		throw new Error(`Event ${event.kind} of interview ${session.interview.id} came to be number ${outcome.conflict.nextSeq}`);
	session.events.push({
		interview: session.interview.id,
		seq,
		at,
		kind: event.kind,
		item: event.item ?? null,
		payload: event.payload ?? null,
	});
	session.state = clockState(session.events, session.plan, session.interview.mode, session.now);
}

/** One tab at a time holds an interview. A page without scripts has no name and holds none. */
export type Tab = string | undefined;

const tabPayload = z.object({ tab: z.string() });

/**
 * The tab that is in use: the last one that claimed the interview, unless it said goodbye or has been silent for longer than a page in use
 * ever is.
 */
function holderOf({ events, now }: Session): string | null {
	let holder: string | null = null;
	let heardAt = 0;
	for (const { kind, payload, at } of events) {
		const { data } = tabPayload.safeParse(payload);
		if (!data) continue;
		if (kind === "resumed" || holder === null) holder = data.tab;
		if (data.tab !== holder) continue;
		heardAt = at.getTime();
		if (kind === "paused" && isAway(payload)) holder = null;
	}
	return holder !== null && now.getTime() - heardAt <= graceMs + 5000 ? holder : null;
}

const isAway = (payload: unknown) => z.object({ by: z.literal("away") }).safeParse(payload).success;

export const isOpenElsewhere = (session: Session, tab: Tab): boolean => {
	const holder = holderOf(session);
	return tab !== undefined && holder !== null && holder !== tab;
};

/** The learner sees the page: what is asked counts as shown, and a clock that stood still because she was away goes on. */
export function recordVisit(db: Database, session: Session): void {
	const { state } = session;
	if (state.status !== "running" || state.current === null) return;
	const shown = session.events.some(({ kind, item }) => kind === "itemShown" && item === state.current);
	inTransaction(db, (db) => append(db, session, shown ? { kind: "heartbeat" } : { kind: "itemShown", item: state.current ?? "" }));
}

/** A page in use reports. @returns Whether this tab may go on. */
export function recordPresence(db: Database, session: Session, tab: string, take: boolean): "yours" | "elsewhere" {
	if (!take && isOpenElsewhere(session, tab)) return "elsewhere";
	if (session.state.status === "over") return "yours";
	inTransaction(db, (db) => {
		if (holderOf(session) !== tab) claim(db, session, tab);
		else append(db, session, { kind: "heartbeat", payload: { tab } });
	});
	return "yours";
}

/** A claim must not end a pause that was asked for. */
function claim(db: Database, session: Session, tab: string): void {
	const paused = session.state.status === "paused";
	append(db, session, { kind: "resumed", payload: { tab } });
	if (paused) append(db, session, { kind: "paused", payload: { by: "learner", tab } });
}

/** The page of the tab in use is hidden or closed. */
export function recordLeaving(db: Database, session: Session, tab: string): void {
	if (session.state.status === "over" || isOpenElsewhere(session, tab)) return;
	inTransaction(db, (db) => append(db, session, { kind: "paused", payload: { by: "away", tab } }));
}

export function pause(db: Database, session: Session, tab: Tab): void {
	if (session.interview.mode !== "practice" || session.state.status !== "running") return;
	inTransaction(db, (db) => append(db, session, { kind: "paused", payload: { by: "learner", ...(tab && { tab }) } }));
}

export function resume(db: Database, session: Session, tab: Tab): void {
	if (session.state.status !== "paused") return;
	inTransaction(db, (db) => append(db, session, { kind: "resumed", payload: tab ? { tab } : {} }));
}

/** Five more minutes. Offered without a reason asked; the report of a strict interview says so. */
export function extend(db: Database, session: Session): void {
	if (session.state.status === "over" || session.state.limitMs === null) return;
	inTransaction(db, (db) => append(db, session, { kind: "extended", payload: { ms: extensionMs } }));
}

export function finishEarly(db: Database, session: Session): void {
	if (session.state.status === "over") return;
	inTransaction(db, (db) => append(db, session, { kind: "finished" }));
}

/** elsewhere: another tab is in use, or it changed the text. over: too late; what was saved in time counts. */
export type SaveOutcome =
	| { status: "saved"; revision: number }
	| { status: "conflict"; text: string; revision: number }
	| { status: "elsewhere" }
	| { status: "over" };

/** Drafts are saved every second or so; as signs of presence, one in five seconds is enough. */
const draftEventEveryMs = 5000;

export const isOpenItem = ({ state }: Session, item: string) => item === notesItem || item === state.current;

/** Saves what is being written, for the item that is asked or the notes. */
export function saveDraftText(
	db: Database,
	session: Session,
	draft: { item: string; text: string; baseRevision: number; tab: Tab },
): SaveOutcome {
	if (session.state.status === "over" || !isOpenItem(session, draft.item)) return { status: "over" };
	if (isOpenElsewhere(session, draft.tab)) return { status: "elsewhere" };
	return inTransaction(db, (db) => {
		const outcome = saveOutcome(saveAnswerDraft(db, { ...draft, interview: session.interview.id, now: session.now }));
		if (outcome.status === "saved") noteDraft(db, session, draft.item, outcome.revision, draft.tab);
		return outcome;
	});
}

function saveOutcome(outcome: AnswerOutcome): SaveOutcome {
	if (outcome.ok) return { status: "saved", revision: outcome.revision };
	if (outcome.finishedAt) return { status: "over" };
	return { status: "conflict", text: outcome.conflict?.text ?? "", revision: outcome.conflict?.revision ?? 0 };
}

function noteDraft(db: Database, session: Session, item: string, revision: number, tab: Tab): void {
	const last = session.events.at(-1);
	if (last && session.now.getTime() - last.at.getTime() < draftEventEveryMs) return;
	append(db, session, { kind: "draftSaved", item, payload: { revision, ...(tab && { tab }) } });
}

/** Saves the code of the exercise that is asked. Its drafts belong to this interview alone, and so do not touch other work on it. */
export function saveCode(
	db: Database,
	session: Session,
	code: { item: string; files: Record<string, string>; baseRevision: number; tab: Tab },
): SaveOutcome {
	const asked = currentItem(session);
	if (session.state.status === "over" || asked?.kind !== "exercise" || asked.item !== code.item) return { status: "over" };
	if (isOpenElsewhere(session, code.tab)) return { status: "elsewhere" };
	return inTransaction(db, (db) => {
		const files = Object.fromEntries(Object.entries(code.files).filter(([path]) => path in asked.exercise.starter));
		const { exercise, starter } = asked.exercise;
		// A run of the untouched starter writes nothing, so that the page's next save still builds on what it knows.
		const stored = getDraft(db, exercise, session.interview.id);
		if (!stored && code.baseRevision === 0 && Object.entries(starter).every(([path, text]) => files[path] === text))
			return { status: "saved", revision: 0 };
		const outcome = saveDraft(db, { exercise, files, baseRevision: code.baseRevision, now: session.now, scope: session.interview.id });
		if (!outcome.ok) return { status: "conflict", text: "", revision: outcome.conflict?.revision ?? 0 };
		noteDraft(db, session, code.item, outcome.revision, code.tab);
		return { status: "saved", revision: outcome.revision };
	});
}

export function currentItem({ state }: Session): AskedItem | undefined {
	return state.items.find(({ item }) => item === state.current);
}

/**
 * Closes the item that is asked, with its text as it is now, and moves on; after the last one the interview is finished.
 * An item that is no longer asked (the same form sent twice) is left alone.
 */
export function closeItem(
	db: Database,
	session: Session,
	closing: { item: string; how: "answered" | "skipped"; text: string | null; baseRevision: number; tab: Tab },
): SaveOutcome {
	const asked = currentItem(session);
	if (session.state.status === "over") return { status: "over" };
	if (!asked || asked.item !== closing.item) return { status: "saved", revision: closing.baseRevision };
	if (isOpenElsewhere(session, closing.tab)) return { status: "elsewhere" };
	return inTransaction(db, (db) => {
		const { id } = session.interview;
		const { item, how, text, baseRevision } = closing;
		if (text !== null && (how === "answered" || text !== "")) {
			const outcome = saveOutcome(saveAnswerDraft(db, { interview: id, item, text, baseRevision, now: session.now }));
			if (outcome.status !== "saved") return outcome;
		}
		const payload = asked.kind === "question" && how === "answered" ? { followUps: chooseFollowUps(asked.question, text ?? "") } : {};
		append(db, session, { kind: how, item, payload: { ...payload, ...(closing.tab && { tab: closing.tab }) } });
		if (session.state.current === null) append(db, session, { kind: "finished" });
		return { status: "saved", revision: baseRevision };
	});
}

export function recordRun(db: Database, session: Session, item: string, run: unknown): void {
	if (session.state.status === "over") return;
	inTransaction(db, (db) => append(db, session, { kind: "runExecuted", item, payload: run }));
}

export function answersOf(db: Database, session: Session): Map<string, InterviewAnswer> {
	return listAnswers(db, session.interview.id);
}

/** The code of an exercise as it was last saved, or as it was given. */
export function codeOf(db: Database, session: Session, exercise: { exercise: string; starter: Record<string, string> }) {
	const draft = getDraft(db, exercise.exercise, session.interview.id);
	return { files: { ...exercise.starter, ...draft?.files }, revision: draft?.revision ?? 0, savedAt: draft?.savedAt ?? null };
}
