import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Files, isFile, isFolder, readFolder } from "#sandbox/cli/read-files.ts";
import { readScenario } from "#sandbox/cli/read-scenario.ts";
import type { Project } from "#sandbox/outcome.ts";
import type { Scenario } from "#sandbox/scenario.ts";

/** What is to be simulated. `files` says in words which files were taken. */
export type Input = { kind: "exercise" | "samProject"; project: Project; scenario: Scenario; files: string };
export type InputRead = { ok: true; input: Input } | { ok: false; problems: string[] };

/** @param choice The folder of an exercise that is laid over its starter; null for the starter alone. */
export async function readInput(path: string, choice: string | null): Promise<InputRead> {
	const folder = resolve(path);
	if (!(await isFolder(folder))) return refuse(`${path}: is not a folder. Give the folder of an exercise or of a SAM project.`);
	const scenarioFile = await firstFile([join(folder, "scenario.ts"), join(folder, "scenario.json")]);
	if (scenarioFile === null) {
		return refuse(`${path}: has no scenario.ts or scenario.json. It says which requests are sent; see docs/authoring.md.`);
	}
	const isExercise = await isFolder(join(folder, "starter"));
	const files = isExercise ? await readExercise(folder, choice ?? "starter") : await readSamProject(folder, choice);
	if (!files.ok) return files;
	const read = await readScenario(scenarioFile);
	if (!read.ok) return read;
	return {
		ok: true,
		input: { kind: isExercise ? "exercise" : "samProject", project: { files: files.files }, scenario: read.scenario, files: files.words },
	};
}

type FilesRead = { ok: true; files: Files; words: string } | { ok: false; problems: string[] };

async function readExercise(folder: string, choice: string): Promise<FilesRead> {
	const starter = await readFolder(join(folder, "starter"));
	if (choice === "starter") return { ok: true, files: starter, words: "starter" };
	const overlay = join(folder, ...choice.split("/"));
	if (!(await isFolder(overlay))) {
		const names = await choicesOf(folder);
		return refuse(`${overlay}: is not there. This exercise has: ${names.join(", ")}.`);
	}
	const { "WRONG.md": _explanation, ...changed } = await readFolder(overlay);
	return {
		ok: true,
		files: { ...starter, ...changed },
		words: `starter with ${choice} laid over it (${Object.keys(changed).sort().join(", ")})`,
	};
}

async function readSamProject(folder: string, choice: string | null): Promise<FilesRead> {
	if (choice !== null) return refuse(`--files ${choice}: only an exercise has such folders, and ${folder} has no starter/.`);
	if ((await firstFile(["template.yaml", "template.yml", "template.json"].map((name) => join(folder, name)))) === null) {
		return refuse(`${folder}: has no template.yaml, template.yml or template.json.`);
	}
	const files = await readFolder(folder, ["scenario.ts", "scenario.json"]);
	return { ok: true, files, words: `all ${Object.keys(files).length} files of the folder` };
}

async function choicesOf(folder: string): Promise<string[]> {
	const names = ["starter"];
	if (await isFolder(join(folder, "solution"))) names.push("solution");
	for (const kind of ["also-right", "wrong"]) {
		const entries = await readdir(join(folder, kind), { withFileTypes: true }).catch(() => []);
		names.push(...entries.filter((entry) => entry.isDirectory()).map((entry) => `${kind}/${entry.name}`));
	}
	return names;
}

async function firstFile(paths: readonly string[]): Promise<string | null> {
	for (const path of paths) if (await isFile(path)) return path;
	return null;
}

function refuse(problem: string): { ok: false; problems: string[] } {
	return { ok: false, problems: [problem] };
}
