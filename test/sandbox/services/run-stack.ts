import { buildProject } from "#sandbox/build/build-project.ts";
import type { BuiltFunction } from "#sandbox/build/built-project.ts";
import { buildGuestLibrary } from "#sandbox/build/guest-library.ts";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { simulate } from "#sandbox/lambda/simulate.ts";
import { type ScenarioInput, scenarioSchema } from "#sandbox/scenario.ts";
import type { FunctionServiceConfig } from "#sandbox/stack/function-config.ts";
import { emptyStack, type Stack } from "#sandbox/stack/stack.ts";
import type { Trace } from "#sandbox/trace/trace.ts";

/** Properties of functions that differ from the usual ones of these tests, as lines of YAML. */
export type TestFunction = {
	code: string;
	properties?: readonly string[];
	/** How the service invokes it, in place of what a template would say. */
	service?: FunctionServiceConfig;
};

/** A template with one function for each entry, by logical id. */
export function filesOf(functions: Readonly<Record<string, TestFunction>>): Record<string, string> {
	const files: Record<string, string> = {};
	const resources: string[] = [];
	for (const [id, { code, properties = [] }] of Object.entries(functions)) {
		files[`${id}.mjs`] = code;
		const usual = [`Handler: ${id}.handler`, "Runtime: nodejs24.x", "MemorySize: 1769", "Timeout: 10"];
		const replaced = new Set(properties.map(keyOf));
		const lines = [...usual.filter((line) => !replaced.has(keyOf(line))), ...properties];
		resources.push(`  ${id}:`, "    Type: AWS::Serverless::Function", "    Properties:", ...lines.map((line) => `      ${line}`));
	}
	files["template.yaml"] = ["Transform: AWS::Serverless-2016-10-31", "Resources:", ...resources, ""].join("\n");
	return files;
}

const keyOf = (line: string) => line.split(":")[0];

/**
 * Runs functions together with resources that are given as the stack has them, without a template that says so.
 * @param more Files besides the functions' own, for later deployments.
 * @throws When the functions do not build, or the run does not come to its end.
 */
export async function runStack(
	functions: Readonly<Record<string, TestFunction>>,
	stack: Partial<Stack>,
	scenario: ScenarioInput,
	more: Readonly<Record<string, string>> = {},
): Promise<Trace> {
	const parsed = scenarioSchema.parse(scenario);
	const result = await buildProject({ files: { ...filesOf(functions), ...more } }, { deploys: parsed.deploy });
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	const outcome = simulate({
		built: {
			...result.built,
			functions: result.built.functions.map((fn) => withService(fn, functions)),
			deployments: (result.built.deployments ?? []).map((one) => ({ ...one, fn: withService(one.fn, functions) })),
			stack: { ...emptyStack(), ...result.built.stack, ...stack },
		},
		scenario: parsed,
		limits: defaultLimits,
		guestLibrary: await buildGuestLibrary(),
	});
	if (outcome.status !== "completed") throw new Error(`${outcome.status}: ${outcome.message}`);
	return outcome.trace;
}

function withService(fn: BuiltFunction, functions: Readonly<Record<string, TestFunction>>): BuiltFunction {
	const service = functions[fn.name]?.service;
	return service ? { ...fn, service: { ...fn.service, ...service } } : fn;
}
