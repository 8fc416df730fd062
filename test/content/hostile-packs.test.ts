import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadCatalog } from "#content/index.ts";
import { aContentFolder, exercise, exerciseFolder, question, questionPath, write } from "./a-content-folder.ts";

describe("a content pack from a stranger", () => {
	it("cannot lead out of its folder by a link to a file", async () => {
		const folder = aContentFolder({ [questionPath]: question });
		symlinkSync("/etc/passwd", join(folder, "questions/advanced/cold-starts/secrets.md"));
		const catalog = await loadCatalog(folder);
		expect(catalog.problems).toEqual([
			expect.objectContaining({ file: "questions/advanced/cold-starts/secrets.md", message: "is a link or a device" }),
		]);
		expect([...catalog.questions.keys()]).toEqual(["what-is-cold"]);
	});

	it("cannot lead out of its folder by a link to a folder", async () => {
		const folder = aContentFolder(exercise);
		symlinkSync("/etc", join(folder, exerciseFolder, "starter/etc"));
		const catalog = await loadCatalog(folder);
		expect(catalog.problems[0]).toMatchObject({ file: `${exerciseFolder}/starter/etc`, message: "is a link or a device" });
		expect(catalog.exercises.size).toBe(0);
	});

	it.each(["questions", "exercises", "interviews"])("cannot make %s as a whole a link", async (name) => {
		const folder = aContentFolder({});
		symlinkSync("/etc", join(folder, name));
		expect((await loadCatalog(folder)).problems).toEqual([expect.objectContaining({ file: name, message: "is a link or a device" })]);
	});

	it("cannot link the topics", async () => {
		const folder = aContentFolder({});
		rmSync(join(folder, "topics.yaml"));
		symlinkSync("/etc/passwd", join(folder, "topics.yaml"));
		expect((await loadCatalog(folder)).problems).toEqual([expect.objectContaining({ file: "topics.yaml", message: "is a symbolic link" })]);
	});

	it.each(["..md", "a b.md", "Ümlaut.md", "UPPER.md", "a_b.md", "x".repeat(80).concat(".md"), "con.txt", "__proto__.md", "$(reboot).md"])(
		"cannot name a question %s",
		async (name) => {
			const catalog = await loadCatalog(aContentFolder({ [`questions/advanced/cold-starts/${name}`]: question }));
			expect(catalog.questions.size).toBe(0);
			expect(catalog.problems).toHaveLength(1);
		},
	);

	it.each(["__proto__", ".env", "a b.mjs", "-rf", "ä.mjs"])("cannot put a file called %s into an exercise", async (name) => {
		const catalog = await loadCatalog(aContentFolder({ ...exercise, [`${exerciseFolder}/starter/${name}`]: "1" }));
		expect(catalog.exercises.size).toBe(0);
		expect(catalog.problems[0]).toMatchObject({ file: `${exerciseFolder}/starter/${name}`, message: "has a name that is refused" });
	});

	it("cannot bring a file of more than 256 KB", async () => {
		const catalog = await loadCatalog(aContentFolder({ [questionPath]: question + "a".repeat(256 * 1024) }));
		expect(catalog.problems[0]).toMatchObject({ file: questionPath, line: 1, message: expect.stringContaining("262144 are allowed") });
	});

	it("cannot bring more than 64 files in one folder", async () => {
		const many = Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`${exerciseFolder}/starter/src/f${n}.mjs`, "1"]));
		const catalog = await loadCatalog(aContentFolder({ ...exercise, ...many }));
		expect(catalog.problems[0]).toMatchObject({ file: `${exerciseFolder}/starter`, message: "has more than 64 files" });
	});

	it("cannot bring folders without number", async () => {
		const many = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`questions/advanced/cold-starts/q-${n}.md`, ""]));
		const catalog = await loadCatalog(aContentFolder(many));
		expect(catalog.problems).toEqual([expect.objectContaining({ message: "holds more than 1000 files and folders" })]);
	});

	it("cannot nest folders without end", async () => {
		const catalog = await loadCatalog(aContentFolder({ ...exercise, [`${exerciseFolder}/starter/${"d/".repeat(20)}x.mjs`]: "1" }));
		expect(catalog.problems[0]).toMatchObject({ message: "lies too deep" });
	});

	it("cannot bring bytes that are no text", async () => {
		const folder = aContentFolder({});
		write(folder, questionPath, question.replace("Knows the word.", "Knows\0the word."));
		expect((await loadCatalog(folder)).problems[0]).toMatchObject({ line: 33, message: "contains a NUL character" });
	});

	it("cannot reach the prototype of objects", async () => {
		const files = { [questionPath]: question.replace("adds:", "__proto__: { polluted: true }\nadds:") };
		const catalog = await loadCatalog(aContentFolder(files));
		expect(catalog.problems).toEqual([expect.objectContaining({ line: 32, message: 'has the key "__proto__", which is refused' })]);
		expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
	});

	it("cannot unfold aliases into gigabytes", async () => {
		const levels = Array.from({ length: 30 }, (_, n) => `b${n + 1}: &b${n + 1} [${Array(9).fill(`*b${n}`).join(", ")}]`).join("\n");
		const began = performance.now();
		const catalog = await loadCatalog(
			aContentFolder({ [questionPath]: question.replace("kind: open", `b0: &b0 [x]\n${levels}\nkind: open`) }),
		);
		expect(catalog.problems[0]).toMatchObject({ line: 4, message: 'uses the YAML alias "*b0"' });
		expect(performance.now() - began).toBeLessThan(2000);
	});

	it("cannot exhaust the stack with brackets", async () => {
		const catalog = await loadCatalog(aContentFolder({ [questionPath]: question.replace("laws: [L9]", `laws: ${"[".repeat(30_000)}`) }));
		expect(catalog.questions.size).toBe(0);
		expect(catalog.problems.length).toBeGreaterThan(0);
	});

	it.each(["!!js/function 'function () {}'", "!!binary aGk=", "!custom x"])("cannot make objects by the tag %s", async (value) => {
		const catalog = await loadCatalog(aContentFolder({ [questionPath]: question.replace("kind: open", `kind: ${value}`) }));
		expect(catalog.problems[0]).toMatchObject({ file: questionPath, line: 3 });
	});

	it.each([
		"<script>alert(1)</script>",
		"<img src=x onerror=alert(1)>",
		"text <svg onload=alert(1)> text",
		"<!-- hidden -->",
		"<?php ?>",
		"[a](javascript:alert(1))",
		"[a](JaVaScRiPt:alert(1))",
		"[a](data:text/html,<script>alert(1)</script>)",
		"[a](//evil.example)",
		"[a](/settings?delete=all)",
		"[a](vbscript:x)",
		"[a][b]\n\n[b]: javascript:alert(1)",
		"<javascript:alert(1)>",
		"![a](https://evil.example/pixel.png)",
	])("cannot bring into a text: %s", async (markdown) => {
		const catalog = await loadCatalog(aContentFolder({ [questionPath]: `${question}\n${markdown}\n` }));
		expect(catalog.questions.size).toBe(0);
		expect(catalog.problems[0]).toMatchObject({ file: questionPath, line: 52 });
	});

	it("cannot hide HTML or links in a hint or an answer of the front matter", async () => {
		const readme = `${exerciseFolder}/README.md`;
		const catalog = await loadCatalog(
			aContentFolder({
				...exercise,
				[readme]: (exercise[readme] ?? "").replace("Look at the calls.", "Look at <b>the</b> calls."),
				[questionPath]: question.replace("By Init Duration", '"[By](javascript:x) Init Duration"').replace('REPORT line."', "REPORT line."),
			}),
		);
		expect(catalog.problems.map(({ file }) => file)).toEqual([readme, readme, questionPath].toSorted());
	});

	it("may be an empty folder or one without topics", async () => {
		const catalog = await loadCatalog(aContentFolder({ "topics.yaml": "[]\n" }));
		expect(catalog.problems).toEqual([expect.objectContaining({ file: "topics.yaml", line: 1 })]);
	});
});
