import { createEmptyCard, fsrs, Rating } from "ts-fsrs";
import { describe, expect, it } from "vitest";
import {
	cardsByQuestion,
	countDue,
	type Database,
	dueCards,
	type FsrsState,
	getCard,
	listReviews,
	makeDueNow,
	nextDueAt,
	openMemoryDatabase,
	type ReviewRating,
	reviewsOfQuestion,
	suspendCard,
	undoLastReview,
	upsertReviewedCard,
} from "#db/index.ts";
import { anFsrsState, at } from "./records.ts";

const review = (db: Database, question: string, state: FsrsState, baseReps: number, rating: ReviewRating = 3, reviewedAt = at("10:00")) =>
	upsertReviewedCard(db, {
		card: { question, fsrs: state, reason: "studied" },
		baseReps,
		log: { rating, reviewedAt, durationMs: 4200, where: "study" },
	});

describe("a review card", () => {
	it("keeps the schedule of ts-fsrs exactly, over many reviews", () => {
		const db = openMemoryDatabase();
		const scheduler = fsrs({ enable_fuzz: false });
		let card: FsrsState = createEmptyCard(at("10:00"));
		for (const rating of [Rating.Good, Rating.Again, Rating.Hard, Rating.Good, Rating.Easy, Rating.Again, Rating.Good] as const) {
			const { card: next } = scheduler.next(card, card.due, rating);
			expect(review(db, "cold-start", next, card.reps, rating, card.due)).toMatchObject({ ok: true });
			card = next;
			expect(getCard(db, "cold-start")?.fsrs).toEqual(card);
		}
	});

	it("is graded once when the same form is sent twice", () => {
		const db = openMemoryDatabase();
		review(db, "cold-start", anFsrsState(), 0);
		expect(review(db, "cold-start", anFsrsState(), 0)).toMatchObject({ ok: false, conflict: { question: "cold-start" } });
		expect(reviewsOfQuestion(db, "cold-start")).toHaveLength(1);
	});

	it("keeps the reason and the time of its making", () => {
		const db = openMemoryDatabase();
		makeDueNow(db, "cold-start", at("09:00"), "missedInInterview");
		review(db, "cold-start", anFsrsState(), 0);
		expect(getCard(db, "cold-start")).toMatchObject({ reason: "missedInInterview", createdAt: at("09:00"), suspendedAt: null });
	});

	it("refuses a rating that FSRS does not have, and stores neither card nor log", () => {
		const db = openMemoryDatabase();
		expect(() => review(db, "cold-start", anFsrsState(), 0, 5 as ReviewRating)).toThrow();
		expect(getCard(db, "cold-start")).toBeUndefined();
		expect(listReviews(db, at("00:00"))).toEqual([]);
	});
});

describe("the queue of reviews", () => {
	const withCards = () => {
		const db = openMemoryDatabase();
		for (const [question, due] of [
			["b", "10:00"],
			["a", "10:00"],
			["c", "09:00"],
			["later", "12:00"],
			["latest", "13:00"],
		] as const) {
			makeDueNow(db, question, at(due), "studied");
		}
		return db;
	};

	it("gives due cards, the longest due first, up to a limit", () => {
		const db = withCards();
		expect(dueCards(db, at("10:00"), 10).map((card) => card.question)).toEqual(["c", "a", "b"]);
		expect(dueCards(db, at("10:00"), 2)).toHaveLength(2);
		expect(countDue(db, at("10:00"))).toBe(3);
	});

	it("tells when the next card will be due", () => {
		const db = withCards();
		expect(nextDueAt(db, at("10:00"))).toEqual(at("12:00"));
		expect(nextDueAt(db, at("13:00"))).toBeNull();
	});

	it("leaves out suspended cards until they take part again", () => {
		const db = withCards();
		suspendCard(db, "c", at("09:30"));
		suspendCard(db, "later", at("09:30"));
		expect(dueCards(db, at("10:00"), 10).map((card) => card.question)).toEqual(["a", "b"]);
		expect(countDue(db, at("10:00"))).toBe(2);
		expect(nextDueAt(db, at("10:00"))).toEqual(at("13:00"));
		expect(cardsByQuestion(db).get("c")?.suspendedAt).toEqual(at("09:30"));
		suspendCard(db, "c", null);
		expect(countDue(db, at("10:00"))).toBe(3);
	});

	it("gets a question at its front that was missed, without forgetting its schedule", () => {
		const db = openMemoryDatabase();
		review(db, "cold-start", anFsrsState({ due: at("23:00"), state: 2 }), 0);
		makeDueNow(db, "cold-start", at("11:00"), "missedInInterview");
		const state = anFsrsState({ due: at("11:00"), state: 2 });
		expect(getCard(db, "cold-start")).toMatchObject({ reason: "missedInInterview", fsrs: state });
	});

	it("does not put off a card that was due before it was missed", () => {
		const db = openMemoryDatabase();
		review(db, "cold-start", anFsrsState({ due: at("10:10") }), 0);
		expect(makeDueNow(db, "cold-start", at("11:00"), "missedInInterview").fsrs.due).toEqual(at("10:10"));
	});
});

describe("undoing a review", () => {
	it("brings the card back as it was, and the log keeps the fact", () => {
		const db = openMemoryDatabase();
		const first = anFsrsState();
		review(db, "cold-start", first, 0);
		review(db, "cold-start", anFsrsState({ reps: 2, stability: 0.5, state: 3, lapses: 1 }), 1, 1);
		expect(undoLastReview(db, at("10:12"))).toMatchObject({ question: "cold-start", card: { fsrs: first } });
		expect(getCard(db, "cold-start")?.fsrs).toEqual(first);
		expect(listReviews(db, at("00:00")).map(({ rating, before, undoneAt }) => ({ rating, before, undoneAt }))).toEqual([
			{ rating: 3, before: null, undoneAt: null },
			{ rating: 1, before: first, undoneAt: at("10:12") },
		]);
	});

	it("removes a card that the review had made", () => {
		const db = openMemoryDatabase();
		review(db, "cold-start", anFsrsState(), 0);
		expect(undoLastReview(db, at("10:01"))).toEqual({ question: "cold-start", card: null });
		expect(getCard(db, "cold-start")).toBeUndefined();
	});

	it("goes back one review at a time, and ends", () => {
		const db = openMemoryDatabase();
		review(db, "a", anFsrsState(), 0);
		review(db, "b", anFsrsState(), 0);
		expect([1, 2, 3].map(() => undoLastReview(db, at("10:01"))?.question)).toEqual(["b", "a", undefined]);
	});

	it("lets the card be graded again", () => {
		const db = openMemoryDatabase();
		review(db, "a", anFsrsState(), 0);
		undoLastReview(db, at("10:01"));
		expect(review(db, "a", anFsrsState(), 0, 4)).toMatchObject({ ok: true });
	});
});
