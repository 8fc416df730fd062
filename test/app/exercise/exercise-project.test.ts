import { describe, expect, it } from "vitest";
import { acceptEdits, editedText, projectFiles } from "#app/exercise/exercise-project.ts";

const exercise = {
	edit: ["src/orders.mjs", "src/new.mjs"],
	starter: { "src/orders.mjs": "start", "src/db.mjs": "given", "template.yaml": "Resources: {}" },
};

describe("the project that runs", () => {
	it("takes editable files from the learner and all others from the exercise", () => {
		expect(projectFiles(exercise, { "src/orders.mjs": "mine", "src/db.mjs": "forged" })).toEqual({
			"src/orders.mjs": "mine",
			"src/new.mjs": "",
			"src/db.mjs": "given",
			"template.yaml": "Resources: {}",
		});
	});

	it("refuses a changed read-only file, an unknown name, and a text that is too long", () => {
		expect(acceptEdits(exercise, { "src/db.mjs": "forged" }).ok).toBe(false);
		expect(acceptEdits(exercise, { "../../etc/passwd": "x" }).ok).toBe(false);
		expect(acceptEdits(exercise, { "src/orders.mjs": "x".repeat(200_001) }).ok).toBe(false);
	});

	it("accepts read-only files as they were handed out", () => {
		expect(acceptEdits(exercise, { "src/orders.mjs": "mine", "src/db.mjs": "given" })).toEqual({
			ok: true,
			edits: { "src/orders.mjs": "mine", "src/new.mjs": "" },
		});
	});

	it("leaves out files that the exercise no longer has", () => {
		expect(editedText(exercise, { "src/gone.mjs": "old" })).toEqual({ "src/orders.mjs": "start", "src/new.mjs": "" });
	});
});
