import { z } from "zod";
import type { Finding } from "#content/catalog/finding.ts";
import type { Path } from "#content/catalog/yaml-with-lines.ts";

type Issue = z.core.$ZodIssue;
type Located = { value: unknown; lineOf(path: Path): number };

/** What a schema found, in an author's words and at the line of the key. */
export function schemaFindings(issues: readonly Issue[], schema: z.ZodType, located: Located): Finding[] {
	return issues.flatMap((issue) => findingsOf(issue, [], schema, located));
}

function findingsOf(issue: Issue, prefix: Path, schema: z.ZodType, located: Located): Finding[] {
	const path = [...prefix, ...issue.path];
	if (issue.code === "invalid_union") return unionFindings(issue, path, schema, located);
	if (issue.code === "unrecognized_keys") {
		const allowed = keysAt(schema, path);
		return issue.keys.map((key) => ({
			line: located.lineOf([...path, key]),
			message: `${nameOf(path)}has no key "${key}"`,
			cure: allowed.length > 0 ? `Remove it, or write one of: ${allowed.join(", ")}.` : "Remove it, or mend its spelling.",
		}));
	}
	const { message, cure } = explain(issue, path, valueAt(located.value, path));
	return [{ line: located.lineOf(path), message, cure }];
}

function explain(issue: Issue, path: Path, value: unknown): { message: string; cure: string } {
	const name = labelOf(path);
	if (value === undefined && (issue.code === "invalid_type" || issue.code === "invalid_value")) {
		return { message: `"${name}" is missing`, cure: `Add "${String(path.at(-1) ?? "")}:".` };
	}
	switch (issue.code) {
		case "invalid_type":
			return { message: `"${name}" must be ${article(issue.expected)}, not ${show(value)}`, cure: typeCure(issue.expected) };
		case "invalid_value":
			return { message: `"${name}" is ${show(value)}`, cure: `Write ${oneOf(issue.values)}.` };
		case "too_small":
			return { message: `"${name}" ${sizeOf(issue.origin, value)}`, cure: `It must have at least ${amount(issue.minimum, issue.origin)}.` };
		case "too_big":
			return { message: `"${name}" ${sizeOf(issue.origin, value)}`, cure: `It may have at most ${amount(issue.maximum, issue.origin)}.` };
		case "invalid_format":
			return { message: `"${name}" is ${show(value)}`, cure: formatCure(issue) };
		default:
			return { message: `"${name}" is not right: ${issue.message}`, cure: "Mend it as the authoring guide shows (docs/authoring.md)." };
	}
}

/** A union fails as a whole; the author is told about the form that she most probably meant. */
function unionFindings(issue: Extract<Issue, { code: "invalid_union" }>, path: Path, schema: z.ZodType, located: Located): Finding[] {
	const value = valueAt(located.value, path);
	const line = located.lineOf(path);
	const name = labelOf(path);
	if (value === undefined) return [{ line, message: `"${name}" is missing`, cure: `Add "${String(path.at(-1) ?? "")}:".` }];

	const literals = issue.errors.map((branch) =>
		branch.length === 1 && branch[0]?.code === "invalid_value" ? branch[0].values : undefined,
	);
	if (literals.length > 0 && literals.every((values) => values !== undefined)) {
		return [{ line, message: `"${name}" is ${show(value)}`, cure: `Write ${oneOf(literals.flat())}.` }];
	}
	const meant = issue.errors
		.filter((branch) => branch.every((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys"))
		.toSorted((a, b) => a.length - b.length)[0];
	if (meant !== undefined) return meant.flatMap((inner) => findingsOf(inner, path, schema, located));
	return [
		{
			line,
			message: `"${name}" is ${show(value)}, which is none of the allowed forms`,
			cure: "See the authoring guide (docs/authoring.md).",
		},
	];
}

function formatCure(issue: Extract<Issue, { code: "invalid_format" }>): string {
	if (issue.format === "url") return "Write a whole address that begins with https://.";
	const text = issue.message.startsWith("Invalid") ? `must match ${issue.format}` : issue.message;
	return `It ${text}.`;
}

function typeCure(expected: string): string {
	if (expected === "string") return "Write text; put it in double quotes if YAML takes it for something else.";
	if (expected === "array") return "Write a list: [one, two], or one entry a line with a hyphen.";
	if (expected === "object") return "Write keys and values, indented below it.";
	return `Write ${article(expected)}.`;
}

function sizeOf(origin: string, value: unknown): string {
	if (typeof value === "string") return `has ${amount(value.length, "string")}`;
	if (Array.isArray(value)) return `has ${amount(value.length, "array")}`;
	return `is ${show(value)}${origin === "int" || origin === "number" ? "" : ` (${origin})`}`;
}

function amount(count: number | bigint, origin: string): string {
	const noun = origin === "string" ? "character" : origin === "array" ? "entry" : "";
	if (noun === "") return String(count);
	if (count === 1) return `1 ${noun}`;
	return `${count} ${noun === "entry" ? "entries" : `${noun}s`}`;
}

function article(type: string): string {
	const words: Record<string, string> = {
		string: "text",
		array: "a list",
		object: "a set of keys",
		int: "a whole number",
		number: "a number",
	};
	return words[type] ?? type;
}

function oneOf(values: readonly unknown[]): string {
	const shown = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}

function show(value: unknown): string {
	if (value === undefined) return "missing";
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `keyPoints[0].weight` */
function labelOf(path: Path): string {
	return path.reduce<string>((label, step) => {
		if (typeof step === "number") return `${label}[${step}]`;
		return label === "" ? String(step) : `${label}.${String(step)}`;
	}, "");
}

function nameOf(path: Path): string {
	return path.length === 0 ? "" : `"${labelOf(path)}" `;
}

function valueAt(value: unknown, path: Path): unknown {
	return path.reduce<unknown>((inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined), value);
}

/** The keys that the schema knows at `path`; empty where it cannot be told (inside a union). */
function keysAt(schema: z.ZodType, path: Path): string[] {
	let here: unknown = unwrap(schema);
	for (const step of path) {
		if (here instanceof z.ZodArray) here = unwrap(here.element);
		else if (here instanceof z.ZodObject) here = unwrap(here.shape[String(step)]);
		else return [];
	}
	return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function unwrap(schema: unknown): unknown {
	return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}
