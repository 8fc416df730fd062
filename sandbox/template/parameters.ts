import { literal, type Names } from "./intrinsics.ts";
import { type Resolved, textOf, Unknown } from "./resolved.ts";
import type { TemplateEntry } from "./template-node.ts";
import type { TemplateNotes } from "./template-notes.ts";

const TYPES = /^(String|Number|List<Number>|CommaDelimitedList|AWS::SSM::Parameter::(Name|Value<.+>)|(List<)?AWS::[A-Za-z0-9:]+>?)$/;

/**
 * Reads Parameters. A stack is deployed here with the Default of each. One without a Default, which a deployment would have to give, gets a
 * value that stands in; what the ARN of a resource elsewhere is, or a value in Parameter Store, is unknown, and whoever uses it is told so.
 */
export function readParameters(entries: ReadonlyMap<string, TemplateEntry>, notes: TemplateNotes): Names["parameters"] {
	const parameters: Names["parameters"] = new Map();
	for (const [id, entry] of entries) parameters.set(id, readParameter(id, entry, notes));
	return parameters;
}

function readParameter(id: string, entry: TemplateEntry, notes: TemplateNotes): Resolved {
	if (entry.value.kind !== "map") {
		if (entry.value.kind === "scalar" && entry.value.value === null) return new Unknown(`the parameter ${id} has no Default`);
		notes.problem(entry, `The parameter ${id} must be a map.`, "Give it a Type and, to run it here, a Default.");
		return new Unknown(`the parameter ${id}`);
	}
	const { entries } = entry.value;
	const type = entries.get("Type") ? textOf(literal((entries.get("Type") as TemplateEntry).value)) : "String";
	if (!TYPES.test(type)) {
		notes.problem(
			entries.get("Type")?.value ?? entry,
			`Template format error: Unrecognized parameter type: ${type}`,
			"Use String, Number, CommaDelimitedList or a type of AWS.",
		);
	}
	const fallback = entries.get("Default");
	if (!fallback) return standIn(id, type, entry, entries, notes);
	if (type.startsWith("AWS::SSM::Parameter::Value")) {
		return new Unknown(`the parameter ${id}, whose value is in Parameter Store (${textOf(literal(fallback.value))}),`);
	}
	const value = literal(fallback.value);
	if (value instanceof Unknown) return value;
	check(id, value, type, entries, fallback, notes);
	if (type === "CommaDelimitedList" || type.startsWith("List<"))
		return textOf(value)
			.split(",")
			.map((item) => item.trim());
	return typeof value === "boolean" || typeof value === "number" ? String(value) : value;
}

/** In place of the value that whoever deploys the stack would give: the parameter's own name, within the bounds that it has. */
function standIn(
	id: string,
	type: string,
	{ line }: TemplateEntry,
	entries: ReadonlyMap<string, TemplateEntry>,
	notes: TemplateNotes,
): Resolved {
	if (/arns?$/i.test(id) || type.startsWith("AWS::SSM::Parameter::Value")) return new Unknown(`the parameter ${id} has no Default`);
	const of = (key: string) => {
		const entry = entries.get(key);
		return entry && literal(entry.value);
	};
	const allowed = of("AllowedValues");
	const [first] = Array.isArray(allowed) ? allowed : [];
	const named = id.replace(/(?<=[a-z\d])(?=[A-Z])/g, "-").toLowerCase();
	const text = named.padEnd(Number(of("MinLength") ?? 0), "x").slice(0, Number(of("MaxLength")) || undefined);
	const value = first !== undefined ? textOf(first) : /Number/.test(type) ? textOf(of("MinValue") ?? 1) : text;
	notes.skip(line, `the parameter ${id} has no Default`, `A deployment must give it a value; here ${JSON.stringify(value)} stands in.`);
	return type === "CommaDelimitedList" || type.startsWith("List<") ? [value] : value;
}

/** What CloudFormation checks before it creates anything. */
function check(
	id: string,
	value: Resolved,
	type: string,
	entries: ReadonlyMap<string, TemplateEntry>,
	fallback: TemplateEntry,
	notes: TemplateNotes,
): void {
	const text = textOf(value);
	const limit = (key: string) => {
		const entry = entries.get(key);
		const given = entry ? Number(literal(entry.value)) : Number.NaN;
		return Number.isFinite(given) ? given : undefined;
	};
	const refuse = (message: string, cure: string) => notes.problem(fallback.value, message, cure);
	const allowed = entries.get("AllowedValues");
	const values = allowed ? literal(allowed.value) : undefined;
	const parts = type === "CommaDelimitedList" ? text.split(",").map((part) => part.trim()) : [text];
	if (Array.isArray(values) && !parts.every((part) => values.some((one) => textOf(one) === part))) {
		refuse(
			`Template error: Parameter '${id}' must be one of AllowedValues`,
			`Its Default is ${text}; use ${values.map(textOf).join(", ")}.`,
		);
	}
	if (type === "Number") {
		if (!/^-?\d+(\.\d+)?$/.test(text)) refuse(`Template error: Parameter '${id}' must be a number`, `Its Default is ${text}.`);
		const [least, most] = [limit("MinValue"), limit("MaxValue")];
		if (least !== undefined && Number(text) < least)
			refuse(`Template error: Parameter '${id}' must be a number not less than ${least}`, `Its Default is ${text}.`);
		if (most !== undefined && Number(text) > most)
			refuse(`Template error: Parameter '${id}' must be a number not greater than ${most}`, `Its Default is ${text}.`);
	}
	if (type === "String") {
		const [least, most] = [limit("MinLength"), limit("MaxLength")];
		if (least !== undefined && text.length < least)
			refuse(`Template error: Parameter '${id}' must contain at least ${least} characters`, "Give it a longer Default.");
		if (most !== undefined && text.length > most)
			refuse(`Template error: Parameter '${id}' must contain at most ${most} characters`, "Give it a shorter Default.");
	}
}
