import type { Json } from "#sandbox/json-value.ts";
import { isRecord } from "../http/proxy-result.ts";

type Step = { kind: "name"; name: string } | { kind: "index"; index: number } | { kind: "every" } | { kind: "deep"; name: string };

/** Values that one path may pass through; a path over a large body cannot stall the run. */
const MOST_VALUES = 100_000;

/**
 * Value of a JSONPath as mapping templates use it: `$`, `$.a.b`, `$['a']`, `$.list[0]`, `$.list[*].id`, `$..name`. Filters and slices are not known.
 * @returns A list for a path with `*` or `..`; undefined when nothing is there.
 */
export function jsonPath(root: Json, path: string): Json | undefined {
	const steps = stepsOf(path.trim());
	if (!steps) return undefined;
	const many = steps.some(({ kind }) => kind === "every" || kind === "deep");
	let values: Json[] = [root];
	for (const step of steps) {
		values = values.flatMap((value) => next(value, step));
		if (values.length > MOST_VALUES) return undefined;
	}
	return many ? values : values[0];
}

function next(value: Json, step: Step): Json[] {
	switch (step.kind) {
		case "name": {
			const found = isRecord(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
			return found === undefined ? [] : [found];
		}
		case "index": {
			if (!Array.isArray(value)) return [];
			const found = value.at(step.index);
			return found === undefined ? [] : [found];
		}
		case "every":
			return typeof value === "object" && value !== null ? Object.values(value) : [];
		case "deep":
			return deep(value, step.name);
	}
}

function deep(value: Json, name: string): Json[] {
	const found: Json[] = [];
	const waiting: Json[] = [value];
	for (let visited = 0; waiting.length > 0 && visited < MOST_VALUES; visited++) {
		const one = waiting.pop();
		if (typeof one !== "object" || one === null) continue;
		if (!Array.isArray(one) && Object.hasOwn(one, name)) found.push(one[name] as Json);
		waiting.push(...Object.values(one).reverse());
	}
	return found;
}

/** @returns undefined when the path is malformed. */
function stepsOf(path: string): Step[] | undefined {
	const steps: Step[] = [];
	let rest = path.startsWith("$") ? path.slice(1) : `.${path}`;
	while (rest !== "") {
		const [all, deepName, name, quoted, index, star] =
			/^(?:\.\.([\w$-]+)|\.([\w$@:-]+)|\[(?:'([^']*)'|"[^"]*")\]|\[(-?\d+)\]|(\.\*|\[\*\]))/.exec(rest) ?? [];
		if (all === undefined) return undefined;
		if (star !== undefined) steps.push({ kind: "every" });
		else if (deepName !== undefined) steps.push({ kind: "deep", name: deepName });
		else if (index !== undefined) steps.push({ kind: "index", index: Number(index) });
		else steps.push({ kind: "name", name: name ?? quoted ?? all.slice(2, -2) });
		rest = rest.slice(all.length);
	}
	return steps;
}
