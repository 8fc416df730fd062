import jsonata from "jsonata-sync";
import type { Json } from "#sandbox/json-value.ts";
import type { Scope } from "./query.ts";
import { StateError } from "./state-error.ts";

const EXPRESSION = /^\{%(.*)%\}$/s;
/** Arrays that `$range` and `$partition` make: more elements would not fit into the payload of a state (L355). */
const MOST_ELEMENTS = 131_072;

/**
 * A value of JSONata: texts in `{% … %}` are expressions, at any depth.
 * @throws {StateError} States.QueryEvaluationError.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function evaluated(value: Json, scope: Scope): Json {
	if (Array.isArray(value)) return value.map((one) => evaluated(one, scope));
	if (typeof value === "object" && value !== null)
		return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, evaluated(one, scope)]));
	const source = typeof value === "string" ? EXPRESSION.exec(value.trim())?.[1] : undefined;
	return source === undefined ? value : answerOf(source, scope);
}

function answerOf(source: string, scope: Scope): Json {
	const { input, context, variables, result, errorOutput } = scope;
	const states = { input, context, ...(result === undefined ? {} : { result }), ...(errorOutput === undefined ? {} : { errorOutput }) };
	let text: string | undefined;
	try {
		const expression = jsonata(source);
		refuseInheritedNames(expression.ast());
		register(expression, scope);
		text = JSON.stringify(expression.evaluate(undefined, { ...variables, states }), withoutFunctions);
	} catch (error) {
		// The library throws objects that are no errors.
		const { message } = error as { message?: unknown };
		throw new StateError("States.QueryEvaluationError", `The JSONata expression '${source.trim()}' failed: ${String(message)}`);
	}
	if (text === undefined)
		throw new StateError("States.QueryEvaluationError", `The JSONata expression '${source.trim()}' returned nothing (undefined).`);
	return JSON.parse(text) as Json;
}

/** The library has its functions as objects. */
function withoutFunctions(_: string, value: unknown): unknown {
	const isFunction = typeof value === "object" && value !== null && ("_jsonata_function" in value || "_jsonata_lambda" in value);
	if (isFunction) throw new Error("the result has a function in it");
	return value;
}

/**
 * The library reads members with `input[name]`: by names like `constructor` a definition would reach what all objects inherit, and with it
 * the process around the simulation.
 */
function refuseInheritedNames(ast: unknown, seen = new Set<unknown>()): void {
	if (typeof ast !== "object" || ast === null || seen.has(ast)) return;
	seen.add(ast);
	const { type, value } = ast as { type?: unknown; value?: unknown };
	if (type === "name") refuseInherited(value);
	for (const member of Object.values(ast)) refuseInheritedNames(member, seen);
}

function refuseInherited(name: unknown): void {
	if (String(name) in Object.prototype) throw new Error(`the name ${String(name)} is not available`);
}

/** Functions that Step Functions adds, takes away, or that ask for time and chance: both are the simulation's. */
function register(expression: jsonata.Expression, { random, nowMs }: Scope): void {
	const functions: { readonly [name: string]: (...args: never[]) => unknown } = {
		uuid: () => random.uuid(),
		random: () => random.between(0, 1),
		millis: () => nowMs,
		now: (picture?: string, timezone?: string) =>
			jsonata("$fromMillis($at, $picture, $timezone)").evaluate(undefined, { at: nowMs, picture, timezone }),
		parse: (text: string) => JSON.parse(text) as Json,
		partition(all: Json[], size: number) {
			if (!(size >= 1)) throw new Error("chunks have at least one element");
			return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
		},
		range(from: number, to: number, by: number) {
			const length = Math.max(0, Math.floor((to - from) / by) + 1);
			if (!(length <= MOST_ELEMENTS)) throw new Error(`a range has at most ${MOST_ELEMENTS} elements`);
			return Array.from({ length }, (_, index) => from + index * by);
		},
		shuffle(all: Json[]) {
			const left = [...all];
			return all.map(() => left.splice(Math.floor(random.between(0, left.length)), 1)[0]);
		},
		lookup: (object: Json, key: string) => memberOf(object, key),
		eval() {
			throw new Error("Step Functions has no $eval");
		},
	};
	for (const [name, run] of Object.entries(functions)) expression.registerFunction(name, run as (...args: unknown[]) => unknown);
}

/** `$lookup`: of an array, the members of all its elements. */
function memberOf(object: Json, key: string): Json | undefined {
	if (Array.isArray(object)) {
		const found = object.flatMap((one) => memberOf(one, key) ?? []);
		return found.length > 1 ? found : found[0];
	}
	if (typeof object !== "object" || object === null) return undefined;
	return Object.hasOwn(object, key) ? object[key] : undefined;
}
