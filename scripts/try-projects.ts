/**
 * Tries many SAM projects at once: loads the template of each, builds it, invokes every function with an empty event, and drives every
 * trigger that the template has by a scenario of its own making. Prints a table in Markdown, or with --json what it is made of.
 *
 *     node scripts/try-projects.ts FOLDER [--json]
 *
 * Each folder in FOLDER is a project with a template.yaml, template.yml or template.json.
 */

import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readFolder } from "#sandbox/cli/read-files.ts";
import { createSandbox, type Report, reportOf, type Sandbox, scenarioSchema, type Traffic } from "#sandbox/index.ts";
import type { Stack } from "#sandbox/stack/stack.ts";
import { readStack } from "#sandbox/template/read-stack.ts";
import { invokeEach, trafficFor } from "./trigger-traffic.ts";

type Tried = {
	project: string;
	triggers: string[];
	loads: boolean;
	builds: boolean;
	/** Names of functions that could not be initialised, with the error; null when it was not built. */
	notInitialised: string[] | null;
	functions: number;
	/** Triggers that no invocation came of, and functions that no trigger reached. */
	notReached: string[];
	/** Why it does not load or build, or did not run to its end. */
	problems: string[];
	notes: string[];
};

const REGION = "us-east-1";
const HOUR = 3_600_000;

async function tryProject(sandbox: Sandbox, name: string, folder: string): Promise<Tried> {
	const files = await readFolder(folder, ["scenario.ts", "scenario.json"]);
	const tried: Tried = {
		project: name,
		triggers: [],
		loads: false,
		builds: false,
		notInitialised: null,
		functions: 0,
		notReached: [],
		problems: [],
		notes: [],
	};
	const template = ["template.yaml", "template.yml", "template.json"].find((path) => files[path] !== undefined);
	if (template === undefined) return { ...tried, problems: ["no template"] };
	const read = readStack(template, files[template] ?? "", REGION, new Map(Object.entries(files)));
	if (!read.ok) return { ...tried, problems: read.problems.map(({ message, place }) => `${place?.line ?? "?"}: ${message}`) };
	tried.loads = true;
	tried.functions = read.functions.length;
	tried.notes = read.notSimulated.map(({ line, what, consequence }) => `${line}: ${what}: ${consequence}`);
	const names = read.functions.map(({ name }) => name);
	const { traffic, triggers } = trafficFor(read.stack);
	tried.triggers = [...new Set(triggers.map(({ kind }) => kind))].sort();

	const direct = await run(sandbox, files, invokeEach(names), HOUR);
	if ("problems" in direct) return { ...tried, problems: direct.problems };
	tried.builds = true;
	tried.notInitialised = names.flatMap((one) => {
		const failure = initFailure(direct.report, one);
		return failure === undefined ? [] : [`${one}: ${failure}`];
	});
	if (triggers.length === 0) return tried;
	// A schedule needs no traffic, but a scenario has some: a request that invokes nothing.
	const nothing: Traffic = { at: 0, function: names[0], event: {}, invocationType: "DryRun" };
	const driven = await run(sandbox, files, [nothing, ...traffic], longest(read.stack));
	if ("problems" in driven) return { ...tried, problems: driven.problems };
	const invoked = new Set(driven.report.invocations.filter(({ environment }) => environment !== null).map((one) => one.function));
	for (const { kind, functionName } of triggers)
		if (functionName !== undefined && names.includes(functionName) && !invoked.has(functionName))
			tried.notReached.push(`${kind} → ${functionName}`);
	return tried;
}

type Ran = { report: Report } | { problems: string[] };

async function run(sandbox: Sandbox, files: Record<string, string>, traffic: Traffic[], durationMs: number): Promise<Ran> {
	const scenario = scenarioSchema.parse({ seed: 1, region: REGION, traffic, durationMs, checks: [] });
	const outcome = await sandbox.run({ files }, scenario);
	if (outcome.status === "completed") return { report: reportOf(outcome.trace) };
	if (outcome.status === "notBuilt")
		return { problems: outcome.problems.map(({ message, place }) => `${place ? `${place.file}:${place.line}: ` : ""}${message}`) };
	return { problems: [`${outcome.status}: ${outcome.message}`] };
}

function initFailure(report: Report, name: string): string | undefined {
	const environments = report.environments.filter((one) => one.function === name);
	if (environments.length === 0) return "was not invoked";
	if (environments.some(({ inits }) => inits.some(({ status }) => status === "success"))) return undefined;
	const failed = report.invocations.find((one) => one.function === name && one.error !== null);
	return failed?.error ? `${failed.error.errorType}: ${failed.error.errorMessage}`.split("\n")[0] : "INIT failed";
}

/** A run that is long enough for schedules, and no longer than an hour otherwise. */
function longest({ rules, schedules }: Stack): number {
	const scheduled = schedules.length > 0 || rules.some(({ scheduleExpression }) => scheduleExpression !== undefined);
	return scheduled ? 25 * HOUR : HOUR;
}

function table(all: readonly Tried[]): string {
	const mark = (yes: boolean) => (yes ? "yes" : "no");
	const rows = all.map((one) => {
		const initialises = one.notInitialised === null ? "–" : mark(one.notInitialised.length === 0);
		const runs = !one.builds
			? "–"
			: one.triggers.length === 0
				? "no trigger"
				: mark(one.notReached.length === 0 && one.problems.length === 0);
		const why = [...one.problems, ...(one.notInitialised ?? []), ...one.notReached.map((what) => `not reached: ${what}`)].join("; ");
		return `| ${one.project} | ${one.triggers.join(", ")} | ${mark(one.loads)} | ${mark(one.builds)} | ${initialises} | ${runs} | ${why} |`;
	});
	return [
		"| project | triggers | loads | builds | initialises | runs through its triggers | why not |",
		"|---|---|---|---|---|---|---|",
		...rows,
	].join("\n");
}

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
	console.error("Which folder of projects?");
	process.exit(2);
}
const root = resolve(folder);
const names = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
const sandbox = createSandbox({ root: process.cwd(), workers: 1, rehearse: false, limits: { wallMs: 60_000 } });
try {
	const all: Tried[] = [];
	for (const name of names.sort()) all.push(await tryProject(sandbox, name, join(root, name)));
	console.log(flags.includes("--json") ? JSON.stringify(all, null, "\t") : table(all));
} finally {
	await sandbox.close();
}
