import type { TemplateEntry } from "./template-node.ts";

/** A resource of the template, or one that SAM makes. */
export type TemplateResource = {
	/** Logical id. */
	id: string;
	/** For example `AWS::SQS::Queue`. */
	type: string;
	/** Where it stands; of what SAM makes, where that which it is made from stands. */
	line: number;
	column: number;
	/** Own properties, in SAM's case with Globals merged in. */
	properties: Map<string, TemplateEntry>;
	/** Logical ids of DependsOn. */
	dependsOn: string[];
	/** Name of the condition under which it is created. */
	condition: string | undefined;
	/** Connectors of SAM that stand in it, by their names. */
	connectors?: TemplateEntry;
	/** SAM makes it; the template does not have it. */
	made?: true;
};
