import { describe, expect, it } from "vitest";
import { intervalsAfter, isRemembered, predictedRecall, schedule } from "#app/review/schedule.ts";

const monday = new Date("2026-11-23T18:00:00Z");
const minutes = (count: number) => count * 60_000;
const days = (count: number) => count * 86_400_000;
const mondayPlus = (ms: number) => new Date(monday.getTime() + ms);

describe("schedule", () => {
	it("brings a missed question back in ten minutes", () => {
		expect(schedule(null, 1, monday).due).toEqual(mondayPlus(minutes(10)));
	});

	it("brings a first success back in days, not within the same sitting", () => {
		expect(schedule(null, 3, monday).due).toEqual(mondayPlus(days(2)));
	});

	it("orders the intervals by how well the answer was recalled", () => {
		const { 1: again, 2: hard, 3: good, 4: easy } = intervalsAfter(null, monday);
		expect(again).toBeLessThan(hard);
		expect(hard).toBeLessThan(good);
		expect(good).toBeLessThan(easy);
	});

	it("shows on the buttons what pressing them gives", () => {
		const card = schedule(null, 3, monday);
		const later = mondayPlus(days(2));
		expect(intervalsAfter(card, later)[3]).toBe(schedule(card, 3, later).due.getTime() - later.getTime());
	});

	it("gives the same schedule for the same review every time", () => {
		const card = schedule(null, 3, monday);
		expect(schedule(card, 3, mondayPlus(days(30)))).toEqual(schedule(card, 3, mondayPlus(days(30))));
	});

	it("lengthens the interval with each success", () => {
		let card = schedule(null, 3, monday);
		let before = 0;
		for (let review = 0; review < 5; review += 1) {
			const interval = card.due.getTime() - (card.last_review?.getTime() ?? 0);
			expect(interval).toBeGreaterThan(before);
			before = interval;
			card = schedule(card, 3, card.due);
		}
	});

	it("counts a miss of a learned card as a lapse and shortens what follows", () => {
		const learned = schedule(schedule(null, 4, monday), 3, mondayPlus(days(8)));
		const missed = schedule(learned, 1, learned.due);
		expect(missed.lapses).toBe(1);
		expect(missed.due.getTime() - learned.due.getTime()).toBe(minutes(10));
		expect(missed.stability).toBeLessThan(learned.stability);
	});

	it("plans a year ahead at most, give or take the days that keep the grades apart", () => {
		let card = schedule(null, 4, monday);
		for (let review = 0; review < 12; review += 1) card = schedule(card, 4, card.due);
		expect(card.due.getTime() - (card.last_review?.getTime() ?? 0)).toBeLessThanOrEqual(days(370));
	});

	it("counts reviews, by which a form sent twice is recognised", () => {
		const once = schedule(null, 3, monday);
		expect([once.reps, schedule(once, 3, once.due).reps]).toEqual([1, 2]);
	});

	it("leaves the card it was given as it was", () => {
		const card = Object.freeze(schedule(null, 3, monday));
		expect(() => schedule(card, 3, card.due)).not.toThrow();
	});
});

describe("predictedRecall", () => {
	it("is about nine in ten on the day a card is due", () => {
		const card = schedule(null, 3, monday);
		expect(predictedRecall(card, card.due)).toBeCloseTo(0.9, 1);
	});

	it("falls as days go by", () => {
		const card = schedule(null, 3, monday);
		expect(predictedRecall(card, mondayPlus(days(40)))).toBeLessThan(predictedRecall(card, mondayPlus(days(4))));
	});
});

describe("isRemembered", () => {
	it("holds from a success until some days after the card is due", () => {
		const card = schedule(null, 3, monday);
		expect([isRemembered(card, monday), isRemembered(card, card.due), isRemembered(card, mondayPlus(days(60)))]).toEqual([
			true,
			true,
			false,
		]);
	});

	it("does not take a card just missed for one that sits", () => {
		expect(isRemembered(schedule(null, 1, monday), monday)).toBe(false);
	});
});
