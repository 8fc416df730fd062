import type { Names } from "../intrinsics.ts";
import type { NodePlace } from "../node-builders.ts";
import { entriesOf } from "../node-builders.ts";
import { Properties } from "../properties.ts";
import type { TemplateEntry, TemplateNode } from "../template-node.ts";
import type { TemplateNotes } from "../template-notes.ts";
import type { TemplateResource } from "../template-resource.ts";

/**
 * The resources of a template while SAM's shorthands in them are written out as resources of CloudFormation. Nothing is resolved here:
 * what is made refers to the others by `Ref` and `Fn::GetAtt`, as SAM's own result does.
 */
export class Expansion {
	readonly resources: Map<string, TemplateResource>;
	readonly notes: TemplateNotes;
	readonly names: Names;
	/** Such as `Fn.Alias`, with the logical id that it stands for. */
	readonly synonyms: Map<string, string>;
	/** Globals, by the type of resource that they are for. */
	readonly globals: ReadonlyMap<string, ReadonlyMap<string, TemplateEntry>>;

	constructor(
		resources: Map<string, TemplateResource>,
		synonyms: Map<string, string>,
		names: Names,
		notes: TemplateNotes,
		globals: ReadonlyMap<string, ReadonlyMap<string, TemplateEntry>>,
	) {
		this.globals = globals;
		this.resources = resources;
		this.synonyms = synonyms;
		this.names = names;
		this.notes = notes;
	}

	/** Adds a resource that SAM makes, under the condition of the resource that it is made from. */
	make(
		from: TemplateResource,
		at: NodePlace,
		id: string,
		type: string,
		properties: Readonly<Record<string, TemplateNode | undefined>>,
		dependsOn: string[] = [],
	): void {
		const own = this.resources.get(id);
		// Several events may name one queue policy; SAM keeps the last.
		if (own && type !== "AWS::SQS::QueuePolicy")
			this.notes.problem(own, `${id} is the logical id of what SAM makes for ${from.id}.`, `Rename ${own.made ? from.id : id}.`);
		this.resources.set(id, {
			id,
			type,
			line: at.line,
			column: at.column,
			properties: entriesOf(at, properties),
			dependsOn,
			condition: from.condition,
			made: true,
		});
	}

	properties(owner: string, at: NodePlace, entries: ReadonlyMap<string, TemplateEntry>): Properties {
		return new Properties(owner, at, entries, { names: this.names, notes: this.notes });
	}
}

/** Nodes of properties that keep their name, for those that are there. */
export function take(properties: Properties, ...keys: string[]): Record<string, TemplateNode | undefined> {
	return Object.fromEntries(keys.map((key) => [key, properties.entry(key)?.value]));
}
