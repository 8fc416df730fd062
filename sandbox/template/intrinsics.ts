import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Conditions } from "./conditions.ts";
import { firstUnknown, type Resolved, textOf, Unknown } from "./resolved.ts";
import type { TemplateNode } from "./template-node.ts";

/** What `Ref` and `Fn::GetAtt` give for the resources of the template. */
export type ResourceNames = {
	has(id: string): boolean;
	ref(id: string): Resolved;
	attribute(id: string, path: string): Resolved;
};

/** What intrinsic functions can find. */
export type Names = {
	parameters: Map<string, Resolved>;
	resources: ResourceNames;
	mappings: TemplateNode | undefined;
	conditions: Conditions;
	region: string;
	budget: Budget;
};

/** How much work the values of one template may make, so that a hostile one ends soon. A large honest one needs a hundredth of it. */
export class Budget {
	#left = 5_000_000;

	/** @returns Whether there was enough left. */
	spend(units: number): boolean {
		this.#left -= units;
		return this.#left >= 0;
	}
}

export const STACK_NAME = "warmstart";
/** No value of a template needs a longer text, and nested joins could make one of any length. */
const MAX_TEXT = 65_536;
/** Zones that an account of Warmstart has in any region. */
const ZONES = ["a", "b", "c"];
const tooMuch = () => new Unknown("values that are longer together than a template may make them");
const tooLong = () => new Unknown(`a text of more than ${MAX_TEXT} characters`);

/** A value where CloudFormation allows no intrinsic functions: in Mappings and as the Default of a parameter. */
export function literal(node: TemplateNode): Resolved {
	switch (node.kind) {
		case "scalar":
			return node.value;
		case "list":
			return node.items.map(literal);
		case "map": {
			const map: { [name: string]: Resolved } = Object.create(null);
			for (const [key, entry] of node.entries) map[key] = literal(entry.value);
			return map;
		}
		case "intrinsic":
			return new Unknown(`${node.name} is not allowed here`);
	}
}

/** Resolves references in a value. Never throws; what cannot be known is an Unknown with its reason. */
export function resolve(node: TemplateNode, names: Names): Resolved {
	if (!names.budget.spend(1)) return tooMuch();
	switch (node.kind) {
		case "scalar":
			return typeof node.value === "string" && node.value.includes("{{resolve:") ? dynamicReference(node.value) : node.value;
		case "list":
			return node.items.filter((item) => !isNoValue(item, names)).map((item) => resolve(item, names));
		case "map": {
			const map: { [name: string]: Resolved } = Object.create(null);
			for (const [key, entry] of node.entries) if (!isNoValue(entry.value, names)) map[key] = resolve(entry.value, names);
			return map;
		}
		case "intrinsic":
			return intrinsic(node.name, node.argument, names);
	}
}

/** Whether a value takes its property away: `!Ref AWS::NoValue`, by an `Fn::If` too. */
export function isNoValue(node: TemplateNode, names: Names): boolean {
	let at: TemplateNode | undefined = node;
	while (at?.kind === "intrinsic" && at.name === "Fn::If") at = chosen(at.argument, names);
	return at?.kind === "intrinsic" && at.name === "Ref" && at.argument.kind === "scalar" && at.argument.value === "AWS::NoValue";
}

/** The branch that an `Fn::If` takes; undefined when it cannot be known. */
export function chosen(argument: TemplateNode, names: Names): TemplateNode | undefined {
	if (argument.kind !== "list" || argument.items.length !== 3) return undefined;
	const [condition, yes, no] = argument.items as [TemplateNode, TemplateNode, TemplateNode];
	const holds = names.conditions.holds(condition.kind === "scalar" ? String(condition.value) : "");
	return holds === undefined ? undefined : holds ? yes : no;
}

function intrinsic(name: string, argument: TemplateNode, names: Names): Resolved {
	switch (name) {
		case "Ref":
			return reference(argument.kind === "scalar" ? String(argument.value) : "", names);
		case "Fn::GetAtt": {
			const given = resolve(argument, names);
			if (given instanceof Unknown) return given;
			const [resource, ...path] = Array.isArray(given) ? given.map(textOf) : String(given).split(".");
			return attribute(resource ?? "", path.join("."), names);
		}
		case "Fn::Sub":
			return substitute(argument, names);
		case "Fn::Join":
			return join(resolve(argument, names), names);
		case "Fn::Select":
			return select(resolve(argument, names));
		case "Fn::Split": {
			const given = resolve(argument, names);
			if (!Array.isArray(given)) return new Unknown("Fn::Split needs two texts");
			if (given[1] instanceof Unknown) return given[1];
			if (typeof given[0] !== "string" || typeof given[1] !== "string") return new Unknown("Fn::Split needs two texts");
			const parts = given[1].split(given[0]);
			return names.budget.spend(parts.length) ? parts : tooMuch();
		}
		case "Fn::FindInMap":
			return findInMap(argument, names);
		case "Fn::If": {
			if (argument.kind !== "list" || argument.items.length !== 3) return new Unknown("Fn::If needs a condition and two values");
			const branch = chosen(argument, names);
			return branch ? resolve(branch, names) : new Unknown("its condition cannot be evaluated");
		}
		case "Fn::Base64": {
			const given = resolve(argument, names);
			if (given instanceof Unknown) return given;
			return typeof given === "string" ? Buffer.from(given).toString("base64") : new Unknown("Fn::Base64 needs a text");
		}
		case "Fn::Length": {
			const given = resolve(argument, names);
			return Array.isArray(given) ? given.length : new Unknown("Fn::Length needs a list");
		}
		case "Fn::ToJsonString": {
			const given = resolve(argument, names);
			return firstUnknown([given]) ?? JSON.stringify(given);
		}
		case "Fn::GetAZs":
			return ZONES.map((zone) => `${names.region}${zone}`);
		case "Fn::ImportValue":
			return new Unknown("Fn::ImportValue is not simulated: the value belongs to another stack");
		default:
			return new Unknown(`${name} is not simulated`);
	}
}

/** `{{resolve:ssm:name}}` and `{{resolve:secretsmanager:...}}`: their values are not in the template. */
function dynamicReference(text: string): Resolved {
	const service = /\{\{resolve:([a-z-]{1,32})/.exec(text)?.[1] ?? "";
	return new Unknown(`the dynamic reference {{resolve:${service}:…}}`);
}

function reference(target: string, names: Names): Resolved {
	if (target === "AWS::NoValue") return null;
	const pseudo: Record<string, Resolved> = {
		"AWS::Region": names.region,
		"AWS::AccountId": ACCOUNT,
		"AWS::StackName": STACK_NAME,
		"AWS::Partition": "aws",
		"AWS::URLSuffix": "amazonaws.com",
		"AWS::NotificationARNs": [],
		"AWS::StackId": `arn:aws:cloudformation:${names.region}:${ACCOUNT}:stack/${STACK_NAME}/00000000-0000-4000-8000-000000000000`,
	};
	if (Object.hasOwn(pseudo, target)) return pseudo[target] as Resolved;
	const parameter = names.parameters.get(target);
	if (parameter !== undefined) return parameter;
	return names.resources.has(target) ? names.resources.ref(target) : new Unknown(`${target} is neither a parameter nor a resource`);
}

/** SAM knows `Fn.Version` and `Fn.Alias` as resources: `!GetAtt Fn.Version.Version` is the attribute Version of the first. */
function attribute(resource: string, path: string, names: Names): Resolved {
	const [first = "", ...rest] = path.split(".");
	const made = `${resource}.${first}`;
	if (rest.length > 0 && names.resources.has(made)) return names.resources.attribute(made, rest.join("."));
	if (!names.resources.has(resource)) return new Unknown(`${resource} is not a resource of this template`);
	return names.resources.attribute(resource, path);
}

function join(given: Resolved, names: Names): Resolved {
	if (!Array.isArray(given) || !Array.isArray(given[1])) return new Unknown("Fn::Join needs a separator and a list");
	const unknown = given[1].find((value): value is Unknown => value instanceof Unknown);
	if (unknown) return unknown;
	if (!names.budget.spend(given[1].length)) return tooMuch();
	const texts = given[1].map(textOf);
	const separator = textOf(given[0] ?? "");
	const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
	return length > MAX_TEXT ? tooLong() : texts.join(separator);
}

function select(given: Resolved): Resolved {
	const list = Array.isArray(given) ? given[1] : undefined;
	if (list instanceof Unknown) return list;
	const found = Array.isArray(given) && Array.isArray(list) ? list[Number(given[0])] : undefined;
	return found ?? new Unknown("Fn::Select finds no such item");
}

function findInMap(argument: TemplateNode, names: Names): Resolved {
	const path = argument.kind === "list" ? argument.items.slice(0, 3).map((item) => resolve(item, names)) : [];
	const unknown = firstUnknown(path);
	if (unknown) return unknown;
	let at: TemplateNode | undefined = names.mappings;
	for (const key of path) at = at?.kind === "map" ? at.entries.get(textOf(key))?.value : undefined;
	if (at && path.length === 3) return names.budget.spend(sizeOf(at)) ? literal(at) : tooMuch();
	const options = argument.kind === "list" ? argument.items[3] : undefined;
	const fallback = options?.kind === "map" ? options.entries.get("DefaultValue")?.value : undefined;
	return fallback ? resolve(fallback, names) : new Unknown("Fn::FindInMap finds no such entry");
}

/** Nodes of a value. */
function sizeOf(node: TemplateNode): number {
	if (node.kind === "list") return node.items.reduce((sum, item) => sum + sizeOf(item), 1);
	if (node.kind !== "map") return 1;
	let size = 1;
	for (const entry of node.entries.values()) size += sizeOf(entry.value);
	return size;
}

function substitute(argument: TemplateNode, names: Names): Resolved {
	const [text, variables] =
		argument.kind === "list" ? [argument.items[0], argument.items[1]] : ([argument, undefined] as [TemplateNode, TemplateNode | undefined]);
	if (text?.kind !== "scalar") return new Unknown("Fn::Sub needs a text");
	let unknown: Unknown | undefined;
	let length = String(text.value).length;
	const known = new Map<string, Resolved>(); // Each variable once, however often it stands in the text.
	if (!names.budget.spend(Math.ceil(length / 64))) return tooMuch();
	const result = String(text.value).replace(/\$\{(!?)([^{}]{1,256})\}/g, (_, literally: string, given: string) => {
		if (literally) return `\${${given}}`;
		const name = given.trim();
		const own = variables?.kind === "map" ? variables.entries.get(name) : undefined;
		const dot = name.indexOf(".");
		const value = known.has(name)
			? (known.get(name) as Resolved)
			: own
				? resolve(own.value, names)
				: dot > 0 && !names.resources.has(name)
					? attribute(name.slice(0, dot), name.slice(dot + 1), names)
					: reference(name, names);
		known.set(name, value);
		if (value instanceof Unknown) unknown ??= value;
		if (unknown) return "";
		const shown = textOf(value);
		length += shown.length;
		if (length > MAX_TEXT) unknown = tooLong();
		return shown;
	});
	return unknown ?? (result.includes("{{resolve:") ? dynamicReference(result) : result);
}
