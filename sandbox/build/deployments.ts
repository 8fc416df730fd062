import type { BuildProblem } from "#sandbox/outcome.ts";
import type { Deploy } from "#sandbox/traffic/deploy.ts";
import type { BuiltDeployment, BuiltFunction, FunctionCode } from "./built-project.ts";

type CodeOf = (fn: Omit<BuiltFunction, "code">) => Promise<{ ok: true; code: FunctionCode } | { ok: false; problems: BuildProblem[] }>;

/**
 * The functions as later deployments of a scenario leave them. Each builds on the one before it of the same function.
 * @returns The deployments in the order of their time, or what is wrong with them.
 */
export async function buildDeployments(
	deploys: readonly Deploy[],
	functions: readonly BuiltFunction[],
	files: ReadonlyMap<string, string>,
	codeOf: CodeOf,
): Promise<{ deployments: BuiltDeployment[]; problems: BuildProblem[] }> {
	const current = new Map(functions.map((fn) => [fn.name, fn]));
	const deployments: BuiltDeployment[] = [];
	const problems: BuildProblem[] = [];
	for (const deploy of [...deploys].sort((a, b) => a.at - b.at)) {
		const before = current.get(deploy.function);
		if (!before) {
			problems.push({
				message: `The scenario deploys the function ${deploy.function}, which the template does not have.`,
				cure: `Use one of ${[...current.keys()].join(", ")}.`,
			});
			continue;
		}
		const { code: _, taskFiles: __, ...kept } = before;
		const codeUri = deploy.codeUri === undefined ? kept.codeUri : folderOf(deploy.codeUri);
		if (![...files.keys()].some((path) => path.startsWith(codeUri))) {
			problems.push({
				message: `The scenario deploys ${deploy.function} from ${deploy.codeUri}, where the project has no file.`,
				cure: "Give a folder of the project, relative to the template, for example v2/.",
			});
			continue;
		}
		const next = { ...kept, codeUri, environment: { ...kept.environment, ...deploy.environment } };
		const made = await codeOf(next);
		if (!made.ok) {
			problems.push(...made.problems);
			continue;
		}
		const revision = made.code.script === before.code.script ? before.revision : deployments.length + 1;
		const fn: BuiltFunction = { ...next, code: made.code, ...(revision === undefined ? {} : { revision }) };
		current.set(fn.name, fn);
		deployments.push({ at: deploy.at, fn, ...(deploy.weight === undefined ? {} : { weight: deploy.weight }) });
	}
	return { deployments, problems };
}

/** @returns "" for the root of the project, else ending in "/". */
function folderOf(codeUri: string): string {
	const parts = codeUri.split("/").filter((part) => part !== "" && part !== ".");
	return parts.length === 0 ? "" : `${parts.join("/")}/`;
}
