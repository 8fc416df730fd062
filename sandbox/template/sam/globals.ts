import type { TemplateEntry, TemplateNode } from "../template-node.ts";
import type { TemplateNotes } from "../template-notes.ts";

type Entries = ReadonlyMap<string, TemplateEntry>;

/** Sections of Globals, with the type of resource that each is for. */
const SECTIONS: Readonly<Record<string, string>> = {
	Function: "AWS::Serverless::Function",
	Api: "AWS::Serverless::Api",
	HttpApi: "AWS::Serverless::HttpApi",
	SimpleTable: "AWS::Serverless::SimpleTable",
	StateMachine: "AWS::Serverless::StateMachine",
	LayerVersion: "AWS::Serverless::LayerVersion",
	WebSocketApi: "AWS::Serverless::WebSocketApi",
	CapacityProvider: "AWS::Serverless::CapacityProvider",
};
/** Properties of one function or API alone, which SAM refuses in Globals. */
const NOT_GLOBAL: Readonly<Record<string, readonly string[]>> = {
	Function: ["FunctionName", "Events", "Policies", "InlineCode", "ImageUri", "ImageConfig", "PackageType", "VersionDescription"],
	Api: ["DefinitionBody", "Description", "Models", "StageName"],
	HttpApi: ["DefinitionBody", "DefinitionUri", "Description", "Name", "StageName"],
	SimpleTable: ["PrimaryKey", "ProvisionedThroughput", "TableName", "Tags", "PointInTimeRecoverySpecification"],
};

/** Globals of a template, by the type of resource that they are for. */
export function readGlobals(sections: Entries, notes: TemplateNotes): Map<string, Map<string, TemplateEntry>> {
	const globals = new Map<string, Map<string, TemplateEntry>>();
	for (const [name, section] of sections) {
		const type = Object.hasOwn(SECTIONS, name) ? SECTIONS[name] : undefined;
		if (type === undefined) {
			notes.problem(
				section,
				`'Globals' section is invalid. '${name}' is not supported.`,
				`Must be one of the following values: ${Object.keys(SECTIONS).join(", ")}.`,
			);
			continue;
		}
		if (section.value.kind === "scalar" && section.value.value === null) continue;
		if (section.value.kind !== "map") {
			notes.problem(section.value, `Globals.${name} must be a map of names to values.`, "Check the indentation and the colons.");
			continue;
		}
		const refused = NOT_GLOBAL[name] ?? [];
		for (const [key, entry] of section.value.entries)
			if (refused.includes(key))
				notes.problem(
					entry,
					`'Globals' section is invalid. '${key}' is not a supported property of '${name}'.`,
					`Move ${key} to the resource that it is for.`,
				);
		globals.set(type, section.value.entries);
	}
	return globals;
}

/**
 * Merges Globals into the properties of one resource, as SAM does it: what the resource says itself replaces plain values, maps are merged
 * key by key, and lists are joined, those of Globals first.
 */
export function mergeGlobals(globals: Entries, own: Entries): Map<string, TemplateEntry> {
	const merged = new Map(globals);
	for (const [key, entry] of own) {
		const global = globals.get(key);
		merged.set(key, global ? { ...entry, value: merge(global.value, entry.value) } : entry);
	}
	return merged;
}

function merge(global: TemplateNode, own: TemplateNode): TemplateNode {
	if (global.kind === "map" && own.kind === "map") return { ...own, entries: mergeGlobals(global.entries, own.entries) };
	if (global.kind === "list" && own.kind === "list") return { ...own, items: [...global.items, ...own.items] };
	return own;
}
