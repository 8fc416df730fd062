import { JSONPath } from "jsonpath-plus";
import type { Json } from "#sandbox/json-value.ts";
import type { RandomStream } from "#sandbox/kernel/random.ts";
import { intrinsic } from "./intrinsic-functions.ts";
import { StateError } from "./state-error.ts";

/** What expressions of a state can look at. */
export type Scope = {
	/** Input of the state, or what it has become. */
	readonly input: Json;
	/** `$$` in JSONPath, `$states.context` in JSONata. */
	readonly context: Json;
	readonly variables: { readonly [name: string]: Json };
	/** JSONata: what a task gave, or how it failed. */
	readonly result?: Json;
	readonly errorOutput?: Json;
	readonly random: RandomStream;
	/** Calendar time, for `$now()` and `$millis()` of JSONata. */
	readonly nowMs: number;
};

/**
 * The value of a path.
 * @throws {StateError} States.ParameterPathFailure when nothing is there.
 */
export function atPath(path: string, scope: Scope): Json {
	if (/^States\.\w+\s*\(/.test(path)) return intrinsic(path, (inner) => atPath(inner, scope), scope.random);
	const ofContext = path.startsWith("$$");
	const variable = /^\$([A-Za-z_]\w*)(.*)$/.exec(path);
	const root = variable ? variableOf(variable[1] as string, scope) : ofContext ? scope.context : scope.input;
	const inner = variable ? `$${variable[2]}` : ofContext ? path.slice(1) : path;
	if (inner === "$" && root !== undefined) return root;
	// Paths that can mean several values give them as an array; others the one value.
	const several = /\[\s*(?:\*|\?|-?\d*\s*:|-?\d+\s*,|'[^']*'\s*,)|\.\.|\.\*/.test(inner);
	const found = root === undefined || root === null ? [] : foundBy(inner, root);
	if (several) return found;
	if (found.length === 0)
		throw new StateError(
			"States.ParameterPathFailure",
			`The JSONPath '${path}' could not be found in the input '${JSON.stringify(scope.input).slice(0, 500)}'`,
		);
	return found[0] as Json;
}

function variableOf(name: string, { variables }: Scope): Json | undefined {
	return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** What the library cannot read, or stumbles over in the data, is a mistake of the path. */
function foundBy(path: string, json: Json): Json[] {
	try {
		return (JSONPath({ path, json: json as object, eval: "safe", wrap: true }) as Json[] | undefined) ?? [];
	} catch (error) {
		throw new StateError("States.Runtime", `Invalid path '${path}': ${error instanceof Error ? error.message : String(error)}`);
	}
}

/** Whether a path has a value. */
export function hasPath(path: string, scope: Scope): boolean {
	try {
		atPath(path, scope);
		return true;
	} catch (error) {
		if (error instanceof StateError) return false;
		throw error;
	}
}

/** A payload template of JSONPath: names that end in `.$` have paths or intrinsic functions as their values. */
export function filledTemplate(template: Json, scope: Scope): Json {
	if (Array.isArray(template)) return template.map((one) => filledTemplate(one, scope));
	if (typeof template !== "object" || template === null) return template;
	return Object.fromEntries(
		Object.entries(template).map(([name, value]) =>
			name.endsWith(".$") && typeof value === "string" ? [name.slice(0, -2), atPath(value, scope)] : [name, filledTemplate(value, scope)],
		),
	);
}
