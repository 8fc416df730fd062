import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseArguments } from "#sandbox/cli/arguments.ts";
import { readInput } from "#sandbox/cli/read-input.ts";
import { lineOfPath } from "#sandbox/cli/scenario-line.ts";

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "warmstart-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, files: Record<string, string>): string {
	const root = join(folder, name);
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	return root;
}

const scenario = "export default {\n\tseed: 7,\n\ttraffic: [{ at: 0, event: {} }],\n};\n";

describe("the words of the command", () => {
	it("are a path and options", () => {
		expect(parseArguments(["x", "--files", "wrong/no-cache", "--seed", "3", "--json"])).toEqual({
			ok: true,
			arguments: { path: "x", files: "wrong/no-cache", seed: 3, json: true, trace: false, insights: null },
		});
	});

	it.each([
		[[], /PATH is missing/],
		[["a", "b"], /“b” is one too many/],
		[["a", "--files", "../secret"], /none of starter/],
		[["a", "--seed", "-1"], /seed/],
		[["a", "--seed", "1.5"], /not a whole number/],
		[["a", "--loud"], /--loud/],
	])("say what is wrong with %j", (words, problem) => {
		const parsed = parseArguments(words);
		expect(parsed.ok ? "" : parsed.problem).toMatch(problem);
	});
});

describe("the folder of an exercise", () => {
	it("gives its starter, with the chosen folder laid over it", async () => {
		const root = write("exercise", {
			"README.md": "x",
			"scenario.ts": scenario,
			"starter/template.yaml": "t",
			"starter/src/a.mjs": "old",
			"wrong/slow/src/a.mjs": "new",
			"wrong/slow/WRONG.md": "---",
		});
		const starter = await readInput(root, null);
		expect(starter.ok && starter.input).toMatchObject({
			kind: "exercise",
			project: { files: { "template.yaml": "t", "src/a.mjs": "old" } },
			scenario: { seed: 7, durationMs: 3_600_000 },
			files: "starter",
		});
		const wrong = await readInput(root, "wrong/slow");
		expect(wrong.ok && wrong.input.project.files).toEqual({ "template.yaml": "t", "src/a.mjs": "new" });
		expect(wrong.ok && wrong.input.files).toBe("starter with wrong/slow laid over it (src/a.mjs)");
		const missing = await readInput(root, "wrong/fast");
		expect(missing.ok ? "" : missing.problems[0]).toMatch(/is not there.*starter, wrong\/slow/);
	});
});

describe("the folder of a SAM project", () => {
	it("gives all its text but the scenario and what is never deployed", async () => {
		const root = write("sam", {
			"template.yaml": "t",
			"scenario.json": '{"traffic":[{"at":0,"event":1}]}',
			"app.mjs": "a",
			"node_modules/x/index.js": "no",
			"logo.png": "a\0b",
		});
		const read = await readInput(root, null);
		expect(read.ok && read.input.project.files).toEqual({ "template.yaml": "t", "app.mjs": "a" });
		expect(read.ok && read.input.kind).toBe("samProject");
	});

	it.each([
		["no scenario", { "template.yaml": "t" }, /has no scenario\.ts or scenario\.json/],
		["no template", { "scenario.json": '{"traffic":[{"at":0,"event":1}]}' }, /has no template\.yaml/],
		["a scenario that is no JSON", { "template.yaml": "t", "scenario.json": "{" }, /scenario\.json: could not be loaded/],
		["a scenario without default export", { "template.yaml": "t", "scenario.ts": "export const a = 1;" }, /no default export/],
		["a scenario that throws", { "template.yaml": "t", "scenario.ts": "throw new Error('no')" }, /could not be loaded: no/],
	])("is refused with %s", async (name, files, problem) => {
		const read = await readInput(write(name.replaceAll(" ", "-"), files as unknown as Record<string, string>), null);
		expect(read.ok ? "" : read.problems[0]).toMatch(problem);
	});

	it("is refused with every mistake of its scenario, by path and line", async () => {
		const text =
			"export default {\n\ttraffic: [\n\t\t{ at: 0, event: {} },\n\t\t{\n\t\t\tat: -5,\n\t\t\tevent: {},\n\t\t},\n\t],\n\tsede: 1,\n};\n";
		const read = await readInput(write("mistakes", { "template.yaml": "t", "scenario.ts": text }), null);
		const problems = read.ok ? [] : read.problems;
		expect(problems.find((problem) => problem.includes("traffic.1.at"))).toMatch(/scenario\.ts:5: traffic\.1\.at: /);
		expect(problems.find((problem) => problem.includes("sede"))).toBeDefined();
	});
});

describe("the line of a value", () => {
	const text = [
		"// { not this }",
		"export default defineScenario({",
		'\t"seed": 1, /* , } */',
		"\tchecks: [",
		'\t\t{ id: "a", why: "a, } ] \\" b" },',
		"\t\t// { id: no }",
		"\t\t{",
		"\t\t\tid: `x`,",
		"\t\t\texpected: [1, { deep: true }],",
		"\t\t},",
		"\t],",
		"});",
	].join("\n");

	it.each<[PropertyKey[], number]>([
		[["seed"], 3],
		[["checks"], 4],
		[["checks", 0, "why"], 5],
		[["checks", 1], 7],
		[["checks", 1, "expected", 1, "deep"], 9],
		[["checks", 5, "id"], 4],
		[["nowhere"], 2],
	])("%j is %i", (path, line) => expect(lineOfPath(text, path)).toBe(line));

	it("is unknown where there is no literal", () => expect(lineOfPath("const a = 1;", ["a"])).toBeNull());
});
