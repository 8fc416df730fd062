import jsonata from "jsonata-sync";
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
};

/**
 * The value of a path.
 * @throws {StateError} States.ParameterPathFailure when nothing is there.
 */
export function atPath(path: string, scope: Scope): Json {
	if (/^States\.\w+\s*\(/.test(path)) return intrinsic(path, (inner) => atPath(inner, scope), scope.random);
	const ofContext = path.startsWith("$$");
	const variable = /^\$([A-Za-z_]\w*)(.*)$/.exec(path);
	const root = variable ? scope.variables[variable[1] as string] : ofContext ? scope.context : scope.input;
	const inner = variable ? `$${variable[2]}` : ofContext ? path.slice(1) : path;
	if (inner === "$" && root !== undefined) return root;
	// Paths that can mean several values give them as an array; others the one value.
	const several = /\[\s*(?:\*|\?|-?\d*\s*:|-?\d+\s*,|'[^']*'\s*,)|\.\.|\.\*/.test(inner);
	const found =
		root === undefined || root === null ? [] : (JSONPath({ path: inner, json: root as object, eval: "safe", wrap: true }) as Json[]);
	if (several) return found;
	if (found.length === 0)
		throw new StateError(
			"States.ParameterPathFailure",
			`The JSONPath '${path}' could not be found in the input '${JSON.stringify(scope.input).slice(0, 500)}'`,
		);
	return found[0] as Json;
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

const EXPRESSION = /^\{%(.*)%\}$/s;

/**
 * A value of JSONata: texts in `{% … %}` are expressions, at any depth.
 * @throws {StateError} States.QueryEvaluationError.
 */
export function evaluated(value: Json, scope: Scope): Json {
	if (Array.isArray(value)) return value.map((one) => evaluated(one, scope));
	if (typeof value === "object" && value !== null)
		return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, evaluated(one, scope)]));
	const source = typeof value === "string" ? EXPRESSION.exec(value.trim())?.[1] : undefined;
	if (source === undefined) return value;
	const { input, context, variables, result, errorOutput } = scope;
	const states = { input, context, ...(result === undefined ? {} : { result }), ...(errorOutput === undefined ? {} : { errorOutput }) };
	let answer: unknown;
	try {
		const expression = jsonata(source);
		expression.registerFunction("uuid", () => scope.random.uuid());
		expression.registerFunction("random", () => scope.random.between(0, 1));
		expression.registerFunction("parse", (text: string) => JSON.parse(text) as Json);
		expression.registerFunction("partition", (all: Json[], size: number) =>
			Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size)),
		);
		expression.registerFunction("range", (from: number, to: number, by: number) =>
			Array.from({ length: Math.max(0, Math.floor((to - from) / by) + 1) }, (_, index) => from + index * by),
		);
		answer = expression.evaluate(undefined, { states, ...variables });
	} catch (error) {
		throw new StateError("States.QueryEvaluationError", `The JSONata expression '${source.trim()}' failed: ${(error as Error).message}`);
	}
	if (answer === undefined)
		throw new StateError("States.QueryEvaluationError", `The JSONata expression '${source.trim()}' returned nothing (undefined).`);
	return JSON.parse(JSON.stringify(answer)) as Json;
}
