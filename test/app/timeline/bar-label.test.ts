import { describe, expect, it } from "vitest";
import { fitBarLabel } from "#app/timeline/bar-label.ts";

describe("the label of a bar", () => {
	it("is name and duration when both fit", () => {
		expect(fitBarLabel(160, "order 1006", "257 ms")).toEqual({ name: "order 1006", duration: "257 ms" });
	});

	it("drops the duration first", () => {
		expect(fitBarLabel(90, "order 1006", "257 ms")).toEqual({ name: "order 1006", duration: null });
	});

	it("is the duration when only that fits", () => {
		expect(fitBarLabel(60, "order 1006", "257 ms")).toEqual({ name: null, duration: "257 ms" });
	});

	it("is nothing on a bar that is too short", () => {
		expect(fitBarLabel(20, "order 1006", "257 ms")).toEqual({ name: null, duration: null });
	});
});
