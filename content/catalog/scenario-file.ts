import { pathToFileURL } from "node:url";
import jsonata from "jsonata";
import { type Finding, found, type Read } from "#content/catalog/finding.ts";
import { inlineFindings } from "#content/catalog/markdown-findings.ts";
import { schemaFindings } from "#content/catalog/schema-findings.ts";
import { readTextFile } from "#content/catalog/text-file.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";
import { type Scenario, scenarioSchema } from "#sandbox/scenario.ts";

/**
 * Reads a `scenario.ts`. It is code and runs in this process, so an exercise must come from somebody you trust; all other content is data.
 * That it imports nothing but `defineScenario` keeps honest authors to plain data, and is no wall against others.
 * @param version Differs after a change, so that the module is read again in development.
 */
export async function readScenario(absolute: string, version: number): Promise<Read<Scenario>> {
	const source = await readTextFile(absolute);
	if (!source.ok) return source;
	const foreign = importFindings(source.value);
	if (foreign.length > 0) return { ok: false, findings: foreign };

	const imported = await importDefault(absolute, version);
	if (!imported.ok) return imported;
	const lineOf = (path: Path) => lineInSource(source.value, imported.value, path);
	const parsed = scenarioSchema.safeParse(imported.value);
	if (!parsed.success) {
		return { ok: false, findings: schemaFindings(parsed.error.issues, scenarioSchema, { value: imported.value, lineOf }) };
	}
	const findings = [
		...parsed.data.checks.flatMap((check, index) => checkFindings(check, lineOf(["checks", index]))),
		...planFindings(parsed.data, lineOf),
	];
	return findings.length > 0 ? { ok: false, findings } : { ok: true, value: parsed.data };
}

function importFindings(source: string): Finding[] {
	return source.split("\n").flatMap((text, index) => {
		const specifier = /\bfrom\s*["']([^"']+)["']/.exec(text)?.[1] ?? /\b(?:import|require)\s*\(?\s*["']([^"']+)["']/.exec(text)?.[1];
		if (specifier === undefined || specifier === "#sandbox/scenario.ts") return [];
		return [{ line: index + 1, message: `imports "${specifier}"`, cure: 'A scenario is data; it imports only "#sandbox/scenario.ts".' }];
	});
}

async function importDefault(absolute: string, version: number): Promise<Read<unknown>> {
	const url = pathToFileURL(absolute).href + (version === 0 ? "" : `?version=${version}`);
	try {
		const module: { default?: unknown } = await import(/* @vite-ignore */ url);
		if (module.default === undefined) return found(1, "has no default export", "Write: export default defineScenario({ … });");
		return { ok: true, value: module.default };
	} catch (error) {
		const trace = error instanceof Error ? `${error.stack ?? error.message}` : String(error);
		const line = Number(/scenario\.ts(?:\?[^:\s)]*)?:(\d+)/.exec(trace)?.[1] ?? 1);
		return found(line, `cannot be loaded: ${error instanceof Error ? error.message.split("\n")[0] : error}`, "Mend the TypeScript.");
	}
}

function checkFindings(check: Scenario["checks"][number], line: number): Finding[] {
	const findings = inlineFindings(check.why, line);
	for (const [key, expression] of [
		["actual", check.actual],
		["moment", check.moment],
	] as const) {
		const error = expression === undefined ? undefined : compileError(expression);
		if (error !== undefined) {
			findings.push({
				line,
				message: `check "${check.id}": "${key}" is not valid JSONata: ${error}`,
				cure: "Try the expression at https://try.jsonata.org against a report.",
			});
		}
	}
	if (check.compare !== "equals" && typeof check.expected !== "number") {
		findings.push({
			line,
			message: `check "${check.id}" compares ${check.compare} with something that is no number`,
			cure: "Expect a number.",
		});
	}
	return findings;
}

function compileError(expression: string): string | undefined {
	try {
		jsonata(expression);
		return undefined;
	} catch (error) {
		// JSONata throws plain objects with a message and a position.
		return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
	}
}

function planFindings(scenario: Scenario, lineOf: (path: Path) => number): Finding[] {
	const ids = scenario.checks.map((check) => check.id);
	const twice = ids.findIndex((id, index) => ids.indexOf(id) < index);
	if (twice >= 0)
		return [{ line: lineOf(["checks", twice]), message: `has the check "${ids[twice]}" twice`, cure: "Give each check its own id." }];
	if (ids.length === 0) return [{ line: 1, message: "has no checks", cure: "Add the checks that a right solution passes." }];
	return [];
}

/** A scenario is code, so the line is found by what the value says of itself: the id of a check, the name of a host, or the key. */
function lineInSource(source: string, value: unknown, path: Path): number {
	const lines = source.split("\n");
	const anchors = path.map((_, index) => anchorOf(value, path.slice(0, index + 1))).filter((anchor) => anchor !== undefined);
	const start = Math.max(
		0,
		lines.findIndex((line) => anchors.length > 0 && anchors.every((anchor) => line.includes(anchor))),
	);
	const key = path.findLast((step) => typeof step === "string");
	const atKey = lines.findIndex((line, index) => index >= start && line.includes(`${String(key)}:`));
	return (atKey >= 0 && atKey - start <= 12 ? atKey : start) + 1;
}

function anchorOf(value: unknown, path: Path): string | undefined {
	const here = path.reduce<unknown>(
		(inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
		value,
	);
	if (typeof here !== "object" || here === null) return undefined;
	if ("id" in here && typeof here.id === "string") return `"${here.id}"`;
	if ("host" in here && typeof here.host === "string") return `"${here.host}"`;
	return undefined;
}
