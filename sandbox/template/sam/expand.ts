import type { Names } from "../intrinsics.ts";
import type { TemplateEntry } from "../template-node.ts";
import type { TemplateNotes } from "../template-notes.ts";
import type { TemplateResource } from "../template-resource.ts";
import { Expansion } from "./expansion.ts";
import { expandFunction } from "./function.ts";
import { mergeGlobals, readGlobals } from "./globals.ts";
import { expandSimpleTable } from "./simple-table.ts";

/** Writes out SAM's shorthands: after it, resources say what CloudFormation would be told of them. */
export function expandSam(
	globalSections: ReadonlyMap<string, TemplateEntry>,
	resources: Map<string, TemplateResource>,
	synonyms: Map<string, string>,
	names: Names,
	notes: TemplateNotes,
): void {
	const globals = readGlobals(globalSections, notes);
	const expansion = new Expansion(resources, synonyms, names, notes);
	const own = [...resources.values()];
	for (const resource of own) {
		const global = globals.get(resource.type);
		if (global) resource.properties = mergeGlobals(global, resource.properties);
	}
	for (const resource of own) if (resource.type === "AWS::Serverless::Function") expandFunction(resource, expansion);
	for (const resource of own) if (resource.type === "AWS::Serverless::SimpleTable") expandSimpleTable(resource, expansion);
}
