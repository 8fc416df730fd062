import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { layOut, readEdits } from "#app/cli/lay-out.ts";

describe("laying an exercise out for an editor", () => {
	it("writes what is missing and never overwrites what is there", () => {
		const folder = mkdtempSync(join(tmpdir(), "warmstart-lay-out-"));
		mkdirSync(join(folder, "src"));
		writeFileSync(join(folder, "src/orders.mjs"), "mine");
		const laid = layOut(folder, { "src/orders.mjs": "start", "template.yaml": "Resources: {}" });
		expect(laid).toEqual([
			{ path: "src/orders.mjs", how: "kept" },
			{ path: "template.yaml", how: "written" },
		]);
		expect(readFileSync(join(folder, "src/orders.mjs"), "utf8")).toBe("mine");
		expect(readEdits(folder, { "src/orders.mjs": "start", "src/new.mjs": "" })).toEqual({ "src/orders.mjs": "mine", "src/new.mjs": "" });
	});
});
