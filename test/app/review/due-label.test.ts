import { describe, expect, it } from "vitest";
import { agoLabel, inLabel } from "#app/review/due-label.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe("inLabel", () => {
	it.each([
		[-1, "now"],
		[0, "now"],
		[1, "in 1 min"],
		[10 * minute, "in 10 min"],
		[3 * hour, "in 3 h"],
		[day, "in 1 day"],
		[6 * day, "in 6 days"],
		[120 * day, "in 4 months"],
	])("says of %d ms: %s", (ms, label) => {
		expect(inLabel(ms)).toBe(label);
	});
});

describe("agoLabel", () => {
	it.each([
		[0, "just now"],
		[5 * minute, "5 min ago"],
		[9.9 * day, "9 days ago"],
	])("says of %d ms: %s", (ms, label) => {
		expect(agoLabel(ms)).toBe(label);
	});
});
