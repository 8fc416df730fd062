import { describe, expect, it } from "vitest";
import { aliasMatches } from "#app/interview/alias-matches.ts";
import { chooseFollowUps } from "#app/interview/follow-ups.ts";
import { aPlan, aPlanQuestion } from "./a-plan.ts";

const found = (text: string, ...aliases: string[]) => aliasMatches(text, aliases).map(({ start, end }) => text.slice(start, end));

describe("words that show a point", () => {
	it("are found in any case and with any ending, but not inside of another word", () => {
		expect(found("A Race, racing; the trace races.", "race")).toEqual(["Race", "races"]);
		expect(found("Retrying after two retries", "retry")).toEqual(["Retrying"]);
	});
	it("may have a space where the list has a hyphen, and a line break", () => {
		expect(found("read then\nwrite and read-then-write", "read-then-write")).toEqual(["read then\nwrite", "read-then-write"]);
	});
	it("may hold characters that mean something to a pattern", () => {
		expect(found("if seatsLeft > 0 (or not)", "seatsleft > 0", "(or")).toEqual(["seatsLeft > 0", "(or"]);
	});
	it("are joined where they overlap", () => {
		expect(found("a conditional write failed", "conditional write", "write failed")).toEqual(["conditional write failed"]);
	});
});

describe("the follow-ups of a deep dive", () => {
	const deepDive = aPlan().parts[1];
	const question = deepDive?.kind === "deepDive" && deepDive.questions[0] ? deepDive.questions[0] : aPlanQuestion("none");

	it("are those always asked, then those about a missed point, then those about something mentioned", () => {
		expect(chooseFollowUps(question, "I would use a global table.")).toEqual([1, 2, 0]);
	});
	it("leave out a point that was made", () => {
		expect(chooseFollowUps(question, "As expected, nothing.")).toEqual([1]);
	});
	it("are three at most", () => {
		const many = Array.from({ length: 5 }, () => ({ when: "always" as const, ask: "And then, what happens?" }));
		expect(chooseFollowUps(aPlanQuestion("2-1", { followUps: many }), "")).toEqual([0, 1, 2]);
	});
	it("are the same for the same answer", () => {
		expect(chooseFollowUps(question, "race")).toEqual(chooseFollowUps(question, "race"));
	});
});
