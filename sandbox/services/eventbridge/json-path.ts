import type { Json } from "#sandbox/json-value.ts";

/**
 * The part of JSONPath that EventBridge takes in InputPath and InputPathsMap: names by dots or in brackets, indices, and `*`.
 * @returns undefined for what the event does not have; a list for a path with `*`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function valueAt(event: Json, path: string): Json | undefined {
	const steps = stepsOf(path);
	if (!steps) return undefined;
	let values: Json[] = [event];
	for (const step of steps) values = values.flatMap((value) => childrenOf(value, step));
	return steps.includes("*") ? (values.length === 0 ? undefined : values) : values[0];
}

/** @returns Whether EventBridge would take the path. */
export function isJsonPath(path: string): boolean {
	return stepsOf(path) !== undefined;
}

function stepsOf(path: string): string[] | undefined {
	if (!path.startsWith("$")) return undefined;
	const steps: string[] = [];
	const step = /\.([\p{L}\p{N}_/:-]+|\*)|\[(?:(\d+|\*)|'([^']*)'|"([^"]*)")\]/uy;
	step.lastIndex = 1;
	while (step.lastIndex < path.length) {
		const found = step.exec(path);
		if (!found) return undefined;
		steps.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? "");
	}
	return steps;
}

function childrenOf(value: Json, step: string): Json[] {
	if (value === null || typeof value !== "object") return [];
	if (step === "*") return Array.isArray(value) ? value : Object.values(value);
	if (!Object.hasOwn(value, step)) return [];
	return [(value as Record<string, Json>)[step] as Json];
}
