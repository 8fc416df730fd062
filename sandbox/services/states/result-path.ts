import type { Json } from "#sandbox/json-value.ts";
import { StateError } from "./state-error.ts";

/**
 * The input of a state with a result in its place; null keeps the input as it is.
 * @throws {StateError} States.ResultPathMatchFailure when the input has no room for it.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultpath.html
 */
export function placedAt(path: string | null | undefined, input: Json, result: Json): Json {
	if (path === undefined || path === "$") return result;
	if (path === null) return input;
	const steps = path
		.replace(/^\$\.?/, "")
		.split(/[.[\]']+/)
		.filter((step) => step !== "");
	const root = typeof input === "object" && input !== null ? structuredClone(input) : {};
	let at: object = root;
	for (const step of steps.slice(0, -1)) {
		const next: unknown = Object.hasOwn(at, step) ? (at as { [name: string]: unknown })[step] : undefined;
		const inner = typeof next === "object" && next !== null ? next : {};
		if (inner !== next) put(at, step, inner, path);
		at = inner;
	}
	put(at, steps.at(-1) as string, result, path);
	return root;
}

/** Defined and not assigned: a path may have names such as `__proto__`. */
function put(at: object, step: string, value: unknown, path: string): void {
	if (Array.isArray(at) && !(/^\d+$/.test(step) && Number(step) <= at.length))
		throw new StateError("States.ResultPathMatchFailure", `Unable to apply ResultPath '${path}' to an array of ${at.length} elements`);
	Object.defineProperty(at, step, { value, enumerable: true, configurable: true, writable: true });
}
