import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { levels, loadCatalog } from "#content/index.ts";
import { aContentFolder, question, questionPath } from "./a-content-folder.ts";

const root = resolve(import.meta.dirname, "../..");
const catalog = await loadCatalog(resolve(root, "content"));

describe("the bank", () => {
	it("has no problems", () => {
		expect(catalog.problems).toEqual([]);
	});

	it("knows the 28 topics of the syllabus, each at home on one level", () => {
		expect(catalog.topics.size).toBe(28);
		expect(new Set([...catalog.topics.values()].map((topic) => topic.level))).toEqual(new Set(levels));
	});

	it("has at least 24 questions, on at least eight topics and on all four levels", () => {
		const questions = [...catalog.questions.values()];
		expect(questions.length).toBeGreaterThanOrEqual(24);
		expect(new Set(questions.map((question) => question.topic)).size).toBeGreaterThanOrEqual(8);
		expect(new Set(questions.map((question) => question.level))).toEqual(new Set(levels));
	});

	it("gives each question sources that somebody has checked, and not in the future", () => {
		for (const { sources } of catalog.questions.values()) {
			for (const { checked } of sources) expect(checked >= "2025-01-01" && checked <= new Date().toISOString().slice(0, 10)).toBe(true);
		}
	});

	it("has at least four exercises, and leads from each to what an interviewer would ask next", () => {
		expect(catalog.exercises.size).toBeGreaterThanOrEqual(4);
		for (const exercise of catalog.exercises.values()) {
			expect(exercise.questions.length, exercise.slug).toBeGreaterThan(0);
			expect(exercise.alsoRight.length, exercise.slug).toBeGreaterThan(0);
			expect(exercise.scenario.checks.length, exercise.slug).toBeGreaterThanOrEqual(4);
		}
	});

	it("leads from each question to the exercises that practise it", () => {
		for (const { slug, questions } of catalog.exercises.values())
			for (const question of questions) expect(catalog.questions.get(question)?.exercises, question).toContain(slug);
	});

	it("offers a screen of fifteen minutes with quick questions, one in depth and an exercise", () => {
		const screen = catalog.interviews.get("lambda-screen-15");
		expect(screen?.minutes).toBe(15);
		expect(screen?.parts.map((part) => part.kind)).toEqual(["rapid", "deepDive", "exercise"]);
	});
});

describe("npm run content:check", () => {
	const check = (...args: string[]) =>
		promisify(execFile)(process.execPath, [resolve(root, "scripts/content-check.ts"), ...args], { cwd: root });

	it("counts the bank as JSON", async () => {
		const { stdout } = await check("--json");
		const summary = JSON.parse(stdout);
		expect(summary).toMatchObject({ questions: catalog.questions.size, exercises: catalog.exercises.size, errors: [] });
		expect(Object.keys(summary.topics)).toEqual([...catalog.topics.keys()]);
		const inTopic = [...catalog.questions.values()].filter(({ topic }) => topic === "cold-starts");
		expect(summary.topics["cold-starts"]).toMatchObject({ total: inTopic.length, byKind: { open: inTopic.length } });
	});

	it("ends with 1 and names file, line and cure of a mistake", async () => {
		const folder = aContentFolder({ [questionPath]: question.replace("kind: open", "kind: closed") });
		await expect(check(folder)).rejects.toMatchObject({
			code: 1,
			stdout: expect.stringContaining(`${questionPath}:3  "kind" is "closed"  -> Write open.`),
		});
	});
});
