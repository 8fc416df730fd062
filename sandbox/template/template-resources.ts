import type { Conditions } from "./conditions.ts";
import { plainText } from "./node-builders.ts";
import type { TemplateEntry } from "./template-node.ts";
import type { TemplateNotes } from "./template-notes.ts";
import type { TemplateResource } from "./template-resource.ts";

/** CloudFormation creates no more than this many in one stack. */
const MAX_RESOURCES = 500;
/** Attributes that say how a stack is changed or deleted, which never happens to a simulated one. */
const WITHOUT_EFFECT = new Set(["DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy", "Metadata", "IgnoreGlobals"]);

/** The resources of a template that are created: those whose condition does not hold are left out. */
export function readResources(
	declared: ReadonlyMap<string, TemplateEntry>,
	conditions: Conditions,
	notes: TemplateNotes,
): Map<string, TemplateResource> {
	const resources = new Map<string, TemplateResource>();
	if (declared.size > MAX_RESOURCES) {
		const at = [...declared.values()][MAX_RESOURCES];
		notes.problem(
			at,
			`Template format error: Number of resources, ${declared.size}, is greater than maximum allowed, ${MAX_RESOURCES}`,
			"Split the template.",
		);
		return resources;
	}
	for (const [id, entry] of declared) {
		const resource = readResource(id, entry, notes);
		if (resource && isCreated(resource, entry, conditions, notes)) resources.set(id, resource);
	}
	return resources;
}

function readResource(id: string, entry: TemplateEntry, notes: TemplateNotes): TemplateResource | undefined {
	if (/^Fn::(ForEach|Transform)(::|$)/.test(id)) {
		notes.skip(entry.line, id, "The resources that it would make do not exist in the simulation.");
		return undefined;
	}
	if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
		notes.problem(entry, `${JSON.stringify(id)} is not a logical id.`, "Use letters and digits only.");
		return undefined;
	}
	if (entry.value.kind !== "map") {
		notes.problem(entry.value, `Resource ${id} must be a map of names to values.`, "Check the indentation and the colons.");
		return undefined;
	}
	const { entries } = entry.value;
	const type = plainText(entries.get("Type")?.value);
	if (type === undefined) {
		notes.problem(entry, `Resource ${id} has no Type.`, "Add for example Type: AWS::Serverless::Function.");
		return undefined;
	}
	for (const [key, part] of entries) {
		if (["Type", "Properties", "Condition", "DependsOn"].includes(key) || WITHOUT_EFFECT.has(key)) continue;
		if (key !== "Connectors") notes.skip(part.line, `${key} of ${id}`, "It is ignored.");
	}
	const properties = entries.get("Properties")?.value;
	const absent = !properties || (properties.kind === "scalar" && properties.value === null);
	if (!absent && properties.kind !== "map") {
		if (properties.kind === "intrinsic")
			notes.skip(properties.line, `${properties.name} of ${id}`, "The properties that it would give are missing.");
		else notes.problem(properties, `Properties of ${id} must be a map of names to values.`, "Check the indentation and the colons.");
	}
	const connectors = entries.get("Connectors");
	return {
		id,
		type,
		...(connectors ? { connectors } : {}),
		line: entry.line,
		column: entry.column,
		properties: new Map(properties?.kind === "map" ? properties.entries : []),
		dependsOn: readDependsOn(id, entries.get("DependsOn"), notes),
		condition: plainText(entries.get("Condition")?.value),
	};
}

function readDependsOn(id: string, entry: TemplateEntry | undefined, notes: TemplateNotes): string[] {
	if (!entry) return [];
	const ids = (entry.value.kind === "list" ? entry.value.items : [entry.value]).map(plainText);
	if (ids.every((one) => one !== undefined)) return ids;
	notes.problem(entry.value, `Template format error: Every DependsOn value must be a string, as of ${id}.`, "List logical ids.");
	return [];
}

function isCreated({ id, condition, line }: TemplateResource, entry: TemplateEntry, conditions: Conditions, notes: TemplateNotes): boolean {
	if (condition === undefined) return true;
	const at = entry.value.kind === "map" ? entry.value.entries.get("Condition") : undefined;
	if (!conditions.has(condition)) {
		notes.problem(
			at?.value,
			`Template format error: Unresolved condition dependency ${condition} in the Resources block of the template`,
			`Add ${condition} to Conditions, or correct the name.`,
		);
		return true;
	}
	const holds = conditions.holds(condition);
	if (holds === undefined)
		notes.skip(at?.line ?? line, `the condition ${condition} of ${id}, which cannot be evaluated`, `${id} is created.`);
	return holds !== false;
}
