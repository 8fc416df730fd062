import { join } from "node:path";
import type { ContentProblem, Topic } from "#content/catalog/catalog.ts";
import { claimId, type Draft, type Drafts } from "#content/catalog/draft.ts";
import {
	type Exercise,
	exerciseFrontMatterSchema,
	type ProjectFiles,
	type WrongSolution,
	wrongFrontMatterSchema,
} from "#content/catalog/exercise.ts";
import type { Finding, Read } from "#content/catalog/finding.ts";
import { type Entry, entriesOf, foldersOf } from "#content/catalog/folder-entries.ts";
import { readFrontMatter } from "#content/catalog/front-matter.ts";
import { inlineFindings, markdownFindings } from "#content/catalog/markdown-findings.ts";
import { readProject } from "#content/catalog/project-files.ts";
import { slugSchema } from "#content/catalog/question.ts";
import { readScenario } from "#content/catalog/scenario-file.ts";
import { readSections } from "#content/catalog/sections.ts";
import { readTextFile } from "#content/catalog/text-file.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";
import type { Scenario } from "#sandbox/scenario.ts";

const outline = { Story: "required", Task: "required", Given: "optional" } as const;
const templates = ["template.yaml", "template.yml", "template.json"];
const folderNames = ["starter", "solution", "also-right", "wrong"];
const fewestWrong = 3;

type Readme = {
	front: Omit<Exercise, keyof Located | "starter" | "solution" | "alsoRight" | "wrong" | "scenario">;
	lineOf: (path: Path) => number;
};
type Located = { slug: string; topic: string; folder: string };
type Solutions = Pick<Exercise, "starter" | "solution" | "alsoRight" | "wrong">;

/** Reads content/exercises/<topic>/<slug>/. `version` differs after a change, so that scenarios are read again. */
export async function loadExercises(
	contentFolder: string,
	topics: ReadonlyMap<string, Topic>,
	version: number,
	problems: ContentProblem[],
): Promise<Drafts<Exercise>> {
	const drafts: Drafts<Exercise> = { whole: new Map(), seen: new Map() };
	for (const topicFolder of await foldersOf(contentFolder, "exercises", problems)) {
		if (!topics.has(topicFolder.name)) {
			problems.push({
				file: topicFolder.path,
				line: 1,
				message: "is not a topic",
				cure: "Use a slug of topics.yaml as the folder's name.",
			});
			continue;
		}
		for (const { name: slug, path: folder } of await foldersOf(contentFolder, topicFolder.path, problems)) {
			if (!slugSchema.safeParse(slug).success) {
				problems.push({ file: folder, line: 1, message: "has a name that is refused", cure: "Use lower-case words joined by hyphens." });
				continue;
			}
			if (!claimId(slug, folder, drafts.seen, problems)) continue;
			const draft = await readExercise(contentFolder, { slug, topic: topicFolder.name, folder }, version, problems);
			if (draft !== undefined) drafts.whole.set(slug, draft);
		}
	}
	return drafts;
}

async function readExercise(
	contentFolder: string,
	located: Located,
	version: number,
	problems: ContentProblem[],
): Promise<Draft<Exercise> | undefined> {
	const { folder } = located;
	const before = problems.length;
	const absent = await absentFiles(contentFolder, folder, problems);
	if (absent.length > 0) {
		problems.push(...absent.map((name) => ({ file: folder, line: 1, message: `has no ${name}`, cure: "Add it; see docs/authoring.md." })));
		return undefined;
	}
	const readme = keep(await readReadme(join(contentFolder, folder, "README.md")), `${folder}/README.md`, problems);
	const scenario = keep(await readScenario(join(contentFolder, folder, "scenario.ts"), version), `${folder}/scenario.ts`, problems);
	const solutions = await readSolutions(contentFolder, folder, problems);
	if (readme === undefined || scenario === undefined || solutions === undefined) return undefined;

	const value = { ...readme.front, ...located, ...solutions, scenario };
	problems.push(...projectProblems(value, readme.lineOf), ...(await wrongProblems(contentFolder, value, scenario)));
	return problems.length > before ? undefined : { value, file: `${folder}/README.md`, lineOf: readme.lineOf };
}

async function absentFiles(contentFolder: string, folder: string, problems: ContentProblem[]): Promise<string[]> {
	const entries = await entriesOf(contentFolder, folder, problems);
	const expected = new Set(["README.md", "scenario.ts", ...folderNames]);
	for (const entry of entries.filter(({ name }) => !expected.has(name))) {
		problems.push({
			file: entry.path,
			line: 1,
			message: "does not belong into an exercise",
			cure: `Expected are ${[...expected].join(", ")}.`,
		});
	}
	const required = ["README.md", "scenario.ts", "starter", "solution", "wrong"];
	return required.filter((name) => !entries.some((entry) => entry.name === name));
}

async function readReadme(absolute: string): Promise<Read<Readme>> {
	const text = await readTextFile(absolute);
	if (!text.ok) return text;
	const front = readFrontMatter(text.value, exerciseFrontMatterSchema);
	if (!front.ok) return front;
	const { data, lineOf, body, bodyLine } = front.value;
	const sections = readSections(body, bodyLine, outline);
	const findings = data.hints.flatMap((hint, index) => inlineFindings(hint, lineOf(["hints", index])));
	if (!sections.ok || findings.length > 0) return { ok: false, findings: [...findings, ...(sections.ok ? [] : sections.findings)] };
	const textOf = (title: keyof typeof outline) => sections.value.get(title)?.text ?? "";
	return { ok: true, value: { front: { ...data, story: textOf("Story"), task: textOf("Task"), given: textOf("Given") }, lineOf } };
}

async function readSolutions(contentFolder: string, folder: string, problems: ContentProblem[]): Promise<Solutions | undefined> {
	const starter = await readProject(contentFolder, `${folder}/starter`, problems);
	const solution = await readProject(contentFolder, `${folder}/solution`, problems);
	if (starter === undefined || solution === undefined) return undefined;
	const alsoRight = [];
	for (const { name, path } of await foldersOf(contentFolder, `${folder}/also-right`, problems)) {
		const files = await readProject(contentFolder, path, problems);
		if (files !== undefined) alsoRight.push({ name, files: { ...starter, ...files } });
	}
	const wrong: WrongSolution[] = [];
	for (const entry of await foldersOf(contentFolder, `${folder}/wrong`, problems)) {
		const read = await readWrong(contentFolder, entry, starter, problems);
		if (read !== undefined) wrong.push(read);
	}
	return { starter, solution: { ...starter, ...solution }, alsoRight, wrong };
}

async function readWrong(
	contentFolder: string,
	{ name, path }: Entry,
	starter: ProjectFiles,
	problems: ContentProblem[],
): Promise<WrongSolution | undefined> {
	const files = await readProject(contentFolder, path, problems);
	if (files === undefined) return undefined;
	const { "WRONG.md": note, ...changed } = files;
	if (note === undefined) {
		problems.push({
			file: path,
			line: 1,
			message: "has no WRONG.md",
			cure: "Add it: which check it fails, and the mistake in a learner's words.",
		});
		return undefined;
	}
	const front = keep(readFrontMatter(note, wrongFrontMatterSchema), `${path}/WRONG.md`, problems);
	if (front === undefined) return undefined;
	const explanation = front.body.trim();
	const findings: Finding[] = markdownFindings(front.body, front.bodyLine);
	if (explanation === "")
		findings.push({ line: front.bodyLine, message: "explains nothing", cure: "Write what a learner who did this should read." });
	problems.push(...findings.map((finding) => ({ file: `${path}/WRONG.md`, ...finding })));
	return { name, title: front.data.title, fails: front.data.fails, explanation, files: { ...starter, ...changed } };
}

/** A learner can only change the files of `edit`, so no solution may need more than that. */
function projectProblems(exercise: Exercise, lineOf: (path: Path) => number): ContentProblem[] {
	const { folder, starter, edit } = exercise;
	const file = `${folder}/README.md`;
	const problems: ContentProblem[] = edit.flatMap((path, index) => {
		if (Object.hasOwn(starter, path)) return [];
		const cure = `Its files are ${Object.keys(starter).join(", ")}.`;
		return [{ file, line: lineOf(["edit", index]), message: `lets the learner edit "${path}", which starter/ does not have`, cure }];
	});
	if (!templates.some((name) => Object.hasOwn(starter, name))) {
		problems.push({ file: `${folder}/starter`, line: 1, message: "has no template.yaml", cure: "Add the SAM template." });
	}
	const overlays = [
		{ path: "solution", files: exercise.solution },
		...exercise.alsoRight.map(({ name, files }) => ({ path: `also-right/${name}`, files })),
		...exercise.wrong.map(({ name, files }) => ({ path: `wrong/${name}`, files })),
	];
	for (const { path, files } of overlays) {
		const changed = Object.keys(files).filter((name) => files[name] !== starter[name]);
		if (changed.length === 0) {
			problems.push({
				file: `${folder}/${path}`,
				line: 1,
				message: "changes nothing in the starter",
				cure: "Put the changed files into it.",
			});
		}
		for (const name of changed.filter((name) => !edit.includes(name))) {
			const cure = `Add "${name}" to edit in README.md, or do without changing it.`;
			problems.push({ file: `${folder}/${path}/${name}`, line: 1, message: "is a file that the learner cannot change", cure });
		}
	}
	return problems;
}

async function wrongProblems(contentFolder: string, exercise: Exercise, scenario: Scenario): Promise<ContentProblem[]> {
	const { folder, wrong } = exercise;
	const checks = scenario.checks.map((check) => check.id);
	const problems: ContentProblem[] = [];
	if (wrong.length < fewestWrong) {
		const cure = "A grader that has not been tried on mistakes lets them pass.";
		problems.push({
			file: `${folder}/wrong`,
			line: 1,
			message: `has ${wrong.length} wrong solutions; at least ${fewestWrong} are needed`,
			cure,
		});
	}
	for (const { name, fails } of wrong.filter((solution) => !checks.includes(solution.fails))) {
		const file = `${folder}/wrong/${name}/WRONG.md`;
		const line = await lineOfFails(join(contentFolder, file));
		problems.push({
			file,
			line,
			message: `must fail the check "${fails}", which scenario.ts does not have`,
			cure: `Write ${checks.join(", ")}.`,
		});
	}
	return problems;
}

async function lineOfFails(absolute: string): Promise<number> {
	const text = await readTextFile(absolute);
	return text.ok ? text.value.split("\n").findIndex((line) => line.startsWith("fails:")) + 1 : 1;
}

function keep<T>(read: Read<T>, file: string, problems: ContentProblem[]): T | undefined {
	if (read.ok) return read.value;
	problems.push(...read.findings.map((finding) => ({ file, ...finding })));
	return undefined;
}
