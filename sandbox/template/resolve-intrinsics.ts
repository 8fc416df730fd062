import type { TemplateNode } from "./template-node.ts";

/** A value after intrinsic functions: plain, or unknown because it depends on something that is not simulated. */
export type Resolved = string | number | boolean | null | Resolved[] | { [name: string]: Resolved } | Unknown;
/** Carries the reason, for messages. */
export class Unknown {
	readonly why: string;
	constructor(why: string) {
		this.why = why;
	}
}

/** What `Ref` and `GetAtt` can find. */
export type Names = {
	parameters: Map<string, Resolved>;
	/** Logical ids of the resources, with what `Ref` gives for them. */
	resources: Map<string, string>;
	mappings: TemplateNode | undefined;
	conditions: Map<string, TemplateNode>;
	/** Conditions as far as they are evaluated; undefined while one is on its way, so that a circle ends. */
	decided: Map<string, boolean | undefined>;
	region: string;
};

export const STACK_NAME = "warmstart";
const ACCOUNT = "123456789012";
/** Also bounds how deep conditions refer to each other. */
const MAX_CONDITIONS = 100;
/** No value of a template needs a longer text, and nested joins could make one of any length. */
const MAX_TEXT = 65_536;
const tooLong = () => new Unknown(`a text of more than ${MAX_TEXT} characters`);
const NOTHING: Names = {
	parameters: new Map(),
	resources: new Map(),
	mappings: undefined,
	conditions: new Map(),
	decided: new Map(),
	region: "",
};

/** A value where CloudFormation allows no intrinsic functions: in Mappings and as the Default of a parameter. */
export function literal(node: TemplateNode): Resolved {
	if (node.kind === "intrinsic") return new Unknown(`${node.name} is not allowed here`);
	if (node.kind === "list") return node.items.map(literal);
	return resolve(node, NOTHING);
}

/** Resolves references in a value. Never throws; what cannot be known is an Unknown with its reason. */
export function resolve(node: TemplateNode, names: Names): Resolved {
	switch (node.kind) {
		case "scalar":
			return node.value;
		case "list":
			return node.items.map((item) => resolve(item, names));
		case "map": {
			const map: { [name: string]: Resolved } = Object.create(null);
			for (const [key, entry] of node.entries) map[key] = resolve(entry.value, names);
			return map;
		}
		case "intrinsic":
			return intrinsic(node.name, node.argument, names);
	}
}

function intrinsic(name: string, argument: TemplateNode, names: Names): Resolved {
	switch (name) {
		case "Ref": {
			const target = argument.kind === "scalar" ? String(argument.value) : "";
			return reference(target, names);
		}
		case "Fn::GetAtt": {
			const given = resolve(argument, names);
			const [resource, ...path] = Array.isArray(given) ? given.map(String) : String(given).split(".");
			return attribute(resource ?? "", path.join("."), names);
		}
		case "Fn::Sub":
			return substitute(argument, names);
		case "Fn::Join": {
			const given = resolve(argument, names);
			if (!Array.isArray(given) || !Array.isArray(given[1])) return new Unknown("Fn::Join needs a separator and a list");
			const unknown = firstUnknown(given[1]);
			if (unknown) return unknown;
			const texts = given[1].map(textOf);
			const separator = textOf(given[0] ?? "");
			const length = texts.reduce((sum, text) => sum + text.length + separator.length, 0);
			return length > MAX_TEXT ? tooLong() : texts.join(separator);
		}
		case "Fn::Select": {
			const given = resolve(argument, names);
			const list = Array.isArray(given) ? given[1] : undefined;
			const found = Array.isArray(given) && Array.isArray(list) ? list[Number(given[0])] : undefined;
			return found ?? new Unknown("Fn::Select finds no such item");
		}
		case "Fn::Split": {
			const given = resolve(argument, names);
			if (!Array.isArray(given) || typeof given[0] !== "string" || typeof given[1] !== "string")
				return new Unknown("Fn::Split needs two texts");
			return given[1].split(given[0]);
		}
		case "Fn::FindInMap": {
			const path = resolve(argument, names);
			let at: TemplateNode | undefined = names.mappings;
			for (const key of Array.isArray(path) ? path.slice(0, 3) : [])
				at = at?.kind === "map" ? at.entries.get(textOf(key))?.value : undefined;
			return at ? literal(at) : new Unknown("Fn::FindInMap finds no such entry");
		}
		case "Fn::If": {
			if (argument.kind !== "list" || argument.items.length !== 3) return new Unknown("Fn::If needs a condition and two values");
			const [condition, yes, no] = argument.items as [TemplateNode, TemplateNode, TemplateNode];
			const holds = conditionHolds(condition.kind === "scalar" ? String(condition.value) : "", names);
			return holds === undefined ? new Unknown("its condition cannot be evaluated") : resolve(holds ? yes : no, names);
		}
		case "Fn::Base64": {
			const given = resolve(argument, names);
			return typeof given === "string" ? Buffer.from(given).toString("base64") : new Unknown("Fn::Base64 needs a text");
		}
		default:
			return new Unknown(`${name} is not simulated`);
	}
}

function reference(target: string, names: Names): Resolved {
	if (target === "AWS::NoValue") return null;
	const pseudo: Record<string, string> = {
		"AWS::Region": names.region,
		"AWS::AccountId": ACCOUNT,
		"AWS::StackName": STACK_NAME,
		"AWS::Partition": "aws",
		"AWS::URLSuffix": "amazonaws.com",
		"AWS::StackId": `arn:aws:cloudformation:${names.region}:${ACCOUNT}:stack/${STACK_NAME}/00000000-0000-4000-8000-000000000000`,
	};
	if (Object.hasOwn(pseudo, target)) return pseudo[target] as string;
	return names.parameters.get(target) ?? names.resources.get(target) ?? new Unknown(`${target} is neither a parameter nor a resource`);
}

function attribute(resource: string, path: string, names: Names): Resolved {
	const physical = names.resources.get(resource);
	if (physical === undefined) return new Unknown(`${resource} is not a resource of this template`);
	if (path === "Arn") return `arn:aws:lambda:${names.region}:${ACCOUNT}:function:${physical}`;
	return new Unknown(`the attribute ${path} of ${resource} is not simulated`);
}

function substitute(argument: TemplateNode, names: Names): Resolved {
	const [text, variables] =
		argument.kind === "list" ? [argument.items[0], argument.items[1]] : ([argument, undefined] as [TemplateNode, TemplateNode | undefined]);
	if (text?.kind !== "scalar") return new Unknown("Fn::Sub needs a text");
	let unknown: Unknown | undefined;
	let length = String(text.value).length;
	const known = new Map<string, Resolved>(); // Each variable once, however often it stands in the text.
	const result = String(text.value).replace(/\$\{(!?)([^{}]{1,256})\}/g, (_, literal: string, name: string) => {
		if (literal) return `\${${name}}`;
		const own = variables?.kind === "map" ? variables.entries.get(name) : undefined;
		const dot = name.indexOf(".");
		const value = known.has(name)
			? (known.get(name) as Resolved)
			: own
				? resolve(own.value, names)
				: dot > 0
					? attribute(name.slice(0, dot), name.slice(dot + 1), names)
					: reference(name.trim(), names);
		known.set(name, value);
		if (value instanceof Unknown) unknown ??= value;
		if (unknown) return "";
		const shown = textOf(value);
		length += shown.length;
		if (length > MAX_TEXT) unknown = tooLong();
		return shown;
	});
	return unknown ?? result;
}

function conditionHolds(name: string, names: Names): boolean | undefined {
	const condition = names.conditions.get(name);
	if (!condition || names.decided.has(name) || names.decided.size >= MAX_CONDITIONS) return names.decided.get(name);
	names.decided.set(name, undefined);
	const holds = evaluate(condition, names);
	names.decided.set(name, holds);
	return holds;
}

function evaluate(node: TemplateNode, names: Names): boolean | undefined {
	if (node.kind !== "intrinsic") return undefined;
	if (node.name === "Condition") return conditionHolds(node.argument.kind === "scalar" ? String(node.argument.value) : "", names);
	if (node.argument.kind !== "list") return undefined;
	const { items } = node.argument;
	if (node.name === "Fn::Equals") {
		const [a, b] = items.map((item) => resolve(item, names));
		return a instanceof Unknown || b instanceof Unknown || a === undefined || b === undefined ? undefined : textOf(a) === textOf(b);
	}
	const parts = items.map((item) => evaluate(item, names));
	if (parts.includes(undefined)) return undefined;
	if (node.name === "Fn::And") return parts.every(Boolean);
	if (node.name === "Fn::Or") return parts.some(Boolean);
	if (node.name === "Fn::Not") return !parts[0];
	return undefined;
}

function firstUnknown(values: Resolved[]): Unknown | undefined {
	return values.find((value): value is Unknown => value instanceof Unknown);
}

export function textOf(value: Resolved): string {
	return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
