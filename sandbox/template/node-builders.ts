import { type Resolved, Unknown } from "./resolved.ts";
import type { TemplateEntry, TemplateNode } from "./template-node.ts";

/** Where a node that the template does not have itself comes from. */
export type NodePlace = { line: number; column: number };

export function scalarNode({ line, column }: NodePlace, value: string | number | boolean | null): TemplateNode {
	return { kind: "scalar", value, line, column };
}

export function listNode({ line, column }: NodePlace, items: TemplateNode[]): TemplateNode {
	return { kind: "list", items, line, column };
}

/** A map of what is given; parts that are undefined are left out. */
export function mapNode({ line, column }: NodePlace, parts: Readonly<Record<string, TemplateNode | undefined>>): TemplateNode {
	return { kind: "map", entries: entriesOf({ line, column }, parts), line, column };
}

/** Entries of a map or of the properties of a resource; parts that are undefined are left out. */
export function entriesOf(
	{ line, column }: NodePlace,
	parts: Readonly<Record<string, TemplateNode | undefined>>,
): Map<string, TemplateEntry> {
	const entries = new Map<string, TemplateEntry>();
	for (const [key, value] of Object.entries(parts)) if (value) entries.set(key, { value, line, column });
	return entries;
}

/** `!Ref id` */
export function refNode({ line, column }: NodePlace, id: string): TemplateNode {
	return { kind: "intrinsic", name: "Ref", argument: scalarNode({ line, column }, id), line, column };
}

/** `!GetAtt id.attribute` */
export function getAttNode({ line, column }: NodePlace, id: string, attribute: string): TemplateNode {
	return { kind: "intrinsic", name: "Fn::GetAtt", argument: scalarNode({ line, column }, `${id}.${attribute}`), line, column };
}

/** `!Sub text`, with variables of its own if any are given. */
export function subNode({ line, column }: NodePlace, text: string, variables?: Readonly<Record<string, TemplateNode>>): TemplateNode {
	const plain = scalarNode({ line, column }, text);
	const argument = variables ? listNode({ line, column }, [plain, mapNode({ line, column }, variables)]) : plain;
	return { kind: "intrinsic", name: "Fn::Sub", argument, line, column };
}

/** A resolved value as nodes, for what reads nodes. An unknown part becomes null. */
export function nodeOf(at: NodePlace, value: Resolved): TemplateNode {
	if (value instanceof Unknown) return scalarNode(at, null);
	if (Array.isArray(value))
		return listNode(
			at,
			value.map((item) => nodeOf(at, item)),
		);
	if (typeof value !== "object" || value === null) return scalarNode(at, value);
	const entries = new Map<string, TemplateEntry>();
	for (const key of Object.keys(value)) entries.set(key, { ...at, value: nodeOf(at, value[key] as Resolved) });
	return { kind: "map", entries, line: at.line, column: at.column };
}

/** The logical id that a node refers to by `!Ref id`, `!GetAtt id.x` or `!Sub "${id}"`; undefined for any other. */
export function referredId(node: TemplateNode | undefined): string | undefined {
	if (node?.kind !== "intrinsic") return undefined;
	const { argument } = node;
	const text = argument.kind === "scalar" ? String(argument.value) : undefined;
	if (node.name === "Ref") return text;
	if (node.name === "Fn::Sub") return /^\$\{([A-Za-z0-9]+)(\.[A-Za-z]+)?\}$/.exec(text ?? "")?.[1];
	if (node.name !== "Fn::GetAtt") return undefined;
	const first = argument.kind === "list" && argument.items[0]?.kind === "scalar" ? String(argument.items[0].value) : text;
	return first?.split(".")[0];
}

/** The text of a scalar; undefined for any other node. */
export function plainText(node: TemplateNode | undefined): string | undefined {
	return node?.kind === "scalar" && node.value !== null ? String(node.value) : undefined;
}
