import { describe, expect, it } from "vitest";
import { lessonText } from "#content/catalog/lesson-text.ts";

describe("facts in a lesson", () => {
	it("are written out by their id, without moving a line", () => {
		const text =
			"At most {{fact:lambda.timeout.max}},\nthat is {{ fact:lambda.timeout.max | exact }};\n{{fact:lambda.price.requests|bare}} requests.";
		expect(lessonText(text)).toEqual({ ok: true, value: "At most 15 minutes,\nthat is 900 seconds;\n$0.20 per million requests." });
	});

	it("leave other braces alone", () => {
		const text = "`${{ secrets.KEY }}` and {{handlebars}} and { fact: 1 }";
		expect(lessonText(text)).toEqual({ ok: true, value: text });
	});

	it("are refused with their line when facts/ does not have them, or when the way of writing is unknown", () => {
		expect(lessonText("fine\n{{fact:lambda.timeout.longest}} {{fact:__proto__}}\n\n{{fact:lambda.timeout.max|loud}}")).toEqual({
			ok: false,
			findings: [
				expect.objectContaining({ line: 2, message: "names a fact that is not there, lambda.timeout.longest" }),
				expect.objectContaining({ line: 2, message: "names a fact that is not there, __proto__" }),
				expect.objectContaining({ line: 4, message: "writes the fact lambda.timeout.max in a way that is not known, loud" }),
			],
		});
	});
});
