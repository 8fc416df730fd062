import { join } from "node:path";
import type { ContentProblem, Topic } from "#content/catalog/catalog.ts";
import { claimId, type Draft, type Drafts } from "#content/catalog/draft.ts";
import { type Exercise, exerciseFrontMatterSchema } from "#content/catalog/exercise.ts";
import { keep, type Read } from "#content/catalog/finding.ts";
import { entriesOf, foldersOf } from "#content/catalog/folder-entries.ts";
import { readFrontMatter } from "#content/catalog/front-matter.ts";
import { readLessonFile } from "#content/catalog/lesson-text.ts";
import { notATopic } from "#content/catalog/load-topics.ts";
import { inlineFindings } from "#content/catalog/markdown-findings.ts";
import { slugSchema } from "#content/catalog/question.ts";
import { readSolutions } from "#content/catalog/read-solutions.ts";
import { readScenario } from "#content/catalog/scenario-file.ts";
import { readSections } from "#content/catalog/sections.ts";
import { projectProblems, wrongProblems } from "#content/catalog/solution-rules.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";

const outline = { Story: "required", Task: "required", Given: "optional" } as const;
const folderNames = ["starter", "solution", "also-right", "wrong"];

type Readme = {
	front: Omit<Exercise, keyof Located | "starter" | "solution" | "alsoRight" | "wrong" | "scenario">;
	lineOf: (path: Path) => number;
};
type Located = { slug: string; topic: string; folder: string };

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
			problems.push(notATopic(topicFolder.path));
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

	const value = { ...readme.front, ...located, ...solutions.projects, scenario };
	problems.push(...projectProblems(value, readme.lineOf), ...wrongProblems(value, solutions.failsLines));
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
	const text = await readLessonFile(absolute);
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
