import type { BuildProblem, Project } from "#sandbox/outcome.ts";
import { readStack } from "#sandbox/template/read-stack.ts";
import type { TemplateFunction } from "#sandbox/template/reading.ts";
import type { Deploy } from "#sandbox/traffic/deploy.ts";
import type { BuiltFunction, BuiltProject, FunctionCode, NotSimulated } from "./built-project.ts";
import { bundleFunction } from "./bundle-function.ts";
import { builtUnits } from "./bundle-package.ts";
import { buildDeployments } from "./deployments.ts";
import { findHandler } from "./find-handler.ts";
import { filesOfFunction } from "./function-paths.ts";
import { loaderFlags } from "./node-options.ts";
import { readProjectFiles } from "./project-files.ts";
import type { MissingPackage } from "./resolve-module.ts";
import { withTaskFiles } from "./task-files.ts";

/** A file with a snapshot, and ids of the files of packages that it holds. */
export type PackageSnapshot = { file: string; units: ReadonlySet<string> };

export type BuildResult = { ok: true; built: BuiltProject } | { ok: false; problems: BuildProblem[] };

const TEMPLATES = ["template.yaml", "template.yml", "template.json"];

/**
 * Makes a project ready to be simulated: reads its template and bundles each function. For the parent process: a worker gets the result.
 * A handler that cannot be found or loaded is no problem of the build, since Lambda reports it at INIT; the result carries the error.
 * @param options.region What `AWS::Region` stands for in the template.
 * @param options.deploys Later deployments of the scenario.
 * @param options.snapshot What the simulation may begin with: texts of packages in it are left out.
 */
export async function buildProject(
	project: Project,
	options: { region?: string; deploys?: readonly Deploy[]; snapshot?: PackageSnapshot } = {},
): Promise<BuildResult> {
	const read = readProjectFiles(project);
	if (!read.ok) return read;
	const files = new Map(read.files);
	const template = TEMPLATES.find((name) => files.has(name));
	if (template === undefined) {
		return {
			ok: false,
			problems: [{ message: "The project has no template.yaml.", cure: "Add a SAM template with an AWS::Serverless::Function." }],
		};
	}
	const found = readStack(template, files.get(template) ?? "", options.region ?? "eu-central-1", files);
	if (!found.ok) return found;
	for (const [path, text] of found.inlineFiles) files.set(path, text);

	const notSimulated = [...found.notSimulated];
	const problems: BuildProblem[] = [];
	const functions: BuiltFunction[] = [];
	const failed: { fn: Omit<TemplateFunction, "line">; line: number; problems: BuildProblem[]; missing?: MissingPackage }[] = [];
	const bundles = new Map<string, FunctionCode>();
	for (const { line, ...fn } of found.functions) {
		const code = await codeOf(fn, line, files, bundles, notSimulated);
		if (code.ok) functions.push({ ...fn, code: code.code });
		else failed.push({ ...code, fn, line });
	}
	// Lambda deploys a function without its packages, which then fails at INIT; nothing would run here if all of them did.
	for (const { fn, line, problems: own, missing } of failed) {
		if (missing === undefined || failed.length === found.functions.length) {
			problems.push(...own);
			continue;
		}
		notSimulated.push({
			line,
			what: `the package ${JSON.stringify(missing.specifier)}, which ${missing.importer} imports`,
			consequence: `It cannot be installed here: ${fn.name} fails at INIT, as on Lambda when no node_modules has it.`,
		});
		const flags = loaderFlags(fn.environment.NODE_OPTIONS);
		const made = await bundleFunction(missing.error, filesOfFunction(files, fn), fn.codeUri, flags);
		if (made.ok) functions.push({ ...fn, code: made.code });
		else problems.push(...made.problems);
	}
	const order = found.functions.map(({ name }) => name);
	functions.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
	if (problems.length > 0) return { ok: false, problems: distinct(problems) };
	const later = await buildDeployments(options.deploys ?? [], functions, files, (fn) => codeOf(fn, 1, files, bundles, notSimulated));
	if (later.problems.length > 0) return { ok: false, problems: distinct(later.problems) };
	const deployments = later.deployments;
	const units = [...functions, ...deployments.map(({ fn }) => fn)].flatMap(({ code }) => code.packages ?? []);
	const packages = builtUnits(units, options.snapshot?.units ?? new Set());
	return {
		ok: true,
		built: {
			functions: functions.map((fn) => withTaskFiles(fn, files, packages)),
			...(deployments.length > 0
				? { deployments: deployments.map((one) => ({ ...one, fn: withTaskFiles(one.fn, files, packages) })) }
				: {}),
			stack: found.stack,
			notSimulated,
			...(Object.keys(packages).length > 0 ? { packages } : {}),
			...(options.snapshot && Object.values(packages).some(({ text }) => text === undefined)
				? { packageSnapshot: options.snapshot.file }
				: {}),
		},
	};
}

async function codeOf(
	fn: Omit<TemplateFunction, "line">,
	line: number,
	files: ReadonlyMap<string, string>,
	bundles: Map<string, FunctionCode>,
	notSimulated: NotSimulated[],
): ReturnType<typeof bundleFunction> {
	const own = filesOfFunction(files, fn);
	const handler = findHandler(fn.handler, own, fn.codeUri, fn.runtime === "nodejs24.x");
	if (handler.kind === "file" && /\.[mc]?ts$/.test(handler.path)) {
		notSimulated.push({
			line,
			what: `${handler.path} is TypeScript`,
			consequence: "It is compiled here. Lambda itself never loads .ts files: there the result would be Runtime.ImportModuleError.",
		});
	}
	const flags = loaderFlags(fn.environment.NODE_OPTIONS);
	const key = JSON.stringify([fn.codeUri, handler, flags, ...(fn.layers ? [fn.layers, fn.runtime] : [])]);
	const known = bundles.get(key);
	if (known) return { ok: true, code: known };
	const made = await bundleFunction(handler, own, fn.codeUri, flags);
	if (made.ok) bundles.set(key, made.code);
	return made;
}

function distinct(problems: BuildProblem[]): BuildProblem[] {
	const seen = new Set<string>();
	return problems.filter((problem) => {
		const key = JSON.stringify(problem);
		return !seen.has(key) && seen.add(key);
	});
}
