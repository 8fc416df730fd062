import { describe, expect, it } from "vitest";
import { loadCatalog } from "#content/index.ts";
import { aContentFolder, exercise, exerciseFolder, interview, question, questionPath } from "./a-content-folder.ts";

async function problemsOf(files: Record<string, string>) {
	return (await loadCatalog(aContentFolder(files))).problems;
}

/** The problems of the whole question after a change to its text. */
async function problemsAfter(search: string, replacement: string) {
	expect(question).toContain(search);
	return problemsOf({ [questionPath]: question.replace(search, replacement) });
}

const inExercise = (path: string) => `${exerciseFolder}/${path}`;

describe("a content folder without mistakes", () => {
	it("is read whole", async () => {
		const catalog = await loadCatalog(aContentFolder({ [questionPath]: question, ...exercise, "interviews/short-call.md": interview }));
		expect(catalog.problems).toEqual([]);
		expect([...catalog.topics.keys()]).toEqual(["cold-starts", "dynamodb"]);
		expect(catalog.questions.get("what-is-cold")).toMatchObject({
			id: "what-is-cold",
			level: "advanced",
			topic: "cold-starts",
			prompt: "",
			thirtySeconds: "A new environment has to be made first.",
			full: "It is made, code is loaded, and INIT runs. Then the handler.",
			file: questionPath,
		});
		expect(catalog.exercises.get("connect-once")).toMatchObject({
			slug: "connect-once",
			topic: "cold-starts",
			story: "It was slow.",
			task: "Make it fast.",
			given: "",
			starter: { "template.yaml": "Resources: {}\n", "src/handler.mjs": "export const handler = () => 1;\n" },
			solution: { "template.yaml": "Resources: {}\n", "src/handler.mjs": "export const handler = () => 2;\n" },
			scenario: { seed: 1, region: "eu-central-1" },
			folder: exerciseFolder,
		});
		expect(catalog.exercises.get("connect-once")?.wrong.map(({ name, fails }) => [name, fails])).toEqual([
			["one", "succeeds"],
			["three", "succeeds"],
			["two", "succeeds"],
		]);
		expect(catalog.interviews.get("short-call")).toMatchObject({ slug: "short-call", minutes: 10, brief: "Good that you are here." });
	});

	it("orders questions by topic, level, importance and title", async () => {
		const titled = (title: string, importance = 3) =>
			question.replace("What is a cold start, and who pays for it?", title).replace("importance: 3", `importance: ${importance}`);
		const catalog = await loadCatalog(
			aContentFolder({
				"questions/advanced/dynamodb/a.md": titled("A first question?"),
				"questions/advanced/cold-starts/b.md": titled("B, asked now and then?", 1),
				"questions/advanced/cold-starts/d.md": titled("D, asked always?"),
				"questions/advanced/cold-starts/c.md": titled("C, asked always?"),
				"questions/foundational/cold-starts/e.md": titled("E, for the beginning?", 1),
			}),
		);
		expect([...catalog.questions.keys()]).toEqual(["e", "c", "d", "b", "a"]);
	});
});

describe("a mistake in a question", () => {
	it.each([
		["a missing key", "importance: 3\n", "", 2, '"importance" is missing'],
		["a misspelt key", "redFlags:", "redflags:", 22, 'has no key "redflags"'],
		["a value outside of its list", "    from: mid", "    from: principal", 15, '"keyPoints[1].from" is "principal"'],
		["a number outside of its choices", "    weight: 1", "    weight: 4", 19, '"keyPoints[2].weight" is 4'],
		["a list that should be text", "title: What is a cold start, and who pays for it?", "title: [What]", 2, '"title" must be text'],
		["a text that is too short", "text: INIT is billed", "text: Billed", 13, '"keyPoints[1].text" has 6 characters'],
		["a source without https", "url: https://", "url: http://", 38, '"sources[0].url" is "http://docs.aws'],
		["a date in another form", "checked: 2026-11-23", "checked: 23.11.2026", 39, '"sources[0].checked" is "23.11.2026"'],
		["a law that is none", "laws: [L9]", "laws: [L0]", 41, '"laws[0]" is "L0"'],
		["broken YAML", "kind: open", "kind: open: wide", 3, "is not valid YAML"],
		["a key written twice", "kind: open", "kind: open\nkind: open", 4, "is not valid YAML"],
		["an unknown key point in a follow-up", "missed: init-is-billed", "missed: price", 29, 'follows up on the key point "price"'],
		["a form of `when` that does not exist", "when: { missed: init-is-billed }", "when: { forgot: it }", 29, "followUps[1].when"],
		["a key point named twice", "id: rare", "id: init-is-billed", 17, 'has the key point "init-is-billed" twice'],
		["an unknown exercise", "exercises: []", "exercises: [connect-twice]", 40, 'names the exercise "connect-twice"'],
		["a heading that does not belong", "# In full", "# In short", 48, 'has the heading "# In short"'],
		["a section left out", "# In thirty seconds\n\nA new", "# Prompt\n\nA new", 43, 'has no section "# In thirty seconds"'],
		["an empty section", "A new environment has to be made first.\n\n#", "#", 44, 'has nothing under "# In thirty seconds"'],
		["raw HTML", "It is made,", "It is made,\n<b>loudly</b>,", 51, "contains raw HTML: <b>"],
		["a link that is not https", "It is made,", "It is [made](http://example.com),", 50, 'links to "http://example.com"'],
		["a picture", "It is made,", "It is ![made](https://example.com/a.png),", 50, "contains a picture"],
		[
			"a thirty-second answer of 91 words",
			"A new environment has to be made first.",
			"word ".repeat(91),
			44,
			"takes longer than thirty seconds: 91 words",
		],
		["text before the first heading", "---\n\n# In thirty", "---\n\nFirst of all.\n\n# In thirty", 44, "has text before the first heading"],
	])("is named with its line and a cure: %s", async (_, search, replacement, line, message) => {
		const problems = await problemsAfter(search, replacement);
		expect(problems).toContainEqual(expect.objectContaining({ file: questionPath, line, message: expect.stringContaining(message) }));
		expect(problems.every((problem) => problem.cure.length > 4)).toBe(true);
	});

	it("leaves the question out and keeps the others", async () => {
		const catalog = await loadCatalog(
			aContentFolder({ [questionPath]: question, "questions/advanced/dynamodb/broken.md": question.replace("kind: open", "kind: closed") }),
		);
		expect([...catalog.questions.keys()]).toEqual(["what-is-cold"]);
	});

	it("says which keys there are when one is misspelt", async () => {
		const problems = await problemsAfter("    weight: 1", "    wait: 1");
		expect(problems.map(({ cure }) => cure)).toContain("Remove it, or write one of: id, text, weight, from, aliases.");
	});

	it("does not mistake a heading inside of a code fence for a section", async () => {
		expect(await problemsAfter("It is made,", "```sh\n# not a heading\n```\n\nIt is made,")).toEqual([]);
	});

	it("accepts exactly ninety spoken words", async () => {
		expect(await problemsAfter("A new environment has to be made first.", "word ".repeat(90))).toEqual([]);
	});

	it("accepts Windows line ends", async () => {
		expect(await problemsOf({ [questionPath]: question.replaceAll("\n", "\r\n") })).toEqual([]);
	});
});

describe("links between items", () => {
	const leadingTo = (id: string) => question.replace("    answer: By Init Duration in the REPORT line.", `    question: ${id}`);

	it("reports a circle of follow-ups that are always asked", async () => {
		const problems = await problemsOf({
			"questions/advanced/cold-starts/one.md": leadingTo("two"),
			"questions/advanced/cold-starts/two.md": leadingTo("three"),
			"questions/advanced/cold-starts/three.md": leadingTo("one"),
		});
		expect(problems).toHaveLength(1);
		expect(problems[0]).toMatchObject({ line: 28, message: expect.stringContaining("→") });
	});

	it("allows questions to lead to one another when a point was missed", async () => {
		const whenMissed = (id: string) => question.replace("    answer: The INIT time is billed.", `    question: ${id}`);
		expect(
			await problemsOf({
				"questions/advanced/cold-starts/one.md": whenMissed("two"),
				"questions/advanced/cold-starts/two.md": whenMissed("one"),
			}),
		).toEqual([]);
	});

	it("refuses an id that is taken, in whatever folder", async () => {
		const problems = await problemsOf({ [questionPath]: question, "questions/practical/dynamodb/what-is-cold.md": question });
		expect(problems).toEqual([
			expect.objectContaining({
				file: "questions/practical/dynamodb/what-is-cold.md",
				message: `has the id "what-is-cold", which ${questionPath} has already`,
			}),
		]);
	});

	it("cuts a link to a broken item instead of reporting it a second time", async () => {
		const files = {
			[questionPath]: leadingTo("broken"),
			"questions/advanced/dynamodb/broken.md": question.replace("kind: open", "kind: closed"),
		};
		const catalog = await loadCatalog(aContentFolder(files));
		expect(catalog.problems.map(({ file }) => file)).toEqual(["questions/advanced/dynamodb/broken.md"]);
		expect(catalog.questions.get("what-is-cold")?.followUps).toHaveLength(1);
	});

	it("suggests names that are near", async () => {
		const problems = await problemsOf({ [questionPath]: question.replace("exercises: []", "exercises: [connect-twice]"), ...exercise });
		expect(problems[0]?.cure).toBe("Name one that exists, for example connect-once.");
	});
});

describe("a mistake in an exercise", () => {
	it.each([
		["a file to edit that is not there", "README.md", "edit: [src/handler.mjs]", "edit: [src/index.mjs]", "README.md", 6, "src/index.mjs"],
		["an empty list of hints", "README.md", "  - Move it outside.\n", "", "README.md", 7, '"hints" has 1 entry'],
		["a check that does not exist", "wrong/two/WRONG.md", "fails: succeeds", "fails: wins", "wrong/two/WRONG.md", 3, 'the check "wins"'],
		["a check that is no JSONata", "scenario.ts", "invocations[0].status", "invocations[", "scenario.ts", 5, "is not valid JSONata"],
		["a check without a reason", "scenario.ts", 'why: "It did not answer at all.",', "", "scenario.ts", 5, '"checks[0].why" is missing'],
		["a misspelt key of a check", "scenario.ts", "expected:", "expects:", "scenario.ts", 8, 'has no key "expects"'],
		[
			"a scenario that throws",
			"scenario.ts",
			"export default {",
			"\n\nthrow new Error('no');\nexport default {",
			"scenario.ts",
			3,
			"cannot be loaded: no",
		],
		[
			"a scenario that imports",
			"scenario.ts",
			"export default {",
			'import "node:fs";\nexport default {',
			"scenario.ts",
			1,
			'imports "node:fs"',
		],
		["a solution that changes nothing", "solution/src/handler.mjs", "2", "1", "solution", 1, "changes nothing"],
	])("is named with its file and line: %s", async (_, path, search, replacement, file, line, message) => {
		const text = exercise[inExercise(path)] ?? "";
		expect(text).toContain(search);
		const problems = await problemsOf({ ...exercise, [inExercise(path)]: text.replace(search, replacement) });
		expect(problems).toContainEqual(
			expect.objectContaining({
				file: inExercise(file),
				line,
				message: expect.stringContaining(message),
				cure: expect.stringMatching(/.{4}/),
			}),
		);
	});

	it("asks for three wrong solutions", async () => {
		const two = Object.fromEntries(Object.entries(exercise).filter(([path]) => !path.includes("/wrong/two/")));
		expect(await problemsOf(two)).toEqual([
			expect.objectContaining({ file: inExercise("wrong"), message: "has 2 wrong solutions; at least 3 are needed" }),
		]);
	});

	it("asks for a solution", async () => {
		const none = Object.fromEntries(Object.entries(exercise).filter(([path]) => !path.includes("/solution/")));
		expect(await problemsOf(none)).toEqual([expect.objectContaining({ file: exerciseFolder, message: "has no solution" })]);
	});

	it("refuses a solution that changes what the learner cannot change", async () => {
		expect(await problemsOf({ ...exercise, [inExercise("solution/template.yaml")]: "Resources: { More: {} }\n" })).toEqual([
			expect.objectContaining({ file: inExercise("solution/template.yaml"), message: "is a file that the learner cannot change" }),
		]);
	});
});

describe("a mistake in an interview", () => {
	const whole = { [questionPath]: question, ...exercise };

	it("is found when the parts do not add up", async () => {
		expect(await problemsOf({ ...whole, "interviews/call.md": interview.replace("minutes: 10", "minutes: 15") })).toEqual([
			{ file: "interviews/call.md", line: 3, message: "lasts 15 minutes, but its parts add up to 10", cure: "Make the two equal." },
		]);
	});

	it("is found when a part names what does not exist", async () => {
		expect(
			await problemsOf({ ...whole, "interviews/call.md": interview.replace("question: what-is-cold", "question: what-is-hot") }),
		).toEqual([
			expect.objectContaining({ file: "interviews/call.md", line: 9, message: 'names the question "what-is-hot", which does not exist' }),
		]);
	});

	it("takes the interview out when one of its parts is broken", async () => {
		const files = { ...whole, [questionPath]: question.replace("kind: open", "kind: closed"), "interviews/call.md": interview };
		const catalog = await loadCatalog(aContentFolder(files));
		expect(catalog.interviews.size).toBe(0);
		expect(catalog.problems.map(({ file, line }) => [file, line])).toEqual([
			["interviews/call.md", 9],
			[questionPath, 3],
		]);
	});
});
