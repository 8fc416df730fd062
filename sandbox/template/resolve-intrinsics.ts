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
	region: string;
};

export const STACK_NAME = "warmstart";
const ACCOUNT = "123456789012";

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
			return firstUnknown(given[1]) ?? given[1].map(textOf).join(textOf(given[0] ?? ""));
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
			return at ? resolve(at, names) : new Unknown("Fn::FindInMap finds no such entry");
		}
		case "Fn::If": {
			if (argument.kind !== "list" || argument.items.length !== 3) return new Unknown("Fn::If needs a condition and two values");
			const [condition, yes, no] = argument.items as [TemplateNode, TemplateNode, TemplateNode];
			const holds = conditionHolds(condition.kind === "scalar" ? String(condition.value) : "", names, 0);
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
	const result = String(text.value).replace(/\$\{(!?)([^{}]{1,256})\}/g, (_, literal: string, name: string) => {
		if (literal) return `\${${name}}`;
		const own = variables?.kind === "map" ? variables.entries.get(name) : undefined;
		const dot = name.indexOf(".");
		const value = own
			? resolve(own.value, names)
			: dot > 0
				? attribute(name.slice(0, dot), name.slice(dot + 1), names)
				: reference(name.trim(), names);
		if (value instanceof Unknown) unknown ??= value;
		return textOf(value);
	});
	return unknown ?? result;
}

function conditionHolds(name: string, names: Names, depth: number): boolean | undefined {
	const condition = names.conditions.get(name);
	return condition && depth < 16 ? evaluate(condition, names, depth + 1) : undefined;
}

function evaluate(node: TemplateNode, names: Names, depth: number): boolean | undefined {
	if (node.kind !== "intrinsic") return undefined;
	if (node.name === "Condition") return conditionHolds(node.argument.kind === "scalar" ? String(node.argument.value) : "", names, depth);
	if (node.argument.kind !== "list") return undefined;
	const { items } = node.argument;
	if (node.name === "Fn::Equals") {
		const [a, b] = items.map((item) => resolve(item, names));
		return a instanceof Unknown || b instanceof Unknown || a === undefined || b === undefined ? undefined : textOf(a) === textOf(b);
	}
	const parts = items.map((item) => evaluate(item, names, depth));
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
