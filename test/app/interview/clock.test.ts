import { describe, expect, it } from "vitest";
import { type ClockEvent, clockState, extensionMs, graceMs } from "#app/interview/clock.ts";
import type { InterviewEventKind, InterviewMode } from "#db/index.ts";
import { aPlan } from "./a-plan.ts";

const start = Date.parse("2026-11-24T09:00:00Z");
const minute = 60_000;
const plan = aPlan();
const at = (ms: number) => new Date(start + ms);

function event(ms: number, kind: InterviewEventKind, item: string | null = null, payload: unknown = null): ClockEvent {
	return { at: at(ms), kind, item, payload };
}
const started = event(0, "started");
const state = (mode: InterviewMode, events: ClockEvent[], nowMs: number, of = plan) =>
	clockState([started, ...events], of, mode, at(nowMs));

describe("the clock in strict mode", () => {
	it("runs from the start, present or not", () => {
		expect(state("strict", [], 3 * minute).remainingMs).toBe(7 * minute);
		expect(state("strict", [event(minute, "paused", null, { by: "away" })], 3 * minute).remainingMs).toBe(7 * minute);
	});

	it("ends the interview at the very moment when the time ran out, however much later one looks", () => {
		const late = state("strict", [event(minute, "heartbeat")], 24 * 60 * minute);
		expect(late).toMatchObject({ status: "over", ended: "timeRanOut", remainingMs: 0, current: null });
		expect(late.endedAt).toEqual(at(10 * minute));
	});

	it("pays no heed to what was recorded for a moment after the end", () => {
		const late = state("strict", [event(11 * minute, "extended", null, { ms: extensionMs })], 11 * minute);
		expect(late).toMatchObject({ status: "over", remainingMs: 0, extensions: 0 });
	});

	it("is longer by an extension", () => {
		const longer = state("strict", [event(9 * minute, "extended", null, { ms: extensionMs })], 12 * minute);
		expect(longer).toMatchObject({ status: "running", remainingMs: 3 * minute, extensions: 1 });
	});
});

describe("the clock in practice mode", () => {
	const heartbeats = (fromMs: number, toMs: number) =>
		Array.from({ length: (toMs - fromMs) / 10_000 }, (_, index) => event(fromMs + (index + 1) * 10_000, "heartbeat"));

	it("charges the time in which the page reports", () => {
		expect(state("practice", heartbeats(0, 2 * minute), 2 * minute).remainingMs).toBe(8 * minute);
	});

	it("charges a gap without reports by two intervals at most", () => {
		const backAfterAnHour = [...heartbeats(0, minute), event(61 * minute, "heartbeat")];
		expect(state("practice", backAfterAnHour, 61 * minute).spentMs).toBe(minute + graceMs);
	});

	it("stands still from the moment when the page was closed", () => {
		const closed = [...heartbeats(0, minute), event(minute + 3000, "paused", null, { by: "away" })];
		expect(state("practice", closed, 500 * minute).spentMs).toBe(minute + 3000);
		const back = [...closed, event(500 * minute, "heartbeat"), event(500 * minute + 5000, "draftSaved", "1-1")];
		expect(state("practice", back, 500 * minute + 5000).spentMs).toBe(minute + 8000);
	});

	it("lets a pause that was asked for end only when the learner resumes", () => {
		const paused = [
			event(minute / 6, "paused", null, { by: "learner" }),
			event(minute, "paused", null, { by: "away" }),
			event(2 * minute, "heartbeat"),
		];
		expect(state("practice", paused, 3 * minute)).toMatchObject({ status: "paused", spentMs: minute / 6 });
		expect(state("practice", [...paused, event(3 * minute, "resumed")], 3 * minute + 5000)).toMatchObject({
			status: "running",
			spentMs: minute / 6 + 5000,
		});
	});
});

describe("the items of an interview", () => {
	it("follow each other, and time goes to the one that is asked", () => {
		const after = state("strict", [event(minute, "answered", "1-1"), event(1.5 * minute, "skipped", "1-2")], 4 * minute);
		expect(after.current).toBe("2-1");
		expect(after.items.map(({ item, done, spentMs, askedAtMs }) => [item, done, spentMs, askedAtMs])).toEqual([
			["1-1", "answered", minute, 0],
			["1-2", "skipped", 0.5 * minute, minute],
			["2-1", null, 2.5 * minute, 1.5 * minute],
			["3-1", null, 0, null],
		]);
		expect(after.parts).toEqual([
			{ budgetMs: 4 * minute, spentMs: 1.5 * minute, state: "done" },
			{ budgetMs: 4 * minute, spentMs: 2.5 * minute, state: "current" },
			{ budgetMs: 2 * minute, spentMs: 0, state: "ahead" },
		]);
	});

	it("grow by the follow-ups that an answer opened", () => {
		const events = [event(1000, "skipped", "1-1"), event(2000, "skipped", "1-2"), event(3000, "answered", "2-1", { followUps: [1, 2] })];
		expect(state("strict", events, 4000).items.map(({ item }) => item)).toEqual(["1-1", "1-2", "2-1", "2-1-f2", "2-1-f3", "3-1"]);
		expect(state("strict", events, 4000).current).toBe("2-1-f2");
	});

	it("ignore an answer to what is not being asked", () => {
		expect(
			state("strict", [event(1000, "answered", "2-1"), event(2000, "answered", "1-1"), event(2500, "answered", "1-1")], 3000).current,
		).toBe("1-2");
	});

	it("take no more time once all are done", () => {
		const all = ["1-1", "1-2", "2-1", "3-1"].map((item, index) => event((index + 1) * 1000, "answered", item));
		expect(state("strict", all, 50 * minute)).toMatchObject({ spentMs: 4000, current: null, ended: null });
	});
});

describe("an interview without a limit", () => {
	it("counts up and never ends by itself", () => {
		const endless = state("strict", [event(minute, "extended", null, { ms: extensionMs })], 900 * minute, aPlan({ limitMs: null }));
		expect(endless).toMatchObject({ status: "running", remainingMs: null, limitMs: null, spentMs: 900 * minute });
	});
});

/** Small, seeded and good enough for interleavings (mulberry32). */
function seeded(seed: number): () => number {
	let a = seed;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

describe("whatever happens to an interview", () => {
	const kinds: InterviewEventKind[] = [
		"heartbeat",
		"itemShown",
		"draftSaved",
		"paused",
		"resumed",
		"answered",
		"skipped",
		"runExecuted",
		"extended",
		"marked",
	];
	const jumps = [0, 1, 400, 2500, 10_000, 10_000, 19_999, 20_001, 90_000, 3_600_000, -1, -5000, -86_400_000, 86_400_000];

	for (const mode of ["strict", "practice"] as const) {
		it(`never gives time back in ${mode} mode, except by an extension`, () => {
			for (let seed = 1; seed <= 400; seed += 1) {
				const random = seeded(seed);
				const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
				const events: ClockEvent[] = [started];
				let nowMs = 0;
				let before = clockState(events, plan, mode, at(0));
				for (let step = 0; step < 60; step += 1) {
					nowMs += pick(jumps);
					// A look at the page: a reload, a return, a second tab. The server records it before it tells the time.
					const kind = pick(kinds);
					const payload = kind === "paused" ? { by: pick(["learner", "away"]) } : kind === "extended" ? { ms: extensionMs } : null;
					events.push({ at: at(nowMs), kind, item: pick(["1-1", "1-2", "2-1", "3-1", null]), payload });
					const after = clockState(events, plan, mode, at(nowMs));
					const allowed = (before.remainingMs ?? 0) + (kind === "extended" && before.status !== "over" ? extensionMs : 0);
					expect(after.remainingMs, `seed ${seed}, step ${step}`).toBeLessThanOrEqual(allowed);
					expect(after.remainingMs).toBeGreaterThanOrEqual(0);
					expect(after.spentMs).toBeGreaterThanOrEqual(before.spentMs);
					if (before.status === "over") expect(after.endedAt).toEqual(before.endedAt);
					expect(after.parts.reduce((sum, part) => sum + part.spentMs, 0)).toBe(after.spentMs);
					before = after;
				}
			}
		});

		it(`lets time only pass as the hour moves on in ${mode} mode, and answers the same twice`, () => {
			for (let seed = 1; seed <= 100; seed += 1) {
				const random = seeded(seed * 7919);
				const events = [
					started,
					...Array.from({ length: 12 }, () => event(Math.floor(random() * 8 * minute), random() < 0.8 ? "heartbeat" : "paused")),
				];
				let before = Number.POSITIVE_INFINITY;
				for (let nowMs = -minute; nowMs < 20 * minute; nowMs += 17_000) {
					const once = clockState(events, plan, mode, at(nowMs));
					expect(clockState(structuredClone(events), structuredClone(plan), mode, at(nowMs))).toEqual(once);
					expect(once.remainingMs).toBeLessThanOrEqual(before);
					before = once.remainingMs ?? 0;
				}
			}
		});
	}

	it("does not end or extend an interview by a step of a day, and goes on counting after it", () => {
		const stepBack = [
			event(2 * minute, "heartbeat"),
			event(2 * minute - 86_400_000, "heartbeat"),
			event(3 * minute - 86_400_000, "heartbeat"),
		];
		expect(state("strict", stepBack, 3 * minute - 86_400_000).spentMs).toBe(3 * minute);
	});
});
