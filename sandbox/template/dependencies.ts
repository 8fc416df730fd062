import { chosen, type Names } from "./intrinsics.ts";
import type { TemplateEntry, TemplateNode } from "./template-node.ts";
import type { TemplateNotes } from "./template-notes.ts";
import type { TemplateResource } from "./template-resource.ts";

/** A place where a value refers to a parameter or a resource by its logical id. */
type Mention = { id: string; at: { line: number; column: number } };

/** Properties of a function that SAM writes into the alias or the deployment, which depend on nothing that the function needs. */
const NO_DEPENDENCY = new Set(["DeploymentPreference"]);

/**
 * Checks references between resources as CloudFormation does before it creates any: each must lead to a parameter or a resource that is
 * there, and none may lead back to where it began.
 */
export function checkDependencies(resources: ReadonlyMap<string, TemplateResource>, names: Names, notes: TemplateNotes): void {
	const dependencies = new Map<string, Set<string>>();
	for (const resource of resources.values()) {
		const found = new Set<string>();
		dependencies.set(resource.id, found);
		for (const { id, at } of mentions(resource, names)) {
			const [first = ""] = id.split(".");
			const known = names.resources.has(id) ? id : first;
			if (names.parameters.has(known) || known.startsWith("AWS::")) continue;
			if (names.resources.has(known)) found.add(resources.has(known) ? known : first);
			else refuse(notes, at, known, "Resources");
		}
		for (const id of resource.dependsOn) {
			if (resources.has(id)) found.add(id);
			else if (!names.resources.has(id)) refuse(notes, resource, id, "Resources");
		}
	}
	for (const circle of circles(dependencies)) {
		const first = resources.get(circle[0] as string);
		const made = circle.some((id) => resources.get(id)?.made);
		notes.problem(
			first,
			`Circular dependency between resources: [${circle.join(", ")}]`,
			made && circle.some((id) => resources.get(id)?.type === "AWS::S3::Bucket")
				? "SAM makes the bucket wait for the permission of the function: give the bucket a BucketName and refer to it by that name (!Sub) in the function."
				: "Break the circle: refer to one of them by a name that both know, or move the reference into a resource of its own.",
		);
	}
}

function refuse(notes: TemplateNotes, at: { line: number; column: number }, id: string, block: string): void {
	notes.problem(
		at,
		`Template format error: Unresolved resource dependencies [${id}] in the ${block} block of the template`,
		`${id} is neither a parameter nor a resource of this template: correct the name, or add it.`,
	);
}

function mentions(resource: TemplateResource, names: Names): Mention[] {
	const found: Mention[] = [];
	for (const [key, { value }] of resource.properties) {
		if (NO_DEPENDENCY.has(key)) continue;
		// SAM writes the plan of an API into a resource of its own, which depends on the API and not the other way round.
		const parts = key === "Auth" && value.kind === "map" ? [...value.entries].filter(([part]) => part !== "UsagePlan") : undefined;
		if (parts) for (const [, part] of parts) collect(part.value, names, found);
		else collect(value, names, found);
	}
	return found;
}

function collect(node: TemplateNode, names: Names, found: Mention[]): void {
	if (node.kind === "list") for (const item of node.items) collect(item, names, found);
	if (node.kind === "map") for (const { value } of node.entries.values()) collect(value, names, found);
	if (node.kind !== "intrinsic") return;
	const { argument } = node;
	const at = { line: node.line, column: node.column };
	if (node.name === "Ref") {
		if (argument.kind === "scalar") found.push({ id: String(argument.value), at });
	} else if (node.name === "Fn::GetAtt") {
		const text = argument.kind === "list" ? textsOf(argument.items).join(".") : argument.kind === "scalar" ? String(argument.value) : "";
		if (text !== "") found.push({ id: text.split(".").slice(0, 2).join("."), at });
		if (argument.kind === "list") for (const item of argument.items) collect(item, names, found);
	} else if (node.name === "Fn::Sub") collectFromText(argument, at, names, found);
	else if (node.name === "Fn::If") {
		const branch = chosen(argument, names);
		if (branch) collect(branch, names, found);
		else if (argument.kind === "list") for (const item of argument.items.slice(1)) collect(item, names, found);
	} else if (node.name !== "Condition") collect(argument, names, found);
}

function textsOf(items: readonly TemplateNode[]): string[] {
	return items.flatMap((item) => (item.kind === "scalar" ? [String(item.value)] : []));
}

function collectFromText(argument: TemplateNode, at: { line: number; column: number }, names: Names, found: Mention[]): void {
	const [text, variables] = argument.kind === "list" ? argument.items : [argument];
	const own: ReadonlyMap<string, TemplateEntry> = variables?.kind === "map" ? variables.entries : new Map();
	for (const { value } of own.values()) collect(value, names, found);
	if (text?.kind !== "scalar") return;
	const seen = new Set<string>();
	for (const [, given = ""] of String(text.value).matchAll(/\$\{([^!{}][^{}]{0,255})\}/g)) {
		const name = given.trim();
		if (own.has(name) || seen.has(name)) continue;
		seen.add(name);
		found.push({ id: name.split(".").slice(0, 2).join("."), at });
	}
}

/** Circles of a graph, each once: its strongly connected parts of more than one node, or of one that leads to itself (Tarjan, without recursion). */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
	const order = new Map<string, number>();
	const low = new Map<string, number>();
	const open = new Set<string>();
	const path: string[] = [];
	const found: string[][] = [];
	for (const root of graph.keys()) {
		if (order.has(root)) continue;
		const work: { id: string; next: Iterator<string> }[] = [];
		const enter = (id: string) => {
			order.set(id, order.size);
			low.set(id, order.get(id) as number);
			open.add(id);
			path.push(id);
			work.push({ id, next: (graph.get(id) ?? new Set<string>()).values() });
		};
		enter(root);
		while (work.length > 0) {
			const { id, next } = work.at(-1) as (typeof work)[number];
			const { value: to, done } = next.next();
			if (!done) {
				if (!order.has(to)) enter(to);
				else if (open.has(to)) low.set(id, Math.min(low.get(id) as number, order.get(to) as number));
				continue;
			}
			work.pop();
			const parent = work.at(-1)?.id;
			if (parent !== undefined) low.set(parent, Math.min(low.get(parent) as number, low.get(id) as number));
			if (low.get(id) !== order.get(id)) continue;
			const part = path.splice(path.indexOf(id));
			for (const one of part) open.delete(one);
			if (part.length > 1 || graph.get(id)?.has(id)) found.push(part.sort());
		}
	}
	return found;
}
