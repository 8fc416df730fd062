import type { ContentProblem } from "#content/catalog/catalog.ts";
import { type Exercise, type ProjectFiles, type WrongSolution, wrongFrontMatterSchema } from "#content/catalog/exercise.ts";
import { type Finding, keep } from "#content/catalog/finding.ts";
import { type Entry, foldersOf } from "#content/catalog/folder-entries.ts";
import { readFrontMatter } from "#content/catalog/front-matter.ts";
import { markdownFindings } from "#content/catalog/markdown-findings.ts";
import { readProject } from "#content/catalog/project-files.ts";

export type Solutions = {
	projects: Pick<Exercise, "starter" | "solution" | "alsoRight" | "wrong">;
	/** Line of `fails` in the WRONG.md of each wrong solution, by its name. */
	failsLines: ReadonlyMap<string, number>;
};

/** The starter and the solutions laid over it, or undefined when one of the two cannot be read. */
export async function readSolutions(contentFolder: string, folder: string, problems: ContentProblem[]): Promise<Solutions | undefined> {
	const starter = await readProject(contentFolder, `${folder}/starter`, problems);
	const solution = await readProject(contentFolder, `${folder}/solution`, problems);
	if (starter === undefined || solution === undefined) return undefined;
	const alsoRight = [];
	for (const { name, path } of await foldersOf(contentFolder, `${folder}/also-right`, problems)) {
		const files = await readProject(contentFolder, path, problems);
		if (files !== undefined) alsoRight.push({ name, files: { ...starter, ...files } });
	}
	const wrong: WrongSolution[] = [];
	const failsLines = new Map<string, number>();
	for (const entry of await foldersOf(contentFolder, `${folder}/wrong`, problems)) {
		const read = await readWrong(contentFolder, entry, starter, problems);
		if (read === undefined) continue;
		wrong.push(read.solution);
		failsLines.set(entry.name, read.failsLine);
	}
	return { projects: { starter, solution: { ...starter, ...solution }, alsoRight, wrong }, failsLines };
}

async function readWrong(
	contentFolder: string,
	{ name, path }: Entry,
	starter: ProjectFiles,
	problems: ContentProblem[],
): Promise<{ solution: WrongSolution; failsLine: number } | undefined> {
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
	const solution = { name, ...front.data, explanation, files: { ...starter, ...changed } };
	return { solution, failsLine: front.lineOf(["fails"]) };
}
