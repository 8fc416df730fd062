import { z } from "zod";
import { type Item, itemsOf, type Plan } from "#app/interview/plan.ts";
import type { InterviewEventKind, InterviewMode } from "#db/index.ts";

/*
 * The rule of the clock. Only the events of an interview and the server's time decide; no browser counts.
 *
 * 1. Time passes between one event and the next, and after the last one until now. A step back of the server's clock counts as no time at
 *    all, and the counting goes on from the new hour. So time is never given back, and more of it never makes less of it pass.
 * 2. strict: all of that time is charged, present or not. Pauses do not count.
 * 3. practice: the page reports every ten seconds while it is visible. Time between two reports is charged up to two such intervals, so a
 *    closed lid or a crash costs at most twenty seconds. From a pause on, nothing is charged. A pause that the learner asked for ends when
 *    she resumes; one because the page was hidden or closed ends with any sign of her.
 * 4. What is charged goes to the item that was being asked, and to its part.
 * 5. When all that is charged reaches the limit, the interview has ended at that very moment, even if nobody was there. What was recorded
 *    for a later moment changes nothing.
 * 6. Only "five more minutes" raises the limit.
 */

export const heartbeatMs = 10_000;
/** Rule 3. */
export const graceMs = 2 * heartbeatMs;
export const extensionMs = 5 * 60_000;

export type ClockEvent = { at: Date; kind: InterviewEventKind; item: string | null; payload: unknown };

export type AskedItem = Item & {
	/** How far in the interview it was first asked; null when it has not been. */
	askedAtMs: number | null;
	spentMs: number;
	done: "answered" | "skipped" | null;
};

export type ClockState = {
	/** over: the time ran out, all was answered, or the learner finished. */
	status: "running" | "paused" | "over";
	endedAt: Date | null;
	/** Why it ended. */
	ended: "timeRanOut" | "finished" | null;
	/** null: no limit. */
	limitMs: number | null;
	remainingMs: number | null;
	spentMs: number;
	extensions: number;
	parts: { budgetMs: number; spentMs: number; state: "done" | "current" | "ahead" }[];
	/** Every item that is known so far: follow-ups join when they open. */
	items: AskedItem[];
	/** The item that is being asked; null when none is left. */
	current: string | null;
};

const answeredPayload = z.object({ followUps: z.array(z.number().int().min(0)).default([]) }).catch({ followUps: [] });
const pausedPayload = z.object({ by: z.enum(["learner", "away"]) }).catch({ by: "learner" });
const extendedPayload = z.object({ ms: z.number().min(0).max(3_600_000) }).catch({ ms: 0 });

const signsOfPresence: readonly InterviewEventKind[] = ["heartbeat", "itemShown", "draftSaved", "answered", "skipped", "runExecuted"];

type Tally = {
	spentMs: number;
	limitMs: number | null;
	extensions: number;
	paused: "learner" | "away" | null;
	done: Map<string, "answered" | "skipped">;
	opened: Map<string, readonly number[]>;
	spentByItem: Map<string, number>;
	askedAt: Map<string, number>;
	items: Item[];
	current: Item | undefined;
	ended: { at: Date; why: "timeRanOut" | "finished" } | null;
};

/** Where an interview stands. Equal events and an equal `now` give an equal answer. */
export function clockState(events: readonly ClockEvent[], plan: Plan, mode: InterviewMode, now: Date): ClockState {
	const tally = newTally(plan);
	let last = events[0]?.at.getTime() ?? now.getTime();
	for (const event of events.slice(1)) {
		const at = event.at.getTime();
		charge(tally, mode, last, at);
		if (tally.ended) break;
		apply(tally, plan, event);
		if (tally.ended) break;
		last = at;
	}
	if (!tally.ended) charge(tally, mode, last, now.getTime());
	return stateOf(tally, plan);
}

function newTally(plan: Plan): Tally {
	const tally: Tally = {
		spentMs: 0,
		limitMs: plan.limitMs,
		extensions: 0,
		paused: null,
		done: new Map(),
		opened: new Map(),
		spentByItem: new Map(),
		askedAt: new Map(),
		items: [],
		current: undefined,
		ended: null,
	};
	moveOn(tally, plan);
	return tally;
}

/** Rules 1 to 5 for one stretch of time. */
function charge(tally: Tally, mode: InterviewMode, from: number, to: number): void {
	const passed = Math.max(0, to - from);
	const due = mode === "strict" ? passed : tally.paused ? 0 : Math.min(passed, graceMs);
	const left = tally.limitMs === null ? Number.POSITIVE_INFINITY : tally.limitMs - tally.spentMs;
	const charged = tally.current ? Math.min(due, left) : 0;
	tally.spentMs += charged;
	if (tally.current) tally.spentByItem.set(tally.current.item, (tally.spentByItem.get(tally.current.item) ?? 0) + charged);
	if (tally.current && due >= left) tally.ended = { at: new Date(from + charged), why: "timeRanOut" };
}

function apply(tally: Tally, plan: Plan, { kind, item, payload, at }: ClockEvent): void {
	if (kind === "paused") {
		const { by } = pausedPayload.parse(payload);
		// Leaving the page does not turn a pause that was asked for into one that ends by itself.
		if (tally.paused !== "learner") tally.paused = by;
	}
	if (kind === "resumed" || (tally.paused === "away" && signsOfPresence.includes(kind))) tally.paused = null;
	if (kind === "extended" && tally.limitMs !== null) {
		tally.limitMs += extendedPayload.parse(payload).ms;
		tally.extensions += 1;
	}
	if ((kind === "answered" || kind === "skipped") && item !== null && item === tally.current?.item) {
		tally.done.set(item, kind);
		if (kind === "answered" && tally.current.kind === "question") tally.opened.set(item, answeredPayload.parse(payload).followUps);
		moveOn(tally, plan);
	}
	if (kind === "expired") tally.ended = { at, why: "timeRanOut" };
	if (kind === "finished") tally.ended = { at, why: "finished" };
}

/** The next item that is not done becomes the one that is asked. */
function moveOn(tally: Tally, plan: Plan): void {
	tally.items = itemsOf(plan, tally.opened);
	tally.current = tally.items.find(({ item }) => !tally.done.has(item));
	if (tally.current && !tally.askedAt.has(tally.current.item)) tally.askedAt.set(tally.current.item, tally.spentMs);
}

function stateOf(tally: Tally, plan: Plan): ClockState {
	const { limitMs, spentMs, extensions, current, ended } = tally;
	const items = tally.items.map(
		(item): AskedItem => ({
			...item,
			askedAtMs: tally.askedAt.get(item.item) ?? null,
			spentMs: tally.spentByItem.get(item.item) ?? 0,
			done: tally.done.get(item.item) ?? null,
		}),
	);
	const at = current?.part ?? plan.parts.length;
	return {
		status: ended ? "over" : tally.paused === "learner" ? "paused" : "running",
		endedAt: ended?.at ?? null,
		ended: ended?.why ?? null,
		limitMs,
		remainingMs: limitMs === null ? null : Math.max(0, limitMs - spentMs),
		spentMs,
		extensions,
		parts: plan.parts.map(({ budgetMs }, index) => ({
			budgetMs,
			spentMs: items.filter(({ part }) => part === index).reduce((sum, item) => sum + item.spentMs, 0),
			state: index < at ? "done" : index === at ? "current" : "ahead",
		})),
		items,
		current: ended ? null : (current?.item ?? null),
	};
}
