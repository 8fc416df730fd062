import type { Json } from "#sandbox/json-value.ts";
import type { TemplateNode } from "../template-node.ts";

/** A document leads from one reference to the next; a ring of them leads nowhere. */
const MOST_STEPS = 20;

/** An OpenAPI document (Swagger 2.0, OpenAPI 3.0 or 3.1) of an API, with its extensions of API Gateway. */
export class OpenApiDocument {
	readonly json: Json;
	/** Where the template has it, for notes. */
	readonly line: number;
	#node: TemplateNode | undefined;

	/** @param node Of the template, when the document stands in it: operations then have lines of their own. */
	constructor(json: Json, line: number, node?: TemplateNode) {
		this.json = json;
		this.line = line;
		this.#node = node;
	}

	/** A value somewhere in the document. */
	at(...path: string[]): Json | undefined {
		let value: Json | undefined = this.json;
		for (const key of path) value = field(value, key);
		return value;
	}

	/** Line of a part of the document; that of the whole when it is not known. */
	lineOf(...path: string[]): number {
		let node = this.#node;
		let { line } = this;
		for (const key of path) {
			const entry = node?.kind === "map" ? node.entries.get(key) : undefined;
			if (!entry) return line;
			line = entry.line;
			node = entry.value;
		}
		return line;
	}

	/** What a value refers to by `$ref: "#/…"`, or the value itself. */
	followed(value: Json | undefined): Json | undefined {
		let at = value;
		for (let step = 0; step < MOST_STEPS; step++) {
			const reference = textAt(at, "$ref");
			if (!reference.startsWith("#/")) return at;
			at = this.at(...reference.slice(2).split("/").map(unescaped));
		}
		return undefined;
	}

	/** A schema by its name. */
	schema(name: string): Json | undefined {
		return this.at("components", "schemas", name) ?? this.at("definitions", name);
	}
}

/** JSON Pointer writes `~1` for a slash, as `#/paths/~1items` does. */
function unescaped(segment: string): string {
	return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

export function field(value: Json | undefined, key: string): Json | undefined {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
	return Object.hasOwn(value, key) ? value[key] : undefined;
}

export function fields(value: Json | undefined): [string, Json][] {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

export function items(value: Json | undefined): Json[] {
	return Array.isArray(value) ? value : [];
}

/** @returns An empty text when there is none. */
export function textAt(value: Json | undefined, key: string): string {
	const found = field(value, key);
	return typeof found === "string" || typeof found === "number" || typeof found === "boolean" ? String(found) : "";
}

export function optionalTextAt(value: Json | undefined, key: string): string | undefined {
	const found = textAt(value, key);
	return found === "" ? undefined : found;
}

export function numberAt(value: Json | undefined, key: string): number | undefined {
	const text = textAt(value, key);
	return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function flagAt(value: Json | undefined, key: string): boolean {
	return textAt(value, key) === "true";
}

/** A list of texts; a single text is a list of one. */
export function textsAt(value: Json | undefined, key: string): string[] {
	const found = field(value, key);
	return (Array.isArray(found) ? found : [found]).flatMap((one) => (typeof one === "string" ? [one] : []));
}

/** A map of texts. */
export function textMapAt(value: Json | undefined, key: string): Record<string, string> {
	const entries = fields(field(value, key)).map(([name, one]) => [name, typeof one === "string" ? one : JSON.stringify(one)]);
	return Object.fromEntries(entries) as Record<string, string>;
}
