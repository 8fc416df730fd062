import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { lineOfPath } from "#sandbox/cli/scenario-line.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";

export type ScenarioRead = { ok: true; scenario: Scenario } | { ok: false; problems: string[] };

/**
 * Reads a scenario.ts (its default export, loaded by Node with the types stripped) or a scenario.json.
 * @returns The scenario with its defaults filled in, or one line for each mistake: file, line, what.
 */
export async function readScenario(file: string): Promise<ScenarioRead> {
	const shown = relative(process.cwd(), file) || file;
	const text = await readFile(file, "utf8");
	let value: unknown;
	try {
		value = file.endsWith(".json") ? JSON.parse(text) : await defaultExportOf(file);
	} catch (error) {
		return {
			ok: false,
			problems: [`${shown}: could not be loaded: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`],
		};
	}
	if (value === undefined) return { ok: false, problems: [`${shown}: has no default export. Write: export default defineScenario({ … })`] };
	const checked = scenarioSchema.safeParse(value);
	if (checked.success) return { ok: true, scenario: checked.data };
	const problems = checked.error.issues.map((issue) => {
		const line = lineOfPath(text, issue.path);
		return `${shown}${line === null ? "" : `:${line}`}: ${issue.path.map(String).join(".") || "the scenario"}: ${issue.message}`;
	});
	return { ok: false, problems };
}

async function defaultExportOf(file: string): Promise<unknown> {
	// The path is known only now; the comment keeps a bundler from trying to find it.
	const module: { default?: unknown } = await import(/* @vite-ignore */ pathToFileURL(file).href);
	return module.default;
}
